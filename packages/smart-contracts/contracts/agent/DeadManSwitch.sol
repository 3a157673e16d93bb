// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAgent} from "../interfaces/IAgent.sol";

/// @title What an owner wants released when nothing is heard of them any more
/// @dev Kept in the Agent. Opens by the clock, names directives by their hash, and closes again with the next
/// sign of life; what was released meanwhile stays until it is revoked.
library DeadManSwitch {
    /// @dev timeout in seconds, 0: no switch. touchedAt the last sign of life (Unix seconds). nonce of SetSwitch
    /// and Touch. generation counts the settings, so that the directives of an earlier one are forgotten.
    struct Store {
        uint40 timeout;
        uint40 touchedAt;
        uint64 nonce;
        uint64 generation;
        mapping(uint64 generation => mapping(bytes32 directive => bool isNamed)) named;
    }

    uint40 private constant SHORTEST_TIMEOUT = 1 days;
    uint256 private constant MOST_DIRECTIVES = 16;

    /// @notice Sets or takes away the switch, alive from now.
    function set(Store storage store, IAgent.SetSwitch calldata message) internal {
        uint256 directives = message.directives.length;
        bool isOff = message.timeout == 0 && directives == 0;
        bool isOn = message.timeout >= SHORTEST_TIMEOUT && directives != 0 && directives <= MOST_DIRECTIVES;
        if (!isOff && !isOn) revert IAgent.Agent__InvalidSwitch(message.timeout, directives);

        uint64 generation = store.generation + 1;
        store.generation = generation;
        store.timeout = message.timeout;
        store.touchedAt = uint40(block.timestamp);
        for (uint256 i = 0; i < directives; ++i) {
            store.named[generation][message.directives[i]] = true;
        }
    }

    /// @notice Notes a sign of life.
    function touch(Store storage store) internal {
        store.touchedAt = uint40(block.timestamp);
    }

    /// @notice Says whether the switch has opened and names `directive`.
    function isReleased(Store storage store, bytes32 directive) internal view returns (bool) {
        if (store.timeout == 0 || !store.named[store.generation][directive]) return false;
        // In 256 bits: a timeout of any length ends when it says.
        return block.timestamp >= uint256(store.touchedAt) + store.timeout;
    }
}
