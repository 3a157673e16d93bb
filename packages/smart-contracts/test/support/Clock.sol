// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev The time that handlers share: a warp lasts for one call of a sequence only.
contract Clock {
    uint256 public time;

    constructor(uint256 time_) {
        time = time_;
    }

    function pass(uint256 duration) external {
        time += duration;
    }
}
