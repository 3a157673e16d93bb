// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Agent} from "../contracts/Agent.sol";
import {AgentMessagesHandler} from "./support/AgentMessagesHandler.sol";
import {Clock} from "./support/Clock.sol";
import {MedRecTest} from "./support/MedRecTest.sol";
import {RecoveryHandler} from "./support/RecoveryHandler.sol";
import {ViewersHandler} from "./support/ViewersHandler.sol";

/// @dev Three Agents, each in the hands of one handler.
contract AgentModulesInvariantsTest is MedRecTest {
    AgentMessagesHandler private _messages;
    RecoveryHandler private _recoveries;
    ViewersHandler private _viewers;

    function setUp() public override {
        super.setUp();
        Clock clock = new Clock(NOW);
        _messages = new AgentMessagesHandler(_newProviderAgent(PATIENT), clock, CHAIN_ID);
        _viewers = new ViewersHandler(_newAgent(PATIENT), _relationships, clock, _open(), CHAIN_ID);

        Agent recovered = _newAgent(OTHER_OWNER);
        _recoveries = new RecoveryHandler(recovered, clock, CHAIN_ID);
        _recoveries.setGuardians();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](3);
        targets[0] = address(_messages);
        targets[1] = address(_recoveries);
        targets[2] = address(_viewers);
    }

    function invariant_aMessageIsValidAtMostOnceAndNeverAfterItsDeadline() external view {
        _assertEq(_messages.acceptedTwice(), 0);
        _assertEq(_messages.acceptedLate(), 0);
    }

    function invariant_anAgentAlwaysKeepsAnEnabledOwner() external view {
        Agent agent = _messages.agent();
        uint256 enabled = 0;
        for (uint256 i = 0; i < _messages.KEYS(); ++i) {
            if (agent.isOwnerEnabled(vm.addr(_messages.keyOf(i)))) ++enabled;
        }
        _assertTrue(enabled >= 1, "an owner is enabled");
        _assertEq(agent.enabledOwners(), enabled);
    }

    function invariant_custodyNeverGetsLongerOrNarrowerWhileInForce() external view {
        _assertEq(_messages.custodyWorsened(), 0);
    }

    function invariant_nobodyButThePatientsSideAddsAViewer() external view {
        _assertEq(_viewers.addedByOthers(), 0);
    }

    function invariant_aVetoedRecoveryNeverCompletes() external view {
        _assertEq(_recoveries.wronglyCompleted(), 0);
        uint256 owners = 1;
        for (uint256 i = 0; i < _recoveries.proposals(); ++i) {
            if (_recoveries.agent().isOwnerEnabled(_recoveries.newOwner(i))) ++owners;
        }
        _assertEq(owners, 1 + _recoveries.completions());
        _assertEq(_recoveries.agent().enabledOwners(), owners);
    }
}
