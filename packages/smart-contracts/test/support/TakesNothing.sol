// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev An account that refuses whatever is sent to it.
contract TakesNothing {}
