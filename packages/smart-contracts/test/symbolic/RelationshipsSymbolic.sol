// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {GrantTerms} from "../../contracts/GrantTerms.sol";
import {IRelationships} from "../../contracts/interfaces/IRelationships.sol";
import {MedRecTest} from "../support/MedRecTest.sol";

/// @title The rule of versions, for all terms there can be: proved by Halmos on the contract itself
contract RelationshipsSymbolic is MedRecTest {
    bytes32 private _id;

    function setUp() public override {
        super.setUp();
        _id = _open();
    }

    function check_setGrants_neverGoesBackToAnOlderVersion(
        IRelationships.Grant memory first,
        IRelationships.Grant memory second
    ) external {
        second.commitment = first.commitment;
        _set(_id, first);
        _set(_id, second);

        assert(second.version >= first.version);
        (uint256 terms,) = _relationships.grantOf(_id, first.commitment);
        assert(GrantTerms.versionOf(terms) == second.version);
        if (second.version == first.version) assert(GrantTerms.isRevocation(terms));
    }

    function check_setGrants_storesNoGrantThatHasEnded(IRelationships.Grant memory grant) external {
        _set(_id, grant);
        (uint256 terms, bytes32 finerTerms) = _relationships.grantOf(_id, grant.commitment);
        bool isRevocation = GrantTerms.isRevocation(terms) && finerTerms == 0;
        assert(isRevocation || uint40(terms >> 168) > block.timestamp);
    }
}
