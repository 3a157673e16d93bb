// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAgentRegistry} from "../contracts/interfaces/IAgentRegistry.sol";
import {RegistryTest} from "./support/RegistryTest.sol";

/// @title Changing a member's record
contract AgentRegistryUpdateTest is RegistryTest {
    function test_enact_updatesByMoreThanHalfOfOneToSevenMembers() external {
        uint8[7] memory needed = [1, 2, 2, 3, 3, 4, 4];
        for (uint256 count = 1; count <= 7; ++count) {
            _deploy(count);
            IAgentRegistry.Member memory updated = _changed(1);
            bytes32 id = _proposeUpdate(1, updated);
            uint256 enough = needed[count - 1];
            if (enough > 1) {
                _approve(id, 2, enough - 1);
                _refuseEnact(id, abi.encode(updated), _notCarried(id, enough - 1, enough));
                _vote(count, id, true);
            }
            _registry.enact(id, abi.encode(updated));
            _assertRecord(updated);
            _assertEq(_registry.memberCount(), count);
            _assertHolds(_member(1), address(0));
            _assertEq(_registry.members()[0].account, updated.account);
        }
    }

    function test_enact_emitsTheWholeRecord() external {
        _deploy(1);
        IAgentRegistry.Member memory updated = _changed(1);
        bytes32 id = _proposeUpdate(1, updated);
        vm.expectEmit(address(_registry));
        emit IAgentRegistry.ProposalEnacted(id);
        vm.expectEmit(address(_registry));
        emit IAgentRegistry.MemberUpdated(
            updated.agent,
            updated.account,
            updated.sealer,
            updated.hpkeKey,
            updated.logKey,
            updated.name,
            updated.host
        );
        _registry.enact(id, abi.encode(updated));
    }

    function test_enact_keepsWhatAnUpdateLeavesAlone() external {
        _deploy(1);
        IAgentRegistry.Member memory updated = _member(1);
        updated.hpkeKey = keccak256("another");
        _update(updated);
        _assertRecord(updated);
        updated.name = "HOSPITAL 001";
        _update(updated);
        _assertRecord(updated);
    }

    function test_enact_beginsAndEndsSealing() external {
        _deploy(2);
        IAgentRegistry.Member memory updated = _member(1);
        updated.sealer = address(0);
        _update(updated);
        _assertRecord(updated);
        _assertEq(_registry.getValidators().length, 1);
        _assertEq(_registry.agentOfSealer(_member(1).sealer), address(0));
        updated = _member(1);
        _update(updated);
        _assertRecord(updated);
        _assertEq(_registry.getValidators().length, 2);
    }

    function test_enact_revertsWhen_nobodyWouldSeal() external {
        _deploy(2);
        IAgentRegistry.Member memory updated = _member(1);
        updated.sealer = address(0);
        _update(updated);
        IAgentRegistry.Member memory last = _member(2);
        last.sealer = address(0);
        bytes32 id = _proposeUpdate(2, last);
        _vote(1, id, true);
        _refuseEnact(
            id,
            abi.encode(last),
            abi.encodeWithSelector(IAgentRegistry.AgentRegistry__LastSealer.selector, last.agent)
        );
        // Whoever does not seal changes freely, and the last one may seal with another address.
        updated.host = "new.example.org";
        _update(updated);
        _assertRecord(updated);
        last.sealer = vm.addr(STRANGER);
        id = _proposeUpdate(2, last);
        _vote(1, id, true);
        _registry.enact(id, abi.encode(last));
        _assertRecord(last);
    }

    function test_enact_revertsWhen_anotherCameFirst() external {
        _deploy(2);
        IAgentRegistry.Member memory first = _member(1);
        IAgentRegistry.Member memory second = _member(2);
        first.host = "same.example.org";
        second.host = "same.example.org";
        bytes32 firstId = _proposeUpdate(1, first);
        bytes32 secondId = _proposeUpdate(2, second);
        _vote(2, firstId, true);
        _vote(1, secondId, true);
        _registry.enact(firstId, abi.encode(first));
        _refuseEnact(
            secondId,
            abi.encode(second),
            abi.encodeWithSelector(
                IAgentRegistry.AgentRegistry__DuplicateHost.selector, second.agent, second.host
            )
        );
        _assertState(secondId, IAgentRegistry.State.Pending);
    }

    function test_enact_revertsWhen_theProposerLeft() external {
        _deploy(3);
        IAgentRegistry.Member memory updated = _changed(1);
        bytes32 id = _proposeUpdate(1, updated);
        _approve(id, 2, 3);
        _leave(1);
        _refuseEnact(id, abi.encode(updated), _notMember(updated.agent));
        _admit2(_member(1));
        _refuseEnact(
            id,
            abi.encode(updated),
            abi.encodeWithSelector(IAgentRegistry.AgentRegistry__MembershipEnded.selector, id, updated.agent)
        );
        _assertRecord(_member(1));
    }

    function test_proposeUpdate_revertsWhen_itCannotBe() external {
        _deploy(2);
        IAgentRegistry.Member memory updated = _changed(1);
        updated.agent = _agentOf(2);
        _refuseUpdate(
            updated,
            abi.encodeWithSelector(
                IAgentRegistry.AgentRegistry__NotOwnRecord.selector, _agentOf(1), updated.agent
            )
        );
        updated.agent = _agentOf(3);
        _refuseUpdate(
            updated,
            abi.encodeWithSelector(
                IAgentRegistry.AgentRegistry__NotOwnRecord.selector, _agentOf(1), updated.agent
            )
        );
        updated = _changed(1);
        updated.sealer = _member(2).sealer;
        _refuseUpdate(
            updated,
            abi.encodeWithSelector(
                IAgentRegistry.AgentRegistry__DuplicateSealer.selector, updated.agent, updated.sealer
            )
        );
        updated = _changed(1);
        updated.host = "a.org:443";
        _refuseUpdate(
            updated,
            abi.encodeWithSelector(
                IAgentRegistry.AgentRegistry__InvalidHost.selector, updated.agent, updated.host
            )
        );
    }

    function _changed(uint256 number) private returns (IAgentRegistry.Member memory changed) {
        changed = _member(number + 50);
        changed.agent = _agentOf(number);
    }

    /// @dev Updates member 1 with the vote of member 2, if there is one.
    function _update(IAgentRegistry.Member memory updated) private {
        bytes32 id = _proposeUpdate(1, updated);
        if (_registry.isMember(_agentOf(2))) _vote(2, id, true);
        _registry.enact(id, abi.encode(updated));
    }

    /// @dev Admits with the votes of members 2 and 3.
    function _admit2(IAgentRegistry.Member memory newcomer) private {
        bytes32 id = _proposeAdmission(2, newcomer);
        _vote(3, id, true);
        _registry.enact(id, abi.encode(newcomer));
    }

    function _refuseUpdate(IAgentRegistry.Member memory updated, bytes memory refusal) private {
        vm.prank(_agentOf(1));
        vm.expectRevert(refusal);
        _registry.proposeUpdate(updated);
    }
}
