// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Terms} from "../contracts/GrantTerms.sol";
import {FullGrant, FullGrants} from "./support/FullGrant.sol";
import {MedRecTest} from "./support/MedRecTest.sol";

contract GrantTermsTest is MedRecTest {
    function testFuzz_terms_keepEveryField(FullGrant calldata grant) external pure {
        Terms terms = FullGrants.termsOf(grant);
        _assertEq(terms.readKinds(), grant.readKinds);
        _assertEq(terms.writeKinds(), grant.writeKinds);
        _assertEq(terms.notBefore(), grant.notBefore);
        _assertEq(terms.notAfter(), grant.notAfter);
        _assertEq(terms.purposes(), grant.purposes);
        _assertEq(terms.version(), grant.version);
    }

    function testFuzz_isRevocation_isTheVersionAlone(uint32 version, uint224 rest) external pure {
        uint256 versionAlone = uint256(version) << 224;
        _assertTrue(Terms.wrap(versionAlone).isRevocation(), "the version alone permits nothing");
        _assertTrue(Terms.wrap(versionAlone).isAbsent() == (version == 0), "absent without a version");
        vm.assume(rest != 0);
        _assertTrue(!Terms.wrap(versionAlone | rest).isRevocation(), "anything more is no revocation");
        _assertTrue(!Terms.wrap(versionAlone | rest).isAbsent(), "anything is there");
    }
}
