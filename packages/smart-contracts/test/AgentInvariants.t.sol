// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Agent} from "../contracts/Agent.sol";
import {MedRecTest} from "./support/MedRecTest.sol";
import {OwnersHandler} from "./support/OwnersHandler.sol";

contract AgentInvariantsTest is MedRecTest {
    Agent private _agent;
    OwnersHandler private _handler;

    function setUp() public override {
        super.setUp();
        _agent = _newAgent(PATIENT);
        _handler = new OwnersHandler(_agent, CHAIN_ID);
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_anAgentAlwaysKeepsAnEnabledOwner() external view {
        uint256 enabled = 0;
        for (uint256 i = 0; i < _handler.KEYS(); ++i) {
            if (_agent.isOwnerEnabled(vm.addr(_handler.keyOf(i)))) ++enabled;
        }
        _assertTrue(enabled >= 1, "an owner is enabled");
        _assertEq(_agent.enabledOwners(), enabled);
    }

    function invariant_aMessageWorksOnceAndOnlyFromAnEnabledOwner() external view {
        _assertEq(_handler.replaysAccepted(), 0);
        _assertEq(_handler.strangersAccepted(), 0);
        (uint64 nonce,,,,) = _agent.nonces();
        _assertEq(nonce, _handler.accepted());
    }
}
