// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MedRecTest} from "./support/MedRecTest.sol";

/// @title Proof that these tests run at London, as the chains do that our contracts are made for
contract LondonTest is MedRecTest {
    function test_create_acceptsPush1() external {
        // PUSH1 0, PUSH1 0, RETURN
        _assertTrue(_create(hex"60006000f3") != address(0), "PUSH1 is an instruction");
    }

    function test_create_revertsWhen_push0() external {
        // PUSH0, PUSH0, RETURN
        _assertTrue(_create(hex"5f5ff3") == address(0), "PUSH0 is no instruction: run with --network default");
    }

    function _create(bytes memory code) private returns (address created) {
        assembly ("memory-safe") {
            created := create(0, add(code, 32), mload(code))
        }
    }
}
