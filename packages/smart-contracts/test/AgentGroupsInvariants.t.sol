// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {GroupsHandler} from "./support/GroupsHandler.sol";
import {GroupsTest} from "./support/GroupsTest.sol";

contract AgentGroupsInvariantsTest is GroupsTest {
    GroupsHandler private _handler;

    function setUp() public override {
        super.setUp();
        _handler = new GroupsHandler(_groups, CHAIN_ID);
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_aGroupAlwaysKeepsAnAdministrator() external view {
        (uint32 administrators,) = _groups.groupState(_handler.group());
        _assertTrue(administrators >= 1, "an administrator stays");
        _assertEq(administrators, _handler.administrators());
    }

    function invariant_whoIsInAGroupIsWhatItsEventsSay() external view {
        uint256 administrators = 0;
        for (uint256 i = 0; i < _handler.PEOPLE(); ++i) {
            address agent = _handler.personOf(i);
            (bool isMember, bool isAdministrator) = _handler.places(agent);
            _assertTrue(_groups.isMember(_handler.group(), agent) == isMember, "a member by the events");
            _assertTrue(
                _groups.isAdministrator(_handler.group(), agent) == isAdministrator,
                "an administrator by the events"
            );
            if (isAdministrator) ++administrators;
        }
        _assertEq(_handler.administrators(), administrators);
    }

    function invariant_aMessageWorksOnceAndFromItsSignerAlone() external view {
        (, uint64 nonce) = _groups.groupState(_handler.group());
        _assertEq(_handler.replaysAccepted(), 0);
        _assertEq(_handler.forgeriesAccepted(), 0);
        _assertEq(nonce, _handler.accepted());
        _assertEq(_handler.nonce(), nonce);
    }

    function invariant_nobodyButAnAdministratorPlacesAnybody() external view {
        _assertEq(_handler.intrusions(), 0);
    }
}
