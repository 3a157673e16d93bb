// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {VoteRules} from "../contracts/VoteRules.sol";
import {IAgentRegistry} from "../contracts/interfaces/IAgentRegistry.sol";
import {MedRecTest} from "./support/MedRecTest.sol";

contract VoteRulesTest is MedRecTest {
    function test_needed_atOneToSevenMembers() external pure {
        // More than 1/2 of all; more than 2/3 of all; more than 2/3 of the others, and two.
        uint8[7] memory admit = [1, 2, 2, 3, 3, 4, 4];
        uint8[7] memory change = [1, 2, 3, 3, 4, 5, 5];
        uint8[7] memory remove = [2, 2, 2, 3, 3, 4, 5];
        IAgentRegistry.Rules memory rules = _rules();
        for (uint256 members = 1; members <= 7; ++members) {
            _assertEq(VoteRules.needed(rules, IAgentRegistry.Kind.Admit, members), admit[members - 1]);
            _assertEq(VoteRules.needed(rules, IAgentRegistry.Kind.Update, members), admit[members - 1]);
            _assertEq(VoteRules.needed(rules, IAgentRegistry.Kind.ChangeRules, members), change[members - 1]);
            _assertEq(VoteRules.needed(rules, IAgentRegistry.Kind.NameContract, members), change[members - 1]);
            _assertEq(VoteRules.needed(rules, IAgentRegistry.Kind.Remove, members - 1), remove[members - 1]);
        }
    }

    function testFuzz_needed_isTheLeastThatExceedsTheFraction(
        uint16 numerator,
        uint16 denominator,
        uint8 kindSeed,
        uint8 electorateSeed
    ) external pure {
        IAgentRegistry.Rules memory rules = _rules();
        IAgentRegistry.Kind kind = IAgentRegistry.Kind(kindSeed % 5);
        uint256 electorate = 1 + uint256(electorateSeed) % 128;
        if (VoteRules.isDelayed(kind)) {
            (rules.removeNumerator, rules.removeDenominator) = (numerator, denominator);
        } else {
            (rules.admitNumerator, rules.admitDenominator) = (numerator, denominator);
        }
        if (!VoteRules.areSound(rules)) return;

        uint256 needed = VoteRules.needed(rules, kind, electorate);
        _assertTrue(needed * denominator > numerator * electorate, "more than the fraction");
        _assertTrue(needed * 2 > electorate, "more than half");
        if (kind == IAgentRegistry.Kind.Remove && needed == 2) return;
        _assertTrue((needed - 1) * denominator <= numerator * electorate, "no more than that");
        _assertTrue(needed <= electorate, "within reach");
    }

    function test_areSound_boundsFractions() external pure {
        uint16[2][5] memory good =
            [[uint16(1), 2], [uint16(2), 3], [uint16(3), 5], [uint16(65_534), 65_535], [uint16(2), 4]];
        uint16[2][8] memory bad = [
            [uint16(0), 0],
            [uint16(1), 0],
            [uint16(0), 1],
            [uint16(1), 1],
            [uint16(2), 1],
            [uint16(1), 3],
            [uint16(49), 99],
            [uint16(32_767), 65_535]
        ];
        for (uint256 i = 0; i < good.length; ++i) {
            _assertFractions(good[i][0], good[i][1], true);
        }
        for (uint256 i = 0; i < bad.length; ++i) {
            _assertFractions(bad[i][0], bad[i][1], false);
        }
    }

    function test_areSound_boundsTimes() external pure {
        _assertTimes(0, 1 days, true);
        _assertTimes(0, 1 days - 1, false);
        _assertTimes(0, 365 days, true);
        _assertTimes(0, 365 days + 1, false);
        _assertTimes(90 days, 91 days, true);
        _assertTimes(90 days, 91 days - 1, false);
        _assertTimes(90 days + 1, 100 days, false);
        _assertTimes(type(uint40).max, type(uint40).max, false);
        _assertTimes(0, type(uint40).max, false);
    }

    function test_isDelayed_whatTakesAnotherMemberOrTheRules() external pure {
        _assertTrue(!VoteRules.isDelayed(IAgentRegistry.Kind.Admit), "Admit");
        _assertTrue(!VoteRules.isDelayed(IAgentRegistry.Kind.Update), "Update");
        _assertTrue(VoteRules.isDelayed(IAgentRegistry.Kind.Remove), "Remove");
        _assertTrue(VoteRules.isDelayed(IAgentRegistry.Kind.ChangeRules), "ChangeRules");
        _assertTrue(VoteRules.isDelayed(IAgentRegistry.Kind.NameContract), "NameContract");
    }

    function _assertFractions(uint16 numerator, uint16 denominator, bool areSound) private pure {
        IAgentRegistry.Rules memory rules = _rules();
        (rules.admitNumerator, rules.admitDenominator) = (numerator, denominator);
        _assertTrue(VoteRules.areSound(rules) == areSound, "admit");
        rules = _rules();
        (rules.removeNumerator, rules.removeDenominator) = (numerator, denominator);
        _assertTrue(VoteRules.areSound(rules) == areSound, "remove");
    }

    function _assertTimes(uint40 delay, uint40 lifetime, bool areSound) private pure {
        IAgentRegistry.Rules memory rules = _rules();
        (rules.delay, rules.lifetime) = (delay, lifetime);
        _assertTrue(VoteRules.areSound(rules) == areSound, "times");
    }

    function _rules() private pure returns (IAgentRegistry.Rules memory) {
        return IAgentRegistry.Rules({
            admitNumerator: 1,
            admitDenominator: 2,
            removeNumerator: 2,
            removeDenominator: 3,
            delay: 1 days,
            lifetime: 30 days,
            allowance: 0
        });
    }
}
