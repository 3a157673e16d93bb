// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Signatures} from "../Signature.sol";
import {IAgent} from "../interfaces/IAgent.sol";

/// @title Recovery of an Agent by guardians whom nobody knows before
/// @dev Kept in the Agent. Until a recovery the chain holds one hash: not who, how many, or how long.
library Guardians {
    using Signatures for *;

    /// @dev guardiansHash of the GuardianSet, zero: none. pendingOwner, readyAt (Unix seconds) and pointerHash
    /// of the pending recovery. nonce of SetGuardians, Recover and VetoRecovery.
    struct Store {
        bytes32 guardiansHash;
        bytes32 pointerHash;
        address pendingOwner;
        uint40 readyAt;
        uint64 nonce;
    }

    bytes32 private constant COMMITMENT_TAG = keccak256("medrec:guardian:v1");
    uint256 private constant MOST_GUARDIANS = 32;
    uint40 private constant SHORTEST_DELAY = 1 days;
    uint40 private constant LONGEST_DELAY = 365 days;
    uint40 private constant COMPLETION_PERIOD = 30 days;

    /// @notice Begins the delay of a recovery to which enough guardians agreed.
    /// @param digest what they signed
    /// @return readyAt when it can be completed
    function propose(
        Store storage store,
        bytes32 digest,
        IAgent.Recover calldata message,
        IAgent.GuardianSet calldata guardians,
        IAgent.Approval[] calldata approvals
    ) internal returns (uint40 readyAt) {
        _requireUsable(store.guardiansHash, guardians);
        if (approvals.length < guardians.threshold) {
            revert IAgent.Agent__TooFewApprovals(approvals.length, guardians.threshold);
        }
        address previous = address(0);
        for (uint256 i = 0; i < approvals.length; ++i) {
            address guardian = approvals[i].signature.signerOf(digest);
            // Ascending, so that nobody counts twice; zero is nobody.
            bool isNext = guardian > previous;
            if (!isNext || !_isCommitted(guardians, approvals[i], guardian)) {
                revert IAgent.Agent__InvalidApproval(i, guardian);
            }
            previous = guardian;
        }

        readyAt = uint40(block.timestamp) + guardians.delaySeconds;
        store.pendingOwner = message.owner;
        store.readyAt = readyAt;
        store.pointerHash = keccak256(message.sealedPointer);
    }

    /// @notice Forgets the pending recovery.
    /// @return wasPending whether there was one
    function cancel(Store storage store) internal returns (bool wasPending) {
        wasPending = store.pendingOwner != address(0);
        (store.pendingOwner, store.readyAt, store.pointerHash) = (address(0), 0, 0);
    }

    /// @notice Takes the pending recovery for completed, if it is this one and its time has come.
    function complete(Store storage store, address owner, bytes calldata sealedPointer) internal {
        if (
            owner == address(0) || owner != store.pendingOwner
                || keccak256(sealedPointer) != store.pointerHash
        ) {
            revert IAgent.Agent__NoRecovery(owner);
        }
        uint40 readyAt = store.readyAt;
        uint40 endsAt = readyAt + COMPLETION_PERIOD;
        if (block.timestamp < readyAt || block.timestamp >= endsAt) {
            revert IAgent.Agent__RecoveryNotReady(readyAt, endsAt);
        }
        cancel(store);
    }

    function _requireUsable(bytes32 guardiansHash, IAgent.GuardianSet calldata guardians) private pure {
        bool isSet = guardiansHash != 0 && keccak256(abi.encode(guardians)) == guardiansHash;
        bool isUsable = guardians.threshold != 0 && guardians.commitments.length <= MOST_GUARDIANS
            && guardians.delaySeconds >= SHORTEST_DELAY && guardians.delaySeconds <= LONGEST_DELAY;
        if (!isSet || !isUsable) revert IAgent.Agent__InvalidGuardians(guardiansHash);
    }

    function _isCommitted(
        IAgent.GuardianSet calldata guardians,
        IAgent.Approval calldata approval,
        address guardian
    ) private view returns (bool) {
        if (approval.index >= guardians.commitments.length) return false;
        bytes32 commitment =
            keccak256(abi.encode(COMMITMENT_TAG, block.chainid, address(this), guardian, approval.salt));
        return guardians.commitments[approval.index] == commitment;
    }
}
