// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgentGroups} from "../../contracts/AgentGroups.sol";
import {Signature} from "../../contracts/Signature.sol";
import {IAgentGroups} from "../../contracts/interfaces/IAgentGroups.sol";
import {MedRecTest} from "./MedRecTest.sol";
import {TypedMessages} from "./TypedMessages.sol";

/// @title What tests of groups begin with: the contract, people with Agents that nobody made yet
abstract contract GroupsTest is MedRecTest {
    uint256 internal constant FOUNDER = 0xf00d;
    uint256 internal constant NURSE = 0x2052e;
    uint256 internal constant DOCTOR = 0xd0c7;
    bytes32 internal constant GROUP_SALT = keccak256("emergency room");

    AgentGroups internal _groups;

    function setUp() public virtual override {
        super.setUp();
        _groups = new AgentGroups(address(_factory));
    }

    function _personOf(uint256 key) internal view returns (address) {
        return _factory.agentOf(vm.addr(key));
    }

    function _foundMessage(address founder) internal pure returns (IAgentGroups.Found memory) {
        return IAgentGroups.Found({founder: founder, salt: GROUP_SALT, deadline: LATER});
    }

    function _signFound(uint256 key, IAgentGroups.Found memory message)
        internal
        view
        returns (Signature memory)
    {
        return _sign(key, TypedMessages.found(_groupsDomain(), message));
    }

    function _found(uint256 key) internal returns (address group) {
        IAgentGroups.Found memory message = _foundMessage(_personOf(key));
        return _groups.found(message, _signFound(key, message));
    }

    /// @dev Carries the nonce in force.
    function _membershipMessage(address group, uint256 administratorKey, address agent)
        internal
        view
        returns (IAgentGroups.SetMembership memory message)
    {
        (, uint64 nonce) = _groups.groupState(group);
        message.group = group;
        message.administrator = _personOf(administratorKey);
        message.agent = agent;
        message.nonce = nonce;
        message.deadline = LATER;
    }

    function _signMembership(uint256 key, IAgentGroups.SetMembership memory message)
        internal
        view
        returns (Signature memory)
    {
        return _sign(key, TypedMessages.setMembership(_groupsDomain(), message));
    }

    /// @dev Makes the Agent of `key` a member, an administrator, both or nothing; signed by `administratorKey`.
    function _place(address group, uint256 administratorKey, uint256 key, bool isMember, bool isAdministrator)
        internal
    {
        IAgentGroups.SetMembership memory message =
            _membershipMessage(group, administratorKey, _personOf(key));
        message.isMember = isMember;
        message.isAdministrator = isAdministrator;
        _groups.setMembership(message, _signMembership(administratorKey, message));
    }

    /// @dev Asserts the refusal, and that it leaves the group as it was.
    function _refuseMembership(uint256 key, IAgentGroups.SetMembership memory message, bytes memory refusal)
        internal
    {
        _refuseSigned(_signMembership(key, message), message, refusal);
    }

    function _refuseSigned(
        Signature memory signature,
        IAgentGroups.SetMembership memory message,
        bytes memory refusal
    ) internal {
        bytes32 before = _standing(message);
        vm.expectRevert(refusal);
        _groups.setMembership(message, signature);
        _assertEq(_standing(message), before);
    }

    function _notAllowed(address agent, uint256 key) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IAgentGroups.AgentGroups__NotAllowed.selector, agent, vm.addr(key));
    }

    function _notAdministrator(address group, uint256 key) internal view returns (bytes memory) {
        return
            abi.encodeWithSelector(IAgentGroups.AgentGroups__NotAdministrator.selector, group, _personOf(key));
    }

    function _assertGroup(address group, uint256 administrators, uint256 nonce) internal view {
        (uint32 storedAdministrators, uint64 storedNonce) = _groups.groupState(group);
        _assertEq(storedAdministrators, administrators);
        _assertEq(storedNonce, nonce);
    }

    function _assertPlace(address group, uint256 key, bool isMember, bool isAdministrator) internal view {
        address agent = _personOf(key);
        _assertTrue(_groups.isMember(group, agent) == isMember, "a member, or none");
        _assertTrue(_groups.isAdministrator(group, agent) == isAdministrator, "an administrator, or none");
    }

    function _groupsDomain() internal view returns (bytes32) {
        return TypedMessages.groupsDomain(CHAIN_ID, address(_groups));
    }

    function _standing(IAgentGroups.SetMembership memory message) private view returns (bytes32) {
        (uint32 administrators, uint64 nonce) = _groups.groupState(message.group);
        bool[4] memory places = [
            _groups.isMember(message.group, message.agent),
            _groups.isAdministrator(message.group, message.agent),
            _groups.isMember(message.group, message.administrator),
            _groups.isAdministrator(message.group, message.administrator)
        ];
        return keccak256(abi.encode(administrators, nonce, places));
    }
}
