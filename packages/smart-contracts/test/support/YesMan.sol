// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev A foreign contract that claims to be somebody's Agent and allows everything.
contract YesMan {
    address public immutable firstOwner;

    constructor(address owner) {
        firstOwner = owner;
    }

    function allows(address, uint8) external pure returns (bool) {
        return true;
    }
}
