// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Terms} from "../../contracts/GrantTerms.sol";
import {IAccessLogAnchors} from "../../contracts/interfaces/IAccessLogAnchors.sol";
import {IAgent} from "../../contracts/interfaces/IAgent.sol";
import {IAgentGroups} from "../../contracts/interfaces/IAgentGroups.sol";
import {IRelationships} from "../../contracts/interfaces/IRelationships.sol";

/// @title EIP-712 digests, made field by field and apart from the contracts under test
library TypedMessages {
    string private constant DOMAIN =
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
    string private constant GRANT =
        "Grant(bytes32 commitment,uint64 readKinds,uint64 writeKinds,uint40 notBefore,uint40 notAfter,uint16 purposes,uint32 version,bytes32 finerTerms)";
    string private constant OPEN =
        "Open(address owner,address agent,address delegate,bytes sealedPointer,Grant[] grants,uint16 kindsVersion,bytes32 kindsHash,uint40 deadline)";
    string private constant SET_GRANTS =
        "SetGrants(bytes32 relationshipId,Grant[] grants,uint16 kindsVersion,bytes32 kindsHash,uint40 deadline)";

    string private constant DIRECTIVE =
        "Directive(bytes32 relationshipId,Grant[] grants,uint16 kindsVersion,bytes32 kindsHash,bytes32 salt)";
    string private constant CALL = "Call(address to,bytes data)";

    function groupsDomain(uint256 chainId, address place) internal pure returns (bytes32) {
        return _domain("MedRec AgentGroups", chainId, place);
    }

    function anchorsDomain(uint256 chainId, address place) internal pure returns (bytes32) {
        return _domain("MedRec AccessLogAnchors", chainId, place);
    }

    function relationshipsDomain(uint256 chainId, address place) internal pure returns (bytes32) {
        return _domain("MedRec Relationships", chainId, place);
    }

    function agentDomain(uint256 chainId, address place) internal pure returns (bytes32) {
        return _domain("MedRec Agent", chainId, place);
    }

    function open(bytes32 domain, IRelationships.Open memory m) internal pure returns (bytes32) {
        return _digest(
            domain,
            abi.encode(
                keccak256(bytes(string.concat(OPEN, GRANT))),
                m.owner,
                m.agent,
                m.delegate,
                keccak256(bytes.concat(m.sealedPointer[0], m.sealedPointer[1])),
                _grants(m.grants),
                m.kindsVersion,
                m.kindsHash,
                m.deadline
            )
        );
    }

    function setGrants(bytes32 domain, IRelationships.SetGrants memory m) internal pure returns (bytes32) {
        return _digest(
            domain,
            abi.encode(
                keccak256(bytes(string.concat(SET_GRANTS, GRANT))),
                m.relationshipId,
                _grants(m.grants),
                m.kindsVersion,
                m.kindsHash,
                m.deadline
            )
        );
    }

    function end(bytes32 domain, IRelationships.End memory m) internal pure returns (bytes32) {
        return _digest(
            domain,
            abi.encode(keccak256("End(bytes32 relationshipId,uint40 deadline)"), m.relationshipId, m.deadline)
        );
    }

    function rotateDelegate(bytes32 domain, IRelationships.RotateDelegate memory m)
        internal
        pure
        returns (bytes32)
    {
        return _digest(
            domain,
            abi.encode(
                keccak256(
                    "RotateDelegate(bytes32 relationshipId,address delegate,uint32 rotation,uint40 deadline)"
                ),
                m.relationshipId,
                m.delegate,
                m.rotation,
                m.deadline
            )
        );
    }

    /// @dev The hash by which an owner names it: without a domain.
    function directive(IRelationships.Directive memory m) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                keccak256(bytes(string.concat(DIRECTIVE, GRANT))),
                m.relationshipId,
                _grants(m.grants),
                m.kindsVersion,
                m.kindsHash,
                m.salt
            )
        );
    }

    function enableOwner(bytes32 domain, IAgent.EnableOwner memory m) internal pure returns (bytes32) {
        return _digest(
            domain,
            abi.encode(
                keccak256("EnableOwner(address owner,bytes sealedPointer,uint64 nonce,uint40 deadline)"),
                m.owner,
                keccak256(m.sealedPointer),
                m.nonce,
                m.deadline
            )
        );
    }

    function disableOwner(bytes32 domain, IAgent.DisableOwner memory m) internal pure returns (bytes32) {
        return _digest(
            domain,
            abi.encode(
                keccak256("DisableOwner(address owner,uint64 nonce,uint40 deadline)"),
                m.owner,
                m.nonce,
                m.deadline
            )
        );
    }

    function rotateOwner(bytes32 domain, IAgent.RotateOwner memory m) internal pure returns (bytes32) {
        return _digest(
            domain,
            abi.encode(
                keccak256(
                    "RotateOwner(address oldOwner,address newOwner,bytes sealedPointer,uint64 nonce,uint40 deadline)"
                ),
                m.oldOwner,
                m.newOwner,
                keccak256(m.sealedPointer),
                m.nonce,
                m.deadline
            )
        );
    }

    function setCustodian(bytes32 domain, IAgent.SetCustodian memory m) internal pure returns (bytes32) {
        return _digest(
            domain,
            abi.encode(
                keccak256(
                    "SetCustodian(address custodian,uint8 rights,uint40 until,uint64 nonce,uint40 deadline)"
                ),
                m.custodian,
                m.rights,
                m.until,
                m.nonce,
                m.deadline
            )
        );
    }

    function setCustody(bytes32 domain, IAgent.SetCustody memory m) internal pure returns (bytes32) {
        return _digest(
            domain,
            abi.encode(
                keccak256(
                    "SetCustody(uint8 ownerRights,uint40 until,address custodian,uint64 nonce,uint40 deadline)"
                ),
                m.ownerRights,
                m.until,
                m.custodian,
                m.nonce,
                m.deadline
            )
        );
    }

    function setGuardians(bytes32 domain, IAgent.SetGuardians memory m) internal pure returns (bytes32) {
        return _digest(
            domain,
            abi.encode(
                keccak256("SetGuardians(bytes32 guardiansHash,uint64 nonce,uint40 deadline)"),
                m.guardiansHash,
                m.nonce,
                m.deadline
            )
        );
    }

    function recover(bytes32 domain, IAgent.Recover memory m) internal pure returns (bytes32) {
        return _digest(
            domain,
            abi.encode(
                keccak256("Recover(address owner,bytes sealedPointer,uint64 nonce,uint40 deadline)"),
                m.owner,
                keccak256(m.sealedPointer),
                m.nonce,
                m.deadline
            )
        );
    }

    function vetoRecovery(bytes32 domain, IAgent.VetoRecovery memory m) internal pure returns (bytes32) {
        return _digest(
            domain, abi.encode(keccak256("VetoRecovery(uint64 nonce,uint40 deadline)"), m.nonce, m.deadline)
        );
    }

    function setSwitch(bytes32 domain, IAgent.SetSwitch memory m) internal pure returns (bytes32) {
        return _digest(
            domain,
            abi.encode(
                keccak256("SetSwitch(uint40 timeout,bytes32[] directives,uint64 nonce,uint40 deadline)"),
                m.timeout,
                keccak256(abi.encodePacked(m.directives)),
                m.nonce,
                m.deadline
            )
        );
    }

    function touch(bytes32 domain, IAgent.Touch memory m) internal pure returns (bytes32) {
        return
            _digest(domain, abi.encode(keccak256("Touch(uint64 nonce,uint40 deadline)"), m.nonce, m.deadline));
    }

    function execute(bytes32 domain, IAgent.Execute memory m) internal pure returns (bytes32) {
        return _digest(
            domain,
            abi.encode(
                keccak256(bytes(string.concat("Execute(Call[] calls,uint64 nonce,uint40 deadline)", CALL))),
                _calls(m.calls),
                m.nonce,
                m.deadline
            )
        );
    }

    function found(bytes32 domain, IAgentGroups.Found memory m) internal pure returns (bytes32) {
        return _digest(
            domain,
            abi.encode(
                keccak256("Found(address founder,bytes32 salt,uint40 deadline)"),
                m.founder,
                m.salt,
                m.deadline
            )
        );
    }

    function setMembership(bytes32 domain, IAgentGroups.SetMembership memory m)
        internal
        pure
        returns (bytes32)
    {
        return _digest(
            domain,
            abi.encode(
                keccak256(
                    "SetMembership(address group,address administrator,address agent,bool isMember,bool isAdministrator,uint64 nonce,uint40 deadline)"
                ),
                m.group,
                m.administrator,
                m.agent,
                m.isMember,
                m.isAdministrator,
                m.nonce,
                m.deadline
            )
        );
    }

    function anchor(bytes32 domain, IAccessLogAnchors.Anchor memory m) internal pure returns (bytes32) {
        return _digest(
            domain,
            abi.encode(
                keccak256("Anchor(address provider,uint40 interval,bytes32 root)"),
                m.provider,
                m.interval,
                m.root
            )
        );
    }

    function _grants(IRelationships.Grant[] memory grants) private pure returns (bytes32) {
        bytes memory hashes;
        for (uint256 i = 0; i < grants.length; ++i) {
            IRelationships.Grant memory g = grants[i];
            uint256 terms = Terms.unwrap(g.terms);
            bytes32 hash = keccak256(
                abi.encode(
                    keccak256(bytes(GRANT)),
                    g.commitment,
                    uint64(terms),
                    uint64(terms >> 64),
                    uint40(terms >> 128),
                    uint40(terms >> 168),
                    uint16(terms >> 208),
                    uint32(terms >> 224),
                    g.finerTerms
                )
            );
            hashes = bytes.concat(hashes, hash);
        }
        return keccak256(hashes);
    }

    function _calls(IAgent.Call[] memory calls) private pure returns (bytes32) {
        bytes memory hashes;
        for (uint256 i = 0; i < calls.length; ++i) {
            hashes = bytes.concat(
                hashes, keccak256(abi.encode(keccak256(bytes(CALL)), calls[i].to, keccak256(calls[i].data)))
            );
        }
        return keccak256(hashes);
    }

    function _domain(string memory name, uint256 chainId, address place) private pure returns (bytes32) {
        return keccak256(
            abi.encode(keccak256(bytes(DOMAIN)), keccak256(bytes(name)), keccak256("1"), chainId, place)
        );
    }

    function _digest(bytes32 domain, bytes memory encoded) private pure returns (bytes32) {
        return keccak256(bytes.concat(hex"1901", domain, keccak256(encoded)));
    }
}
