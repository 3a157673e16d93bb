// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev Calls on for anybody, as itself.
contract Forwarder {
    bool public isDone;
    bytes public answer;

    function forward(address to, bytes calldata data) external {
        // solhint-disable-next-line avoid-low-level-calls
        (isDone, answer) = to.call(data);
    }
}
