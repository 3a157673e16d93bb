// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgentIdentity, Identity} from "../../contracts/AgentIdentity.sol";

/// @dev A foreign contract that claims to be somebody's Agent and allows everything.
contract YesMan {
    Identity public immutable identity;

    constructor(address owner) {
        identity = AgentIdentity.ofPerson(owner);
    }

    function exercise(address, uint8) external pure returns (bool) {
        return true;
    }

    function allows(address, uint8) external pure returns (bool) {
        return true;
    }
}
