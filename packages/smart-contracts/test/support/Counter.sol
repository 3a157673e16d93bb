// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev Counts who called it, and fails when asked to.
contract Counter {
    error Counter__Asked(uint256 count);

    uint256 public count;
    address public caller;
    uint256 public value;

    function add() external payable {
        ++count;
        (caller, value) = (msg.sender, msg.value);
    }

    function fail() external {
        ++count;
        revert Counter__Asked(count);
    }

    function failInSilence() external pure {
        // solhint-disable-next-line reason-string
        revert();
    }
}
