// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Identity} from "../AgentIdentity.sol";

/// @title The maker of Agents
/// @notice Makes each Agent as an ERC-1167 clone by CREATE2 from its first owner, initialized in the same
/// step, and emits the events of all of them, so that a reader follows one address. Anyone may call it: who
/// makes an Agent gains nothing, since the address and the owner of what is made are decided by the owner alone.
/// @dev A person's Agent need not be made to be used: until it is, its first owner has every right and nobody
/// else any. It is made when it is to hold more than that, and then begins as exactly what it was before. A
/// provider's Agent is made first.
interface IAgentFactory {
    /// @notice `owner` may act for `agent` from now on.
    /// @param agent the Agent
    /// @param owner the enabled key
    /// @param nonce that the next message of this sort carries; 0 when the Agent is made
    /// @param sealedPointer 64 bytes of ciphertext for `owner`, or empty (always empty when an Agent is made)
    event OwnerEnabled(address indexed agent, address indexed owner, uint64 nonce, bytes sealedPointer);
    /// @notice `owner` may act for `agent` no longer.
    /// @param nonce that the next message of this sort carries
    event OwnerDisabled(address indexed agent, address indexed owner, uint64 nonce);
    /// @notice `custodian` has `rights` (one bit each, by the number of the right) for `agent` until `until`.
    /// @param nonce that the next message of this sort carries
    event CustodianSet(
        address indexed agent, address indexed custodian, uint8 rights, uint40 until, uint64 nonce
    );
    /// @notice The owners of `agent` have `ownerRights` alone until `until`; zero: there is no custody.
    /// @param nonce that the next message of this sort carries
    event CustodySet(address indexed agent, uint8 ownerRights, uint40 until, uint64 nonce);
    /// @notice `agent` has other guardians, or none if the hash is zero.
    event GuardiansSet(address indexed agent, bytes32 guardiansHash);
    /// @notice Guardians want `owner` to act for `agent` from `readyAt` on: a notice, to be vetoed in time.
    event RecoveryProposed(address indexed agent, address indexed owner, uint40 readyAt, bytes sealedPointer);
    /// @notice `signer` refused the recovery that was pending.
    event RecoveryVetoed(address indexed agent, address indexed signer);
    /// @notice The recovery was completed: `owner` acts for `agent`, free of custody.
    event RecoveryCompleted(address indexed agent, address indexed owner);
    /// @notice `agent` has another dead man's switch, or none if the timeout is zero.
    /// @param timeout seconds without a sign of life after which the directives may be released
    /// @param directives hashes of what is released then
    event SwitchSet(address indexed agent, uint40 timeout, bytes32[] directives);

    /// @notice Only the Agent of `identity` may report, and `caller` is not that Agent.
    error AgentFactory__NotAgent(address caller, Identity identity);
    /// @notice The zero address cannot be an owner.
    error AgentFactory__ZeroOwner();

    /// @notice Makes the Agent of a person, or finds it if it is there already.
    /// @param owner the first owner
    /// @return agent the Agent's address, the same as `agentOf(owner)`
    function createAgent(address owner) external returns (address agent);

    /// @notice Makes the Agent of a provider, which can `execute`, or finds it if it is there already.
    /// @param owner the first owner
    /// @return agent the Agent's address, the same as `providerAgentOf(owner)`
    function createProviderAgent(address owner) external returns (address agent);

    /// @notice Emits OwnerEnabled for the calling Agent.
    /// @param identity the caller's, which proves that it was made here
    function reportOwnerEnabled(Identity identity, address owner, uint64 nonce, bytes calldata sealedPointer)
        external;

    /// @notice Emits OwnerDisabled for the calling Agent; as `reportOwnerEnabled`.
    function reportOwnerDisabled(Identity identity, address owner, uint64 nonce) external;

    /// @notice Emits CustodianSet for the calling Agent; as `reportOwnerEnabled`.
    function reportCustodianSet(
        Identity identity,
        address custodian,
        uint8 rights,
        uint40 until,
        uint64 nonce
    ) external;

    /// @notice Emits CustodySet for the calling Agent; as `reportOwnerEnabled`.
    function reportCustodySet(Identity identity, uint8 ownerRights, uint40 until, uint64 nonce) external;

    /// @notice Emits GuardiansSet for the calling Agent; as `reportOwnerEnabled`.
    function reportGuardiansSet(Identity identity, bytes32 guardiansHash) external;

    /// @notice Emits RecoveryProposed for the calling Agent; as `reportOwnerEnabled`.
    function reportRecoveryProposed(
        Identity identity,
        address owner,
        uint40 readyAt,
        bytes calldata sealedPointer
    ) external;

    /// @notice Emits RecoveryVetoed for the calling Agent; as `reportOwnerEnabled`.
    function reportRecoveryVetoed(Identity identity, address signer) external;

    /// @notice Emits RecoveryCompleted for the calling Agent; as `reportOwnerEnabled`.
    function reportRecoveryCompleted(Identity identity, address owner) external;

    /// @notice Emits SwitchSet for the calling Agent; as `reportOwnerEnabled`.
    function reportSwitchSet(Identity identity, uint40 timeout, bytes32[] calldata directives) external;

    /// @notice The address that the Agent of `owner` as a person has, or will have.
    function agentOf(address owner) external view returns (address agent);

    /// @notice The address that the Agent of `owner` as a provider has, or will have.
    function providerAgentOf(address owner) external view returns (address agent);

    /// @notice Says whether an Agent made here stands at `account`. False for anything else, whatever it claims.
    function isAgent(address account) external view returns (bool);

    /// @notice Says whether a provider's Agent made here stands at `account`.
    function isProviderAgent(address account) external view returns (bool);

    /// @notice Says whether `signer` may do for `agent` what `right` names, whether or not it was made yet.
    /// @return false too if `agent` is none of ours
    function allows(address agent, address signer, uint8 right) external view returns (bool);

    /// @notice The locked contract behind the clones.
    function implementation() external view returns (address);
}
