// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Terms} from "../contracts/GrantTerms.sol";
import {Signature} from "../contracts/Signature.sol";
import {IRelationships} from "../contracts/interfaces/IRelationships.sol";
import {FullGrant, FullGrants} from "./support/FullGrant.sol";
import {MedRecTest} from "./support/MedRecTest.sol";

/// @dev Storage as IRelationships documents it, for whoever proves it without asking a getter.
contract RelationshipsLayoutTest is MedRecTest {
    bytes32 private constant FINER_TERMS = keccak256("finer");

    function test_layout_ofAnOpening() external {
        IRelationships.Open memory message = _openMessage(new FullGrant[](0));
        bytes32 id = _open();
        _assertEq(_load(_relationshipKey(id)), bytes32(uint256(uint160(message.agent))));
        _assertEq(_load(_next(_relationshipKey(id))), 0);
        _assertRelationship(id);
    }

    function test_layout_ofARotation() external {
        bytes32 id = _open();
        _rotate(id, DELEGATE, NEXT_DELEGATE, 1);
        uint256 first = uint256(uint160(_factory.agentOf(vm.addr(PATIENT)))) | (uint256(1) << 160);
        _assertEq(_load(_relationshipKey(id)), bytes32(first));
        _assertEq(_load(_next(_relationshipKey(id))), bytes32(uint256(uint160(vm.addr(NEXT_DELEGATE)))));
        _assertRelationship(id);

        _rotate(id, NEXT_DELEGATE, DELEGATE, 2);
        _assertRelationship(id);
    }

    function testFuzz_layout_ofAnEnd(bool isRotated) external {
        bytes32 id = _open();
        if (isRotated) _rotate(id, DELEGATE, NEXT_DELEGATE, 1);
        uint256 before = uint256(_load(_relationshipKey(id)));
        IRelationships.End memory message = IRelationships.End(id, LATER);
        _relationships.end(message, _signEnd(PATIENT, message));
        _assertEq(_load(_relationshipKey(id)), bytes32(before | (uint256(1) << 192)));
        _assertRelationship(id);
    }

    function testFuzz_layout_ofAGrant(FullGrant memory grant) external {
        vm.assume(grant.notAfter > NOW && grant.notAfter > grant.notBefore && grant.version != 0);
        grant.readKinds |= 1;
        grant.purposes |= 1;
        bytes32 id = _open();
        _set(id, grant);

        bytes32 key = _grantKey(id, grant.commitment);
        _assertEq(_load(key), bytes32(Terms.unwrap(FullGrants.termsOf(grant))));
        _assertEq(_load(_next(key)), grant.finerTerms);
        _assertGrant(id, grant.commitment);
    }

    function test_layout_ofAGrantThatChanges() external {
        FullGrant memory grant = _grant(1);
        grant.finerTerms = FINER_TERMS;
        bytes32 id = _open(_one(grant));
        bytes32 key = _grantKey(id, COMMITMENT);
        _assertGrant(id, COMMITMENT);
        _assertEq(_load(_next(key)), FINER_TERMS);

        // Finer terms leave their slot with the grant that had them.
        _set(id, _grant(2));
        _assertGrant(id, COMMITMENT);
        _assertEq(_load(_next(key)), 0);

        grant.version = 3;
        _set(id, grant);
        _assertEq(_load(_next(key)), FINER_TERMS);

        // A revoked grant keeps its version alone, in the highest 32 bits.
        _set(id, _revocation(3));
        _assertEq(_load(key), bytes32(uint256(3) << 224));
        _assertEq(_load(_next(key)), 0);
        _assertGrant(id, COMMITMENT);
    }

    function test_layout_keepsRelationshipsAndViewersApart() external {
        bytes32 id = _open(_one(_grant(1)));
        bytes32 otherCommitment = keccak256("another viewer");
        bytes32 otherId = keccak256("another relationship");
        _assertEq(_load(_grantKey(id, otherCommitment)), 0);
        _assertEq(_load(_grantKey(otherId, COMMITMENT)), 0);
        _assertEq(_load(_relationshipKey(otherId)), 0);
        _assertGrant(id, otherCommitment);
        _assertRelationship(otherId);
    }

    /// @dev Nothing else is stored: no administrator, no switch.
    function test_layout_hasNoSlotBesides() external {
        _open(_one(_grant(1)));
        for (uint256 i = 0; i < 16; ++i) {
            _assertEq(_load(bytes32(i)), 0);
        }
    }

    function _rotate(bytes32 id, uint256 currentKey, uint256 nextKey, uint32 rotation) private {
        IRelationships.RotateDelegate memory message =
            IRelationships.RotateDelegate(id, vm.addr(nextKey), rotation, LATER);
        Signature memory current = _signRotation(currentKey, message);
        _relationships.rotateDelegate(message, current, _signRotation(nextKey, message));
    }

    function _assertRelationship(bytes32 id) private view {
        (address agent, address laterDelegate, uint32 rotation, bool ended) = _relationships.relationship(id);
        uint256 first = uint256(_load(_relationshipKey(id)));
        _assertEq(address(uint160(first)), agent);
        _assertEq(uint32(first >> 160), rotation);
        _assertEq(uint8(first >> 192), ended ? 1 : 0);
        _assertEq(first >> 200, 0);
        _assertEq(uint256(_load(_next(_relationshipKey(id)))), uint160(laterDelegate));
    }

    function _assertGrant(bytes32 id, bytes32 commitment) private view {
        (Terms terms, bytes32 finerTerms) = _relationships.grantOf(id, commitment);
        _assertEq(_load(_grantKey(id, commitment)), bytes32(Terms.unwrap(terms)));
        _assertEq(_load(_next(_grantKey(id, commitment))), finerTerms);
    }

    function _load(bytes32 slot) private view returns (bytes32) {
        return vm.load(address(_relationships), slot);
    }

    function _relationshipKey(bytes32 id) private pure returns (bytes32) {
        return keccak256(abi.encode(id, uint256(0)));
    }

    function _grantKey(bytes32 id, bytes32 commitment) private pure returns (bytes32) {
        return keccak256(abi.encode(commitment, keccak256(abi.encode(id, uint256(1)))));
    }

    function _next(bytes32 slot) private pure returns (bytes32) {
        return bytes32(uint256(slot) + 1);
    }
}
