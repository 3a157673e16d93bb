// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAgentRegistry} from "../contracts/interfaces/IAgentRegistry.sol";
import {RegistryTest} from "./support/RegistryTest.sol";

/// @title The mistakes of MedRec v2's registry, each of which is none here
contract AgentRegistryV2Test is RegistryTest {
    uint256 private constant NEWCOMER = 50;

    function test_v2_S0_removingTheFirstKeepsTheLast() external {
        _deploy(4);
        _remove(1, 2, 4);
        IAgentRegistry.Member[] memory rest = new IAgentRegistry.Member[](3);
        (rest[0], rest[1], rest[2]) = (_member(2), _member(3), _member(4));
        _assertMembers(rest);
        address first = _agentOf(1);
        IAgentRegistry.Member memory newcomer = _member(NEWCOMER);
        vm.prank(first);
        _refuse(_notMember(first));
        _registry.proposeAdmission(newcomer);
    }

    function test_v2_S1_nobodyClaimsAnothersAgent() external {
        _deploy(2);
        IAgentRegistry.Member memory claimed = _member(2);
        claimed.agent = _agentOf(1);
        address claimant = _agentOf(2);
        // Not by an update, in the name of another.
        vm.prank(claimant);
        _refuse(
            abi.encodeWithSelector(
                IAgentRegistry.AgentRegistry__NotOwnRecord.selector, claimant, claimed.agent
            )
        );
        _registry.proposeUpdate(claimed);
        // Not by an admission of the Agent under another name, account or host.
        vm.prank(claimant);
        _refuse(abi.encodeWithSelector(IAgentRegistry.AgentRegistry__DuplicateAgent.selector, claimed.agent));
        _registry.proposeAdmission(claimed);
        _assertRecord(_member(1));
    }

    function test_v2_S3_aRenameFreesTheOldName() external {
        _deploy(1);
        IAgentRegistry.Member memory renamed = _member(1);
        renamed.name = "Mercy";
        bytes32 id = _proposeUpdate(1, renamed);
        _registry.enact(id, abi.encode(renamed));
        _assertEq(_registry.agentOfName("Hospital 001"), address(0));
        _assertEq(_registry.agentOfName("mercy"), renamed.agent);
        IAgentRegistry.Member memory newcomer = _member(NEWCOMER);
        newcomer.name = "Hospital 001";
        _admit(1, newcomer);
        _assertEq(_registry.agentOfName("Hospital 001"), newcomer.agent);
    }

    function test_v2_S4_S5_twoProposalsOfOneNameAdmitOnlyOne() external {
        _deploy(1);
        IAgentRegistry.Member memory first = _member(NEWCOMER);
        IAgentRegistry.Member memory second = _member(NEWCOMER + 1);
        second.name = "hospital 050";
        bytes32 firstId = _proposeAdmission(1, first);
        bytes32 secondId = _proposeAdmission(1, second);
        _registry.enact(secondId, abi.encode(second));
        vm.prank(second.agent);
        _registry.vote(firstId, true);
        _refuseEnact(
            firstId,
            abi.encode(first),
            abi.encodeWithSelector(
                IAgentRegistry.AgentRegistry__DuplicateName.selector, first.agent, first.name
            )
        );
        _assertEq(_registry.agentOfName(first.name), second.agent);
        _assertState(firstId, IAgentRegistry.State.Pending);
        // When the name is free again, so is the way.
        vm.prank(second.agent);
        _registry.leave();
        _registry.enact(firstId, abi.encode(first));
        _assertEq(_registry.agentOfName(second.name), first.agent);
    }

    function test_v2_S8_whatARemovedMemberHeldIsFree() external {
        _deploy(4);
        _remove(1, 2, 4);
        _assertHolds(_member(1), address(0));
        IAgentRegistry.Member memory heir = _member(1);
        heir.agent = _agentOf(NEWCOMER);
        bytes32 id = _proposeAdmission(2, heir);
        _vote(3, id, true);
        _registry.enact(id, abi.encode(heir));
        _assertRecord(heir);
        address removed = _agentOf(1);
        vm.expectRevert(_notMember(removed));
        _registry.member(removed);
    }

    function test_v2_S9_removingAStrangerChangesNobody() external {
        _deploy(4);
        bytes32 before = _digest();
        address stranger = _agentOf(NEWCOMER);
        vm.prank(_agentOf(1));
        vm.expectRevert(_notMember(stranger));
        _registry.proposeRemoval(stranger);
        _assertEq(_digest(), before);
    }

    function test_v2_S10_S11_aPendingNewcomerCannotBeRemovedInstead() external {
        _deploy(3);
        IAgentRegistry.Member memory newcomer = _member(NEWCOMER);
        bytes32 id = _proposeAdmission(1, newcomer);
        vm.prank(_agentOf(2));
        vm.expectRevert(_notMember(newcomer.agent));
        _registry.proposeRemoval(newcomer.agent);
        // The proposal is still its proposer's, and votes on it admit.
        _assertEq(_registry.proposal(id).proposer, _agentOf(1));
        _vote(2, id, true);
        _registry.enact(id, abi.encode(newcomer));
        _assertEq(_registry.memberCount(), 4);
        _assertRecord(newcomer);
        bytes32 other = _proposeAdmission(1, _member(NEWCOMER + 1));
        _withdraw(1, other);
    }

    function test_v2_S12_aRemovedMembersVoteDoesNotCount() external {
        _deploy(5);
        IAgentRegistry.Member memory newcomer = _member(NEWCOMER);
        bytes32 id = _proposeAdmission(1, newcomer);
        _vote(2, id, true);
        _assertTally(id, [uint256(2), 0, 5, 3]);
        _remove(1, 2, 5);
        _assertTally(id, [uint256(1), 0, 4, 3]);
        _approve(id, 3, 3);
        _refuseEnact(id, abi.encode(newcomer), _notCarried(id, 2, 3));
        _vote(4, id, true);
        _registry.enact(id, abi.encode(newcomer));
    }

    function test_v2_S13_nobodyProposesItsOwnRemoval() external {
        _deploy(4);
        address agent = _agentOf(1);
        vm.prank(agent);
        _refuse(abi.encodeWithSelector(IAgentRegistry.AgentRegistry__OwnRemoval.selector, agent));
        _registry.proposeRemoval(agent);
    }

    function test_v2_S14_nobodyVotesOnItsOwnRemoval() external {
        _deploy(4);
        bytes32 id = _proposeRemoval(2, 1);
        address agent = _agentOf(1);
        for (uint256 i = 0; i < 2; ++i) {
            vm.prank(agent);
            _refuse(abi.encodeWithSelector(IAgentRegistry.AgentRegistry__OwnRemoval.selector, agent));
            _registry.vote(id, i == 0);
        }
        // Nor does it count among those who vote.
        _assertTally(id, [uint256(1), 0, 3, 3]);
    }

    function test_v2_S15_twoRemovalsAtThreeMembersRemoveOne() external {
        _deploy(3);
        bytes32 first = _proposeRemoval(1, 3);
        bytes32 second = _proposeRemoval(1, 2);
        _vote(2, first, true);
        _vote(3, second, true);
        vm.warp(NOW + DELAY);
        _registry.enact(first, abi.encode(_agentOf(3)));
        _refuseEnact(second, abi.encode(_agentOf(2)), _notCarried(second, 1, 2));
        _assertEq(_registry.memberCount(), 2);
    }

    function test_v2_S17_strangersProposeNothingAndPendingProposalsCostNobody() external {
        _deploy(2);
        IAgentRegistry.Member memory first = _member(NEWCOMER);
        vm.prank(first.agent);
        _refuse(_notMember(first.agent));
        _registry.proposeAdmission(first);

        bytes32 id = _proposeAdmission(1, first);
        uint256 alone = _withdrawGas(id);
        for (uint256 i = 0; i < 40; ++i) {
            _proposeAdmission(1, first);
        }
        id = _proposeAdmission(1, first);
        for (uint256 i = 0; i < 40; ++i) {
            _proposeAdmission(1, first);
        }
        _assertEq(_withdrawGas(id), alone);
    }

    function _withdrawGas(bytes32 id) private returns (uint256) {
        vm.prank(_agentOf(1));
        uint256 before = gasleft();
        _registry.withdraw(id);
        return before - gasleft();
    }

    /// @dev Members `first` to `last` remove `target`.
    function _remove(uint256 target, uint256 first, uint256 last) private {
        bytes32 id = _proposeRemoval(first, target);
        _approve(id, first, last);
        vm.warp(block.timestamp + DELAY);
        _registry.enact(id, abi.encode(_agentOf(target)));
    }
}
