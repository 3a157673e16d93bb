// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Agent} from "../contracts/Agent.sol";
import {IAgent} from "../contracts/interfaces/IAgent.sol";
import {AgentCalls, Seal, Sealed} from "./support/AgentCalls.sol";
import {AgentModulesTest} from "./support/AgentModulesTest.sol";

/// @dev What the messages of owner keys promise whatever they say. What they say: Agent.t.sol.
contract AgentOwnersTest is AgentModulesTest {
    /// @dev Where `enabledOwners` begins in the first slot, as contract-layout.json has it.
    uint256 private constant ENABLED_OWNERS_SHIFT = 176;

    function test_enableOwner_isGoodOnce() external {
        _assertGoodOnce(PATIENT, Sort.Owners, _anEnabling, _notAllowed);
    }

    function test_disableOwner_isGoodOnce() external {
        _enable(_agent, PATIENT, OTHER_OWNER);
        _assertGoodOnce(PATIENT, Sort.Owners, _aDisabling, _notAllowed);
    }

    function test_rotateOwner_isGoodOnce() external {
        _assertGoodOnce(PATIENT, Sort.Owners, _aRotation, _notAllowed);
    }

    /// @dev The three share one nonce: each outdates what was signed beside it.
    function test_messages_outdateEachOther() external {
        Seal memory seal = _seal(PATIENT, Sort.Owners);
        bytes memory rotation = AgentCalls.rotateOwner(seal, _owner, STRANGER).data;
        bytes memory disabling = AgentCalls.disableOwner(seal, _owner).data;
        _submit(AgentCalls.enableOwner(seal, OTHER_OWNER).data);
        _refuse(rotation, _stale(0, 1));
        _refuse(disabling, _stale(0, 1));
    }

    function test_rotateOwner_byAnotherOwner() external {
        _enable(_agent, PATIENT, OTHER_OWNER);
        _submit(AgentCalls.rotateOwner(_seal(OTHER_OWNER, Sort.Owners), _owner, STRANGER).data);
        _assertRights(PATIENT, 0);
        _assertRights(STRANGER, 7);
        _assertRights(OTHER_OWNER, 7);
        _assertEq(_agent.enabledOwners(), 2);
    }

    function test_disableOwner_byItself() external {
        _enable(_agent, PATIENT, OTHER_OWNER);
        _submit(AgentCalls.disableOwner(_seal(OTHER_OWNER, Sort.Owners), vm.addr(OTHER_OWNER)).data);
        _assertRights(OTHER_OWNER, 0);
        _refuse(
            AgentCalls.disableOwner(_seal(PATIENT, Sort.Owners), vm.addr(OTHER_OWNER)).data,
            abi.encodeWithSelector(IAgent.Agent__NotEnabled.selector, vm.addr(OTHER_OWNER))
        );
    }

    function test_enableOwner_revertsWhen_thereAreAsManyAsCanBeCounted() external {
        bytes32 slot = vm.load(address(_agent), 0);
        uint256 others = uint256(slot) & ~(uint256(type(uint16).max) << ENABLED_OWNERS_SHIFT);
        uint256 almostAll = uint256(type(uint16).max - 1) << ENABLED_OWNERS_SHIFT;
        vm.store(address(_agent), 0, bytes32(others | almostAll));
        _enable(_agent, PATIENT, OTHER_OWNER);
        _assertEq(_agent.enabledOwners(), type(uint16).max);
        _refuse(
            AgentCalls.enableOwner(_seal(PATIENT, Sort.Owners), STRANGER).data,
            abi.encodeWithSelector(IAgent.Agent__TooManyOwners.selector, vm.addr(STRANGER))
        );
    }

    function test_implementation_isLocked() external {
        _agent = Agent(_factory.implementation());
        _assertEq(_agent.enabledOwners(), 0);
        _assertTrue(!_agent.isOwnerEnabled(address(_agent)), "not even itself");
        _assertRights(PATIENT, 0);
        _refuse(AgentCalls.touch(_seal(PATIENT, Sort.Switches)).data, _notAllowedKey(PATIENT));
        bytes memory data = abi.encodeCall(IAgent.initialize, (_agent.identity()));
        vm.startPrank(address(_factory));
        _refuse(data, abi.encodeWithSelector(IAgent.Agent__AlreadyInitialized.selector, address(_agent)));
        vm.stopPrank();
    }

    function _anEnabling(Seal memory seal) private pure returns (Sealed memory) {
        return AgentCalls.enableOwner(seal, OTHER_OWNER);
    }

    function _aDisabling(Seal memory seal) private pure returns (Sealed memory) {
        return AgentCalls.disableOwner(seal, vm.addr(OTHER_OWNER));
    }

    function _aRotation(Seal memory seal) private view returns (Sealed memory) {
        return AgentCalls.rotateOwner(seal, _owner, OTHER_OWNER);
    }
}
