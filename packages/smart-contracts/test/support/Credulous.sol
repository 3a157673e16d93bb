// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev A factory that takes anything for an Agent.
contract Credulous {
    function isAgent(address) external pure returns (bool) {
        return true;
    }
}
