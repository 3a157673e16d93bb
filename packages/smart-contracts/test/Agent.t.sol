// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Agent} from "../contracts/Agent.sol";
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
        vm.expectRevert(abi.encodeWithSelector(IAgent.Agent__NotFactory.selector, address(this)));
        _agent.initialize(_other);
        vm.prank(address(_factory));
        vm.expectRevert(abi.encodeWithSelector(IAgent.Agent__AlreadyInitialized.selector, _owner));
        _agent.initialize(_other);
    }

    function test_enableOwner_letsAnotherKeyAct() external {
        bytes memory pointer = _pointer();
        bytes memory signature = _signEnable(_agent, PATIENT, _other, pointer);
        vm.expectEmit(address(_factory));
        emit IAgentFactory.OwnerEnabled(address(_agent), _other, pointer);
        _agent.enableOwner(_other, pointer, LATER, signature);
        vm.snapshotGasLastCall("enableOwner");

        _assertTrue(_agent.allows(_other, RIGHT_MANAGE), "the new key acts");
        _assertTrue(_agent.allows(_owner, RIGHT_MANAGE), "the first still acts");
        _assertEq(_agent.enabledOwners(), 2);
        _assertEq(_agent.nonce(), 1);
    }

    function test_disableOwner_stopsAKey() external {
        _enable(PATIENT, _other);
        bytes memory signature = _signDisable(_agent, OTHER_OWNER, _owner);
        vm.expectEmit(address(_factory));
        emit IAgentFactory.OwnerDisabled(address(_agent), _owner);
        _agent.disableOwner(_owner, LATER, signature);
        vm.snapshotGasLastCall("disableOwner");

        _assertTrue(!_agent.allows(_owner, RIGHT_READ), "the first acts no longer");
        _assertEq(_agent.enabledOwners(), 1);
        _assertEq(_agent.nonce(), 2);
        _assertEq(_agent.firstOwner(), _owner);

        signature = _signEnable(_agent, PATIENT, _owner, "");
        vm.expectRevert(abi.encodeWithSelector(IAgent.Agent__NotOwner.selector, _owner));
        _agent.enableOwner(_owner, "", LATER, signature);
    }

    function test_enableOwner_bringsTheFirstBack() external {
        _enable(PATIENT, _other);
        _agent.disableOwner(_owner, LATER, _signDisable(_agent, PATIENT, _owner));
        _enable(OTHER_OWNER, _owner);
        _assertTrue(_agent.isOwnerEnabled(_owner), "enabled again");
        _assertEq(_agent.enabledOwners(), 2);
    }

    function test_disableOwner_revertsWhen_lastOne() external {
        bytes memory signature = _signDisable(_agent, PATIENT, _owner);
        vm.expectRevert(abi.encodeWithSelector(IAgent.Agent__LastOwner.selector, _owner));
        _agent.disableOwner(_owner, LATER, signature);
    }

    function test_disableOwner_revertsWhen_notEnabled() external {
        bytes memory signature = _signDisable(_agent, PATIENT, _other);
        vm.expectRevert(abi.encodeWithSelector(IAgent.Agent__NotEnabled.selector, _other));
        _agent.disableOwner(_other, LATER, signature);
    }

    function test_enableOwner_revertsWhen_enabledAlready() external {
        bytes memory signature = _signEnable(_agent, PATIENT, _owner, "");
        vm.expectRevert(abi.encodeWithSelector(IAgent.Agent__AlreadyEnabled.selector, _owner));
        _agent.enableOwner(_owner, "", LATER, signature);
    }

    function test_enableOwner_revertsWhen_zero() external {
        bytes memory signature = _signEnable(_agent, PATIENT, address(0), "");
        vm.expectRevert(abi.encodeWithSelector(IAgent.Agent__ZeroOwner.selector));
        _agent.enableOwner(address(0), "", LATER, signature);
    }

    function testFuzz_enableOwner_revertsWhen_pointerHasAnotherLength(uint8 length) external {
        vm.assume(length != 0 && length != 64);
        bytes memory pointer = new bytes(length);
        bytes memory signature = _signEnable(_agent, PATIENT, _other, pointer);
        vm.expectRevert(abi.encodeWithSelector(IAgent.Agent__PointerLength.selector, _other, length));
        _agent.enableOwner(_other, pointer, LATER, signature);
    }

    function test_messages_revertWhen_replayed() external {
        bytes memory enabling = _signEnable(_agent, PATIENT, _other, "");
        _agent.enableOwner(_other, "", LATER, enabling);
        bytes memory disabling = _signDisable(_agent, PATIENT, _other);
        _agent.disableOwner(_other, LATER, disabling);

        // With another nonce the same signature is somebody else's.
        vm.expectRevert();
        _agent.enableOwner(_other, "", LATER, enabling);
        vm.expectRevert();
        _agent.disableOwner(_owner, LATER, disabling);
        _assertTrue(!_agent.isOwnerEnabled(_other), "stays disabled");
    }

    function test_messages_revertWhen_late() external {
        bytes memory enabling = _signEnable(_agent, PATIENT, _other, "");
        bytes memory disabling = _signDisable(_agent, PATIENT, _owner);
        vm.warp(uint256(LATER) + 1);
        vm.expectRevert(abi.encodeWithSelector(IAgent.Agent__DeadlinePassed.selector, LATER));
        _agent.enableOwner(_other, "", LATER, enabling);
        vm.expectRevert(abi.encodeWithSelector(IAgent.Agent__DeadlinePassed.selector, LATER));
        _agent.disableOwner(_owner, LATER, disabling);
        vm.warp(LATER);
        _agent.enableOwner(_other, "", LATER, enabling);
    }

    function test_enableOwner_revertsWhen_forAnotherAgentOrChain() external {
        Agent twin = _newAgent(STRANGER);
        twin.enableOwner(_owner, "", LATER, _signEnable(twin, STRANGER, _owner, ""));
        bytes memory forTwin = _sign(
            PATIENT,
            TypedMessages.enableOwner(
                TypedMessages.agentDomain(CHAIN_ID, address(twin)), _other, "", 0, LATER
            )
        );
        vm.expectRevert();
        _agent.enableOwner(_other, "", LATER, forTwin);

        bytes memory forHere = _signEnable(_agent, PATIENT, _other, "");
        vm.chainId(CHAIN_ID + 1);
        vm.expectRevert();
        _agent.enableOwner(_other, "", LATER, forHere);
        vm.chainId(CHAIN_ID);
        _agent.enableOwner(_other, "", LATER, forHere);
    }

    function testFuzz_enableOwner_revertsWhen_strangerSigns(uint256 key) external {
        key = (key % 1e30) + 1;
        vm.assume(key != PATIENT);
        bytes memory signature = _signEnable(_agent, key, _other, "");
        vm.expectRevert(abi.encodeWithSelector(IAgent.Agent__NotOwner.selector, vm.addr(key)));
        _agent.enableOwner(_other, "", LATER, signature);
    }

    function testFuzz_enableOwner_revertsWhen_signatureIsNotCanonical(bytes calldata noise) external {
        bytes32 digest = TypedMessages.enableOwner(
            TypedMessages.agentDomain(CHAIN_ID, address(_agent)), _other, "", 0, LATER
        );
        bytes memory refusal = abi.encodeWithSelector(IAgent.Agent__InvalidSignature.selector, digest);
        vm.expectRevert(refusal);
        _agent.enableOwner(_other, "", LATER, _signTwin(PATIENT, digest));

        vm.assume(noise.length != 65);
        vm.expectRevert(refusal);
        _agent.enableOwner(_other, "", LATER, noise);
    }

    function _enable(uint256 key, address owner) private {
        _agent.enableOwner(owner, "", LATER, _signEnable(_agent, key, owner, ""));
    }
}
