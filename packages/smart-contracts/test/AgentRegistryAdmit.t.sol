// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAgentRegistry} from "../contracts/interfaces/IAgentRegistry.sol";
import {BurnsGas} from "./support/BurnsGas.sol";
import {RegistryTest} from "./support/RegistryTest.sol";
import {TakesNothing} from "./support/TakesNothing.sol";
import {Vm} from "./support/Vm.sol";

/// @title Admitting a provider, and what its account gets
contract AgentRegistryAdmitTest is RegistryTest {
    /// @dev The last number a member of these tests can have.
    uint256 private constant NEWCOMER = 200;

    function test_enact_admitsByMoreThanHalfOfOneToSevenMembers() external {
        uint8[7] memory needed = [1, 2, 2, 3, 3, 4, 4];
        for (uint256 count = 1; count <= 7; ++count) {
            _deploy(count);
            IAgentRegistry.Member memory newcomer = _member(NEWCOMER);
            bytes32 id = _proposeAdmission(1, newcomer);
            uint256 enough = needed[count - 1];
            if (enough > 1) {
                _approve(id, 2, enough - 1);
                _assertTally(id, [enough - 1, 0, count, enough]);
                _refuseEnact(id, abi.encode(newcomer), _notCarried(id, enough - 1, enough));
                _vote(count, id, true);
            }
            _registry.enact(id, abi.encode(newcomer));
            _assertRecord(newcomer);
            _assertEq(_registry.memberCount(), count + 1);
            _assertEq(_registry.getValidators()[count], newcomer.sealer);
        }
    }

    function test_enact_emitsTheNewcomersRecord() external {
        _deploy(1);
        IAgentRegistry.Member memory newcomer = _member(NEWCOMER);
        bytes32 id = _proposeAdmission(1, newcomer);
        vm.expectEmit(address(_registry));
        emit IAgentRegistry.ProposalEnacted(id);
        vm.expectEmit(address(_registry));
        emit IAgentRegistry.MemberAdmitted(
            newcomer.agent,
            newcomer.account,
            newcomer.sealer,
            newcomer.hpkeKey,
            newcomer.logKey,
            newcomer.name,
            newcomer.host
        );
        _registry.enact(id, abi.encode(newcomer));
    }

    function test_enact_admitsWhoSealsNothing() external {
        _deploy(1);
        for (uint256 i = 0; i < 2; ++i) {
            IAgentRegistry.Member memory newcomer = _member(2 + i);
            newcomer.sealer = address(0);
            _admit(1 + i, newcomer);
            _assertRecord(newcomer);
        }
        _assertEq(_registry.getValidators().length, 1);
    }

    function test_enact_aNewcomerVotesOnWhatIsPending() external {
        _deploy(1);
        bytes32 id = _proposeAdmission(1, _member(NEWCOMER));
        _admit(1, _member(2));
        _refuseEnact(id, abi.encode(_member(NEWCOMER)), _notCarried(id, 1, 2));
        _vote(2, id, true);
        _registry.enact(id, abi.encode(_member(NEWCOMER)));
        _assertEq(_registry.memberCount(), 3);
    }

    function test_enact_revertsWhen_admittedByAnotherProposal() external {
        _deploy(1);
        IAgentRegistry.Member memory newcomer = _member(NEWCOMER);
        bytes32 first = _proposeAdmission(1, newcomer);
        bytes32 second = _proposeAdmission(1, newcomer);
        _registry.enact(first, abi.encode(newcomer));
        vm.prank(newcomer.agent);
        _registry.vote(second, true);
        _refuseEnact(
            second,
            abi.encode(newcomer),
            abi.encodeWithSelector(IAgentRegistry.AgentRegistry__DuplicateAgent.selector, newcomer.agent)
        );
    }

    function test_enact_revertsWhen_full() external {
        _deploy(127);
        IAgentRegistry.Member memory first = _member(NEWCOMER);
        IAgentRegistry.Member memory second = _member(NEWCOMER - 1);
        bytes32 id = _proposeAdmission(1, second);
        _approve(id, 2, 70);
        _admit(64, first);
        bytes memory refusal =
            abi.encodeWithSelector(IAgentRegistry.AgentRegistry__TooManyMembers.selector, 128);
        _refuseEnact(id, abi.encode(second), refusal);
        vm.prank(first.agent);
        _refuse(refusal);
        _registry.proposeAdmission(second);
    }

    function test_enact_staysWithinABlockAt128Members() external {
        _deploy(128);
        bytes32 id = _proposeRemoval(128, 1);
        _approve(id, 2, 127);
        vm.warp(NOW + DELAY);
        bytes memory content = abi.encode(_agentOf(1));
        uint256 before = gasleft();
        _registry.enact(id, content);
        _assertTrue(before - gasleft() < 3_000_000, "the dearest decision");
        _assertEq(_registry.members()[0].agent, _agentOf(2));
        _assertEq(_registry.members()[126].agent, _agentOf(128));
    }

    function test_proposeAdmission_revertsWhen_itCannotBe() external {
        _deploy(2);
        address agent = _agentOf(NEWCOMER);
        IAgentRegistry.Member memory newcomer = _member(1);
        _refuseAdmission(
            newcomer,
            abi.encodeWithSelector(IAgentRegistry.AgentRegistry__DuplicateAgent.selector, newcomer.agent)
        );
        newcomer.agent = vm.addr(STRANGER);
        _refuseAdmission(
            newcomer,
            abi.encodeWithSelector(IAgentRegistry.AgentRegistry__NotAgent.selector, vm.addr(STRANGER))
        );
        newcomer.agent = agent;
        _refuseAdmission(
            newcomer,
            abi.encodeWithSelector(
                IAgentRegistry.AgentRegistry__DuplicateAccount.selector, agent, newcomer.account
            )
        );
        newcomer.account = address(0);
        _refuseAdmission(
            newcomer, abi.encodeWithSelector(IAgentRegistry.AgentRegistry__ZeroAccount.selector, agent)
        );
        newcomer.account = vm.addr(STRANGER);
        _refuseAdmission(
            newcomer,
            abi.encodeWithSelector(IAgentRegistry.AgentRegistry__DuplicateName.selector, agent, newcomer.name)
        );
        newcomer.name = "Mercy";
        _refuseAdmission(
            newcomer,
            abi.encodeWithSelector(IAgentRegistry.AgentRegistry__DuplicateHost.selector, agent, newcomer.host)
        );
        newcomer.host = "mercy.org";
        _refuseAdmission(
            newcomer,
            abi.encodeWithSelector(
                IAgentRegistry.AgentRegistry__DuplicateSealer.selector, agent, newcomer.sealer
            )
        );
        newcomer.sealer = vm.addr(STRANGER);
        _proposeAdmission(1, newcomer);
    }

    // The treasury

    function test_enact_fundsTheNewcomersAccount() external {
        _deployFunded(1, 2 ether, 5 ether);
        IAgentRegistry.Member memory newcomer = _member(NEWCOMER);
        bytes32 id = _proposeAdmission(1, newcomer);
        vm.expectEmit(address(_registry));
        emit IAgentRegistry.AccountFunded(newcomer.agent, newcomer.account, 2 ether);
        _registry.enact(id, abi.encode(newcomer));
        _assertEq(newcomer.account.balance, 2 ether);
        _assertEq(address(_registry).balance, 3 ether);
    }

    function test_enact_fundsToTheLastWeiAndThenAdmitsWithout() external {
        _deployFunded(1, 2 ether, 4 ether + 1);
        _admit(1, _member(2));
        _admit(2, _member(3));
        _assertEq(_member(3).account.balance, 2 ether);
        _assertEq(address(_registry).balance, 1);
        _admit(2, _member(4));
        _assertRecord(_member(4));
        _assertEq(_member(4).account.balance, 0);
        _assertEq(address(_registry).balance, 1);
    }

    function test_enact_fundsExactlyWhatThereIs() external {
        _deployFunded(1, 2 ether, 2 ether);
        _admit(1, _member(NEWCOMER));
        _assertEq(_member(NEWCOMER).account.balance, 2 ether);
    }

    function test_enact_admitsWhenAnAccountTakesNothing() external {
        _deployFunded(1, 2 ether, 5 ether);
        IAgentRegistry.Member memory newcomer = _member(NEWCOMER);
        newcomer.account = address(new TakesNothing());
        vm.recordLogs();
        _admit(1, newcomer);
        _assertNothingFunded();
        _assertRecord(newcomer);
        _assertEq(address(_registry).balance, 5 ether);
    }

    function test_enact_givesAnAccountNoGasToComeBackWith() external {
        _deployFunded(1, 2 ether, 5 ether);
        IAgentRegistry.Member memory newcomer = _member(NEWCOMER);
        newcomer.account = address(new BurnsGas());
        bytes32 id = _proposeAdmission(1, newcomer);
        bytes memory content = abi.encode(newcomer);
        uint256 before = gasleft();
        _registry.enact{gas: 3_000_000}(id, content);
        _assertTrue(before - gasleft() < 1_000_000, "it burns its stipend alone");
        _assertRecord(newcomer);
        _assertEq(address(_registry).balance, 5 ether);
    }

    function test_enact_paysNothingWhereNothingIsAllowed() external {
        _deployFunded(1, 0, 5 ether);
        vm.recordLogs();
        _admit(1, _member(NEWCOMER));
        _assertNothingFunded();
        _assertEq(address(_registry).balance, 5 ether);
    }

    function test_enact_paysNothingForOtherKinds() external {
        _deployFunded(3, 2 ether, 5 ether);
        IAgentRegistry.Member memory updated = _member(1);
        updated.account = vm.addr(STRANGER);
        bytes32 id = _proposeUpdate(1, updated);
        _approve(id, 2, 3);
        _registry.enact(id, abi.encode(updated));
        _assertEq(address(_registry).balance, 5 ether);
        _assertEq(updated.account.balance, 0);
    }

    function _assertNothingFunded() private {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            _assertTrue(logs[i].topics[0] != IAgentRegistry.AccountFunded.selector, "nothing was paid");
        }
    }

    function _refuseAdmission(IAgentRegistry.Member memory newcomer, bytes memory refusal) private {
        vm.prank(_agentOf(2));
        vm.expectRevert(refusal);
        _registry.proposeAdmission(newcomer);
    }
}
