// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAgent} from "../contracts/interfaces/IAgent.sol";
import {IAgentFactory} from "../contracts/interfaces/IAgentFactory.sol";
import {AgentCalls, Seal, Sealed} from "./support/AgentCalls.sol";
import {SwitchTest} from "./support/SwitchTest.sol";

/// @dev When the switch opens, and what keeps it shut. What it releases: RelationshipsRelease.t.sol.
contract AgentSwitchTest is SwitchTest {
    bytes32 private constant NAMED = keccak256("named");

    uint40 private _now = NOW;

    function test_setSwitch_isAliveFromNow() external {
        bytes32[] memory directives = _several(16);
        bytes memory data = _setSwitch(PATIENT, TIMEOUT, directives);
        vm.expectEmit(address(_factory));
        emit IAgentFactory.SwitchSet(address(_agent), TIMEOUT, directives);
        _submit(data);
        (uint40 timeout, uint40 touchedAt) = _agent.deadManSwitch();
        _assertEq(timeout, TIMEOUT);
        _assertEq(touchedAt, NOW);
        vm.warp(OPENS - 1);
        for (uint256 i = 0; i < 16; ++i) {
            _assertTrue(!_agent.isReleased(directives[i]), "shut until its second");
        }
        vm.warp(OPENS);
        for (uint256 i = 0; i < 16; ++i) {
            _assertTrue(_agent.isReleased(directives[i]), "open from its second on");
        }
        _assertTrue(!_agent.isReleased(NAMED), "what is not named stays shut");
        _assertTrue(!_agent.isReleased(0), "nothing is not named");
    }

    function test_setSwitch_isGoodOnce() external {
        _assertGoodOnce(PATIENT, Sort.Switches, _aSwitch, _notAllowed);
    }

    function test_touch_isGoodOnce() external {
        _assertGoodOnce(PATIENT, Sort.Switches, _aTouch, _notAllowed);
    }

    function test_setSwitch_revertsWhen_itIsNeitherOnNorOff() external {
        _refuse(_setSwitch(PATIENT, 1 days - 1, _several(1)), _invalid(1 days - 1, 1));
        _refuse(_setSwitch(PATIENT, 1, _several(16)), _invalid(1, 16));
        _refuse(_setSwitch(PATIENT, 0, _several(1)), _invalid(0, 1));
        _refuse(_setSwitch(PATIENT, 1 days, _several(0)), _invalid(1 days, 0));
        _refuse(_setSwitch(PATIENT, 1 days, _several(17)), _invalid(1 days, 17));
        _refuse(_setSwitch(PATIENT, 0, _several(17)), _invalid(0, 17));
        _submit(_setSwitch(PATIENT, 1 days, _several(1)));
        vm.warp(NOW + 1 days);
        _assertTrue(_agent.isReleased(_several(1)[0]), "the shortest there is");
    }

    function test_setSwitch_takesItAway() external {
        _submit(_setSwitch(PATIENT, TIMEOUT, _these(NAMED)));
        bytes memory data = _setSwitch(PATIENT, 0, _several(0));
        vm.expectEmit(address(_factory));
        emit IAgentFactory.SwitchSet(address(_agent), 0, _several(0));
        _submit(data);
        vm.warp(LATER);
        _assertTrue(!_agent.isReleased(NAMED), "there is no switch");
    }

    function test_setSwitch_forgetsWhatAnEarlierOneNamed() external {
        _submit(_setSwitch(PATIENT, TIMEOUT, _several(2)));
        _submit(_setSwitch(PATIENT, TIMEOUT, _these(NAMED)));
        vm.warp(OPENS);
        _assertTrue(_agent.isReleased(NAMED), "the new one");
        _assertTrue(!_agent.isReleased(_several(2)[0]), "the old is forgotten");
        _assertTrue(!_agent.isReleased(_several(2)[1]), "the old is forgotten");
        // Also once it is named again, and the newer is then forgotten.
        _submit(_setSwitch(PATIENT, TIMEOUT, _several(1)));
        vm.warp(OPENS + TIMEOUT);
        _assertTrue(_agent.isReleased(_several(1)[0]), "named again");
        _assertTrue(!_agent.isReleased(NAMED), "forgotten in its turn");
    }

    function testFuzz_isReleased_atNoTimeButAfterTheTimeout(uint40 timeout, uint40 passed) external {
        timeout = timeout < 1 days ? 1 days : timeout;
        _submit(_setSwitch(PATIENT, timeout, _these(NAMED)));
        vm.warp(uint256(NOW) + passed);
        _assertTrue(_agent.isReleased(NAMED) == (passed >= timeout), "by the clock alone");
    }

    function test_isReleased_withTheLongestTimeout() external {
        _submit(_setSwitch(PATIENT, type(uint40).max, _these(NAMED)));
        _assertTrue(!_agent.isReleased(NAMED), "does not wrap around");
        vm.warp(type(uint40).max);
        _assertTrue(!_agent.isReleased(NAMED), "nor at the end of the calendar");
        vm.warp(uint256(type(uint40).max) + NOW);
        _assertTrue(_agent.isReleased(NAMED), "when it says");
    }

    function test_isReleased_closesWithASignOfLife() external {
        _submit(_setSwitch(PATIENT, TIMEOUT, _these(NAMED)));
        vm.warp(OPENS);
        _assertTrue(_agent.isReleased(NAMED), "open");
        _submit(_touch(PATIENT));
        _assertTrue(!_agent.isReleased(NAMED), "shut again");
        vm.warp(OPENS + TIMEOUT - 1);
        _assertTrue(!_agent.isReleased(NAMED), "for the whole timeout");
        vm.warp(OPENS + TIMEOUT);
        _assertTrue(_agent.isReleased(NAMED), "and no longer");
    }

    function test_everyMessageOfAnOwnerIsASignOfLife() external {
        _alive();
        _lives(_setSwitch(PATIENT, TIMEOUT, _several(3)));
        _lives(_touch(PATIENT));
        _lives(AgentCalls.enableOwner(_seal(PATIENT, Sort.Owners), OTHER_OWNER).data);
        _lives(AgentCalls.rotateOwner(_seal(PATIENT, Sort.Owners), vm.addr(OTHER_OWNER), STRANGER).data);
        _lives(AgentCalls.disableOwner(_seal(PATIENT, Sort.Owners), vm.addr(STRANGER)).data);
        _lives(_setGuardians(PATIENT, _hashOf(_guardianSet())));
        _submit(_propose(_proposal(2)));
        _lives(_veto(PATIENT));
        uint40 until = _now + 365 days;
        _lives(_setCustodian(PATIENT, CUSTODIAN, 7, until));
        _lives(_setCustody(PATIENT, 4, until));
        _lives(_setCustody(PATIENT, 6, until));
        _livesThere(_grantBy(PATIENT, 1));
        _livesThere(_openBy(PATIENT, NEXT_DELEGATE));
        _livesThere(_endBy(PATIENT));
    }

    function test_executingIsASignOfLife() external {
        _agent = _newProviderAgent(PATIENT);
        _alive();
        _lives(AgentCalls.execute(_seal(PATIENT, Sort.Calls), new IAgent.Call[](0)).data);
    }

    /// @dev A key in custody is alive too, also when it may do nothing else.
    function test_aChildGivesSignsOfLife() external {
        _alive();
        _beginCustody(0);
        _refuse(_setGuardians(PATIENT, 0), _notAllowedKey(PATIENT));
        _lives(_touch(PATIENT));
    }

    function test_aChildsVetoIsASignOfLife() external {
        _submit(_setGuardians(PATIENT, _hashOf(_guardianSet())));
        _alive();
        _beginCustody(0);
        _submit(_propose(_proposal(2)));
        _lives(_veto(PATIENT));
    }

    /// @dev A key that is an owner's lives by whatever it signs, also what it may only as a custodian.
    function test_anOwnerWhoIsACustodianGivesSignsOfLife() external {
        _alive();
        _submit(_setCustodian(PATIENT, PATIENT, 7, LATER));
        _submit(_setCustodian(PATIENT, CUSTODIAN, 7, LATER));
        _submit(_setCustody(PATIENT, 0, LATER));
        _livesThere(_grantBy(PATIENT, 1));
        _lives(_setCustody(PATIENT, 1, LATER));
        _lives(_setCustodian(PATIENT, PATIENT, 6, LATER));
        _livesThere(_endBy(PATIENT));
    }

    function test_nothingOfAnybodyElseIsASignOfLife() external {
        _submit(_setGuardians(PATIENT, _hashOf(_guardianSet())));
        _submit(_setCustodian(PATIENT, CUSTODIAN, 7, LATER));
        _submit(_setCustody(PATIENT, 0, LATER));
        _submit(_setCustody(CUSTODIAN, 7, LATER));
        _submit(_setSwitch(PATIENT, TIMEOUT, _these(NAMED)));
        vm.warp(OPENS);
        _submit(_setCustody(CUSTODIAN, 7, LATER - 1));
        _submit(_propose(_proposal(2)));
        _submit(_veto(CUSTODIAN));
        _submit(_propose(_proposal(2)));
        _submitThere(_grantBy(CUSTODIAN, 1));
        _submitThere(_openBy(CUSTODIAN, NEXT_DELEGATE));
        _submit(_setCustodian(CUSTODIAN, CUSTODIAN, 0, 0));
        _submitThere(_endBy(DELEGATE));
        vm.warp(OPENS + DELAY);
        _submit(_complete(_newOwner));
        _assertTouchedAt(NOW);
        _assertTrue(_agent.isReleased(NAMED), "still open");
    }

    function test_touch_revertsWhen_anybodyElseSigns() external {
        _alive();
        _submit(_setCustodian(PATIENT, CUSTODIAN, 7, UNTIL));
        _refuse(_touch(STRANGER), _notAllowedKey(STRANGER));
        _refuse(_touch(CUSTODIAN), _notAllowedKey(CUSTODIAN));
        _refuse(_setSwitch(CUSTODIAN, 0, _several(0)), _notAllowedKey(CUSTODIAN));
        _refuse(_setSwitch(STRANGER, 0, _several(0)), _notAllowedKey(STRANGER));
        _enable(_agent, PATIENT, OTHER_OWNER);
        _disable(_agent, OTHER_OWNER, PATIENT);
        _refuse(_touch(PATIENT), _notAllowedKey(PATIENT));
    }

    /// @dev Else anybody could keep it shut in the owner's name.
    function test_exercise_revertsWhen_anybodyElseCalls() external {
        _alive();
        address[3] memory callers = [address(_factory), _owner, vm.addr(STRANGER)];
        for (uint256 i = 0; i < 3; ++i) {
            vm.startPrank(callers[i]);
            _refuse(
                abi.encodeCall(IAgent.exercise, (_owner, 1)),
                abi.encodeWithSelector(IAgent.Agent__NotRelationships.selector, callers[i])
            );
            vm.stopPrank();
        }
    }

    /// @dev An Agent without a switch pays for none.
    function test_withoutASwitchNothingIsNoted() external {
        _enable(_agent, PATIENT, OTHER_OWNER);
        _submitThere(_grantBy(PATIENT, 1));
        _submit(_touch(PATIENT));
        _assertTouchedAt(0);
        vm.warp(LATER);
        _assertTrue(!_agent.isReleased(0), "there is no switch");
    }

    function _alive() private {
        _submit(_setSwitch(PATIENT, TIMEOUT, _these(NAMED)));
    }

    /// @dev A day later, `data` is a sign of life.
    function _lives(bytes memory data) private {
        _livesAt(address(_agent), data);
    }

    function _livesThere(bytes memory data) private {
        _livesAt(address(_relationships), data);
    }

    function _livesAt(address to, bytes memory data) private {
        _now += 1 days;
        vm.warp(_now);
        _submitTo(to, data);
        _assertTouchedAt(_now);
    }

    function _aSwitch(Seal memory seal) private pure returns (Sealed memory) {
        return AgentCalls.setSwitch(seal, TIMEOUT, _several(2));
    }

    function _aTouch(Seal memory seal) private pure returns (Sealed memory) {
        return AgentCalls.touch(seal);
    }

    function _invalid(uint40 timeout, uint256 directives) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IAgent.Agent__InvalidSwitch.selector, timeout, directives);
    }
}
