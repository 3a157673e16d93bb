// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev The terms of a grant in one word, from the least significant bit: readKinds 64 | writeKinds 64 |
/// notBefore 40 | notAfter 40 | purposes 16 | version 32.
type Terms is uint256;

using GrantTerms for Terms global;

/// @title Reads the terms of a grant
library GrantTerms {
    uint256 private constant WRITE_KINDS_SHIFT = 64;
    uint256 private constant NOT_BEFORE_SHIFT = 128;
    uint256 private constant NOT_AFTER_SHIFT = 168;
    uint256 private constant PURPOSES_SHIFT = 208;
    uint256 private constant VERSION_SHIFT = 224;
    uint256 private constant VERSION_BITS = 32;

    /// @notice Kinds of record that may be read, one bit each.
    function readKinds(Terms terms) internal pure returns (uint64) {
        return uint64(Terms.unwrap(terms));
    }

    /// @notice Kinds of record that may be written, one bit each.
    function writeKinds(Terms terms) internal pure returns (uint64) {
        return uint64(Terms.unwrap(terms) >> WRITE_KINDS_SHIFT);
    }

    /// @notice First second (Unix time) at which the grant is in force; 0: at once.
    function notBefore(Terms terms) internal pure returns (uint40) {
        return uint40(Terms.unwrap(terms) >> NOT_BEFORE_SHIFT);
    }

    /// @notice First second (Unix time) at which the grant is in force no longer.
    function notAfter(Terms terms) internal pure returns (uint40) {
        return uint40(Terms.unwrap(terms) >> NOT_AFTER_SHIFT);
    }

    /// @notice Purposes of use for which the grant holds, one bit each.
    function purposes(Terms terms) internal pure returns (uint16) {
        return uint16(Terms.unwrap(terms) >> PURPOSES_SHIFT);
    }

    /// @notice The version; 0 if there never was a grant.
    function version(Terms terms) internal pure returns (uint32) {
        return uint32(Terms.unwrap(terms) >> VERSION_SHIFT);
    }

    /// @notice Says whether there never was a grant.
    function isAbsent(Terms terms) internal pure returns (bool) {
        return Terms.unwrap(terms) == 0;
    }

    /// @notice Says whether the terms permit nothing: the version alone, or nothing at all.
    function isRevocation(Terms terms) internal pure returns (bool) {
        return Terms.unwrap(terms) << VERSION_BITS == 0;
    }
}
