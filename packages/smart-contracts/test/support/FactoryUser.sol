// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev A contract that says which factory's Agents it takes, as groups and anchors do.
contract FactoryUser {
    address public immutable factory;

    constructor(address used) {
        factory = used;
    }
}
