// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";

/// @dev What an Agent's address follows from: its first owner, and in bit 160 whether it is a provider's.
type Identity is uint256;

using AgentIdentity for Identity global;

/// @title Where the Agent of an owner stands
/// @dev The address is bound to the factory, to the code of its clones and to the identity (CREATE2), so that
/// nothing but that Agent can ever stand there, and the Agent has its first owner before it is made.
library AgentIdentity {
    uint256 private constant PROVIDER_BIT = 1 << 160;

    /// @notice The identity of a person's Agent.
    function ofPerson(address owner) internal pure returns (Identity) {
        return Identity.wrap(uint160(owner));
    }

    /// @notice The identity of a provider's Agent, another one than that of the same owner as a person.
    function ofProvider(address owner) internal pure returns (Identity) {
        return Identity.wrap(uint160(owner) | PROVIDER_BIT);
    }

    /// @notice The owner that the Agent begins with.
    function firstOwner(Identity identity) internal pure returns (address) {
        return address(uint160(Identity.unwrap(identity)));
    }

    /// @notice Says whether the Agent is a provider's.
    function isProvider(Identity identity) internal pure returns (bool) {
        return Identity.unwrap(identity) & PROVIDER_BIT != 0;
    }

    /// @notice The address of the Agent among the clones of `implementation` made by `factory`.
    function addressFrom(Identity identity, address factory, address implementation)
        internal
        pure
        returns (address)
    {
        return Clones.predictDeterministicAddress(implementation, bytes32(Identity.unwrap(identity)), factory);
    }
}
