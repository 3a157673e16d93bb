// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev When called by an Agent, submits again what made the Agent call it.
contract Repeater {
    address private _agent;
    bytes private _data;
    uint256 public calls;
    bytes public answer;

    function prepare(address agent, bytes calldata data) external {
        (_agent, _data) = (agent, data);
    }

    function called() external {
        ++calls;
        // solhint-disable-next-line avoid-low-level-calls
        (, answer) = _agent.call(_data);
    }
}
