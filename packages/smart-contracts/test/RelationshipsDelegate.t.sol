// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Terms} from "../contracts/GrantTerms.sol";
import {Signature} from "../contracts/Signature.sol";
import {RIGHT_MANAGE} from "../contracts/interfaces/IAgent.sol";
import {IRelationships} from "../contracts/interfaces/IRelationships.sol";
import {FullGrant} from "./support/FullGrant.sol";
import {MedRecTest} from "./support/MedRecTest.sol";
import {TypedMessages} from "./support/TypedMessages.sol";

contract RelationshipsDelegateTest is MedRecTest {
    bytes32 private _id;

    function setUp() public override {
        super.setUp();
        _id = _open(_one(_grant(1)));
    }

    function test_end_byThePatientOrTheDelegate() external {
        uint256[2] memory keys = [PATIENT, DELEGATE];
        for (uint256 i = 0; i < keys.length; ++i) {
            super.setUp();
            _id = _open();
            IRelationships.End memory message = IRelationships.End(_id, LATER);
            Signature memory signature = _signEnd(keys[i], message);
            vm.expectEmit(address(_relationships));
            emit IRelationships.RelationshipEnded(_id, vm.addr(keys[i]));
            _relationships.end(message, signature);
            (,,, bool ended) = _relationships.relationship(_id);
            _assertTrue(ended, "ended");
        }
        vm.snapshotGasLastCall("end by the delegate");
    }

    function test_end_isForGood() external {
        IRelationships.End memory message = IRelationships.End(_id, LATER);
        Signature memory signature = _signEnd(PATIENT, message);
        _relationships.end(message, signature);

        bytes memory refusal = abi.encodeWithSelector(IRelationships.Relationships__Ended.selector, _id);
        vm.expectRevert(refusal);
        _relationships.end(message, signature);
        _refuseSet(_id, _grant(2), refusal);
        _refuseSet(_id, _revocation(1), refusal);
        _refuseRotation(_rotation(1), DELEGATE, NEXT_DELEGATE, refusal);

        IRelationships.Open memory opening = _openMessage(new FullGrant[](0));
        bytes32 digest = TypedMessages.open(_domain(), opening);
        vm.expectRevert(abi.encodeWithSelector(IRelationships.Relationships__AlreadyOpened.selector, _id));
        _relationships.open(opening, _sign(PATIENT, digest), _sign(DELEGATE, digest));
    }

    function testFuzz_end_revertsWhen_anybodyElseSigns(uint256 key) external {
        key = (key % 1e30) + 1;
        vm.assume(key != PATIENT && key != DELEGATE);
        IRelationships.End memory message = IRelationships.End(_id, LATER);
        Signature memory signature = _signEnd(key, message);
        vm.expectRevert(
            abi.encodeWithSelector(
                IRelationships.Relationships__NotAllowed.selector,
                _factory.agentOf(vm.addr(PATIENT)),
                vm.addr(key),
                RIGHT_MANAGE
            )
        );
        _relationships.end(message, signature);
    }

    function test_end_revertsWhen_lateOrUnknown() external {
        IRelationships.End memory message = IRelationships.End(keccak256("unknown"), LATER);
        Signature memory signature = _signEnd(DELEGATE, message);
        vm.expectRevert(
            abi.encodeWithSelector(IRelationships.Relationships__Unknown.selector, message.relationshipId)
        );
        _relationships.end(message, signature);

        message.relationshipId = _id;
        signature = _signEnd(DELEGATE, message);
        vm.warp(uint256(LATER) + 1);
        vm.expectRevert(abi.encodeWithSelector(IRelationships.Relationships__DeadlinePassed.selector, LATER));
        _relationships.end(message, signature);
    }

    function test_rotateDelegate_keepsIdAndGrants() external {
        IRelationships.RotateDelegate memory message = _rotation(1);
        Signature memory current = _signRotation(DELEGATE, message);
        Signature memory next = _signRotation(NEXT_DELEGATE, message);
        vm.expectEmit(address(_relationships));
        emit IRelationships.DelegateRotated(_id, message.delegate, 1);
        _relationships.rotateDelegate(message, current, next);
        vm.snapshotGasLastCall("rotateDelegate");

        (, address delegate, uint32 rotation,) = _relationships.relationship(_id);
        _assertEq(delegate, vm.addr(NEXT_DELEGATE));
        _assertEq(rotation, 1);
        (Terms terms,) = _relationships.grantOf(_id, COMMITMENT);
        _assertEq(terms.version(), 1);

        // The replaced delegate ends nothing, and its opening cannot be used to begin anew.
        IRelationships.End memory ending = IRelationships.End(_id, LATER);
        Signature memory signature = _signEnd(DELEGATE, ending);
        vm.expectRevert();
        _relationships.end(ending, signature);
        vm.expectRevert(
            abi.encodeWithSelector(IRelationships.Relationships__StaleRotation.selector, _id, 1, 2)
        );
        _relationships.rotateDelegate(message, current, next);
    }

    function testFuzz_rotateDelegate_revertsWhen_rotationIsNotTheNext(uint32 rotation) external {
        vm.assume(rotation != 1);
        _refuseRotation(
            _rotation(rotation),
            DELEGATE,
            NEXT_DELEGATE,
            abi.encodeWithSelector(IRelationships.Relationships__StaleRotation.selector, _id, rotation, 1)
        );
    }

    function test_rotateDelegate_revertsWhen_eitherIsMissing() external {
        _refuseRotation(_rotation(1), PATIENT, NEXT_DELEGATE, _notDelegate(PATIENT));
        _refuseRotation(_rotation(1), STRANGER, NEXT_DELEGATE, _notDelegate(STRANGER));
        _refuseRotation(_rotation(1), NEXT_DELEGATE, NEXT_DELEGATE, _notDelegate(NEXT_DELEGATE));
        _refuseRotation(_rotation(1), DELEGATE, DELEGATE, _notDelegate(DELEGATE));
        _refuseRotation(_rotation(1), DELEGATE, PATIENT, _notDelegate(PATIENT));
    }

    function test_rotateDelegate_revertsWhen_toItself() external {
        IRelationships.RotateDelegate memory message = _rotation(1);
        message.delegate = vm.addr(DELEGATE);
        bytes memory refusal = abi.encodeWithSelector(
            IRelationships.Relationships__SameDelegate.selector, _id, message.delegate
        );
        _refuseRotation(message, DELEGATE, DELEGATE, refusal);
    }

    function test_rotateDelegate_revertsWhen_late() external {
        vm.warp(uint256(LATER) + 1);
        _refuseRotation(
            _rotation(1),
            DELEGATE,
            NEXT_DELEGATE,
            abi.encodeWithSelector(IRelationships.Relationships__DeadlinePassed.selector, LATER)
        );
    }

    function _rotation(uint32 rotation) private view returns (IRelationships.RotateDelegate memory) {
        return IRelationships.RotateDelegate(_id, vm.addr(NEXT_DELEGATE), rotation, LATER);
    }

    function _refuseRotation(
        IRelationships.RotateDelegate memory message,
        uint256 currentKey,
        uint256 nextKey,
        bytes memory refusal
    ) private {
        Signature memory current = _signRotation(currentKey, message);
        Signature memory next = _signRotation(nextKey, message);
        vm.expectRevert(refusal);
        _relationships.rotateDelegate(message, current, next);
    }

    function _notDelegate(uint256 key) private view returns (bytes memory) {
        return abi.encodeWithSelector(IRelationships.Relationships__NotDelegate.selector, _id, vm.addr(key));
    }
}
