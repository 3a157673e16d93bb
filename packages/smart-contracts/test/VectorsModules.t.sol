// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessLogAnchors} from "../contracts/interfaces/IAccessLogAnchors.sol";
import {IAgent} from "../contracts/interfaces/IAgent.sol";
import {IAgentGroups} from "../contracts/interfaces/IAgentGroups.sol";
import {IRelationships} from "../contracts/interfaces/IRelationships.sol";
import {FullGrant, FullGrants} from "./support/FullGrant.sol";
import {TypedMessages} from "./support/TypedMessages.sol";

import {VectorFile} from "./support/VectorFile.sol";

/// @title The known answers about custody, guardians, switch, calls, groups and anchors
contract VectorsModulesTest is VectorFile {
    /// @dev That the contracts hash as TypedMessages does is shown wherever they accept a message.
    function test_messagesOfModules_hashAsKnown() external view {
        bytes32 agent = TypedMessages.agentDomain(_uint(".chainId"), address(_agent));
        _assertDigest(
            "rotateOwner",
            TypedMessages.rotateOwner(
                agent,
                IAgent.RotateOwner(
                    _address(_of("rotateOwner", "oldOwner")),
                    _address(_of("rotateOwner", "newOwner")),
                    vm.parseJsonBytes(_json, _of("rotateOwner", "sealedPointer")),
                    _nonceOf("rotateOwner"),
                    _deadlineOf("rotateOwner")
                )
            )
        );
        _assertDigest(
            "setCustodian",
            TypedMessages.setCustodian(
                agent,
                IAgent.SetCustodian(
                    _address(_of("setCustodian", "custodian")),
                    uint8(_uint(_of("setCustodian", "rights"))),
                    uint40(_uint(_of("setCustodian", "until"))),
                    _nonceOf("setCustodian"),
                    _deadlineOf("setCustodian")
                )
            )
        );
        _assertDigest(
            "setCustody",
            TypedMessages.setCustody(
                agent,
                IAgent.SetCustody(
                    uint8(_uint(_of("setCustody", "ownerRights"))),
                    uint40(_uint(_of("setCustody", "until"))),
                    _address(_of("setCustody", "custodian")),
                    _nonceOf("setCustody"),
                    _deadlineOf("setCustody")
                )
            )
        );
        _assertGuardiansAsKnown(agent);
        _assertSwitchAsKnown(agent);
        _assertCallsAsKnown(agent);
        _assertGroupsAndAnchorsAsKnown();
    }

    function _assertGuardiansAsKnown(bytes32 agent) private view {
        bytes32[] memory commitments = new bytes32[](1);
        commitments[0] = keccak256(
            abi.encode(
                keccak256("medrec:guardian:v1"),
                _uint(".chainId"),
                _address(".guardian.agent"),
                _address(".guardian.guardian"),
                _bytes32(".guardian.salt")
            )
        );
        _assertEq(commitments[0], _bytes32(".guardian.commitment"));
        IAgent.GuardianSet memory guardians = IAgent.GuardianSet(
            uint8(_uint(".guardians.threshold")), uint40(_uint(".guardians.delaySeconds")), commitments
        );
        bytes32 hash = keccak256(abi.encode(guardians));
        _assertEq(hash, _bytes32(".guardians.guardiansHash"));
        _assertDigest(
            "setGuardians",
            TypedMessages.setGuardians(
                agent, IAgent.SetGuardians(hash, _nonceOf("setGuardians"), _deadlineOf("setGuardians"))
            )
        );
        _assertDigest(
            "recover",
            TypedMessages.recover(
                agent,
                IAgent.Recover(
                    _address(_of("recover", "owner")),
                    vm.parseJsonBytes(_json, _of("recover", "sealedPointer")),
                    _nonceOf("recover"),
                    _deadlineOf("recover")
                )
            )
        );
        _assertDigest(
            "vetoRecovery",
            TypedMessages.vetoRecovery(
                agent, IAgent.VetoRecovery(_nonceOf("vetoRecovery"), _deadlineOf("vetoRecovery"))
            )
        );
    }

    function _assertSwitchAsKnown(bytes32 agent) private view {
        IRelationships.Directive memory directive;
        directive.relationshipId = _bytes32(".directive.relationshipId");
        FullGrant[] memory grants = new FullGrant[](1);
        grants[0] = _grantAt(".directive.grants[0]");
        directive.grants = FullGrants.pack(grants);
        directive.kindsVersion = uint16(_uint(".directive.kindsVersion"));
        directive.kindsHash = _bytes32(".directive.kindsHash");
        directive.salt = _bytes32(".directive.salt");
        _assertEq(TypedMessages.directive(directive), _bytes32(".directive.hash"));

        bytes32[] memory directives = new bytes32[](2);
        directives[0] = _bytes32(_of("setSwitch", "directives[0]"));
        directives[1] = _bytes32(_of("setSwitch", "directives[1]"));
        _assertDigest(
            "setSwitch",
            TypedMessages.setSwitch(
                agent,
                IAgent.SetSwitch(
                    uint40(_uint(_of("setSwitch", "timeout"))),
                    directives,
                    _nonceOf("setSwitch"),
                    _deadlineOf("setSwitch")
                )
            )
        );
        _assertDigest(
            "touch", TypedMessages.touch(agent, IAgent.Touch(_nonceOf("touch"), _deadlineOf("touch")))
        );
    }

    function _assertCallsAsKnown(bytes32 agent) private view {
        IAgent.Call[] memory calls = new IAgent.Call[](2);
        calls[0].to = _address(_of("execute", "calls[0].to"));
        calls[0].data = vm.parseJsonBytes(_json, _of("execute", "calls[0].data"));
        calls[1].to = _address(_of("execute", "calls[1].to"));
        calls[1].data = vm.parseJsonBytes(_json, _of("execute", "calls[1].data"));
        _assertDigest(
            "execute",
            TypedMessages.execute(agent, IAgent.Execute(calls, _nonceOf("execute"), _deadlineOf("execute")))
        );
    }

    function _assertGroupsAndAnchorsAsKnown() private view {
        bytes32 groups = TypedMessages.groupsDomain(_uint(".chainId"), address(_groups));
        _assertEq(
            _groups.groupOf(_address(".group.founder"), _bytes32(".group.salt")), _address(".group.group")
        );
        _assertDigest(
            "found",
            TypedMessages.found(
                groups,
                IAgentGroups.Found(
                    _address(_of("found", "founder")), _bytes32(_of("found", "salt")), _deadlineOf("found")
                )
            )
        );
        IAgentGroups.SetMembership memory membership;
        membership.group = _address(_of("setMembership", "group"));
        membership.administrator = _address(_of("setMembership", "administrator"));
        membership.agent = _address(_of("setMembership", "agent"));
        membership.isMember = vm.parseJsonBool(_json, _of("setMembership", "isMember"));
        membership.isAdministrator = vm.parseJsonBool(_json, _of("setMembership", "isAdministrator"));
        membership.nonce = _nonceOf("setMembership");
        membership.deadline = _deadlineOf("setMembership");
        _assertDigest("setMembership", TypedMessages.setMembership(groups, membership));

        bytes32 anchors = TypedMessages.anchorsDomain(_uint(".chainId"), address(_anchors));
        IAccessLogAnchors.Anchor memory anchor = IAccessLogAnchors.Anchor(
            _address(_of("anchor", "provider")),
            uint40(_uint(_of("anchor", "interval"))),
            _bytes32(_of("anchor", "root"))
        );
        _assertDigest("anchor", TypedMessages.anchor(anchors, anchor));
    }

    function _assertDigest(string memory message, bytes32 digest) private view {
        _assertEq(digest, _bytes32(string.concat(".messages.", message, ".digest")));
    }

    function _of(string memory message, string memory field) private pure returns (string memory) {
        return string.concat(".messages.", message, ".message.", field);
    }

    function _nonceOf(string memory message) private view returns (uint64) {
        return uint64(_uint(_of(message, "nonce")));
    }

    function _deadlineOf(string memory message) private view returns (uint40) {
        return uint40(_uint(_of(message, "deadline")));
    }
}
