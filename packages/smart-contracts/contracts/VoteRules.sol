// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAgentRegistry} from "./interfaces/IAgentRegistry.sol";

/// @title How many votes a proposal needs, and which rules can be lived with
library VoteRules {
    uint256 private constant MAX_DELAY = 90 days;
    uint256 private constant MAX_LIFETIME = 365 days;
    /// @dev Shorter, and members could neither vote in time nor enact between delay and expiry.
    uint256 private constant MIN_WINDOW = 1 days;
    uint256 private constant MIN_REMOVERS = 2;

    /// @notice Says whether members could still decide, and no minority could, under `rules`.
    function areSound(IAgentRegistry.Rules memory rules) internal pure returns (bool) {
        return _isFraction(rules.admitNumerator, rules.admitDenominator)
            && _isFraction(rules.removeNumerator, rules.removeDenominator) && rules.delay <= MAX_DELAY
            && rules.lifetime <= MAX_LIFETIME && rules.lifetime >= rules.delay + MIN_WINDOW;
    }

    /// @notice Says whether a proposal of this kind waits for the delay.
    function isDelayed(IAgentRegistry.Kind kind) internal pure returns (bool) {
        return kind != IAgentRegistry.Kind.Admit && kind != IAgentRegistry.Kind.Update;
    }

    /// @notice How many of `electorate` members must be in favour: the least number that is strictly more than
    /// the fraction. At most `electorate`, since a fraction is below 1, but for a removal by fewer than two.
    function needed(IAgentRegistry.Rules memory rules, IAgentRegistry.Kind kind, uint256 electorate)
        internal
        pure
        returns (uint256 votes)
    {
        if (!isDelayed(kind)) return electorate * rules.admitNumerator / rules.admitDenominator + 1;

        votes = electorate * rules.removeNumerator / rules.removeDenominator + 1;
        if (kind == IAgentRegistry.Kind.Remove && votes < MIN_REMOVERS) return MIN_REMOVERS;
    }

    /// @dev At least 1/2 and below 1, which no denominator of zero is.
    function _isFraction(uint256 numerator, uint256 denominator) private pure returns (bool) {
        return numerator < denominator && 2 * numerator >= denominator;
    }
}
