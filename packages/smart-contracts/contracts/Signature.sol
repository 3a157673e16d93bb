// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @dev A compact ECDSA signature (ERC-2098): `vs` is s with the parity of y in its highest bit.
struct Signature {
    bytes32 r;
    bytes32 vs;
}

/// @title Who signed
library Signatures {
    /// @notice The account whose signature over `digest` this is; zero if it is nobody's or not canonical.
    function signerOf(Signature calldata signature, bytes32 digest) internal pure returns (address signer) {
        // Refuses the malleable twin, and answers zero with any error.
        (signer,,) = ECDSA.tryRecover(digest, signature.r, signature.vs);
    }
}
