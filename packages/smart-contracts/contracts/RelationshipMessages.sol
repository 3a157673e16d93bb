// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRelationships} from "./interfaces/IRelationships.sol";

/// @title EIP-712 hashes of the messages of Relationships
/// @dev Without the domain. The types stand in IRelationships.
library RelationshipMessages {
    bytes private constant GRANT_TYPE =
        "Grant(bytes32 commitment,uint64 readKinds,uint64 writeKinds,uint40 notBefore,uint40 notAfter,uint16 purposes,uint32 version,bytes32 finerTerms)";
    bytes32 private constant GRANT_TYPEHASH = keccak256(GRANT_TYPE);
    bytes32 private constant OPEN_TYPEHASH = keccak256(
        abi.encodePacked(
            "Open(address owner,address agent,address delegate,bytes sealedPointer,Grant[] grants,uint16 kindsVersion,bytes32 kindsHash,uint40 deadline)",
            GRANT_TYPE
        )
    );
    bytes32 private constant SET_GRANTS_TYPEHASH = keccak256(
        abi.encodePacked(
            "SetGrants(bytes32 relationshipId,Grant[] grants,uint16 kindsVersion,bytes32 kindsHash,uint40 deadline)",
            GRANT_TYPE
        )
    );
    bytes32 private constant DIRECTIVE_TYPEHASH = keccak256(
        abi.encodePacked(
            "Directive(bytes32 relationshipId,Grant[] grants,uint16 kindsVersion,bytes32 kindsHash,bytes32 salt)",
            GRANT_TYPE
        )
    );
    bytes32 private constant END_TYPEHASH = keccak256("End(bytes32 relationshipId,uint40 deadline)");
    bytes32 private constant ROTATE_DELEGATE_TYPEHASH =
        keccak256("RotateDelegate(bytes32 relationshipId,address delegate,uint32 rotation,uint40 deadline)");

    /// @notice The hash of Open.
    function hash(IRelationships.Open calldata m) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                OPEN_TYPEHASH,
                m.owner,
                m.agent,
                m.delegate,
                keccak256(abi.encode(m.sealedPointer)),
                _hash(m.grants),
                m.kindsVersion,
                m.kindsHash,
                m.deadline
            )
        );
    }

    /// @notice The hash of SetGrants.
    function hash(IRelationships.SetGrants calldata m) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                SET_GRANTS_TYPEHASH,
                m.relationshipId,
                _hash(m.grants),
                m.kindsVersion,
                m.kindsHash,
                m.deadline
            )
        );
    }

    /// @notice The hash of Directive.
    function hash(IRelationships.Directive calldata m) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                DIRECTIVE_TYPEHASH, m.relationshipId, _hash(m.grants), m.kindsVersion, m.kindsHash, m.salt
            )
        );
    }

    /// @notice The hash of End.
    function hash(IRelationships.End calldata m) internal pure returns (bytes32) {
        // A struct of static fields is encoded as its fields, one after the other.
        return keccak256(abi.encode(END_TYPEHASH, m));
    }

    /// @notice The hash of RotateDelegate.
    function hash(IRelationships.RotateDelegate calldata m) internal pure returns (bytes32) {
        return keccak256(abi.encode(ROTATE_DELEGATE_TYPEHASH, m));
    }

    function _hash(IRelationships.Grant[] calldata grants) private pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](grants.length);
        for (uint256 i = 0; i < grants.length; ++i) {
            hashes[i] = _hash(grants[i]);
        }
        return keccak256(abi.encodePacked(hashes));
    }

    function _hash(IRelationships.Grant calldata grant) private pure returns (bytes32) {
        return keccak256(
            abi.encode(
                GRANT_TYPEHASH,
                grant.commitment,
                grant.terms.readKinds(),
                grant.terms.writeKinds(),
                grant.terms.notBefore(),
                grant.terms.notAfter(),
                grant.terms.purposes(),
                grant.terms.version(),
                grant.finerTerms
            )
        );
    }
}
