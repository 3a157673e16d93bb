// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAgent} from "../contracts/interfaces/IAgent.sol";
import {IAgentFactory} from "../contracts/interfaces/IAgentFactory.sol";
import {AgentCalls, Seal, Sealed} from "./support/AgentCalls.sol";
import {GuardiansTest} from "./support/GuardiansTest.sol";

/// @dev What becomes of a recovery that guardians proposed: its delay, its veto and its completion.
contract AgentRecoveryTest is GuardiansTest {
    function setUp() public override {
        super.setUp();
        _submit(_setGuardians(PATIENT, _hashOf(_guardianSet())));
    }

    function test_completeRecovery_makesTheNewOwner() external {
        _submit(_propose(_proposal(2)));
        _refuse(_complete(_newOwner), _notReady(READY));
        vm.warp(READY - 1);
        _refuse(_complete(_newOwner), _notReady(READY));
        vm.warp(READY);
        bytes memory data = _complete(_newOwner);
        vm.expectEmit(address(_factory));
        emit IAgentFactory.OwnerEnabled(address(_agent), _newOwner, 1, abi.encode(_pointer()));
        vm.expectEmit(address(_factory));
        emit IAgentFactory.RecoveryCompleted(address(_agent), _newOwner);
        vm.prank(vm.addr(STRANGER));
        _submit(data);
        _assertRights(NEW_OWNER, 7);
        _assertRights(PATIENT, 7);
        _assertEq(_agent.enabledOwners(), 2);
        _assertEq(_nonceOf(_agent, Sort.Owners), 1);
        _assertPending(address(0), 0);
        _refuse(data, _noRecovery(_newOwner));
    }

    function test_completeRecovery_isInTimeForThirtyDays() external {
        _submit(_propose(_proposal(2)));
        vm.warp(READY + 30 days);
        _refuse(_complete(_newOwner), _notReady(READY));
        vm.warp(READY + 30 days - 1);
        _submit(_complete(_newOwner));
    }

    function test_completeRecovery_revertsWhen_itIsAnother() external {
        vm.warp(READY);
        _refuse(_complete(_newOwner), _noRecovery(_newOwner));
        // Nothing is pending, and nobody is what is stored then.
        _refuse(abi.encodeCall(IAgent.completeRecovery, (address(0), "")), _noRecovery(address(0)));
        vm.warp(NOW);
        _submit(_propose(_proposal(2)));
        vm.warp(READY);
        _refuse(_complete(vm.addr(STRANGER)), _noRecovery(vm.addr(STRANGER)));
        _refuse(_complete(address(0)), _noRecovery(address(0)));
        _refuse(abi.encodeCall(IAgent.completeRecovery, (_newOwner, "")), _noRecovery(_newOwner));
        bytes memory pointer = abi.encode(_pointer()[1], _pointer()[0]);
        _refuse(abi.encodeCall(IAgent.completeRecovery, (_newOwner, pointer)), _noRecovery(_newOwner));
    }

    function test_completeRecovery_liftsCustody() external {
        _submit(_setCustodian(PATIENT, CUSTODIAN, 7, UNTIL));
        _submit(_setCustody(PATIENT, 0, UNTIL));
        bytes memory pending = _setCustody(CUSTODIAN, 1, UNTIL);
        _submit(_propose(_proposal(2)));
        vm.warp(READY);
        bytes memory data = _complete(_newOwner);
        vm.expectEmit(address(_factory));
        emit IAgentFactory.CustodySet(address(_agent), 0, 0, 3);
        _submit(data);
        _assertCustody(0, 0);
        _assertRights(NEW_OWNER, 7);
        _assertRights(PATIENT, 7);
        _assertEq(_nonceOf(_agent, Sort.Custodians), 3);
        _refuse(pending, _stale(2, 3));
        // The custodian keeps what it has, until an owner takes it.
        _assertRights(CUSTODIAN, 7);
    }

    function test_completeRecovery_leavesAnEndedCustodyAlone() external {
        _submit(_setCustodian(PATIENT, CUSTODIAN, 7, UNTIL));
        _submit(_setCustody(PATIENT, 0, READY));
        _submit(_propose(_proposal(2)));
        vm.warp(READY);
        _submit(_complete(_newOwner));
        _assertCustody(0, READY);
        _assertEq(_nonceOf(_agent, Sort.Custodians), 2);
    }

    function test_completeRecovery_ofAnOwnerWhoIsOneByThen() external {
        _submit(_propose(_proposal(2)));
        _enable(_agent, PATIENT, NEW_OWNER);
        vm.warp(READY);
        bytes memory data = _complete(_newOwner);
        vm.expectEmit(address(_factory));
        emit IAgentFactory.RecoveryCompleted(address(_agent), _newOwner);
        _submit(data);
        _assertEq(_agent.enabledOwners(), 2);
        _assertEq(_nonceOf(_agent, Sort.Owners), 1);
    }

    function test_completeRecovery_outdatesWhatOwnersSignedBefore() external {
        bytes memory pending = AgentCalls.disableOwner(_seal(PATIENT, Sort.Owners), _newOwner).data;
        _submit(_propose(_proposal(2)));
        vm.warp(READY);
        _submit(_complete(_newOwner));
        _refuse(pending, _stale(0, 1));
    }

    function test_vetoRecovery_byAnOwner() external {
        _submit(_propose(_proposal(2)));
        bytes memory data = _veto(PATIENT);
        vm.warp(READY + 1);
        vm.expectEmit(address(_factory));
        emit IAgentFactory.RecoveryVetoed(address(_agent), _owner);
        _submit(data);
        _assertPending(address(0), 0);
        _refuse(_complete(_newOwner), _noRecovery(_newOwner));
        // The guardians may ask again, by a new message alone.
        _submit(_propose(_proposal(2)));
    }

    function test_vetoRecovery_isGoodOnce() external {
        _submit(_propose(_proposal(2)));
        _assertGoodOnce(PATIENT, Sort.Guardians, _aVeto, _notAllowed);
    }

    function test_vetoRecovery_inCustody() external {
        _beginCustody(0);
        _submit(_setCustodian(CUSTODIAN, CUSTODIAN, 4, UNTIL));
        _submit(_propose(_proposal(2)));
        _refuse(_veto(STRANGER), _notAllowedKey(STRANGER));
        bytes memory data = _veto(CUSTODIAN);
        vm.expectEmit(address(_factory));
        emit IAgentFactory.RecoveryVetoed(address(_agent), _custodian);
        _submit(data);
        // A child says no too.
        _submit(_propose(_proposal(2)));
        data = _veto(PATIENT);
        vm.expectEmit(address(_factory));
        emit IAgentFactory.RecoveryVetoed(address(_agent), _owner);
        _submit(data);
    }

    function test_vetoRecovery_revertsWhen_anybodyElseSigns() external {
        _submit(_propose(_proposal(2)));
        _refuse(_veto(STRANGER), _notAllowedKey(STRANGER));
        _refuse(_veto(NEW_OWNER), _notAllowedKey(NEW_OWNER));
        _refuse(_veto(_guardianKeys[2]), _notAllowedKey(_guardianKeys[2]));
        _submit(_setCustodian(PATIENT, CUSTODIAN, 3, UNTIL));
        _refuse(_veto(CUSTODIAN), _notAllowedKey(CUSTODIAN));
        _submit(_setCustodian(PATIENT, CUSTODIAN, 7, NOW + 1));
        vm.warp(NOW + 1);
        _refuse(_veto(CUSTODIAN), _notAllowedKey(CUSTODIAN));
        _enable(_agent, PATIENT, OTHER_OWNER);
        _disable(_agent, OTHER_OWNER, PATIENT);
        _refuse(_veto(PATIENT), _notAllowedKey(PATIENT));
        _assertPending(_newOwner, READY);
    }

    function test_vetoRecovery_revertsWhen_nothingIsPending() external {
        _refuse(_veto(PATIENT), _noRecovery(address(0)));
        _submit(_propose(_proposal(2)));
        vm.warp(READY);
        _submit(_complete(_newOwner));
        _refuse(_veto(PATIENT), _noRecovery(address(0)));
    }

    function test_setGuardians_refusesAPendingRecovery() external {
        _submit(_propose(_proposal(2)));
        bytes memory data = _setGuardians(PATIENT, COMMITMENT);
        vm.expectEmit(address(_factory));
        emit IAgentFactory.GuardiansSet(address(_agent), COMMITMENT);
        vm.expectEmit(address(_factory));
        emit IAgentFactory.RecoveryVetoed(address(_agent), _owner);
        _submit(data);
        _assertPending(address(0), 0);
        vm.warp(READY);
        _refuse(_complete(_newOwner), _noRecovery(_newOwner));
    }

    /// @dev A notice that there was a veto, and none was needed, would be false.
    function test_setGuardians_reportsNoVetoOfNothing() external {
        vm.recordLogs();
        _submit(_setGuardians(PATIENT, COMMITMENT));
        _assertEq(vm.getRecordedLogs().length, 1);
    }

    function test_proposeRecovery_replacesAndBeginsTheDelayAgain() external {
        _submit(_propose(_proposal(2)));
        vm.warp(READY - 1);
        Seal memory seal = _seal(STRANGER, Sort.Guardians);
        _submit(_propose(_proposalOf(seal, _guardianSet(), 2)));
        uint40 readyAt = READY - 1 + DELAY;
        _assertPending(vm.addr(STRANGER), readyAt);
        vm.warp(readyAt - 1);
        _refuse(_complete(_newOwner), _noRecovery(_newOwner));
        _refuse(_complete(vm.addr(STRANGER)), _notReady(readyAt));
        vm.warp(readyAt);
        _submit(_complete(vm.addr(STRANGER)));
        _assertTrue(!_agent.isOwnerEnabled(_newOwner), "replaced");
    }

    /// @dev What guardians signed before a veto, or before each other, is worth nothing after it.
    function test_proposeRecovery_revertsWhen_signedBeforeAVeto() external {
        bytes memory first = _propose(_proposal(2));
        Seal memory seal = _seal(STRANGER, Sort.Guardians);
        bytes memory second = _propose(_proposalOf(seal, _guardianSet(), 2));
        _submit(first);
        _refuse(first, _stale(1, 2));
        _refuse(second, _stale(1, 2));
        _submit(_veto(PATIENT));
        _refuse(first, _stale(1, 3));
        _refuse(second, _stale(1, 3));
    }

    function _aVeto(Seal memory seal) private pure returns (Sealed memory) {
        return AgentCalls.vetoRecovery(seal);
    }
}
