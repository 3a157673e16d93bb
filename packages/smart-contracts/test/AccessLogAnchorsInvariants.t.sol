// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessLogAnchors} from "../contracts/AccessLogAnchors.sol";
import {IAccessLogAnchors} from "../contracts/interfaces/IAccessLogAnchors.sol";
import {AnchorsHandler} from "./support/AnchorsHandler.sol";
import {MedRecTest} from "./support/MedRecTest.sol";

contract AccessLogAnchorsInvariantsTest is MedRecTest {
    AccessLogAnchors private _anchors;
    AnchorsHandler private _handler;

    function setUp() public override {
        super.setUp();
        _anchors = new AccessLogAnchors(address(_factory));
        _handler = new AnchorsHandler(_anchors, CHAIN_ID, NOW);
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_anAnchorIsNeverRewritten() external view {
        _assertEq(_handler.acceptedTwice(), 0);
        IAccessLogAnchors.Anchor[] memory written = _handler.written();
        for (uint256 i = 0; i < written.length; ++i) {
            bytes32 root = _anchors.rootOf(written[i].provider, written[i].interval);
            _assertEq(root, _handler.firstRoots(written[i].provider, written[i].interval));
            _assertTrue(root != 0, "a root");
        }
    }

    function invariant_onlyTheCurrentIntervalIsEverWritten() external view {
        _assertEq(_handler.acceptedForAnotherInterval(), 0);
        // What is to come is empty.
        uint40 next = uint40(_handler.time() / 600) + 1;
        IAccessLogAnchors.Anchor[] memory written = _handler.written();
        for (uint256 i = 0; i < written.length; ++i) {
            for (uint40 ahead = 0; ahead < 3; ++ahead) {
                _assertEq(_anchors.rootOf(written[i].provider, next + ahead), 0);
            }
        }
    }
}
