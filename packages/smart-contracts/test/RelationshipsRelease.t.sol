// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Agent} from "../contracts/Agent.sol";
import {Terms} from "../contracts/GrantTerms.sol";
import {IAgent} from "../contracts/interfaces/IAgent.sol";
import {IRelationships} from "../contracts/interfaces/IRelationships.sol";
import {FullGrant, FullGrants} from "./support/FullGrant.sol";
import {MedRecTest} from "./support/MedRecTest.sol";
import {TypedMessages} from "./support/TypedMessages.sol";

contract RelationshipsReleaseTest is MedRecTest {
    uint40 private constant TIMEOUT = 30 days;

    bytes32 private _id;
    Agent private _agent;

    function setUp() public override {
        super.setUp();
        _id = _open();
        _agent = _newAgent(PATIENT);
    }

    function testFuzz_release_byAnyoneOnceTheSwitchHasOpened(address submitter) external {
        IRelationships.Directive memory directive = _directive(1);
        bytes32 hash = TypedMessages.directive(directive);
        _arm(hash);
        vm.warp(NOW + TIMEOUT);
        vm.expectEmit(address(_relationships));
        emit IRelationships.DirectiveReleased(_id, hash);
        vm.expectEmit(address(_relationships));
        emit IRelationships.GrantSet(_id, COMMITMENT, directive.grants[0].terms, 0);
        vm.prank(submitter);
        _relationships.release(directive);
        _assertVersion(1);

        // It is carried out once: what it grants has its version.
        _refuse(directive, _stale(1));
    }

    function test_release_revertsWhen_theSwitchHasNotOpened() external {
        IRelationships.Directive memory directive = _directive(1);
        bytes32 hash = TypedMessages.directive(directive);
        _arm(hash);
        vm.warp(NOW + TIMEOUT - 1);
        _refuse(directive, _notReleased(hash));
        _assertVersion(0);
    }

    function test_release_revertsWhen_theOwnerDidNotNameIt() external {
        _arm(TypedMessages.directive(_directive(1)));
        vm.warp(NOW + TIMEOUT);
        for (uint256 field = 0; field < 5; ++field) {
            IRelationships.Directive memory other = _directive(1);
            if (field == 0) other.grants = new IRelationships.Grant[](0);
            else if (field == 1) other.grants[0].terms = FullGrants.termsOf(_grant(2));
            else if (field == 2) other.kindsVersion = 2;
            else if (field == 3) other.kindsHash = 0;
            else other.salt = 0;
            _refuse(other, _notReleased(TypedMessages.directive(other)));
        }
        _assertVersion(0);
    }

    function test_release_revertsWhen_theAgentWasNotMade() external {
        super.setUp();
        _id = _open();
        IRelationships.Directive memory directive = _directive(1);
        _refuse(
            directive,
            abi.encodeWithSelector(
                IRelationships.Relationships__NotReleased.selector,
                _factory.agentOf(vm.addr(PATIENT)),
                TypedMessages.directive(directive)
            )
        );
    }

    /// @dev Whose relationship it is, its Agent names the directive.
    function test_release_revertsWhen_theRelationshipIsSomebodyElses() external {
        IRelationships.Open memory message = _openMessage(new FullGrant[](0));
        message.owner = vm.addr(STRANGER);
        message.agent = address(_newAgent(STRANGER));
        bytes32 digest = TypedMessages.open(_domain(), message);
        bytes32 otherId = _relationships.open(message, _sign(STRANGER, digest), _sign(DELEGATE, digest));

        IRelationships.Directive memory directive = _directive(1);
        directive.relationshipId = otherId;
        bytes32 hash = TypedMessages.directive(directive);
        _arm(hash);
        vm.warp(NOW + TIMEOUT);
        _refuse(
            directive,
            abi.encodeWithSelector(IRelationships.Relationships__NotReleased.selector, message.agent, hash)
        );
    }

    function test_release_revertsWhen_endedOrUnknown() external {
        IRelationships.Directive memory directive = _directive(1);
        _arm(TypedMessages.directive(directive));
        IRelationships.End memory ending = IRelationships.End(_id, LATER);
        _relationships.end(ending, _signEnd(DELEGATE, ending));
        vm.warp(NOW + TIMEOUT);
        _refuse(directive, abi.encodeWithSelector(IRelationships.Relationships__Ended.selector, _id));
        directive.relationshipId = keccak256("unknown");
        _refuse(
            directive,
            abi.encodeWithSelector(IRelationships.Relationships__Unknown.selector, directive.relationshipId)
        );
    }

    /// @dev What the owner revoked since stays so, and every signature of a grant is a sign of life.
    function test_release_revertsWhen_theOwnerDecidedOtherwiseSince() external {
        IRelationships.Directive memory directive = _directive(1);
        _arm(TypedMessages.directive(directive));
        vm.warp(NOW + TIMEOUT - 1);
        _set(_id, _revocation(1));
        vm.warp(NOW + TIMEOUT);
        _refuse(directive, _notReleased(TypedMessages.directive(directive)));
        vm.warp(NOW + 2 * TIMEOUT);
        _refuse(directive, _stale(1));
        _assertVersion(1);
    }

    function _directive(uint32 version) private view returns (IRelationships.Directive memory) {
        return IRelationships.Directive({
            relationshipId: _id,
            grants: FullGrants.pack(_one(_grant(version))),
            kindsVersion: 1,
            kindsHash: KINDS_HASH,
            salt: keccak256("salt")
        });
    }

    function _arm(bytes32 directive) private {
        (,,, uint64 nonce,) = _agent.nonces();
        bytes32[] memory directives = new bytes32[](1);
        directives[0] = directive;
        IAgent.SetSwitch memory message = IAgent.SetSwitch(TIMEOUT, directives, nonce, LATER);
        _agent.setSwitch(message, _sign(PATIENT, TypedMessages.setSwitch(_agentDomain(_agent), message)));
    }

    function _refuse(IRelationships.Directive memory directive, bytes memory refusal) private {
        vm.expectRevert(refusal);
        _relationships.release(directive);
    }

    function _notReleased(bytes32 hash) private view returns (bytes memory) {
        return
            abi.encodeWithSelector(IRelationships.Relationships__NotReleased.selector, address(_agent), hash);
    }

    function _stale(uint32 version) private view returns (bytes memory) {
        return
            abi.encodeWithSelector(
                IRelationships.Relationships__StaleVersion.selector, _id, COMMITMENT, version
            );
    }

    function _assertVersion(uint32 version) private view {
        (Terms terms,) = _relationships.grantOf(_id, COMMITMENT);
        _assertEq(terms.version(), version);
    }
}
