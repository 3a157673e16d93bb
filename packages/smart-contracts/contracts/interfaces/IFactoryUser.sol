// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title A contract that works with the Agents of one factory
interface IFactoryUser {
    /// @notice The factory whose Agents it takes.
    function factory() external view returns (address);
}
