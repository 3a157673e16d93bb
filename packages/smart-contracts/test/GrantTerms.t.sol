// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {GrantTerms} from "../contracts/GrantTerms.sol";
import {IRelationships} from "../contracts/interfaces/IRelationships.sol";
import {MedRecTest} from "./support/MedRecTest.sol";

contract GrantTermsTest is MedRecTest {
    function testFuzz_pack_keepsEveryField(IRelationships.Grant calldata grant) external pure {
        uint256 terms = GrantTerms.pack(grant);
        _assertEq(uint64(terms), grant.readKinds);
        _assertEq(uint64(terms >> 64), grant.writeKinds);
        _assertEq(uint40(terms >> 128), grant.notBefore);
        _assertEq(uint40(terms >> 168), grant.notAfter);
        _assertEq(uint16(terms >> 208), grant.purposes);
        _assertEq(terms >> 224, grant.version);
        _assertEq(GrantTerms.versionOf(terms), grant.version);
    }

    function testFuzz_isRevocation_isTheVersionAlone(uint32 version, uint224 rest) external pure {
        uint256 versionAlone = uint256(version) << 224;
        _assertTrue(GrantTerms.isRevocation(versionAlone), "the version alone permits nothing");
        vm.assume(rest != 0);
        _assertTrue(!GrantTerms.isRevocation(versionAlone | rest), "anything more is no revocation");
    }
}
