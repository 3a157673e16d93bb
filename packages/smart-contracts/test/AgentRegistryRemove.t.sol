// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgentRegistry} from "../contracts/AgentRegistry.sol";
import {IAgentRegistry} from "../contracts/interfaces/IAgentRegistry.sol";
import {RegistryTest} from "./support/RegistryTest.sol";

/// @title Removing a member, and leaving
contract AgentRegistryRemoveTest is RegistryTest {
    function test_enact_removesByMoreThanTwoThirdsOfTheOthers() external {
        // For 3 to 7 members.
        uint8[5] memory needed = [2, 3, 3, 4, 5];
        for (uint256 count = 3; count <= 7; ++count) {
            _deploy(count);
            bytes32 id = _proposeRemoval(2, 1);
            uint256 enough = needed[count - 3];
            _approve(id, 3, enough);
            vm.warp(block.timestamp + DELAY);
            _assertTally(id, [enough - 1, 0, count - 1, enough]);
            _refuseEnact(id, abi.encode(_agentOf(1)), _notCarried(id, enough - 1, enough));
            _vote(count, id, true);
            _registry.enact(id, abi.encode(_agentOf(1)));
            _assertTrue(!_registry.isMember(_agentOf(1)), "gone");
            _assertEq(_registry.memberCount(), count - 1);
        }
    }

    function test_enact_oneOtherMemberRemovesNobody() external {
        _deploy(2);
        bytes32 id = _proposeRemoval(2, 1);
        vm.warp(NOW + DELAY);
        _assertTally(id, [uint256(1), 0, 1, 2]);
        _refuseEnact(id, abi.encode(_agentOf(1)), _notCarried(id, 1, 2));
    }

    function test_enact_twoAtLeastEvenIfTheRulesAskForLess() external {
        _deploy(2);
        IAgentRegistry.Rules memory rules = _rules();
        (rules.removeNumerator, rules.removeDenominator) = (1, 2);
        _changeRules(2, rules);
        bytes32 id = _proposeRemoval(2, 1);
        vm.warp(block.timestamp + DELAY);
        _refuseEnact(id, abi.encode(_agentOf(1)), _notCarried(id, 1, 2));
    }

    function test_enact_removesAfterTheDelay() external {
        _deploy(3);
        bytes32 id = _proposeRemoval(2, 1);
        _vote(3, id, true);
        _refuseEnact(id, abi.encode(_agentOf(1)), _tooEarly(id, NOW + DELAY));
        vm.warp(NOW + DELAY - 1);
        _refuseEnact(id, abi.encode(_agentOf(1)), _tooEarly(id, NOW + DELAY));
        vm.warp(NOW + DELAY);
        IAgentRegistry.Member memory target = _member(1);
        vm.expectEmit(address(_registry));
        emit IAgentRegistry.ProposalEnacted(id);
        vm.expectEmit(address(_registry));
        emit IAgentRegistry.MemberRemoved(target.agent, target.sealer, true);
        _registry.enact(id, abi.encode(target.agent));
    }

    function test_enact_removalOfAnyPlaceKeepsTheOrder() external {
        for (uint256 target = 1; target <= 4; ++target) {
            _deploy(4);
            uint256 proposer = target == 1 ? 2 : 1;
            bytes32 id = _proposeRemoval(proposer, target);
            IAgentRegistry.Member[] memory rest = new IAgentRegistry.Member[](3);
            uint256 place = 0;
            for (uint256 i = 1; i <= 4; ++i) {
                if (i == target) continue;
                _vote(i, id, true);
                rest[place++] = _member(i);
            }
            vm.warp(block.timestamp + DELAY);
            _registry.enact(id, abi.encode(_agentOf(target)));
            _assertMembers(rest);
            _assertHolds(_member(target), address(0));
            address[] memory validators = _registry.getValidators();
            _assertEq(validators.length, 3);
            for (uint256 i = 0; i < 3; ++i) {
                _assertEq(validators[i], rest[i].sealer);
                _assertRecord(rest[i]);
            }
        }
    }

    function test_enact_revertsWhen_theTargetLeft() external {
        _deploy(4);
        bytes32 id = _proposeRemoval(2, 1);
        _approve(id, 3, 4);
        vm.warp(NOW + DELAY);
        _leave(1);
        _assertTally(id, [uint256(3), 0, 3, 3]);
        _refuseEnact(id, abi.encode(_agentOf(1)), _notMember(_agentOf(1)));
        IAgentRegistry.Member memory again = _member(1);
        bytes32 admission = _proposeAdmission(2, again);
        _approve(admission, 3, 4);
        _registry.enact(admission, abi.encode(again));
        _refuseEnact(
            id,
            abi.encode(_agentOf(1)),
            abi.encodeWithSelector(IAgentRegistry.AgentRegistry__MembershipEnded.selector, id, _agentOf(1))
        );
    }

    function test_enact_revertsWhen_theLastSealerWouldGo() external {
        IAgentRegistry.Member[] memory founding = _members(3);
        (founding[1].sealer, founding[2].sealer) = (address(0), address(0));
        _registry = new AgentRegistry(_contracts(), _rules(), founding);
        bytes32 id = _proposeRemoval(2, 1);
        _vote(3, id, true);
        vm.warp(NOW + DELAY);
        bytes memory refusal =
            abi.encodeWithSelector(IAgentRegistry.AgentRegistry__LastSealer.selector, _agentOf(1));
        _refuseEnact(id, abi.encode(_agentOf(1)), refusal);
        vm.prank(_agentOf(1));
        _refuse(refusal);
        _registry.leave();
        _leave(2);
        _assertEq(_registry.getValidators().length, 1);
    }

    function test_leave_endsAMembershipAtOnce() external {
        _deploy(2);
        (address agent, address sealer) = (_agentOf(1), _member(1).sealer);
        vm.prank(agent);
        vm.expectEmit(address(_registry));
        emit IAgentRegistry.MemberRemoved(agent, sealer, false);
        _registry.leave();
        IAgentRegistry.Member[] memory rest = new IAgentRegistry.Member[](1);
        rest[0] = _member(2);
        _assertMembers(rest);
        _assertHolds(_member(1), address(0));
        vm.prank(agent);
        _refuse(_notMember(agent));
        _registry.leave();
    }

    function test_leave_whereNobodySeals() external {
        IAgentRegistry.Member[] memory founding = _members(2);
        (founding[0].sealer, founding[1].sealer) = (address(0), address(0));
        _registry = new AgentRegistry(_contracts(), _rules(), founding);
        _leave(1);
        _assertEq(_registry.memberCount(), 1);
    }

    function test_leave_revertsWhen_last() external {
        _deploy(1);
        address agent = _agentOf(1);
        vm.prank(agent);
        _refuse(abi.encodeWithSelector(IAgentRegistry.AgentRegistry__LastMember.selector, agent));
        _registry.leave();
    }

    function test_leave_revertsWhen_stranger() external {
        _deploy(2);
        address stranger = _agentOf(3);
        vm.prank(stranger);
        _refuse(_notMember(stranger));
        _registry.leave();
    }
}
