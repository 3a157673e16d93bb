// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Signature} from "../contracts/Signature.sol";
import {IAgent, RIGHT_GRANT, RIGHT_MANAGE} from "../contracts/interfaces/IAgent.sol";
import {IAgentFactory} from "../contracts/interfaces/IAgentFactory.sol";
import {IRelationships} from "../contracts/interfaces/IRelationships.sol";
import {AgentCalls, Seal} from "./support/AgentCalls.sol";
import {FullGrant} from "./support/FullGrant.sol";
import {SwitchTest} from "./support/SwitchTest.sol";
import {TypedMessages} from "./support/TypedMessages.sol";

/// @dev The mistakes of the Agent and the switch of MedRec v2, each by its number in the list of them, and what
/// stands in its place.
contract MedRecV2AgentTest is SwitchTest {
    bytes32 private constant NAMED = keccak256("named");

    /// @dev v2: `enableCustodian` asked nobody; a stranger disabled and enabled a patient's custodian.
    function test_v2_enableCustodian_needsAnOwnerOrTheCustodianItself() external {
        _refuse(_setCustodian(STRANGER, STRANGER, 7, UNTIL), _notAllowedKey(STRANGER));
        _submit(_setCustodian(PATIENT, CUSTODIAN, 7, UNTIL));
        _refuse(_setCustodian(STRANGER, CUSTODIAN, 0, 0), _notAllowedKey(STRANGER));
        _submit(_setCustodian(PATIENT, CUSTODIAN, 0, 0));
        _refuse(_setCustodian(STRANGER, CUSTODIAN, 7, UNTIL), _notAllowedKey(STRANGER));
        _assertRights(CUSTODIAN, 0);
    }

    /// @dev v2: removing an address that was no custodian removed the last one instead.
    function test_v2_removeCustodian_ofAnUnknownOneRemovesNobody() external {
        _submit(_setCustodian(PATIENT, CUSTODIAN, 7, UNTIL));
        _submit(_setCustodian(PATIENT, OTHER_CUSTODIAN, 7, UNTIL));
        _submit(_setCustodian(PATIENT, STRANGER, 0, 0));
        _assertRights(CUSTODIAN, 7);
        _assertRights(OTHER_CUSTODIAN, 7);
        _assertRights(STRANGER, 0);
    }

    /// @dev v2: a disabled custodian enabled itself again, and then took the ownership.
    function test_v2_A2_aRemovedCustodianStaysRemoved() external {
        _submit(_setCustodian(PATIENT, CUSTODIAN, 7, UNTIL));
        _submit(_setCustodian(PATIENT, CUSTODIAN, 0, 0));
        _refuse(_setCustodian(CUSTODIAN, CUSTODIAN, 7, UNTIL), _notAllowedKey(CUSTODIAN));
        Seal memory seal = _seal(CUSTODIAN, Sort.Owners);
        _refuse(AgentCalls.enableOwner(seal, CUSTODIAN).data, _notAllowedKey(CUSTODIAN));
        _refuse(AgentCalls.rotateOwner(seal, _owner, CUSTODIAN).data, _notAllowedKey(CUSTODIAN));
        _assertRights(PATIENT, 7);
    }

    /// @dev v2: removing from an empty list ran into an invalid opcode and burnt all the gas there was.
    function test_v2_A4_removingFromNoCustodiansCostsLittle() external {
        bytes memory data = _setCustodian(PATIENT, CUSTODIAN, 0, 0);
        uint256 gasBefore = gasleft();
        _submit(data);
        _assertTrue(gasBefore - gasleft() < 100_000, "a message as any other");
        _assertCustodian(CUSTODIAN, 0, 0);
    }

    /// @dev v2: a custodian could be added twice, and removing it left the copy in force.
    function test_v2_A5_aCustodianSetTwiceIsOneCustodian() external {
        _submit(_setCustodian(PATIENT, CUSTODIAN, 3, UNTIL));
        _submit(_setCustodian(PATIENT, CUSTODIAN, 4, UNTIL));
        // The later says all.
        _assertRights(CUSTODIAN, 4);
        _submit(_setCustodian(PATIENT, CUSTODIAN, 0, 0));
        _assertRights(CUSTODIAN, 0);
        _enable(_agent, PATIENT, OTHER_OWNER);
        Seal memory seal = _seal(PATIENT, Sort.Owners);
        _refuse(
            AgentCalls.enableOwner(seal, OTHER_OWNER).data,
            abi.encodeWithSelector(IAgent.Agent__AlreadyEnabled.selector, vm.addr(OTHER_OWNER))
        );
        _disable(_agent, PATIENT, OTHER_OWNER);
        _assertRights(OTHER_OWNER, 0);
    }

    /// @dev v2: the owner could be set to the zero address, which locked the Agent for ever.
    function test_v2_A6_nobodyIsNeverAnOwner() external {
        IAgent.RotateOwner memory message = IAgent.RotateOwner(_owner, address(0), "", 0, LATER);
        bytes32 digest = TypedMessages.rotateOwner(_agentDomain(_agent), message);
        Signature memory signature = _sign(PATIENT, digest);
        _refuse(
            abi.encodeCall(IAgent.rotateOwner, (message, signature, signature)),
            abi.encodeWithSelector(IAgent.Agent__WrongSigner.selector, _owner, address(0))
        );
        // Not even with a signature that recovers to it.
        _refuse(
            abi.encodeCall(IAgent.rotateOwner, (message, signature, Signature(0, 0))),
            abi.encodeWithSelector(IAgent.Agent__InvalidSignature.selector, digest)
        );
        _refuse(
            AgentCalls.disableOwner(_seal(PATIENT, Sort.Owners), _owner).data,
            abi.encodeWithSelector(IAgent.Agent__LastOwner.selector, _owner)
        );
        vm.expectRevert(abi.encodeWithSelector(IAgentFactory.AgentFactory__ZeroOwner.selector));
        _factory.createAgent(address(0));
        _assertEq(_agent.enabledOwners(), 1);
    }

    /// @dev v2: the list of relationships took duplicates and addresses without code, and lost none ever.
    function test_v2_A7_relationshipsAreNoListThatAnybodyFills() external {
        _refuseThere(
            _openBy(PATIENT, DELEGATE),
            abi.encodeWithSelector(IRelationships.Relationships__AlreadyOpened.selector, _id)
        );
        IRelationships.Open memory message = _openMessage(new FullGrant[](0));
        message.agent = vm.addr(STRANGER);
        message.delegate = vm.addr(NEXT_DELEGATE);
        bytes32 digest = TypedMessages.open(_domain(), message);
        bytes memory data = abi.encodeCall(
            IRelationships.open, (message, _sign(PATIENT, digest), _sign(NEXT_DELEGATE, digest))
        );
        _refuseThere(
            data, abi.encodeWithSelector(IRelationships.Relationships__NotAgent.selector, message.agent)
        );
        _submitThere(_endBy(PATIENT));
        (,,, bool ended) = _relationships.relationship(_id);
        _assertTrue(ended, "and each can be ended");
    }

    /// @dev v2: a custodian could shut out the owner without a notice.
    function test_v2_A8_aCustodianNeverShutsOutAnOwner() external {
        _submit(_setCustodian(PATIENT, CUSTODIAN, 7, UNTIL));
        _refuse(
            AgentCalls.disableOwner(_seal(CUSTODIAN, Sort.Owners), _owner).data, _notAllowedKey(CUSTODIAN)
        );
        _refuse(_setCustody(CUSTODIAN, 0, UNTIL), _notAllowedKey(CUSTODIAN));
        bytes memory data = _setCustodian(PATIENT, CUSTODIAN, 0, 0);
        vm.expectEmit(address(_factory));
        emit IAgentFactory.CustodianSet(address(_agent), _custodian, 0, 0, 2);
        _submit(data);
        _assertRights(PATIENT, 7);
        _assertRights(CUSTODIAN, 0);
    }

    /// @dev v2: after a change of key the new one controlled no relationship, and the lost one still each.
    function test_v2_R17_theNewKeyControlsWhatTheOldOneDid() external {
        _submitThere(_grantBy(PATIENT, 1));
        _submit(AgentCalls.rotateOwner(_seal(PATIENT, Sort.Owners), _owner, OTHER_OWNER).data);
        _refuseThere(_grantBy(PATIENT, 2), _notAllowedThere(PATIENT, RIGHT_GRANT));
        _refuseThere(_endBy(PATIENT), _notAllowedThere(PATIENT, RIGHT_MANAGE));
        _submitThere(_grantBy(OTHER_OWNER, 2));
        _submitThere(_endBy(OTHER_OWNER));
    }

    /// @dev v2: a relationship knew the patient's key alone, so that a custodian managed no viewers.
    function test_v2_R18_aCustodianManagesViewersUntilItsDate() external {
        _submit(_setCustodian(PATIENT, CUSTODIAN, 2, UNTIL));
        _submitThere(_grantBy(CUSTODIAN, 1));
        IRelationships.SetGrants memory revoking = _setMessage(_id, _revocation(1));
        _relationships.setGrants(revoking, _signSet(CUSTODIAN, revoking));
        vm.warp(UNTIL);
        _refuseThere(_grantBy(CUSTODIAN, 2), _notAllowedThere(CUSTODIAN, RIGHT_GRANT));
    }

    /// @dev v2: a new switch was dead from its birth.
    function test_v2_W1_aNewSwitchIsAlive() external {
        _submit(_setSwitch(PATIENT, TIMEOUT, _these(NAMED)));
        _assertTouchedAt(NOW);
        _assertTrue(!_agent.isReleased(NAMED), "alive");
        vm.warp(OPENS - 1);
        _assertTrue(!_agent.isReleased(NAMED), "until its time");
    }

    /// @dev v2: said milliseconds and counted seconds.
    function test_v2_W2_aTimeoutIsInSeconds() external {
        _submit(_setSwitch(PATIENT, 100_000, _these(NAMED)));
        vm.warp(NOW + 99_999);
        _assertTrue(!_agent.isReleased(NAMED), "after 99,999 s");
        vm.warp(NOW + 100_000);
        _assertTrue(_agent.isReleased(NAMED), "after 100,000 s");
    }

    /// @dev v2: a very long timeout overflowed, and the switch was dead at once.
    function test_v2_W3_aVeryLongTimeoutIsVeryLong() external {
        _submit(_setSwitch(PATIENT, type(uint40).max, _these(NAMED)));
        _assertTrue(!_agent.isReleased(NAMED), "not at once");
        vm.warp(type(uint40).max);
        _assertTrue(!_agent.isReleased(NAMED), "nor in 34,000 years");
    }
}
