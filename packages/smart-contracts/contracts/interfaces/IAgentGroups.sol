// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Signature} from "../Signature.sol";

/// @title Groups of Agents that are one viewer, as an emergency room is
/// @notice A grant to a group is a grant to whoever is its member now: one message closes the way of somebody who
/// leaves. A group has administrators, who say who is in it, and is nobody's property; being an administrator
/// gives no way to a record.
/// @dev EIP-712 domain: name "MedRec AgentGroups", version "1", chain id, this contract. The signed types are the
/// structs below, fields in the same order and of the same types. Anyone may submit one. A message carries the
/// nonce of its group and works at most once, and never after its deadline (Unix seconds).
interface IAgentGroups {
    /// @dev Founds a group with one administrator. Signed by a key that may manage `founder`.
    /// founder       the Agent that administers it at first; a member only when it makes itself one
    /// salt          tells the founder's groups apart
    struct Found {
        address founder;
        bytes32 salt;
        uint40 deadline;
    }

    /// @dev Sets what an Agent is in a group: nothing, a member, an administrator, or both. Signed by a key that
    /// may manage `administrator`; a member's or an administrator's own Agent can also take itself out.
    /// administrator the Agent that sets it
    struct SetMembership {
        address group;
        address administrator;
        address agent;
        bool isMember;
        bool isAdministrator;
        uint64 nonce;
        uint40 deadline;
    }

    /// @notice `agent` is what this says in `group` from now on.
    /// @param nonce that the next message to this group carries
    event MembershipSet(
        address indexed group, address indexed agent, bool isMember, bool isAdministrator, uint64 nonce
    );

    /// @notice The message was good until `deadline` (Unix seconds).
    error AgentGroups__DeadlinePassed(uint40 deadline);
    /// @notice The signature over `digest` is not a canonical ECDSA signature of anybody.
    error AgentGroups__InvalidSignature(bytes32 digest);
    /// @notice `signer` may not manage `agent`: it signed another message, or lacks the right.
    error AgentGroups__NotAllowed(address agent, address signer);
    /// @notice This founder has founded a group with this salt.
    error AgentGroups__AlreadyFounded(address group);
    /// @notice No such group.
    error AgentGroups__Unknown(address group);
    /// @notice The message carries `nonce`, and the group's next one has to carry `expected`.
    error AgentGroups__StaleNonce(address group, uint64 nonce, uint64 expected);
    /// @notice `agent` is no administrator of the group, and would do more than take itself out.
    error AgentGroups__NotAdministrator(address group, address agent);
    /// @notice `agent` is the last administrator, and a group always keeps one.
    error AgentGroups__LastAdministrator(address group, address agent);
    /// @notice `agent` is that already.
    error AgentGroups__Unchanged(address group, address agent);
    /// @notice The zero address is nobody, and a group is not taken into a group.
    error AgentGroups__InvalidAgent(address group, address agent);

    /// @param signature of a key that may manage `message.founder`
    /// @return group what a grant names as its viewer
    function found(Found calldata message, Signature calldata signature) external returns (address group);

    /// @param signature of a key that may manage `message.administrator`
    function setMembership(SetMembership calldata message, Signature calldata signature) external;

    /// @notice The last 20 bytes of keccak256(abi.encode(keccak256("medrec:group:v1"), chain id, this contract,
    /// founder, salt)).
    function groupOf(address founder, bytes32 salt) external view returns (address group);

    /// @notice Says whether `agent` reads what was granted to `group`.
    function isMember(address group, address agent) external view returns (bool);

    /// @notice Says whether `agent` says who is in `group`.
    function isAdministrator(address group, address agent) external view returns (bool);

    /// @notice How many administrators a group has, and the nonce of its next message; zero if unknown.
    function groupState(address group) external view returns (uint32 administrators, uint64 nonce);

    /// @notice The factory whose Agents may be in groups.
    function factory() external view returns (address);
}
