// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Agent} from "../contracts/Agent.sol";
import {Clock} from "./support/Clock.sol";
import {MedRecTest} from "./support/MedRecTest.sol";
import {RecoveryHandler} from "./support/RecoveryHandler.sol";
import {ViewersHandler} from "./support/ViewersHandler.sol";

/// @dev Two Agents, each in the hands of one handler.
contract AgentModulesInvariantsTest is MedRecTest {
    RecoveryHandler private _recoveries;
    ViewersHandler private _viewers;

    function setUp() public override {
        super.setUp();
        Clock clock = new Clock(NOW);
        _viewers = new ViewersHandler(_newAgent(PATIENT), _relationships, clock, _open(), CHAIN_ID);
        Agent recovered = _newAgent(OTHER_OWNER);
        _recoveries = new RecoveryHandler(recovered, clock, CHAIN_ID);
        _recoveries.setGuardians();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](2);
        targets[0] = address(_recoveries);
        targets[1] = address(_viewers);
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
