// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Terms} from "../contracts/GrantTerms.sol";
import {IAgentGroups} from "../contracts/interfaces/IAgentGroups.sol";
import {FullGrant} from "./support/FullGrant.sol";
import {GroupsTest} from "./support/GroupsTest.sol";

/// @dev The mistakes of MedRec v2's AgentGroup, one test each. docs/medrec-v2-mistakes.md lists them all.
contract MedRecV2GroupsTest is GroupsTest {
    address private _group;

    function setUp() public override {
        super.setUp();
        _group = _found(FOUNDER);
        _place(_group, FOUNDER, FOUNDER, true, true);
        _place(_group, FOUNDER, NURSE, true, false);
        _place(_group, FOUNDER, DOCTOR, true, false);
    }

    /// @dev The original took the last member off its list when asked to remove somebody who was none.
    function test_v2_G1_removingAnUnknownAgentRemovesNobody() external {
        IAgentGroups.SetMembership memory message = _membershipMessage(_group, FOUNDER, _personOf(STRANGER));
        bytes memory refusal =
            abi.encodeWithSelector(IAgentGroups.AgentGroups__Unchanged.selector, _group, _personOf(STRANGER));
        _refuseMembership(FOUNDER, message, refusal);
        _assertPlace(_group, FOUNDER, true, true);
        _assertPlace(_group, NURSE, true, false);
        _assertPlace(_group, DOCTOR, true, false);
    }

    /// @dev In the original any member removed any other, the founder too.
    function test_v2_G2_aMemberRemovesNobodyButItself() external {
        uint256[2] memory others = [FOUNDER, DOCTOR];
        for (uint256 i = 0; i < others.length; ++i) {
            IAgentGroups.SetMembership memory message =
                _membershipMessage(_group, NURSE, _personOf(others[i]));
            _refuseMembership(NURSE, message, _notAdministrator(_group, NURSE));
        }
        _place(_group, NURSE, NURSE, false, false);
        _assertPlace(_group, NURSE, false, false);
        _assertPlace(_group, FOUNDER, true, true);
        _assertPlace(_group, DOCTOR, true, false);
    }

    /// @dev The original took the same member in twice, and the copy stayed in force after a removal.
    function test_v2_G4_aMemberIsInOnceAndOutAtOnce() external {
        IAgentGroups.SetMembership memory message = _membershipMessage(_group, FOUNDER, _personOf(NURSE));
        message.isMember = true;
        bytes memory refusal =
            abi.encodeWithSelector(IAgentGroups.AgentGroups__Unchanged.selector, _group, _personOf(NURSE));
        _refuseMembership(FOUNDER, message, refusal);
        _place(_group, FOUNDER, NURSE, false, false);
        _assertPlace(_group, NURSE, false, false);
    }

    /// @dev In the original a group that was made a viewer gave its members nothing: no contract read it. Here a
    /// grant names the group, and whoever is its member at the time is that viewer.
    function test_v2_G5_aGrantToAGroupIsOneToItsMembers() external {
        bytes32 id = _relationships.relationshipIdOf(_personOf(PATIENT), vm.addr(DELEGATE));
        FullGrant memory grant = _grant(1);
        grant.commitment = _commitmentTo(id, _group);
        _assertEq(_open(_one(grant)), id);
        _assertTrue(_mayOpen(id, NURSE), "a member reads what the group was granted");
        _assertTrue(!_mayOpen(id, STRANGER), "nobody else does");

        _place(_group, FOUNDER, NURSE, false, false);
        _place(_group, FOUNDER, STRANGER, true, false);
        _assertTrue(!_mayOpen(id, NURSE), "who left does not, with no message of the patient");
        _assertTrue(_mayOpen(id, STRANGER), "who came does");

        FullGrant memory revocation = _revocation(1);
        revocation.commitment = grant.commitment;
        _set(id, revocation);
        _assertTrue(!_mayOpen(id, STRANGER), "one message of the patient closes the way of all");
    }

    /// @dev What a Database Manager asks of somebody who acts through the group.
    function _mayOpen(bytes32 id, uint256 key) private view returns (bool) {
        (Terms terms,) = _relationships.grantOf(id, _commitmentTo(id, _group));
        return terms.purposes() != 0 && _groups.isMember(_group, _personOf(key));
    }

    function _commitmentTo(bytes32 id, address viewer) private view returns (bytes32) {
        return keccak256(
            abi.encode(
                keccak256("medrec:commitment:v1"),
                CHAIN_ID,
                address(_relationships),
                id,
                viewer,
                keccak256("salt")
            )
        );
    }
}
