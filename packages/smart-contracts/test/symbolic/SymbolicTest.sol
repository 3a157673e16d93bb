// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Signature} from "../../contracts/Signature.sol";
import {MedRecTest} from "../support/MedRecTest.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @title What symbolic tests begin with: accounts without keys, and signatures that are theirs since we say so
abstract contract SymbolicTest is MedRecTest {
    address internal constant OWNER = address(0xa11ce);
    address internal constant OTHER = address(0xde1e);

    /// @dev Halmos recovers some address or other: here the one that is wanted.
    function _signatureOf(address account, bytes32 digest) internal pure returns (Signature memory made) {
        made = Signature({r: bytes32(uint256(uint160(account))), vs: bytes32(uint256(1))});
        (address signer,,) = ECDSA.tryRecover(digest, made.r, made.vs);
        vm.assume(signer == account);
    }
}
