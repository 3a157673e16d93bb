// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Agent} from "../contracts/Agent.sol";
import {AgentFactory} from "../contracts/AgentFactory.sol";
import {AgentGroups} from "../contracts/AgentGroups.sol";
import {Signature} from "../contracts/Signature.sol";
import {IAgent, RIGHT_GRANT, RIGHT_MANAGE} from "../contracts/interfaces/IAgent.sol";
import {IAgentGroups} from "../contracts/interfaces/IAgentGroups.sol";
import {GroupsTest} from "./support/GroupsTest.sol";
import {TypedMessages} from "./support/TypedMessages.sol";
import {YesMan} from "./support/YesMan.sol";

contract AgentGroupsTest is GroupsTest {
    // found

    function testFuzz_found_isTheSameWhetherTheAgentWasMade(bool isMade, address submitter) external {
        address founder = _personOf(FOUNDER);
        if (isMade) _newAgent(FOUNDER);
        IAgentGroups.Found memory message = _foundMessage(founder);
        Signature memory signature = _signFound(FOUNDER, message);
        address expected = _groups.groupOf(founder, GROUP_SALT);
        vm.expectEmit(address(_groups));
        emit IAgentGroups.MembershipSet(expected, founder, false, true, 0);
        vm.prank(submitter);
        _assertEq(_groups.found(message, signature), expected);

        // An administrator is no member: it reads nothing by being one.
        _assertPlace(expected, FOUNDER, false, true);
        _assertGroup(expected, 1, 0);
    }

    function test_found_costs() external {
        address group = _found(FOUNDER);
        vm.snapshotGasLastCall("found");
        _place(group, FOUNDER, NURSE, true, false);
        vm.snapshotGasLastCall("setMembership");
        _place(group, FOUNDER, NURSE, false, false);
        vm.snapshotGasLastCall("setMembership out");
    }

    function test_found_tellsAFoundersGroupsApart() external {
        address first = _found(FOUNDER);
        IAgentGroups.Found memory message = _foundMessage(_personOf(FOUNDER));
        message.salt = keccak256("night shift");
        address second = _groups.found(message, _signFound(FOUNDER, message));
        address third = _found(NURSE);
        _assertTrue(first != second && first != third && second != third, "three groups");
        _place(second, FOUNDER, DOCTOR, true, false);
        _assertPlace(first, DOCTOR, false, false);
        _assertGroup(first, 1, 0);
    }

    function test_found_byWhoeverMayManageTheFounder() external {
        Agent agent = _newAgent(FOUNDER);
        _appoint(agent, NURSE, uint8(1) << RIGHT_MANAGE);
        IAgentGroups.Found memory message = _foundMessage(address(agent));
        address group = _groups.found(message, _signFound(NURSE, message));
        _assertPlace(group, FOUNDER, false, true);
        _assertPlace(group, NURSE, false, false);
    }

    function test_found_byAProviderAgent() external {
        Agent agent = _newProviderAgent(FOUNDER);
        IAgentGroups.Found memory message = _foundMessage(address(agent));
        address group = _groups.found(message, _signFound(FOUNDER, message));
        _assertTrue(_groups.isAdministrator(group, address(agent)), "the provider's Agent administers");
    }

    function test_found_revertsWhen_aProviderAgentWasNotMade() external {
        _refuseFound(FOUNDER, _foundMessage(_factory.providerAgentOf(vm.addr(FOUNDER))));
    }

    function test_found_revertsWhen_theCustodianMayOnlyGrant() external {
        Agent agent = _newAgent(FOUNDER);
        _appoint(agent, NURSE, uint8(1) << RIGHT_GRANT);
        _refuseFound(NURSE, _foundMessage(address(agent)));
    }

    function test_found_revertsWhen_theOwnerWasDisabled() external {
        Agent agent = _newAgent(FOUNDER);
        _enable(agent, FOUNDER, OTHER_OWNER);
        _disable(agent, OTHER_OWNER, FOUNDER);
        IAgentGroups.Found memory message = _foundMessage(address(agent));
        _refuseFound(FOUNDER, message);
        _groups.found(message, _signFound(OTHER_OWNER, message));
    }

    function testFuzz_found_revertsWhen_anybodyElseSigns(uint256 key, bool isMade) external {
        key = (key % 1e30) + 1;
        vm.assume(key != FOUNDER);
        if (isMade) _newAgent(FOUNDER);
        _refuseFound(key, _foundMessage(_personOf(FOUNDER)));
    }

    function test_found_revertsWhen_theFounderIsForeign() external {
        address owner = vm.addr(FOUNDER);
        address[4] memory foreign = [
            new AgentFactory(address(this)).createAgent(owner),
            _factory.implementation(),
            address(new YesMan(owner)),
            address(0)
        ];
        for (uint256 i = 0; i < foreign.length; ++i) {
            _refuseFound(FOUNDER, _foundMessage(foreign[i]));
        }
    }

    function test_found_revertsWhen_founded() external {
        address group = _found(FOUNDER);
        bytes memory refusal =
            abi.encodeWithSelector(IAgentGroups.AgentGroups__AlreadyFounded.selector, group);
        IAgentGroups.Found memory message = _foundMessage(_personOf(FOUNDER));
        Signature memory signature = _signFound(FOUNDER, message);
        vm.expectRevert(refusal);
        _groups.found(message, signature);

        // Nor does it bring the founder back whom another administrator took out.
        _place(group, FOUNDER, DOCTOR, false, true);
        _place(group, DOCTOR, FOUNDER, false, false);
        message.deadline = LATER - 1;
        signature = _signFound(FOUNDER, message);
        vm.expectRevert(refusal);
        _groups.found(message, signature);
        _assertPlace(group, FOUNDER, false, false);
        _assertGroup(group, 1, 2);
    }

    function testFuzz_found_isGoodUntilItsDeadline(uint40 deadline) external {
        IAgentGroups.Found memory message = _foundMessage(_personOf(FOUNDER));
        message.deadline = deadline;
        Signature memory signature = _signFound(FOUNDER, message);
        address group = _groups.groupOf(message.founder, GROUP_SALT);
        if (deadline < NOW) vm.expectRevert(_late(deadline));
        _groups.found(message, signature);
        _assertGroup(group, deadline < NOW ? 0 : 1, 0);
    }

    function test_found_isGoodInTheSecondOfItsDeadline() external {
        IAgentGroups.Found memory message = _foundMessage(_personOf(FOUNDER));
        Signature memory signature = _signFound(FOUNDER, message);
        vm.warp(uint256(LATER) + 1);
        vm.expectRevert(_late(LATER));
        _groups.found(message, signature);
        vm.warp(LATER);
        _groups.found(message, signature);
    }

    function test_found_revertsWhen_forAnotherChainOrContract() external {
        IAgentGroups.Found memory message = _foundMessage(_personOf(FOUNDER));
        bytes32[3] memory elsewhere = [
            TypedMessages.groupsDomain(CHAIN_ID + 1, address(_groups)),
            TypedMessages.groupsDomain(CHAIN_ID, address(new AgentGroups(address(_factory)))),
            TypedMessages.anchorsDomain(CHAIN_ID, address(_groups))
        ];
        bytes32 digest = TypedMessages.found(_groupsDomain(), message);
        for (uint256 i = 0; i < elsewhere.length; ++i) {
            Signature memory signature = _sign(FOUNDER, TypedMessages.found(elsewhere[i], message));
            vm.expectRevert(
                abi.encodeWithSelector(
                    IAgentGroups.AgentGroups__NotAllowed.selector,
                    message.founder,
                    _recovered(digest, signature)
                )
            );
            _groups.found(message, signature);
        }
        _assertGroup(_groups.groupOf(message.founder, GROUP_SALT), 0, 0);
    }

    function testFuzz_found_revertsWhen_changedAfterSigning(uint8 field, uint256 change) external {
        IAgentGroups.Found memory message = _foundMessage(_personOf(FOUNDER));
        Signature memory signature = _signFound(FOUNDER, message);
        bytes32 before = keccak256(abi.encode(message));
        field %= 2;
        if (field == 0) message.salt = bytes32(change);
        else message.deadline = uint40(change);
        vm.assume(keccak256(abi.encode(message)) != before && message.deadline >= NOW);

        bytes32 digest = TypedMessages.found(_groupsDomain(), message);
        vm.expectRevert(
            abi.encodeWithSelector(
                IAgentGroups.AgentGroups__NotAllowed.selector, message.founder, _recovered(digest, signature)
            )
        );
        _groups.found(message, signature);
    }

    function test_found_revertsWhen_signatureIsNotCanonical() external {
        IAgentGroups.Found memory message = _foundMessage(_personOf(FOUNDER));
        bytes32 digest = TypedMessages.found(_groupsDomain(), message);
        vm.expectRevert(_invalidSignature(digest));
        _groups.found(message, _malleable(_sign(FOUNDER, digest)));
        vm.expectRevert(_invalidSignature(digest));
        _groups.found(message, Signature(0, 0));
    }

    // setMembership

    function testFuzz_setMembership_setsWhatItSays(bool isMember, bool isAdministrator, bool isMade)
        external
    {
        vm.assume(isMember || isAdministrator);
        if (isMade) {
            _newAgent(FOUNDER);
            _newAgent(NURSE);
        }
        address group = _found(FOUNDER);
        IAgentGroups.SetMembership memory message = _membershipMessage(group, FOUNDER, _personOf(NURSE));
        (message.isMember, message.isAdministrator) = (isMember, isAdministrator);
        Signature memory signature = _signMembership(FOUNDER, message);
        vm.expectEmit(address(_groups));
        emit IAgentGroups.MembershipSet(group, message.agent, isMember, isAdministrator, 1);
        _groups.setMembership(message, signature);

        _assertPlace(group, NURSE, isMember, isAdministrator);
        _assertGroup(group, isAdministrator ? 2 : 1, 1);
        _assertPlace(group, FOUNDER, false, true);
    }

    /// @dev From each of the four places to each other one, the count of administrators follows.
    function testFuzz_setMembership_movesBetweenAllPlaces(uint8 from, uint8 to) external {
        (from, to) = (from % 4, to % 4);
        vm.assume(from != to);
        address group = _found(FOUNDER);
        if (from != 0) _place(group, FOUNDER, NURSE, from & 1 != 0, from & 2 != 0);
        _place(group, FOUNDER, NURSE, to & 1 != 0, to & 2 != 0);
        _assertPlace(group, NURSE, to & 1 != 0, to & 2 != 0);
        _assertGroup(group, to & 2 != 0 ? 2 : 1, from == 0 ? 1 : 2);
    }

    function test_setMembership_byWhoeverMayManageTheAdministrator() external {
        Agent agent = _newAgent(FOUNDER);
        address group = _found(FOUNDER);
        _appoint(agent, DOCTOR, uint8(1) << RIGHT_MANAGE);
        IAgentGroups.SetMembership memory message = _membershipMessage(group, FOUNDER, _personOf(NURSE));
        message.isMember = true;
        _groups.setMembership(message, _signMembership(DOCTOR, message));
        _assertPlace(group, NURSE, true, false);
    }

    function test_setMembership_byAnAdministratorWhoIsMade() external {
        address group = _found(FOUNDER);
        _place(group, FOUNDER, DOCTOR, false, true);
        _place(group, DOCTOR, NURSE, true, false);
        _assertPlace(group, NURSE, true, false);
        _assertGroup(group, 2, 2);
    }

    function test_setMembership_ofTheFounderByItself() external {
        address group = _found(FOUNDER);
        _place(group, FOUNDER, FOUNDER, true, true);
        _assertPlace(group, FOUNDER, true, true);
        _place(group, FOUNDER, FOUNDER, false, true);
        _assertPlace(group, FOUNDER, false, true);
        _assertGroup(group, 1, 2);
    }

    function testFuzz_setMembership_letsAnybodyLeaveByItself(bool isMember, bool isAdministrator) external {
        vm.assume(isMember || isAdministrator);
        address group = _found(FOUNDER);
        _place(group, FOUNDER, NURSE, isMember, isAdministrator);
        IAgentGroups.SetMembership memory message = _membershipMessage(group, NURSE, _personOf(NURSE));
        Signature memory signature = _signMembership(NURSE, message);
        vm.expectEmit(address(_groups));
        emit IAgentGroups.MembershipSet(group, message.agent, false, false, 2);
        _groups.setMembership(message, signature);
        _assertPlace(group, NURSE, false, false);
        _assertGroup(group, 1, 2);
    }

    function test_setMembership_revertsWhen_aMemberDoesMoreThanLeave() external {
        address group = _found(FOUNDER);
        _place(group, FOUNDER, NURSE, true, false);
        _place(group, FOUNDER, DOCTOR, true, false);
        bytes memory refusal = _notAdministrator(group, NURSE);

        IAgentGroups.SetMembership memory message = _membershipMessage(group, NURSE, _personOf(NURSE));
        message.isAdministrator = true;
        _refuseMembership(NURSE, message, refusal);
        message.isMember = true;
        _refuseMembership(NURSE, message, refusal);
        message.isAdministrator = false;
        _refuseMembership(NURSE, message, refusal);

        message = _membershipMessage(group, NURSE, _personOf(DOCTOR));
        _refuseMembership(NURSE, message, refusal);
        message = _membershipMessage(group, NURSE, _personOf(FOUNDER));
        _refuseMembership(NURSE, message, refusal);
        message = _membershipMessage(group, NURSE, _personOf(STRANGER));
        message.isMember = true;
        _refuseMembership(NURSE, message, refusal);
    }

    function test_setMembership_revertsWhen_aStrangerAddsItself() external {
        address group = _found(FOUNDER);
        IAgentGroups.SetMembership memory message = _membershipMessage(group, STRANGER, _personOf(STRANGER));
        message.isMember = true;
        _refuseMembership(STRANGER, message, _notAdministrator(group, STRANGER));
        // Leaving what one is not in changes nothing, and spends no nonce of the group.
        message.isMember = false;
        _refuseMembership(STRANGER, message, _unchanged(group, STRANGER));
    }

    function testFuzz_setMembership_revertsWhen_anybodyElseSigns(uint256 key) external {
        key = (key % 1e30) + 1;
        vm.assume(key != FOUNDER);
        address group = _found(FOUNDER);
        IAgentGroups.SetMembership memory message = _membershipMessage(group, FOUNDER, _personOf(NURSE));
        message.isMember = true;
        _refuseMembership(key, message, _notAllowed(_personOf(FOUNDER), key));
    }

    function test_setMembership_revertsWhen_theCustodianMayOnlyGrant() external {
        Agent agent = _newAgent(FOUNDER);
        address group = _found(FOUNDER);
        _appoint(agent, DOCTOR, uint8(1) << RIGHT_GRANT);
        IAgentGroups.SetMembership memory message = _membershipMessage(group, FOUNDER, _personOf(NURSE));
        message.isMember = true;
        _refuseMembership(DOCTOR, message, _notAllowed(address(agent), DOCTOR));
    }

    function test_setMembership_revertsWhen_aFormerAdministratorSigns() external {
        address group = _found(FOUNDER);
        _place(group, FOUNDER, DOCTOR, true, true);
        _place(group, FOUNDER, DOCTOR, true, false);
        IAgentGroups.SetMembership memory message = _membershipMessage(group, DOCTOR, _personOf(NURSE));
        message.isMember = true;
        _refuseMembership(DOCTOR, message, _notAdministrator(group, DOCTOR));
        _assertPlace(group, DOCTOR, true, false);
    }

    function test_setMembership_revertsWhen_theAdministratorIsOfAnotherGroup() external {
        address group = _found(FOUNDER);
        _found(DOCTOR);
        IAgentGroups.SetMembership memory message = _membershipMessage(group, DOCTOR, _personOf(NURSE));
        message.isMember = true;
        _refuseMembership(DOCTOR, message, _notAdministrator(group, DOCTOR));
    }

    function testFuzz_setMembership_revertsWhen_theLastAdministratorLeaves(bool isMember) external {
        address group = _found(FOUNDER);
        if (isMember) _place(group, FOUNDER, FOUNDER, true, true);
        bytes memory refusal = abi.encodeWithSelector(
            IAgentGroups.AgentGroups__LastAdministrator.selector, group, _personOf(FOUNDER)
        );
        IAgentGroups.SetMembership memory message = _membershipMessage(group, FOUNDER, _personOf(FOUNDER));
        _refuseMembership(FOUNDER, message, refusal);
        message.isMember = true;
        _refuseMembership(FOUNDER, message, refusal);

        // It may go once another one stays.
        _place(group, FOUNDER, DOCTOR, false, true);
        _place(group, FOUNDER, FOUNDER, false, false);
        _assertPlace(group, FOUNDER, false, false);
        (uint32 administrators,) = _groups.groupState(group);
        _assertEq(administrators, 1);
    }

    function test_setMembership_revertsWhen_theGroupIsUnknown() external {
        address[3] memory unknown =
            [_groups.groupOf(_personOf(FOUNDER), GROUP_SALT), _personOf(FOUNDER), address(0)];
        for (uint256 i = 0; i < unknown.length; ++i) {
            IAgentGroups.SetMembership memory message =
                _membershipMessage(unknown[i], FOUNDER, _personOf(FOUNDER));
            message.isAdministrator = true;
            bytes memory refusal =
                abi.encodeWithSelector(IAgentGroups.AgentGroups__Unknown.selector, unknown[i]);
            _refuseMembership(FOUNDER, message, refusal);
        }
    }

    function test_setMembership_revertsWhen_theAgentIsAGroupOrNobody() external {
        address group = _found(FOUNDER);
        address[3] memory invalid = [_found(DOCTOR), group, address(0)];
        for (uint256 i = 0; i < invalid.length; ++i) {
            IAgentGroups.SetMembership memory message = _membershipMessage(group, FOUNDER, invalid[i]);
            bytes memory refusal =
                abi.encodeWithSelector(IAgentGroups.AgentGroups__InvalidAgent.selector, group, invalid[i]);
            for (uint8 place = 1; place < 4; ++place) {
                (message.isMember, message.isAdministrator) = (place & 1 != 0, place & 2 != 0);
                _refuseMembership(FOUNDER, message, refusal);
            }
        }
    }

    /// @dev An address can be taken in before a group is founded there. The group gets nothing by that, since no
    /// key acts for it, and it can be taken out, so that no dead administrator counts as the last one.
    function test_setMembership_takesOutAGroupThatWasInBeforeItWasFounded() external {
        address group = _found(FOUNDER);
        address later = _groups.groupOf(_personOf(DOCTOR), GROUP_SALT);
        IAgentGroups.SetMembership memory message = _membershipMessage(group, FOUNDER, later);
        (message.isMember, message.isAdministrator) = (true, true);
        _groups.setMembership(message, _signMembership(FOUNDER, message));
        _found(DOCTOR);

        message = _membershipMessage(group, FOUNDER, _personOf(NURSE));
        message.administrator = later;
        message.isMember = true;
        _refuseMembership(DOCTOR, message, _notAllowed(later, DOCTOR));

        message = _membershipMessage(group, FOUNDER, later);
        message.isMember = true;
        bytes memory refusal =
            abi.encodeWithSelector(IAgentGroups.AgentGroups__InvalidAgent.selector, group, later);
        _refuseMembership(FOUNDER, message, refusal);
        message.isMember = false;
        _groups.setMembership(message, _signMembership(FOUNDER, message));
        _assertTrue(!_groups.isMember(group, later), "out");
        _assertTrue(!_groups.isAdministrator(group, later), "out");
        _assertGroup(group, 1, 2);
    }

    function test_setMembership_revertsWhen_aGroupIsTheAdministrator() external {
        address group = _found(FOUNDER);
        IAgentGroups.SetMembership memory message = _membershipMessage(group, FOUNDER, _personOf(NURSE));
        message.administrator = group;
        message.isMember = true;
        _refuseMembership(FOUNDER, message, _notAllowed(group, FOUNDER));
    }

    function testFuzz_setMembership_revertsWhen_nothingChanges(bool isMember, bool isAdministrator) external {
        address group = _found(FOUNDER);
        if (isMember || isAdministrator) _place(group, FOUNDER, NURSE, isMember, isAdministrator);
        IAgentGroups.SetMembership memory message = _membershipMessage(group, FOUNDER, _personOf(NURSE));
        (message.isMember, message.isAdministrator) = (isMember, isAdministrator);
        _refuseMembership(FOUNDER, message, _unchanged(group, NURSE));
    }

    function testFuzz_setMembership_revertsWhen_theNonceIsNotTheNext(uint64 nonce) external {
        address group = _found(FOUNDER);
        _place(group, FOUNDER, NURSE, true, false);
        vm.assume(nonce != 1);
        IAgentGroups.SetMembership memory message = _membershipMessage(group, FOUNDER, _personOf(DOCTOR));
        message.isMember = true;
        message.nonce = nonce;
        _refuseMembership(FOUNDER, message, _stale(group, nonce, 1));
    }

    /// @dev Somebody who was taken out does not get in again by the message that once let it in.
    function test_setMembership_revertsWhen_repeated() external {
        address group = _found(FOUNDER);
        IAgentGroups.SetMembership memory adding = _membershipMessage(group, FOUNDER, _personOf(NURSE));
        adding.isMember = true;
        Signature memory signature = _signMembership(FOUNDER, adding);
        _groups.setMembership(adding, signature);
        _refuseSigned(signature, adding, _stale(group, 0, 1));
        _place(group, FOUNDER, NURSE, false, false);
        _refuseSigned(signature, adding, _stale(group, 0, 2));
        _assertPlace(group, NURSE, false, false);
    }

    function testFuzz_setMembership_isGoodUntilItsDeadline(uint40 deadline) external {
        address group = _found(FOUNDER);
        IAgentGroups.SetMembership memory message = _membershipMessage(group, FOUNDER, _personOf(NURSE));
        message.isMember = true;
        message.deadline = deadline;
        if (deadline < NOW) {
            _refuseMembership(FOUNDER, message, _late(deadline));
        } else {
            _groups.setMembership(message, _signMembership(FOUNDER, message));
            _assertPlace(group, NURSE, true, false);
        }
    }

    function test_setMembership_isGoodInTheSecondOfItsDeadline() external {
        address group = _found(FOUNDER);
        IAgentGroups.SetMembership memory message = _membershipMessage(group, FOUNDER, _personOf(NURSE));
        message.isMember = true;
        vm.warp(uint256(LATER) + 1);
        _refuseMembership(FOUNDER, message, _late(LATER));
        vm.warp(LATER);
        _groups.setMembership(message, _signMembership(FOUNDER, message));
    }

    function testFuzz_setMembership_revertsWhen_changedAfterSigning(uint8 field, uint256 change) external {
        address group = _found(FOUNDER);
        IAgentGroups.Found memory founding = _foundMessage(_personOf(FOUNDER));
        founding.salt = keccak256("another");
        address otherGroup = _groups.found(founding, _signFound(FOUNDER, founding));

        IAgentGroups.SetMembership memory message = _membershipMessage(group, FOUNDER, _personOf(NURSE));
        message.isMember = true;
        Signature memory signature = _signMembership(FOUNDER, message);
        bytes32 before = keccak256(abi.encode(message));
        field %= 5;
        if (field == 0) message.group = otherGroup;
        else if (field == 1) message.agent = address(uint160(change));
        else if (field == 2) message.isMember = false;
        else if (field == 3) message.isAdministrator = true;
        else message.deadline = uint40(change);
        vm.assume(keccak256(abi.encode(message)) != before && message.deadline >= NOW);

        bytes32 digest = TypedMessages.setMembership(_groupsDomain(), message);
        bytes memory refusal = abi.encodeWithSelector(
            IAgentGroups.AgentGroups__NotAllowed.selector,
            message.administrator,
            _recovered(digest, signature)
        );
        _refuseSigned(signature, message, refusal);
    }

    /// @dev Not even an administrator's own key speaks for another administrator.
    function test_setMembership_revertsWhen_oneAdministratorSignsForAnother() external {
        address group = _found(FOUNDER);
        _place(group, FOUNDER, DOCTOR, false, true);
        IAgentGroups.SetMembership memory message = _membershipMessage(group, FOUNDER, _personOf(NURSE));
        message.isMember = true;
        _refuseMembership(DOCTOR, message, _notAllowed(_personOf(FOUNDER), DOCTOR));
    }

    function test_setMembership_revertsWhen_forAnotherChainOrContract() external {
        address group = _found(FOUNDER);
        IAgentGroups.SetMembership memory message = _membershipMessage(group, FOUNDER, _personOf(NURSE));
        message.isMember = true;
        bytes32[2] memory elsewhere = [
            TypedMessages.groupsDomain(CHAIN_ID + 1, address(_groups)),
            TypedMessages.groupsDomain(CHAIN_ID, address(new AgentGroups(address(_factory))))
        ];
        bytes32 digest = TypedMessages.setMembership(_groupsDomain(), message);
        for (uint256 i = 0; i < elsewhere.length; ++i) {
            Signature memory signature = _sign(FOUNDER, TypedMessages.setMembership(elsewhere[i], message));
            bytes memory refusal = abi.encodeWithSelector(
                IAgentGroups.AgentGroups__NotAllowed.selector,
                message.administrator,
                _recovered(digest, signature)
            );
            _refuseSigned(signature, message, refusal);
        }
    }

    function test_setMembership_revertsWhen_signatureIsNotCanonical() external {
        address group = _found(FOUNDER);
        IAgentGroups.SetMembership memory message = _membershipMessage(group, FOUNDER, _personOf(NURSE));
        message.isMember = true;
        bytes32 digest = TypedMessages.setMembership(_groupsDomain(), message);
        _refuseSigned(_malleable(_sign(FOUNDER, digest)), message, _invalidSignature(digest));
        _refuseSigned(Signature(0, 0), message, _invalidSignature(digest));
    }

    /// @dev Whatever a foreign contract claims of its keys, it takes no part: neither as an administrator that
    /// was placed, nor as a member that would leave.
    function test_setMembership_revertsWhen_theAdministratorIsForeign() external {
        address group = _found(FOUNDER);
        address owner = vm.addr(STRANGER);
        address[2] memory foreign =
            [new AgentFactory(address(this)).createAgent(owner), address(new YesMan(owner))];
        for (uint256 i = 0; i < foreign.length; ++i) {
            IAgentGroups.SetMembership memory message = _membershipMessage(group, FOUNDER, foreign[i]);
            (message.isMember, message.isAdministrator) = (true, true);
            _groups.setMembership(message, _signMembership(FOUNDER, message));

            message = _membershipMessage(group, FOUNDER, _personOf(NURSE));
            message.administrator = foreign[i];
            message.isMember = true;
            _refuseMembership(STRANGER, message, _notAllowed(foreign[i], STRANGER));
            message = _membershipMessage(group, FOUNDER, foreign[i]);
            message.administrator = foreign[i];
            _refuseMembership(STRANGER, message, _notAllowed(foreign[i], STRANGER));
        }
    }

    /// @dev A key that no longer acts for the administrator's Agent no longer acts in the group.
    function test_setMembership_followsTheKeysOfTheAdministrator() external {
        Agent agent = _newAgent(FOUNDER);
        address group = _found(FOUNDER);
        _enable(agent, FOUNDER, OTHER_OWNER);
        _disable(agent, OTHER_OWNER, FOUNDER);
        IAgentGroups.SetMembership memory message = _membershipMessage(group, FOUNDER, _personOf(NURSE));
        message.isMember = true;
        _refuseMembership(FOUNDER, message, _notAllowed(address(agent), FOUNDER));
        _groups.setMembership(message, _signMembership(OTHER_OWNER, message));
        _assertPlace(group, NURSE, true, false);
    }

    // Views

    function testFuzz_groupOf_isBoundToChainContractFounderAndSalt(address founder, bytes32 salt) external {
        _assertEq(_groups.groupOf(founder, salt), _computed(CHAIN_ID, address(_groups), founder, salt));
        AgentGroups other = new AgentGroups(address(_factory));
        _assertEq(other.groupOf(founder, salt), _computed(CHAIN_ID, address(other), founder, salt));
        vm.chainId(1);
        _assertEq(_groups.groupOf(founder, salt), _computed(1, address(_groups), founder, salt));
    }

    function testFuzz_views_ofWhatIsUnknownAreEmpty(address group, address agent) external view {
        _assertGroup(group, 0, 0);
        _assertTrue(!_groups.isMember(group, agent), "no member");
        _assertTrue(!_groups.isAdministrator(group, agent), "no administrator");
    }

    function test_factory_isTheOneItWasMadeWith() external view {
        _assertEq(_groups.factory(), address(_factory));
    }

    function testFuzz_groupState_countsAdministrators(uint8 count) external {
        count = (count % 8) + 1;
        address group = _found(FOUNDER);
        for (uint256 i = 0; i < count; ++i) {
            _place(group, FOUNDER, 0x1000 + i, i % 2 == 0, true);
        }
        _assertGroup(group, uint256(count) + 1, count);
        // Each one out by the next, the founder by the first.
        _place(group, 0x1000, FOUNDER, false, false);
        for (uint256 i = 1; i < count; ++i) {
            _place(group, 0x1000, 0x1000 + i, true, false);
        }
        _assertGroup(group, 1, uint256(count) * 2);
    }

    function _refuseFound(uint256 key, IAgentGroups.Found memory message) private {
        Signature memory signature = _signFound(key, message);
        vm.expectRevert(_notAllowed(message.founder, key));
        _groups.found(message, signature);
        address group = _groups.groupOf(message.founder, message.salt);
        _assertGroup(group, 0, 0);
        _assertTrue(!_groups.isAdministrator(group, message.founder), "a refused founding leaves nothing");
    }

    function _appoint(Agent agent, uint256 custodianKey, uint8 rights) private {
        (, uint64 nonce,,,) = agent.nonces();
        IAgent.SetCustodian memory message =
            IAgent.SetCustodian(vm.addr(custodianKey), rights, LATER, nonce, LATER);
        bytes32 digest = TypedMessages.setCustodian(_agentDomain(agent), message);
        agent.setCustodian(message, _sign(FOUNDER, digest));
    }

    function _unchanged(address group, uint256 key) private view returns (bytes memory) {
        return abi.encodeWithSelector(IAgentGroups.AgentGroups__Unchanged.selector, group, _personOf(key));
    }

    function _stale(address group, uint64 nonce, uint64 expected) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IAgentGroups.AgentGroups__StaleNonce.selector, group, nonce, expected);
    }

    function _late(uint40 deadline) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IAgentGroups.AgentGroups__DeadlinePassed.selector, deadline);
    }

    function _invalidSignature(bytes32 digest) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IAgentGroups.AgentGroups__InvalidSignature.selector, digest);
    }

    function _computed(uint256 chainId, address place, address founder, bytes32 salt)
        private
        pure
        returns (address)
    {
        bytes memory encoded = bytes.concat(
            keccak256("medrec:group:v1"),
            bytes32(chainId),
            bytes32(uint256(uint160(place))),
            bytes32(uint256(uint160(founder))),
            salt
        );
        return address(uint160(uint256(keccak256(encoded))));
    }
}
