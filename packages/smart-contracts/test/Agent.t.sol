// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Agent} from "../contracts/Agent.sol";
import {AgentIdentity, Identity} from "../contracts/AgentIdentity.sol";
import {Signature} from "../contracts/Signature.sol";
import {IAgent, RIGHT_GRANT, RIGHT_MANAGE, RIGHT_READ} from "../contracts/interfaces/IAgent.sol";
import {IAgentFactory} from "../contracts/interfaces/IAgentFactory.sol";
import {MedRecTest} from "./support/MedRecTest.sol";
import {TypedMessages} from "./support/TypedMessages.sol";

contract AgentTest is MedRecTest {
    Agent private _agent;
    address private _owner;
    address private _other;

    function setUp() public override {
        super.setUp();
        _agent = _newAgent(PATIENT);
        _owner = vm.addr(PATIENT);
        _other = vm.addr(OTHER_OWNER);
    }

    function testFuzz_allows_knownRightsOfOwnersAlone(address signer, uint8 right) external view {
        vm.assume(signer != _owner);
        _assertTrue(!_agent.allows(signer, right), "a stranger has no right");
        _assertTrue(_agent.allows(_owner, right) == (right <= 2), "an owner has the known rights");
        _assertTrue(!_agent.allows(address(0), right), "nobody has no right");
    }

    function test_rights_keepTheirNumbers() external pure {
        _assertEq(RIGHT_READ, 0);
        _assertEq(RIGHT_GRANT, 1);
        _assertEq(RIGHT_MANAGE, 2);
    }

    function test_initialize_revertsWhen_calledAgain() external {
        Identity identity = AgentIdentity.ofPerson(_other);
        vm.expectRevert(abi.encodeWithSelector(IAgent.Agent__NotFactory.selector, address(this)));
        _agent.initialize(identity);
        vm.prank(address(_factory));
        vm.expectRevert(abi.encodeWithSelector(IAgent.Agent__AlreadyInitialized.selector, _owner));
        _agent.initialize(identity);
    }

    function test_enableOwner_letsAnotherKeyAct() external {
        IAgent.EnableOwner memory message = _enableMessage(_agent, OTHER_OWNER);
        message.sealedPointer = abi.encode(_pointer());
        bytes32 digest = _digest(message);
        (Signature memory first, Signature memory second) =
            (_sign(PATIENT, digest), _sign(OTHER_OWNER, digest));
        vm.expectEmit(address(_factory));
        emit IAgentFactory.OwnerEnabled(address(_agent), _other, 1, message.sealedPointer);
        _agent.enableOwner(message, first, second);
        vm.snapshotGasLastCall("enableOwner");

        _assertTrue(_agent.allows(_other, RIGHT_MANAGE), "the new key acts");
        _assertTrue(_agent.allows(_owner, RIGHT_MANAGE), "the first still acts");
        _assertOwners(2, 1);
    }

    function test_enableOwner_revertsWhen_noMoreCanBeCounted() external {
        // `enabledOwners` stands above 21 bytes of identity and one of the first owner.
        bytes32 one = vm.load(address(_agent), 0);
        bytes32 most = one | bytes32(uint256(type(uint16).max) << 176);
        vm.store(address(_agent), 0, most);
        _assertOwners(type(uint16).max, 0);
        bytes memory refusal = abi.encodeWithSelector(IAgent.Agent__TooManyOwners.selector, _other);
        _refuseEnable(_enableMessage(_agent, OTHER_OWNER), PATIENT, OTHER_OWNER, refusal);

        vm.store(address(_agent), 0, bytes32(uint256(most) - (1 << 176)));
        _enable(_agent, PATIENT, OTHER_OWNER);
        _assertOwners(type(uint16).max, 1);
    }

    function test_disableOwner_stopsAKey() external {
        _enable(_agent, PATIENT, OTHER_OWNER);
        IAgent.DisableOwner memory message = _disableMessage(_agent, PATIENT);
        Signature memory signature = _sign(OTHER_OWNER, _digest(message));
        vm.expectEmit(address(_factory));
        emit IAgentFactory.OwnerDisabled(address(_agent), _owner, 2);
        _agent.disableOwner(message, signature);
        vm.snapshotGasLastCall("disableOwner");

        _assertTrue(!_agent.allows(_owner, RIGHT_READ), "the first acts no longer");
        _assertOwners(1, 2);
        _assertEq(_agent.identity().firstOwner(), _owner);
        _refuseEnable(_enableMessage(_agent, PATIENT), PATIENT, PATIENT, _notAllowed(_owner));
    }

    function test_enableOwner_bringsTheFirstBack() external {
        _enable(_agent, PATIENT, OTHER_OWNER);
        _disable(_agent, PATIENT, PATIENT);
        _enable(_agent, OTHER_OWNER, PATIENT);
        _assertTrue(_agent.isOwnerEnabled(_owner), "enabled again");
        _assertOwners(2, 3);
    }

    function test_rotateOwner_putsAKeyInThePlaceOfAnother() external {
        IAgent.RotateOwner memory message =
            IAgent.RotateOwner(_owner, _other, abi.encode(_pointer()), 0, LATER);
        bytes32 digest = TypedMessages.rotateOwner(_agentDomain(_agent), message);
        (Signature memory first, Signature memory second) =
            (_sign(PATIENT, digest), _sign(OTHER_OWNER, digest));
        vm.expectEmit(address(_factory));
        emit IAgentFactory.OwnerEnabled(address(_agent), _other, 1, message.sealedPointer);
        vm.expectEmit(address(_factory));
        emit IAgentFactory.OwnerDisabled(address(_agent), _owner, 1);
        _agent.rotateOwner(message, first, second);
        vm.snapshotGasLastCall("rotateOwner");
        _assertTrue(_agent.allows(_other, RIGHT_MANAGE), "the new key acts");
        _assertTrue(!_agent.allows(_owner, RIGHT_READ), "the old one does not");
        _assertOwners(1, 1);

        vm.expectRevert(abi.encodeWithSelector(IAgent.Agent__StaleNonce.selector, 0, 1));
        _agent.rotateOwner(message, first, second);
    }

    function test_rotateOwner_revertsWhen_aPartIsMissing() external {
        IAgent.RotateOwner memory message = IAgent.RotateOwner(_owner, _other, "", 0, LATER);
        _refuseRotate(message, STRANGER, OTHER_OWNER, _notAllowed(vm.addr(STRANGER)));
        _refuseRotate(message, PATIENT, STRANGER, _wrongSigner(STRANGER, _other));
        message.newOwner = _owner;
        bytes memory already = abi.encodeWithSelector(IAgent.Agent__AlreadyEnabled.selector, _owner);
        _refuseRotate(message, PATIENT, PATIENT, already);
        message = IAgent.RotateOwner(vm.addr(STRANGER), _other, "", 0, LATER);
        bytes memory notEnabled = abi.encodeWithSelector(IAgent.Agent__NotEnabled.selector, vm.addr(STRANGER));
        _refuseRotate(message, PATIENT, OTHER_OWNER, notEnabled);
        message.newOwner = message.oldOwner;
        _refuseRotate(message, PATIENT, STRANGER, notEnabled);
        message = IAgent.RotateOwner(_owner, _other, hex"01", 0, LATER);
        bytes memory length = abi.encodeWithSelector(IAgent.Agent__PointerLength.selector, _other, 1);
        _refuseRotate(message, PATIENT, OTHER_OWNER, length);
        message = IAgent.RotateOwner(_owner, _other, "", 0, NOW - 1);
        bytes memory late = abi.encodeWithSelector(IAgent.Agent__DeadlinePassed.selector, NOW - 1);
        _refuseRotate(message, PATIENT, OTHER_OWNER, late);
        _assertOwners(1, 0);
    }

    function test_disableOwner_revertsWhen_lastOneOrNotEnabled() external {
        _refuseDisable(
            _disableMessage(_agent, PATIENT),
            PATIENT,
            abi.encodeWithSelector(IAgent.Agent__LastOwner.selector, _owner)
        );
        _refuseDisable(
            _disableMessage(_agent, OTHER_OWNER),
            PATIENT,
            abi.encodeWithSelector(IAgent.Agent__NotEnabled.selector, _other)
        );
    }

    function test_enableOwner_revertsWhen_enabledAlready() external {
        bytes memory refusal = abi.encodeWithSelector(IAgent.Agent__AlreadyEnabled.selector, _owner);
        _refuseEnable(_enableMessage(_agent, PATIENT), PATIENT, PATIENT, refusal);
    }

    /// @dev Nobody gets into an Agent without asking for it, and none is given to a key that nobody holds.
    function test_enableOwner_revertsWhen_theKeyItselfDoesNotSign() external {
        IAgent.EnableOwner memory message = _enableMessage(_agent, OTHER_OWNER);
        _refuseEnable(message, PATIENT, PATIENT, _wrongSigner(PATIENT, _other));
        _refuseEnable(message, PATIENT, STRANGER, _wrongSigner(STRANGER, _other));
        message.owner = address(0);
        _refuseEnable(message, PATIENT, PATIENT, _wrongSigner(PATIENT, address(0)));
    }

    function testFuzz_enableOwner_revertsWhen_pointerHasAnotherLength(uint8 length) external {
        vm.assume(length != 0 && length != 64);
        IAgent.EnableOwner memory message = _enableMessage(_agent, OTHER_OWNER);
        message.sealedPointer = new bytes(length);
        bytes memory refusal = abi.encodeWithSelector(IAgent.Agent__PointerLength.selector, _other, length);
        _refuseEnable(message, PATIENT, OTHER_OWNER, refusal);
    }

    function testFuzz_messages_revertWhen_nonceIsNotTheNext(uint64 nonce) external {
        _enable(_agent, PATIENT, OTHER_OWNER);
        vm.assume(nonce != 1);
        bytes memory refusal = abi.encodeWithSelector(IAgent.Agent__StaleNonce.selector, nonce, 1);
        IAgent.EnableOwner memory enabling = _enableMessage(_agent, STRANGER);
        enabling.nonce = nonce;
        _refuseEnable(enabling, PATIENT, STRANGER, refusal);
        IAgent.DisableOwner memory disabling = _disableMessage(_agent, OTHER_OWNER);
        disabling.nonce = nonce;
        _refuseDisable(disabling, PATIENT, refusal);
    }

    function test_messages_areGoodUntilTheirDeadline() external {
        IAgent.EnableOwner memory enabling = _enableMessage(_agent, OTHER_OWNER);
        IAgent.DisableOwner memory disabling = _disableMessage(_agent, PATIENT);
        bytes memory refusal = abi.encodeWithSelector(IAgent.Agent__DeadlinePassed.selector, LATER);
        vm.warp(uint256(LATER) + 1);
        _refuseEnable(enabling, PATIENT, OTHER_OWNER, refusal);
        _refuseDisable(disabling, PATIENT, refusal);
        vm.warp(LATER);
        _enable(_agent, PATIENT, OTHER_OWNER);
    }

    function test_enableOwner_revertsWhen_forAnotherAgentOrChain() external {
        Agent twin = _newAgent(STRANGER);
        _enable(twin, STRANGER, PATIENT);
        IAgent.EnableOwner memory message = _enableMessage(_agent, OTHER_OWNER);
        bytes32 forTwin = TypedMessages.enableOwner(_agentDomain(twin), message);
        vm.expectRevert();
        _agent.enableOwner(message, _sign(PATIENT, forTwin), _sign(OTHER_OWNER, forTwin));

        bytes32 forHere = _digest(message);
        vm.chainId(CHAIN_ID + 1);
        vm.expectRevert();
        _agent.enableOwner(message, _sign(PATIENT, forHere), _sign(OTHER_OWNER, forHere));
        vm.chainId(CHAIN_ID);
        _agent.enableOwner(message, _sign(PATIENT, forHere), _sign(OTHER_OWNER, forHere));
    }

    function testFuzz_messages_revertWhen_strangerSigns(uint256 key) external {
        key = (key % 1e30) + 1;
        vm.assume(key != PATIENT);
        _refuseEnable(_enableMessage(_agent, OTHER_OWNER), key, OTHER_OWNER, _notAllowed(vm.addr(key)));
        _refuseDisable(_disableMessage(_agent, PATIENT), key, _notAllowed(vm.addr(key)));
    }

    function test_enableOwner_revertsWhen_signatureIsNotCanonical() external {
        IAgent.EnableOwner memory message = _enableMessage(_agent, OTHER_OWNER);
        bytes32 digest = _digest(message);
        bytes memory refusal = abi.encodeWithSelector(IAgent.Agent__InvalidSignature.selector, digest);
        Signature memory owners = _sign(OTHER_OWNER, digest);
        vm.expectRevert(refusal);
        _agent.enableOwner(message, _malleable(_sign(PATIENT, digest)), owners);
        vm.expectRevert(refusal);
        _agent.enableOwner(message, Signature(0, 0), owners);
        vm.expectRevert(refusal);
        _agent.enableOwner(message, _sign(PATIENT, digest), _malleable(owners));
    }

    function _digest(IAgent.EnableOwner memory message) private view returns (bytes32) {
        return TypedMessages.enableOwner(_agentDomain(_agent), message);
    }

    function _digest(IAgent.DisableOwner memory message) private view returns (bytes32) {
        return TypedMessages.disableOwner(_agentDomain(_agent), message);
    }

    function _refuseEnable(
        IAgent.EnableOwner memory message,
        uint256 key,
        uint256 ownerKey,
        bytes memory refusal
    ) private {
        bytes32 digest = _digest(message);
        (Signature memory signature, Signature memory owners) = (_sign(key, digest), _sign(ownerKey, digest));
        vm.expectRevert(refusal);
        _agent.enableOwner(message, signature, owners);
    }

    function _refuseDisable(IAgent.DisableOwner memory message, uint256 key, bytes memory refusal) private {
        Signature memory signature = _sign(key, _digest(message));
        vm.expectRevert(refusal);
        _agent.disableOwner(message, signature);
    }

    function _refuseRotate(
        IAgent.RotateOwner memory message,
        uint256 key,
        uint256 ownerKey,
        bytes memory refusal
    ) private {
        bytes32 digest = TypedMessages.rotateOwner(_agentDomain(_agent), message);
        (Signature memory signature, Signature memory owners) = (_sign(key, digest), _sign(ownerKey, digest));
        vm.expectRevert(refusal);
        _agent.rotateOwner(message, signature, owners);
    }

    function _assertOwners(uint256 enabled, uint256 nonce) private view {
        _assertEq(_agent.enabledOwners(), enabled);
        (uint64 next,,,,) = _agent.nonces();
        _assertEq(next, nonce);
    }

    function _notAllowed(address signer) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IAgent.Agent__NotAllowed.selector, signer, RIGHT_MANAGE);
    }

    function _wrongSigner(uint256 key, address expected) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IAgent.Agent__WrongSigner.selector, vm.addr(key), expected);
    }
}
