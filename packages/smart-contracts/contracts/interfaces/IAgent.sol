// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev What a key may do for an Agent. The numbers are part of the protocol and are never reused.
uint8 constant RIGHT_READ = 0;
uint8 constant RIGHT_GRANT = 1;
uint8 constant RIGHT_MANAGE = 2;

/// @title An on-chain identity: the keys that may act for somebody
/// @notice Made by the AgentFactory alone, as a clone whose address follows from its first owner.
/// Holds no coin, calls nobody but its factory, and has neither administrator nor upgrade.
/// Its events are emitted by the factory, so that a reader follows one address for all Agents.
/// @dev Signed messages are EIP-712, domain: name "MedRec Agent", version "1", chain id, this Agent.
/// - `EnableOwner(address owner,bytes sealedPointer,uint64 nonce,uint40 deadline)`
/// - `DisableOwner(address owner,uint64 nonce,uint40 deadline)`
/// Anyone may submit one. A message carries the nonce in force and works at most once.
interface IAgent {
    /// @notice Only the factory may initialize, and it does so where it creates.
    error Agent__NotFactory(address caller);
    /// @notice This Agent (or the implementation behind all of them) already has its first owner.
    error Agent__AlreadyInitialized(address firstOwner);
    /// @notice The zero address cannot be an owner.
    error Agent__ZeroOwner();
    /// @notice The signature over `digest` is not a canonical 65-byte ECDSA signature of anybody.
    error Agent__InvalidSignature(bytes32 digest);
    /// @notice `signer` is not an enabled owner of this Agent: it signed another message, or may not sign.
    error Agent__NotOwner(address signer);
    /// @notice The message was good until `deadline` (Unix seconds).
    error Agent__DeadlinePassed(uint40 deadline);
    /// @notice A sealed pointer is 64 bytes, or absent.
    error Agent__PointerLength(address owner, uint256 length);
    /// @notice `owner` is enabled already.
    error Agent__AlreadyEnabled(address owner);
    /// @notice `owner` is not enabled.
    error Agent__NotEnabled(address owner);
    /// @notice `owner` is the last enabled one, and an Agent always keeps one.
    error Agent__LastOwner(address owner);

    /// @notice Gives a newborn Agent its first owner, enabled.
    /// @param owner the first owner, from whom this Agent's address follows
    function initialize(address owner) external;

    /// @notice Enables one more owner key, or a disabled one again.
    /// @param owner the key to enable
    /// @param sealedPointer 64 bytes that tell `owner` alone which provider this Agent deals with, or empty
    /// @param deadline last second, in Unix time, at which the message is good
    /// @param signature an enabled owner's, over EnableOwner with the nonce in force
    function enableOwner(
        address owner,
        bytes calldata sealedPointer,
        uint40 deadline,
        bytes calldata signature
    ) external;

    /// @notice Disables an owner key, never the last enabled one.
    /// @param owner the key to disable
    /// @param deadline last second, in Unix time, at which the message is good
    /// @param signature an enabled owner's (also its own), over DisableOwner with the nonce in force
    function disableOwner(address owner, uint40 deadline, bytes calldata signature) external;

    /// @notice Says whether `signer` may do for this Agent what `right` names.
    /// An enabled owner has every known right; nobody has an unknown one.
    function allows(address signer, uint8 right) external view returns (bool);

    /// @notice Says whether `owner` is an enabled owner key.
    function isOwnerEnabled(address owner) external view returns (bool);

    /// @notice The owner this Agent was made for, enabled or not.
    function firstOwner() external view returns (address);

    /// @notice How many owner keys are enabled; at least one.
    function enabledOwners() external view returns (uint16);

    /// @notice The nonce that the next message to this Agent must carry.
    function nonce() external view returns (uint64);

    /// @notice The factory that made this Agent and emits its events.
    function factory() external view returns (address);
}
