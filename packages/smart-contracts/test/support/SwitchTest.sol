// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRelationships} from "../../contracts/interfaces/IRelationships.sol";
import {AgentCalls} from "./AgentCalls.sol";
import {FullGrant, FullGrants} from "./FullGrant.sol";
import {GuardiansTest} from "./GuardiansTest.sol";
import {TypedMessages} from "./TypedMessages.sol";

/// @title A relationship, and a directive for it that a switch of the Agent may name
abstract contract SwitchTest is GuardiansTest {
    uint40 internal constant TIMEOUT = 30 days;
    uint40 internal constant OPENS = NOW + TIMEOUT;

    function setUp() public virtual override {
        super.setUp();
        _id = _open();
    }

    function _setSwitch(uint256 key, uint40 timeout, bytes32[] memory directives)
        internal
        view
        returns (bytes memory)
    {
        return AgentCalls.setSwitch(_seal(key, Sort.Switches), timeout, directives).data;
    }

    /// @dev Names `directive` alone.
    function _name(IRelationships.Directive memory directive) internal {
        _submit(_setSwitch(PATIENT, TIMEOUT, _these(TypedMessages.directive(directive))));
    }

    function _these(bytes32 directive) internal pure returns (bytes32[] memory directives) {
        directives = new bytes32[](1);
        directives[0] = directive;
    }

    function _several(uint256 count) internal pure returns (bytes32[] memory directives) {
        directives = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            directives[i] = keccak256(abi.encode("directive", i));
        }
    }

    function _directive(FullGrant memory grant) internal view returns (IRelationships.Directive memory) {
        return IRelationships.Directive({
            relationshipId: _id,
            grants: FullGrants.pack(_one(grant)),
            kindsVersion: 1,
            kindsHash: KINDS_HASH,
            salt: keccak256("salt")
        });
    }

    function _touch(uint256 key) internal view returns (bytes memory) {
        return AgentCalls.touch(_seal(key, Sort.Switches)).data;
    }

    function _assertTouchedAt(uint256 time) internal view {
        (, uint40 touchedAt) = _agent.deadManSwitch();
        _assertEq(touchedAt, time);
    }
}
