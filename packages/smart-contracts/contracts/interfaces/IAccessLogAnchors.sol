// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Signature} from "../Signature.sol";

/// @title Roots of the providers' access logs, one for each interval
/// @notice What a provider said of its log in an interval can never be changed, said later, or said twice. An
/// interval that was missed stays empty and is shown as missed. Anyone's Agent may anchor; readers look at members.
/// @dev EIP-712 domain: name "MedRec AccessLogAnchors", version "1", chain id, this contract. The signed type is the
/// struct below. Anyone may submit it, within its interval alone.
interface IAccessLogAnchors {
    /// @dev The root of a log. Signed by a key that may manage `provider`.
    /// provider      the Agent whose log it is
    /// interval      block time (Unix seconds) / 600, rounded down
    /// root          of the log's newest checkpoint, not zero; it tells no size
    struct Anchor {
        address provider;
        uint40 interval;
        bytes32 root;
    }

    /// @notice A log was anchored.
    event LogAnchored(address indexed provider, uint40 indexed interval, bytes32 root);

    /// @notice The message is for `interval`, and now is `current`.
    error AccessLogAnchors__OtherInterval(address provider, uint40 interval, uint40 current);
    /// @notice This interval has its root.
    error AccessLogAnchors__AlreadyAnchored(address provider, uint40 interval, bytes32 root);
    /// @notice Zero is no root.
    error AccessLogAnchors__ZeroRoot(address provider, uint40 interval);
    /// @notice The signature over `digest` is not a canonical ECDSA signature of anybody.
    error AccessLogAnchors__InvalidSignature(bytes32 digest);
    /// @notice `signer` may not manage `provider`: it signed another message, or lacks the right.
    error AccessLogAnchors__NotAllowed(address provider, address signer);

    /// @param signature of a key that may manage `message.provider`
    function anchor(Anchor calldata message, Signature calldata signature) external;

    /// @notice The root of a log in an interval; zero if it was missed, or is still to come.
    function rootOf(address provider, uint40 interval) external view returns (bytes32);

    /// @notice The interval that a message submitted now has to name.
    function currentInterval() external view returns (uint40);

    /// @notice The factory whose Agents may anchor.
    function factory() external view returns (address);
}
