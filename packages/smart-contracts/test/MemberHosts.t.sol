// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MemberHosts} from "../contracts/MemberHosts.sol";
import {MedRecTest} from "./support/MedRecTest.sol";

contract MemberHostsTest is MedRecTest {
    function test_isHost_acceptsHostsOfOrigins() external pure {
        string[16] memory hosts = [
            "localhost",
            "localhost:8481",
            "records.lakeside-general.org",
            "a",
            "a.b.c.d.e",
            "a--b.org",
            "xn--bcher-kva.example",
            "3m.org",
            "127.0.0.1:8481",
            "255.255.255.255",
            "0.0.0.0",
            "1.2.3.4.org",
            "a.org:1",
            "a.org:65535",
            "a.org:442",
            "0x1g.org.0y1"
        ];
        for (uint256 i = 0; i < hosts.length; ++i) {
            _assertTrue(MemberHosts.isHost(hosts[i]), hosts[i]);
        }
    }

    function test_isHost_refusesOtherCharacters() external pure {
        for (uint256 c = 0; c < 256; ++c) {
            bool isAllowed = (c >= 0x61 && c <= 0x7a) || (c >= 0x30 && c <= 0x39) || c == 0x2d || c == 0x2e;
            bytes memory host = abi.encodePacked("a", bytes1(uint8(c)), "b");
            _assertTrue(MemberHosts.isHost(string(host)) == isAllowed, "a-z, 0-9, hyphen, dot");
        }
    }

    function test_isHost_refusesOtherStructures() external pure {
        string[14] memory hosts = [
            "",
            ".",
            ":",
            ":8481",
            ".a",
            "a.",
            "a..b",
            "-a.org",
            "a-.org",
            "a.-b",
            "a.b-",
            "https://a.org",
            "[::1]",
            "a.org/path"
        ];
        for (uint256 i = 0; i < hosts.length; ++i) {
            _assertTrue(!MemberHosts.isHost(hosts[i]), hosts[i]);
        }
    }

    function test_isHost_refusesOtherPorts() external pure {
        string[13] memory hosts = [
            "a.org:",
            "a.org:0",
            "a.org:080",
            "a.org:443",
            "a.org:0443",
            "a.org:65536",
            "a.org:99999",
            "a.org:100000",
            "a.org:-1",
            "a.org:8a",
            "a.org:80:80",
            "a.org:8.0",
            // Too long to be read as a number at all.
            "a.org:11111111111111111111111111111111111111111111111111111111111111111111111111111111"
        ];
        for (uint256 i = 0; i < hosts.length; ++i) {
            _assertTrue(!MemberHosts.isHost(hosts[i]), hosts[i]);
        }
    }

    /// @dev What browsers would write otherwise, or not read at all.
    function test_isHost_refusesOtherSpellingsOfAddresses() external pure {
        string[14] memory hosts = [
            "1.2.3.0xa",
            "127.1",
            "2130706433",
            "127.0.0.256",
            "127.0.0.01",
            "127.0.0.1.1",
            "1.2.3",
            "a.2.3.4",
            "0x7f.0.0.1",
            "127.0.0.0x1",
            "0x",
            "a.0xff",
            "a.org.5:80",
            "1.2.3.99999999"
        ];
        for (uint256 i = 0; i < hosts.length; ++i) {
            _assertTrue(!MemberHosts.isHost(hosts[i]), hosts[i]);
        }
    }

    function test_isHost_bounds() external pure {
        _assertTrue(MemberHosts.isHost(string(_letters(63))), "a label of 63");
        _assertTrue(!MemberHosts.isHost(string(_letters(64))), "a label of 64");
        bytes memory most =
            abi.encodePacked(_letters(63), ".", _letters(63), ".", _letters(63), ".", _letters(61));
        _assertEq(most.length, 253);
        _assertTrue(MemberHosts.isHost(string(most)), "253 bytes");
        _assertTrue(MemberHosts.isHost(string(abi.encodePacked(most, ":65535"))), "and a port");
        _assertTrue(!MemberHosts.isHost(string(abi.encodePacked(most, "a"))), "254 bytes");
        _assertTrue(!MemberHosts.isHost(string(abi.encodePacked(most, "a:80"))), "254 bytes and a port");
    }

    function testFuzz_isHost_takesEachPortButTheDefault(uint16 port) external pure {
        bytes memory digits;
        for (uint256 rest = port; rest > 0; rest /= 10) {
            digits = abi.encodePacked(bytes1(uint8(48 + rest % 10)), digits);
        }
        bool isHost = MemberHosts.isHost(string(abi.encodePacked("a.org:", digits)));
        _assertTrue(isHost == (port != 0 && port != 443), "a port");
    }

    function testFuzz_isHost_neverFails(bytes calldata text) external pure {
        bool isHost = MemberHosts.isHost(string(text));
        _assertTrue(!isHost || (text.length >= 1 && text.length <= 259), "bounded");
    }

    function _letters(uint256 length) private pure returns (bytes memory letters) {
        letters = new bytes(length);
        for (uint256 i = 0; i < length; ++i) {
            letters[i] = "a";
        }
    }
}
