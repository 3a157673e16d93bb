// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Terms} from "../contracts/GrantTerms.sol";
import {GrantsHandler} from "./support/GrantsHandler.sol";
import {MedRecTest} from "./support/MedRecTest.sol";

contract RelationshipsInvariantsTest is MedRecTest {
    GrantsHandler private _handler;
    bytes32 private _id;

    function setUp() public override {
        super.setUp();
        _id = _open();
        _handler = new GrantsHandler(_relationships, _id, CHAIN_ID);
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_aRevokedGrantIsNeverActiveWithoutANewerGrant() external view {
        for (uint256 i = 0; i < _handler.VIEWERS(); ++i) {
            bytes32 commitment = _handler.commitmentOf(i);
            (Terms terms,) = _relationships.grantOf(_id, commitment);
            uint32 revoked = _handler.revokedVersion(commitment);
            if (terms.isRevocation()) _assertEq(terms.version(), revoked);
            else _assertTrue(terms.version() > revoked, "newer than its revocation");
        }
    }

    function invariant_theNewestVersionIsStored() external view {
        for (uint256 i = 0; i < _handler.VIEWERS(); ++i) {
            bytes32 commitment = _handler.commitmentOf(i);
            (Terms terms,) = _relationships.grantOf(_id, commitment);
            _assertEq(terms.version(), _handler.highestVersion(commitment));
        }
    }

    function invariant_anEndedRelationshipStaysEnded() external view {
        (address agent, address delegate, uint32 rotation, bool ended) = _relationships.relationship(_id);
        _assertTrue(ended == _handler.hasEnded(), "ended for good");
        _assertEq(_handler.acceptedAfterEnd(), 0);
        _assertEq(agent, _factory.agentOf(vm.addr(PATIENT)));
        _assertEq(delegate, rotation == 0 ? address(0) : vm.addr(DELEGATE + rotation));
        _assertTrue(_relationships.isDelegate(_id, vm.addr(DELEGATE + rotation)), "the newest delegate");
        _assertEq(rotation, _handler.rotations());
    }
}
