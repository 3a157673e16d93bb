// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Agent} from "../contracts/Agent.sol";
import {AgentMessagesHandler} from "./support/AgentMessagesHandler.sol";
import {Clock} from "./support/Clock.sol";
import {MedRecTest} from "./support/MedRecTest.sol";

/// @dev A provider's Agent, which knows every message there is, in the hands of its handler.
contract AgentMessagesInvariantsTest is MedRecTest {
    AgentMessagesHandler private _messages;

    function setUp() public override {
        super.setUp();
        _messages = new AgentMessagesHandler(_newProviderAgent(PATIENT), new Clock(NOW), CHAIN_ID);
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_messages);
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
}
