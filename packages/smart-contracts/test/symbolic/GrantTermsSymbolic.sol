// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Terms} from "../../contracts/GrantTerms.sol";

/// @title What holds for all terms there can be: proved by Halmos, which takes `assert` alone for a refusal
contract GrantTermsSymbolic {
    function check_fields_areTheWholeWord(Terms terms) external pure {
        uint256 word = uint256(terms.readKinds()) | uint256(terms.writeKinds()) << 64
            | uint256(terms.notBefore()) << 128 | uint256(terms.notAfter()) << 168 | uint256(terms.purposes())
            << 208 | uint256(terms.version()) << 224;
        assert(word == Terms.unwrap(terms));
    }

    function check_isRevocation_isTheVersionAlone(Terms terms) external pure {
        bool isVersionAlone = terms.readKinds() == 0 && terms.writeKinds() == 0 && terms.notBefore() == 0
            && terms.notAfter() == 0 && terms.purposes() == 0;
        assert(terms.isRevocation() == isVersionAlone);
    }

    function check_isAbsent_isARevocationWithoutAVersion(Terms terms) external pure {
        assert(terms.isAbsent() == (terms.isRevocation() && terms.version() == 0));
    }
}
