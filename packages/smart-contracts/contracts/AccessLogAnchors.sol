// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Signature, Signatures} from "./Signature.sol";
import {IAccessLogAnchors} from "./interfaces/IAccessLogAnchors.sol";
import {RIGHT_MANAGE} from "./interfaces/IAgent.sol";
import {IAgentFactory} from "./interfaces/IAgentFactory.sol";
import {EIP712} from "solady/src/utils/EIP712.sol";

/// @title AccessLogAnchors
/// @notice See IAccessLogAnchors.
contract AccessLogAnchors is IAccessLogAnchors, EIP712 {
    using Signatures for Signature;

    bytes32 private constant ANCHOR_TYPEHASH =
        keccak256("Anchor(address provider,uint40 interval,bytes32 root)");
    uint256 private constant INTERVAL_SECONDS = 600;

    IAgentFactory private immutable _factory;

    mapping(address provider => mapping(uint40 interval => bytes32 root)) private _roots;

    /// @param agentFactory the factory whose Agents may anchor
    constructor(address agentFactory) {
        _factory = IAgentFactory(agentFactory);
    }

    /// @inheritdoc IAccessLogAnchors
    function anchor(Anchor calldata message, Signature calldata signature) external {
        (address provider, uint40 interval, bytes32 root) = (message.provider, message.interval, message.root);
        uint40 current = currentInterval();
        if (interval != current) {
            revert AccessLogAnchors__OtherInterval(provider, interval, current);
        }
        bytes32 present = _roots[provider][interval];
        if (present != 0) revert AccessLogAnchors__AlreadyAnchored(provider, interval, present);
        if (root == 0) revert AccessLogAnchors__ZeroRoot(provider, interval);

        // A struct of static fields is encoded as its fields, one after the other.
        bytes32 digest = _hashTypedData(keccak256(abi.encode(ANCHOR_TYPEHASH, message)));
        address signer = signature.signerOf(digest);
        if (signer == address(0)) revert AccessLogAnchors__InvalidSignature(digest);
        if (!_factory.allows(provider, signer, RIGHT_MANAGE)) {
            revert AccessLogAnchors__NotAllowed(provider, signer);
        }

        _roots[provider][interval] = root;
        emit LogAnchored(provider, interval, root);
    }

    /// @inheritdoc IAccessLogAnchors
    function rootOf(address provider, uint40 interval) external view returns (bytes32) {
        return _roots[provider][interval];
    }

    /// @inheritdoc IAccessLogAnchors
    function factory() external view returns (address) {
        return address(_factory);
    }

    /// @inheritdoc IAccessLogAnchors
    function currentInterval() public view returns (uint40) {
        return uint40(block.timestamp / INTERVAL_SECONDS);
    }

    function _domainNameAndVersion()
        internal
        pure
        override
        returns (string memory name, string memory version)
    {
        return ("MedRec AccessLogAnchors", "1");
    }
}
