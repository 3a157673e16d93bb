// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {GrantTerms} from "../../contracts/GrantTerms.sol";
import {IRelationships} from "../../contracts/interfaces/IRelationships.sol";

/// @title What holds for all terms there can be: proved by Halmos, which takes `assert` alone for a refusal
contract GrantTermsSymbolic {
    function check_pack_keepsEveryField(IRelationships.Grant calldata grant) external pure {
        uint256 terms = GrantTerms.pack(grant);
        assert(uint64(terms) == grant.readKinds);
        assert(uint64(terms >> 64) == grant.writeKinds);
        assert(uint40(terms >> 128) == grant.notBefore);
        assert(uint40(terms >> 168) == grant.notAfter);
        assert(uint16(terms >> 208) == grant.purposes);
        assert(uint32(terms >> 224) == grant.version);
    }

    function check_pack_tellsTermsApart(
        IRelationships.Grant calldata one,
        IRelationships.Grant calldata other
    ) external pure {
        bool isSame = one.readKinds == other.readKinds && one.writeKinds == other.writeKinds
            && one.notBefore == other.notBefore && one.notAfter == other.notAfter
            && one.purposes == other.purposes && one.version == other.version;
        assert((GrantTerms.pack(one) == GrantTerms.pack(other)) == isSame);
    }

    function check_versionOf_isTheVersionThatWasPacked(IRelationships.Grant calldata grant) external pure {
        assert(GrantTerms.versionOf(GrantTerms.pack(grant)) == grant.version);
    }

    function check_isRevocation_isTheVersionAlone(IRelationships.Grant calldata grant) external pure {
        bool isVersionAlone = grant.readKinds == 0 && grant.writeKinds == 0 && grant.notBefore == 0
            && grant.notAfter == 0 && grant.purposes == 0;
        assert(GrantTerms.isRevocation(GrantTerms.pack(grant)) == isVersionAlone);
    }
}
