// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Terms} from "../../contracts/GrantTerms.sol";
import {IRelationships} from "../../contracts/interfaces/IRelationships.sol";
import {FullGrant} from "../support/FullGrant.sol";
import {TypedMessages} from "../support/TypedMessages.sol";
import {SymbolicTest} from "./SymbolicTest.sol";

/// @title The rule of versions, for all terms there can be: proved by Halmos on the contract itself
contract RelationshipsSymbolic is SymbolicTest {
    bytes32 private _id;

    function setUp() public override {
        super.setUp();
        IRelationships.Open memory message = _openMessage(new FullGrant[](0));
        message.owner = OWNER;
        message.agent = _factory.createAgent(OWNER);
        message.delegate = OTHER;
        bytes32 digest = TypedMessages.open(_domain(), message);
        _id = _relationships.open(message, _signatureOf(OWNER, digest), _signatureOf(OTHER, digest));
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
        bytes32 digest = TypedMessages.setGrants(_domain(), message);
        _relationships.setGrants(message, _signatureOf(OWNER, digest));
    }
}
