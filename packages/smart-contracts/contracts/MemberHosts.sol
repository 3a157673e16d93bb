// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title What a member's host may be
/// @notice Hosts are compared as text and written into security policies, so a host has one spelling: the one
/// that browsers give an https origin. Names of labels (`a`-`z`, `0`-`9`, inner hyphens, at most 63 bytes
/// each, 253 in all), or an IPv4 address of four decimal numbers; then perhaps `:port`, never `:443`, which
/// origins leave out. No IPv6.
library MemberHosts {
    uint256 private constant MAX_HOST_LENGTH = 253;
    uint256 private constant MAX_LABEL_LENGTH = 63;
    uint256 private constant MAX_PORT = 65_535;
    uint256 private constant MAX_OCTET = 255;
    uint256 private constant DEFAULT_PORT = 443;
    uint256 private constant OCTETS = 4;

    /// @notice Says whether `text` is `host` or `host:port` as it stands in an https origin.
    function isHost(string memory text) internal pure returns (bool) {
        bytes memory host = bytes(text);
        uint256 end = _find(host, ":", 0);
        if (end != host.length) {
            (bool isNumber, uint256 port) = _number(host, end + 1, host.length);
            if (!isNumber || port == 0 || port > MAX_PORT || port == DEFAULT_PORT) return false;
        }
        return end <= MAX_HOST_LENGTH && _areLabels(host, end);
    }

    /// @dev Browsers read whatever ends in a number as an IPv4 address, and write it as four decimal ones.
    function _areLabels(bytes memory host, uint256 end) private pure returns (bool) {
        uint256 labels = 0;
        uint256 octets = 0;
        bool endsInNumber = false;
        for (uint256 start = 0; start <= end;) {
            uint256 stop = _find(host, ".", start);
            if (stop > end) stop = end;
            if (!_isLabel(host, start, stop)) return false;
            (bool isNumber, uint256 value) = _number(host, start, stop);
            ++labels;
            if (isNumber && value <= MAX_OCTET) ++octets;
            endsInNumber = _looksNumeric(host, start, stop);
            start = stop + 1;
        }
        return !endsInNumber || (labels == OCTETS && octets == OCTETS);
    }

    function _isLabel(bytes memory host, uint256 start, uint256 stop) private pure returns (bool) {
        if (start == stop || stop - start > MAX_LABEL_LENGTH) return false;
        if (host[start] == "-" || host[stop - 1] == "-") return false;
        for (uint256 i = start; i < stop; ++i) {
            bytes1 c = host[i];
            if (!(c >= "a" && c <= "z") && !_isDigit(c) && c != "-") return false;
        }
        return true;
    }

    /// @dev All digits, or `0x` and hexadecimal digits or none.
    function _looksNumeric(bytes memory host, uint256 start, uint256 stop) private pure returns (bool) {
        bool isHex = stop - start >= 2 && host[start] == "0" && host[start + 1] == "x";
        for (uint256 i = isHex ? start + 2 : start; i < stop; ++i) {
            bytes1 c = host[i];
            if (!_isDigit(c) && !(isHex && c >= "a" && c <= "f")) return false;
        }
        return true;
    }

    /// @dev The decimal number that stands there, of at most five digits and without leading zeros.
    function _number(bytes memory text, uint256 start, uint256 stop)
        private
        pure
        returns (bool isNumber, uint256 value)
    {
        uint256 digits = stop - start;
        if (digits == 0 || digits > 5 || (digits > 1 && text[start] == "0")) return (false, 0);
        for (uint256 i = start; i < stop; ++i) {
            if (!_isDigit(text[i])) return (false, 0);
            value = value * 10 + uint8(text[i]) - uint8(bytes1("0"));
        }
        return (true, value);
    }

    function _isDigit(bytes1 c) private pure returns (bool) {
        return c >= "0" && c <= "9";
    }

    /// @dev The first place from `start` on at which `sought` stands, or the length of `text`.
    function _find(bytes memory text, bytes1 sought, uint256 start) private pure returns (uint256 place) {
        for (place = start; place < text.length; ++place) {
            if (text[place] == sought) return place;
        }
    }
}
