// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MemberNames} from "../contracts/MemberNames.sol";
import {MedRecTest} from "./support/MedRecTest.sol";

contract MemberNamesTest is MedRecTest {
    function test_isName_acceptsNames() external pure {
        string[9] memory names = [
            "A",
            "Mercy General Hospital",
            unicode"Österreichische Ärztekammer",
            unicode"東京病院",
            unicode"Clínica São José",
            unicode"Больница № 5",
            unicode"🏥 Care",
            "St. Mary's (North)",
            "~!"
        ];
        for (uint256 i = 0; i < names.length; ++i) {
            _assertTrue(MemberNames.isName(names[i]), names[i]);
        }
    }

    function test_isName_takes1To100Bytes() external pure {
        _assertTrue(!MemberNames.isName(""), "empty");
        for (uint256 length = 1; length <= 102; ++length) {
            bytes memory name = new bytes(length);
            for (uint256 i = 0; i < length; ++i) {
                name[i] = "a";
            }
            _assertTrue(MemberNames.isName(string(name)) == (length <= 100), "1 to 100 bytes");
        }
    }

    function test_isName_refusesSpacesOutsideAndDouble() external pure {
        string[6] memory names = [" ", " Mercy", "Mercy ", "Mercy  General", "  ", "a b  c"];
        for (uint256 i = 0; i < names.length; ++i) {
            _assertTrue(!MemberNames.isName(names[i]), names[i]);
        }
        _assertTrue(MemberNames.isName("a b c"), "single spaces");
    }

    function test_isName_refusesWhatNobodySees() external pure {
        for (uint256 c = 0; c < 0x80; ++c) {
            bytes memory name = abi.encodePacked("a", bytes1(uint8(c)), "b");
            _assertTrue(MemberNames.isName(string(name)) == (c >= 0x20 && c != 0x7f), "ASCII controls");
        }
        uint24[2][12] memory ranges = [
            [uint24(0x80), 0xa0],
            [uint24(0xad), 0xad],
            [uint24(0x34f), 0x34f],
            [uint24(0x61c), 0x61c],
            [uint24(0x1680), 0x1680],
            [uint24(0x180e), 0x180e],
            [uint24(0x2000), 0x200f],
            [uint24(0x2028), 0x202f],
            [uint24(0x205f), 0x206f],
            [uint24(0x3000), 0x3000],
            [uint24(0xfeff), 0xfeff],
            [uint24(0xfff9), 0xfffb]
        ];
        for (uint256 i = 0; i < ranges.length; ++i) {
            for (uint256 point = ranges[i][0]; point <= ranges[i][1]; ++point) {
                _assertTrue(!_isCharacter(point), "nobody sees it");
            }
            if (ranges[i][0] != 0x80) _assertTrue(_isCharacter(ranges[i][0] - 1), "before it");
            _assertTrue(_isCharacter(ranges[i][1] + 1), "after it");
        }
        _assertTrue(_isCharacter(0xdffff) && !_isCharacter(0xe0000), "tags");
        _assertTrue(!_isCharacter(0xe0fff) && _isCharacter(0xe1000), "selectors");
    }

    function test_isName_refusesWhatIsNoUtf8() external pure {
        bytes[17] memory malformed = [
            bytes(hex"80"), // continuation alone
            hex"61bf",
            hex"bfbf", // two of them
            hex"c3", // cut off
            hex"e282",
            hex"f09f8f",
            hex"c328", // no continuation
            hex"e28228",
            hex"f09f8f28",
            hex"c0af", // overlong
            hex"e08080",
            hex"f0808080",
            hex"eda080", // surrogate
            hex"edbfbf",
            hex"f4908080", // beyond U+10FFFF
            hex"f8888080",
            hex"ff"
        ];
        for (uint256 i = 0; i < malformed.length; ++i) {
            _assertTrue(!MemberNames.isName(string(malformed[i])), "malformed");
        }
        // The neighbours of those are characters.
        bytes[6] memory formed =
            [bytes(hex"c3a9"), hex"e0a485", hex"ed9fbf", hex"ee8080", hex"f48fbfbf", hex"f0908080"];
        for (uint256 i = 0; i < formed.length; ++i) {
            _assertTrue(MemberNames.isName(string(formed[i])), "well-formed");
        }
    }

    function test_fold_joinsTheCaseOfAsciiLettersOnly() external pure {
        _assertEq(keccak256(MemberNames.fold("AMERCYZ @[`{ az")), keccak256("amercyz @[`{ az"));
        _assertEq(keccak256(MemberNames.fold(unicode"É")), keccak256(unicode"É"));
        _assertEq(MemberNames.fold("").length, 0);
        string memory kept = "Mercy";
        MemberNames.fold(kept);
        _assertEq(keccak256(bytes(kept)), keccak256("Mercy"));
    }

    function testFuzz_isName_neverFails(bytes calldata text) external pure {
        bool isName = MemberNames.isName(string(text));
        _assertTrue(!isName || (text.length >= 1 && text.length <= 100), "bounded");
    }

    function testFuzz_fold_changesNoLetterTwice(bytes calldata text) external pure {
        bytes memory folded = MemberNames.fold(string(text));
        _assertEq(keccak256(MemberNames.fold(string(folded))), keccak256(folded));
        _assertEq(folded.length, text.length);
    }

    function testFuzz_isName_acceptsEveryVisibleCharacter(uint24 seed) external pure {
        uint256 point = 0x3001 + uint256(seed) % (0xd800 - 0x3001);
        _assertTrue(_isCharacter(point), "a character");
    }

    function _isCharacter(uint256 point) private pure returns (bool) {
        bytes memory text;
        if (point < 0x800) {
            text = abi.encodePacked(bytes1(uint8(0xc0 | (point >> 6))), _rest(point));
        } else if (point < 0x10000) {
            text = abi.encodePacked(bytes1(uint8(0xe0 | (point >> 12))), _rest(point >> 6), _rest(point));
        } else {
            text = abi.encodePacked(
                bytes1(uint8(0xf0 | (point >> 18))), _rest(point >> 12), _rest(point >> 6), _rest(point)
            );
        }
        return MemberNames.isName(string(abi.encodePacked("a", text, "b")));
    }

    function _rest(uint256 bits) private pure returns (bytes1) {
        return bytes1(uint8(0x80 | (bits & 0x3f)));
    }
}
