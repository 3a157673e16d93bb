// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRelationships} from "./interfaces/IRelationships.sol";

/// @title The terms of a grant in one word
/// @dev From the least significant bit: readKinds 64 | writeKinds 64 | notBefore 40 | notAfter 40 |
/// purposes 16 | version 32.
library GrantTerms {
    uint256 private constant WRITE_KINDS_SHIFT = 64;
    uint256 private constant NOT_BEFORE_SHIFT = 128;
    uint256 private constant NOT_AFTER_SHIFT = 168;
    uint256 private constant PURPOSES_SHIFT = 208;
    uint256 private constant VERSION_SHIFT = 224;

    /// @notice Packs all of `grant` but its commitment and finer terms.
    function pack(IRelationships.Grant calldata grant) internal pure returns (uint256 terms) {
        return uint256(grant.readKinds) | (uint256(grant.writeKinds) << WRITE_KINDS_SHIFT)
            | (uint256(grant.notBefore) << NOT_BEFORE_SHIFT) | (uint256(grant.notAfter) << NOT_AFTER_SHIFT)
            | (uint256(grant.purposes) << PURPOSES_SHIFT) | (uint256(grant.version) << VERSION_SHIFT);
    }

    /// @notice The version in `terms`; 0 if there never was a grant.
    function versionOf(uint256 terms) internal pure returns (uint32) {
        return uint32(terms >> VERSION_SHIFT);
    }

    /// @notice Says whether `terms` permit nothing: the version alone, or nothing at all.
    function isRevocation(uint256 terms) internal pure returns (bool) {
        return terms << 32 == 0;
    }
}
