// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Terms} from "../../contracts/GrantTerms.sol";
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
        _set(first);
        _set(second);

        assert(second.terms.version() >= first.terms.version());
        (Terms terms,) = _relationships.grantOf(_id, first.commitment);
        assert(terms.version() == second.terms.version());
        if (second.terms.version() == first.terms.version()) assert(terms.isRevocation());
    }

    function check_setGrants_storesNoGrantThatHasEnded(IRelationships.Grant memory grant) external {
        _set(grant);
        (Terms terms, bytes32 finerTerms) = _relationships.grantOf(_id, grant.commitment);
        bool isRevocation = terms.isRevocation() && finerTerms == 0;
        assert(isRevocation || terms.notAfter() > block.timestamp);
    }

    function _set(IRelationships.Grant memory grant) private {
        IRelationships.SetGrants memory message = _setMessage(_id, _grant(1));
        message.grants[0] = grant;
        _relationships.setGrants(message, _signSet(PATIENT, message));
    }
}
