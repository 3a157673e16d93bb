// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Terms} from "../../contracts/GrantTerms.sol";
import {IRelationships} from "../../contracts/interfaces/IRelationships.sol";

/// @dev A grant as it is signed, field by field.
struct FullGrant {
    bytes32 commitment;
    uint64 readKinds;
    uint64 writeKinds;
    uint40 notBefore;
    uint40 notAfter;
    uint16 purposes;
    uint32 version;
    bytes32 finerTerms;
}

/// @title Packs grants as they are submitted, apart from the contracts under test
library FullGrants {
    function pack(FullGrant memory grant) internal pure returns (IRelationships.Grant memory) {
        return IRelationships.Grant({
            commitment: grant.commitment, terms: termsOf(grant), finerTerms: grant.finerTerms
        });
    }

    function pack(FullGrant[] memory grants) internal pure returns (IRelationships.Grant[] memory packed) {
        packed = new IRelationships.Grant[](grants.length);
        for (uint256 i = 0; i < grants.length; ++i) {
            packed[i] = pack(grants[i]);
        }
    }

    function termsOf(FullGrant memory grant) internal pure returns (Terms) {
        bytes memory word = abi.encodePacked(
            grant.version, grant.purposes, grant.notAfter, grant.notBefore, grant.writeKinds, grant.readKinds
        );
        return Terms.wrap(uint256(bytes32(word)));
    }
}
