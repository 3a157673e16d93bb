// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title What a member's name may be, and when two are the same
/// @notice 1 to 100 bytes of well-formed UTF-8. The only white space is U+0020, single and inside; no control
/// characters, and none that nobody sees (zero width, direction, tags): two names that look the same on every
/// screen must not be two names. Letters that merely look alike in another script (homoglyphs) are allowed,
/// and so is a difference in case outside ASCII: members see the names they vote on, and judge.
library MemberNames {
    uint256 private constant MAX_NAME_LENGTH = 100;
    /// @dev Marks bytes that are no UTF-8; beyond every code point.
    uint256 private constant MALFORMED = type(uint256).max;

    /// @notice Says whether `text` may be a member's name.
    function isName(string memory text) internal pure returns (bool) {
        bytes memory name = bytes(text);
        if (name.length == 0 || name.length > MAX_NAME_LENGTH) return false;

        // A space before the first character, so that a leading one is a double one.
        uint256 point = 0x20;
        for (uint256 place = 0; place < name.length;) {
            bool isAfterSpace = point == 0x20;
            (point, place) = _next(name, place);
            if (point == MALFORMED || _isUnseen(point) || (point == 0x20 && isAfterSpace)) return false;
        }
        return point != 0x20;
    }

    /// @notice What names are compared by: the same for two names that differ in the case of ASCII letters only.
    function fold(string memory text) internal pure returns (bytes memory folded) {
        bytes memory name = bytes(text);
        folded = new bytes(name.length);
        for (uint256 i = 0; i < name.length; ++i) {
            folded[i] = name[i] >= "A" && name[i] <= "Z" ? name[i] | 0x20 : name[i];
        }
    }

    /// @dev The code point at `place`, and the place after it. RFC 3629: no overlong forms, no surrogates.
    function _next(bytes memory name, uint256 place) private pure returns (uint256 point, uint256 following) {
        uint256 first = uint8(name[place]);
        if (first < 0x80) return (first, place + 1);

        uint256 length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
        if (first < 0xc0 || first > 0xf7 || place + length > name.length) return (MALFORMED, place);
        point = first & (0x7f >> length);
        for (uint256 i = 1; i < length; ++i) {
            uint256 next = uint8(name[place + i]);
            if (next & 0xc0 != 0x80) return (MALFORMED, place);
            point = (point << 6) | (next & 0x3f);
        }
        uint256 least = length == 4 ? 0x10000 : length == 3 ? 0x800 : 0x80;
        bool isSurrogate = point >= 0xd800 && point <= 0xdfff;
        if (point < least || point > 0x10ffff || isSurrogate) return (MALFORMED, place);
        return (point, place + length);
    }

    /// @dev Controls, white space but U+0020, and the format characters of Unicode.
    function _isUnseen(uint256 point) private pure returns (bool) {
        if (point < 0x20 || (point >= 0x7f && point <= 0xa0)) return true;
        if (point < 0x2000) {
            return point == 0xad || point == 0x34f || point == 0x61c || point == 0x1680 || point == 0x180e;
        }
        return point <= 0x200f // spaces, zero width, direction
            || (point >= 0x2028 && point <= 0x202f) // lines, direction
            || (point >= 0x205f && point <= 0x206f) // spaces, joiners, isolates
            || point == 0x3000 || point == 0xfeff || (point >= 0xfff9 && point <= 0xfffb) // ideographic space, mark
            || (point >= 0xe0000 && point <= 0xe0fff); // tags, selectors
    }
}
