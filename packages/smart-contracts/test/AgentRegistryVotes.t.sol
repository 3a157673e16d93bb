// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAgentRegistry} from "../contracts/interfaces/IAgentRegistry.sol";
import {RegistryTest} from "./support/RegistryTest.sol";

/// @title Proposals: who makes them, votes on them, takes them back, and how they end
contract AgentRegistryVotesTest is RegistryTest {
    IAgentRegistry.Member private _newcomer;
    bytes32 private _id;

    /// @dev Four members, and a proposal of the first to admit a fifth.
    function setUp() public override {
        super.setUp();
        _deploy(4);
        _newcomer = _member(5);
        _id = _proposeAdmission(1, _newcomer);
    }

    // Proposing

    function test_propose_storesWhatIdentifiesIt() external {
        IAgentRegistry.Proposal memory made = _registry.proposal(_id);
        _assertEq(made.proposer, _agentOf(1));
        _assertTrue(made.kind == IAgentRegistry.Kind.Admit, "the kind");
        _assertTrue(made.state == IAgentRegistry.State.Pending, "pending");
        _assertEq(made.proposedAt, NOW);
        _assertEq(made.enactableFrom, NOW);
        _assertEq(made.expiresAt, NOW + LIFETIME);
        _assertEq(made.target, address(0));
        // After four admissions.
        _assertEq(made.number, 5);
        bytes memory content = abi.encode(_newcomer);
        _assertEq(_id, keccak256(abi.encode(made.number, made.proposer, made.kind, content)));
    }

    function test_propose_emitsTheContentAndTheProposersVote() external {
        address agent = _agentOf(2);
        address target = _agentOf(1);
        bytes memory content = abi.encode(target);
        bytes32 id = keccak256(abi.encode(6, agent, IAgentRegistry.Kind.Remove, content));
        vm.prank(agent);
        vm.expectEmit(address(_registry));
        emit IAgentRegistry.Proposed(id, agent, IAgentRegistry.Kind.Remove, content);
        vm.expectEmit(address(_registry));
        emit IAgentRegistry.Voted(id, agent, true);
        _assertEq(_registry.proposeRemoval(target), id);
        _assertEq(_registry.proposal(id).target, target);
        _assertTrue(_registry.voteOf(id, agent) == IAgentRegistry.Vote.InFavour, "in favour");
    }

    function test_propose_theSameTwiceIsTwoProposals() external {
        bytes32 again = _proposeAdmission(1, _newcomer);
        _assertTrue(again != _id, "another id");
        _vote(2, _id, true);
        _assertTally(_id, [uint256(2), 0, 4, 3]);
        _assertTally(again, [uint256(1), 0, 4, 3]);
    }

    function test_propose_namesTheKind() external {
        IAgentRegistry.Member memory own = _member(2);
        _assertKind(_proposeUpdate(2, own), IAgentRegistry.Kind.Update);
        _assertKind(_proposeRules(2, _rules()), IAgentRegistry.Kind.ChangeRules);
        _assertKind(
            _proposeContract(2, IAgentRegistry.ContractName.Groups, _groups), IAgentRegistry.Kind.NameContract
        );
        _assertKind(_proposeRemoval(2, 1), IAgentRegistry.Kind.Remove);
    }

    function test_propose_revertsWhen_strangerOrFormerMember() external {
        _leave(4);
        for (uint256 number = 4; number <= 5; ++number) {
            address agent = _agentOf(number);
            IAgentRegistry.Member memory own = _member(number);
            address target = _agentOf(1);
            bytes memory refusal = _notMember(agent);
            vm.startPrank(agent);
            vm.expectRevert(refusal);
            _registry.proposeAdmission(own);
            vm.expectRevert(refusal);
            _registry.proposeUpdate(own);
            vm.expectRevert(refusal);
            _registry.proposeRemoval(target);
            vm.expectRevert(refusal);
            _registry.proposeRules(_rules());
            vm.expectRevert(refusal);
            _registry.proposeContract(IAgentRegistry.ContractName.Groups, _groups);
            vm.expectRevert(refusal);
            _registry.vote(_id, true);
            vm.expectRevert(refusal);
            _registry.withdraw(_id);
            vm.stopPrank();
        }
    }

    function testFuzz_propose_revertsWhen_stranger(address stranger) external {
        vm.assume(!_registry.isMember(stranger));
        address target = _agentOf(1);
        vm.startPrank(stranger);
        vm.expectRevert(_notMember(stranger));
        _registry.proposeRemoval(target);
        vm.expectRevert(_notMember(stranger));
        _registry.vote(_id, true);
        vm.stopPrank();
    }

    /// @dev The account that pays for a member, its sealer and its owner key are not its Agent.
    function test_propose_revertsWhen_notByTheAgentItself() external {
        address[3] memory others = [_member(1).account, _member(1).sealer, vm.addr(1)];
        for (uint256 i = 0; i < 3; ++i) {
            vm.prank(others[i]);
            _refuse(_notMember(others[i]));
            _registry.vote(_id, true);
        }
    }

    // Voting

    function test_vote_countsOncePerMemberAndCanChange() external {
        _assertTally(_id, [uint256(1), 0, 4, 3]);
        _vote(2, _id, true);
        _vote(2, _id, true);
        _vote(1, _id, true);
        _assertTally(_id, [uint256(2), 0, 4, 3]);
        _vote(2, _id, false);
        _assertTally(_id, [uint256(1), 1, 4, 3]);
        _assertTrue(_registry.voteOf(_id, _agentOf(2)) == IAgentRegistry.Vote.Against, "against");
        _vote(1, _id, false);
        _assertTally(_id, [uint256(0), 2, 4, 3]);
        _vote(2, _id, true);
        _assertTally(_id, [uint256(1), 1, 4, 3]);
        _assertTrue(_registry.voteOf(_id, _agentOf(3)) == IAgentRegistry.Vote.None, "silent");
        _assertTrue(_registry.voteOf(_id, _agentOf(9)) == IAgentRegistry.Vote.None, "a stranger");
    }

    function test_vote_emitsEachVote() external {
        address agent = _agentOf(2);
        vm.prank(agent);
        vm.expectEmit(address(_registry));
        emit IAgentRegistry.Voted(_id, agent, false);
        _registry.vote(_id, false);
    }

    function test_vote_revertsWhen_unknown() external {
        bytes32 unknown = keccak256("unknown");
        vm.prank(_agentOf(1));
        _refuse(abi.encodeWithSelector(IAgentRegistry.AgentRegistry__UnknownProposal.selector, unknown));
        _registry.vote(unknown, true);
    }

    function test_vote_ofOneThatLeftCountsNoMoreAndNotAgainWhenItComesBack() external {
        _approve(_id, 2, 3);
        _leave(3);
        _assertTally(_id, [uint256(2), 0, 3, 2]);
        _assertTrue(_registry.voteOf(_id, _agentOf(3)) == IAgentRegistry.Vote.None, "it left");
        _admit(2, _member(3));
        _assertTally(_id, [uint256(2), 0, 4, 3]);
        _assertTrue(_registry.voteOf(_id, _agentOf(3)) == IAgentRegistry.Vote.None, "it came back");
        _refuseEnact(_id, abi.encode(_newcomer), _notCarried(_id, 2, 3));
        _vote(3, _id, true);
        _assertTally(_id, [uint256(3), 0, 4, 3]);
        _registry.enact(_id, abi.encode(_newcomer));
    }

    function test_vote_aLeaversProposalStaysForTheOthers() external {
        _approve(_id, 2, 3);
        _leave(1);
        _assertTally(_id, [uint256(2), 0, 3, 2]);
        _registry.enact(_id, abi.encode(_newcomer));
        _assertRecord(_newcomer);
    }

    // Taking back

    function test_withdraw_closes() external {
        address agent = _agentOf(1);
        vm.prank(agent);
        vm.expectEmit(address(_registry));
        emit IAgentRegistry.ProposalWithdrawn(_id);
        _registry.withdraw(_id);
        _assertState(_id, IAgentRegistry.State.Withdrawn);
        _assertClosed(IAgentRegistry.State.Withdrawn);
        // The others of the same member stay, and it may propose the same again.
        _proposeAdmission(1, _newcomer);
    }

    function test_withdraw_revertsWhen_notTheProposer() external {
        address agent = _agentOf(2);
        vm.prank(agent);
        _refuse(abi.encodeWithSelector(IAgentRegistry.AgentRegistry__NotProposer.selector, _id, agent));
        _registry.withdraw(_id);
        _assertState(_id, IAgentRegistry.State.Pending);
    }

    function test_withdraw_revertsWhen_unknown() external {
        vm.prank(_agentOf(1));
        _refuse(abi.encodeWithSelector(IAgentRegistry.AgentRegistry__UnknownProposal.selector, bytes32(0)));
        _registry.withdraw(0);
    }

    // Enacting

    function test_enact_byAnyone() external {
        _approve(_id, 2, 3);
        vm.prank(vm.addr(STRANGER));
        _registry.enact(_id, abi.encode(_newcomer));
        _assertState(_id, IAgentRegistry.State.Enacted);
        _assertClosed(IAgentRegistry.State.Enacted);
    }

    function test_enact_revertsWhen_theContentIsAnother() external {
        _approve(_id, 2, 3);
        IAgentRegistry.Member memory other = _newcomer;
        other.sealer = vm.addr(STRANGER);
        bytes memory refusal =
            abi.encodeWithSelector(IAgentRegistry.AgentRegistry__OtherContent.selector, _id);
        _refuseEnact(_id, abi.encode(other), refusal);
        _refuseEnact(_id, "", refusal);
        _refuseEnact(_id, abi.encodePacked(abi.encode(_newcomer), uint8(0)), refusal);
    }

    function test_enact_revertsWhen_unknown() external {
        _refuseEnact(
            0, "", abi.encodeWithSelector(IAgentRegistry.AgentRegistry__UnknownProposal.selector, bytes32(0))
        );
    }

    function test_enact_inTheLastSecondOfItsLife() external {
        _vote(2, _id, true);
        vm.warp(NOW + LIFETIME);
        _assertState(_id, IAgentRegistry.State.Pending);
        _vote(3, _id, true);
        _registry.enact(_id, abi.encode(_newcomer));
        _assertRecord(_newcomer);
    }

    function test_enact_revertsWhen_expired() external {
        _approve(_id, 2, 3);
        vm.warp(NOW + LIFETIME + 1);
        _assertState(_id, IAgentRegistry.State.Expired);
        _assertClosed(IAgentRegistry.State.Expired);
    }

    function test_enact_anEnactedOneDoesNotExpire() external {
        _approve(_id, 2, 3);
        _registry.enact(_id, abi.encode(_newcomer));
        vm.warp(NOW + LIFETIME + 1);
        _assertState(_id, IAgentRegistry.State.Enacted);
        _assertClosed(IAgentRegistry.State.Enacted);
    }

    function testFuzz_enact_countsTheYesVotesOfMembers(uint8 inFavour, uint8 voted) external {
        uint256 count = 0;
        for (uint256 i = 0; i < 4; ++i) {
            bool isVoting = i == 0 || (voted >> i) & 1 == 1;
            if (!isVoting) continue;
            bool isInFavour = (inFavour >> i) & 1 == 1;
            _vote(i + 1, _id, isInFavour);
            if (isInFavour) ++count;
        }
        if (count < 3) _refuse(_notCarried(_id, count, 3));
        _registry.enact(_id, abi.encode(_newcomer));
        _assertTrue(_registry.isMember(_newcomer.agent) == (count >= 3), "by three of four");
    }

    /// @dev A closed proposal takes nothing any more, from its proposer, a member or anybody.
    function _assertClosed(IAgentRegistry.State state) private {
        bytes memory refusal = _closed(_id, state);
        address agent = _agentOf(1);
        vm.startPrank(agent);
        _refuse(refusal);
        _registry.vote(_id, false);
        _refuse(refusal);
        _registry.withdraw(_id);
        vm.stopPrank();
        _refuseEnact(_id, abi.encode(_newcomer), refusal);
    }

    function _assertKind(bytes32 id, IAgentRegistry.Kind kind) private view {
        _assertTrue(_registry.proposal(id).kind == kind, "the kind");
    }
}
