// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev An account that burns all the gas it gets with what is sent to it.
contract BurnsGas {
    receive() external payable {
        while (true) {}
    }
}
