// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ALL_RIGHTS, IAgent, RIGHT_MANAGE} from "../interfaces/IAgent.sol";

/// @title Who acts for an Agent until a date, and what its owners may do until then
/// @dev Kept in the Agent, which checks who signs. Ends by the clock: nobody has to do anything.
library Custody {
    /// @dev rights one bit each; until the first second (Unix time) without them.
    struct Custodian {
        uint8 rights;
        uint40 until;
    }

    /// @dev nonce of SetCustodian and SetCustody; ownerRights until `until`.
    struct Store {
        uint64 nonce;
        uint8 ownerRights;
        uint40 until;
        mapping(address custodian => Custodian entry) custodians;
    }

    /// @dev From birth to any age of majority there is, with room.
    uint40 private constant LONGEST_CUSTODY = 25 * 365 days;

    /// @notice What `custodian` may do now.
    function rightsOfCustodian(Store storage store, address custodian) internal view returns (uint8) {
        Custodian storage entry = store.custodians[custodian];
        return block.timestamp < entry.until ? entry.rights : 0;
    }

    /// @notice What an owner may do now.
    function rightsOfOwner(Store storage store) internal view returns (uint8) {
        return isInForce(store) ? store.ownerRights : ALL_RIGHTS;
    }

    /// @notice Says whether the owners lack rights now.
    function isInForce(Store storage store) internal view returns (bool) {
        return block.timestamp < store.until;
    }

    /// @notice Sets a custodian as an owner wants it.
    function setCustodian(Store storage store, IAgent.SetCustodian calldata message) internal {
        (address custodian, uint8 rights, uint40 until) = (message.custodian, message.rights, message.until);
        if (custodian == address(0) || rights > ALL_RIGHTS || (rights != 0 && until <= block.timestamp)) {
            revert IAgent.Agent__InvalidCustodian(custodian, rights, until);
        }
        store.custodians[custodian] = Custodian({rights: rights, until: until});
    }

    /// @notice Sets a custodian as it wants itself: never more than it has.
    function renounce(Store storage store, IAgent.SetCustodian calldata message) internal {
        uint8 present = rightsOfCustodian(store, message.custodian);
        bool isMore =
            message.rights & ~present != 0 || message.until > store.custodians[message.custodian].until;
        if (isMore) revert IAgent.Agent__InvalidCustodian(message.custodian, message.rights, message.until);
        setCustodian(store, message);
    }

    /// @notice Begins custody.
    function begin(Store storage store, IAgent.SetCustody calldata message) internal {
        // All rights would be no custody, and the owners could not end it by having them.
        bool isEnding = message.until > block.timestamp && message.until <= block.timestamp + LONGEST_CUSTODY;
        if (message.ownerRights >= ALL_RIGHTS || !isEnding) {
            revert IAgent.Agent__InvalidCustody(message.ownerRights, message.until);
        }
        Custodian storage entry = store.custodians[message.custodian];
        bool canManage = entry.rights >> RIGHT_MANAGE & 1 == 1 && entry.until >= message.until;
        if (!canManage) revert IAgent.Agent__NoManagingCustodian(message.custodian, message.until);
        (store.ownerRights, store.until) = (message.ownerRights, message.until);
    }

    /// @notice Ends custody earlier, or gives the owners more.
    function loosen(Store storage store, IAgent.SetCustody calldata message) internal {
        bool isNarrower = store.ownerRights & ~message.ownerRights != 0 || message.until > store.until
            || message.ownerRights > ALL_RIGHTS;
        if (isNarrower) revert IAgent.Agent__InvalidCustody(message.ownerRights, message.until);
        (store.ownerRights, store.until) = (message.ownerRights, message.until);
    }

    /// @notice Ends custody at once.
    function lift(Store storage store) internal {
        (store.ownerRights, store.until) = (0, 0);
    }
}
