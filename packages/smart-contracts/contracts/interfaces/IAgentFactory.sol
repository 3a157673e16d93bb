// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The maker of Agents
/// @notice Makes each Agent as an ERC-1167 clone by CREATE2 from its first owner, initialized in the same
/// step, and emits the events of all of them. Anyone may call it: who creates an Agent gains nothing,
/// since the address and the owner of what is made are decided by the owner alone.
interface IAgentFactory {
    /// @notice `owner` may act for `agent` from now on.
    /// @param agent the Agent
    /// @param owner the enabled key
    /// @param sealedPointer 64 bytes of ciphertext for `owner`, or empty (always empty at birth)
    event OwnerEnabled(address indexed agent, address indexed owner, bytes sealedPointer);

    /// @notice `owner` may act for `agent` no longer.
    event OwnerDisabled(address indexed agent, address indexed owner);

    /// @notice Only an Agent made here for `firstOwner` may report, and `caller` is not that Agent.
    error AgentFactory__NotAgent(address caller, address firstOwner);

    /// @notice Makes the Agent of `owner`, or finds it if it is there already.
    /// @param owner the first owner
    /// @return agent the Agent's address, the same as `agentOf(owner)`
    function createAgent(address owner) external returns (address agent);

    /// @notice Emits OwnerEnabled for the calling Agent.
    /// @param firstOwner the caller's first owner, which proves that it was made here
    /// @param owner the key that was enabled
    /// @param sealedPointer what was signed with it
    function reportOwnerEnabled(address firstOwner, address owner, bytes calldata sealedPointer) external;

    /// @notice Emits OwnerDisabled for the calling Agent.
    /// @param firstOwner the caller's first owner, which proves that it was made here
    /// @param owner the key that was disabled
    function reportOwnerDisabled(address firstOwner, address owner) external;

    /// @notice The address that the Agent of `owner` has, or will have.
    function agentOf(address owner) external view returns (address agent);

    /// @notice Says whether an Agent made here stands at `account`. False for anything else, whatever it claims.
    function isAgent(address account) external view returns (bool);

    /// @notice The locked contract behind the clones.
    function implementation() external view returns (address);
}
