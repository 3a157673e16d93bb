// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

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
                keccak256(m.sealedPointer),
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

    function enableOwner(bytes32 domain, address owner, bytes memory pointer, uint64 nonce, uint40 deadline)
        internal
        pure
        returns (bytes32)
    {
        return _digest(
            domain,
            abi.encode(
                keccak256("EnableOwner(address owner,bytes sealedPointer,uint64 nonce,uint40 deadline)"),
                owner,
                keccak256(pointer),
                nonce,
                deadline
            )
        );
    }

    function disableOwner(bytes32 domain, address owner, uint64 nonce, uint40 deadline)
        internal
        pure
        returns (bytes32)
    {
        return _digest(
            domain,
            abi.encode(
                keccak256("DisableOwner(address owner,uint64 nonce,uint40 deadline)"), owner, nonce, deadline
            )
        );
    }

    function _grants(IRelationships.Grant[] memory grants) private pure returns (bytes32) {
        bytes memory hashes;
        for (uint256 i = 0; i < grants.length; ++i) {
            IRelationships.Grant memory g = grants[i];
            bytes32 hash = keccak256(
                abi.encode(
                    keccak256(bytes(GRANT)),
                    g.commitment,
                    g.readKinds,
                    g.writeKinds,
                    g.notBefore,
                    g.notAfter,
                    g.purposes,
                    g.version,
                    g.finerTerms
                )
            );
            hashes = bytes.concat(hashes, hash);
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
