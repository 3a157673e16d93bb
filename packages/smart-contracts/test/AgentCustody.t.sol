// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAgent} from "../contracts/interfaces/IAgent.sol";
import {IAgentFactory} from "../contracts/interfaces/IAgentFactory.sol";
import {AgentCalls, Seal, Sealed} from "./support/AgentCalls.sol";
import {AgentModulesTest} from "./support/AgentModulesTest.sol";

contract AgentCustodyTest is AgentModulesTest {
    uint40 private constant LONGEST = NOW + 25 * 365 days;

    function testFuzz_allows_whatACustodianWasGivenUntilItsDate(uint8 rights, uint40 until, uint40 time)
        external
    {
        rights = rights % 8;
        until = NOW + 1 + until % (LATER - NOW);
        time = NOW + time % (LATER - NOW + 2);
        bytes memory data = _setCustodian(PATIENT, CUSTODIAN, rights, until);
        vm.expectEmit(address(_factory));
        emit IAgentFactory.CustodianSet(address(_agent), _custodian, rights, until, 1);
        _submit(data);
        _assertCustodian(CUSTODIAN, rights, until);
        vm.warp(time);
        _assertRights(CUSTODIAN, time < until ? rights : 0);
        _assertRights(PATIENT, 7);
        _assertRights(OTHER_CUSTODIAN, 0);
    }

    function test_allows_endsForACustodianInTheSecondOfItsDate() external {
        _submit(_setCustodian(PATIENT, CUSTODIAN, 5, UNTIL));
        vm.warp(UNTIL - 1);
        _assertRights(CUSTODIAN, 5);
        vm.warp(UNTIL);
        _assertRights(CUSTODIAN, 0);
        vm.warp(uint256(UNTIL) + 1);
        _assertRights(CUSTODIAN, 0);
        _assertCustodian(CUSTODIAN, 5, UNTIL);
    }

    function test_setCustodian_isGoodOnce() external {
        _assertGoodOnce(PATIENT, Sort.Custodians, _aCustodian, _notAllowed);
    }

    function test_setCustody_isGoodOnce() external {
        _submit(_setCustodian(PATIENT, CUSTODIAN, 7, UNTIL));
        _assertGoodOnce(PATIENT, Sort.Custodians, _aCustody, _notAllowed);
    }

    function test_setCustodian_revertsWhen_signedByNobody() external {
        IAgent.SetCustodian memory message = IAgent.SetCustodian(_custodian, 7, UNTIL, 0, LATER);
        Sealed memory made = _aCustodian(_seal(PATIENT, Sort.Custodians));
        bytes memory data = abi.encodeCall(IAgent.setCustodian, (message, _malleable(made.signature)));
        _refuse(data, abi.encodeWithSelector(IAgent.Agent__InvalidSignature.selector, made.digest));
    }

    function test_setCustodian_revertsWhen_anybodyElseSigns() external {
        _submit(_setCustodian(PATIENT, CUSTODIAN, 7, UNTIL));
        _refuse(_setCustodian(STRANGER, STRANGER, 7, UNTIL), _notAllowedKey(STRANGER));
        _refuse(_setCustodian(STRANGER, CUSTODIAN, 0, 0), _notAllowedKey(STRANGER));
        // A custodian with every right makes no other, nor unmakes one.
        _refuse(_setCustodian(CUSTODIAN, OTHER_CUSTODIAN, 1, UNTIL), _notAllowedKey(CUSTODIAN));
        _submit(_setCustodian(PATIENT, OTHER_CUSTODIAN, 7, UNTIL));
        _refuse(_setCustodian(CUSTODIAN, OTHER_CUSTODIAN, 0, 0), _notAllowedKey(CUSTODIAN));

        _enable(_agent, PATIENT, OTHER_OWNER);
        _disable(_agent, PATIENT, OTHER_OWNER);
        _refuse(_setCustodian(OTHER_OWNER, CUSTODIAN, 0, 0), _notAllowedKey(OTHER_OWNER));
    }

    function test_setCustodian_revertsWhen_itGivesNothingThatThereIs() external {
        _refuse(_setCustodian(PATIENT, CUSTODIAN, 8, UNTIL), _invalidCustodian(8, UNTIL));
        _refuse(_setCustodian(PATIENT, CUSTODIAN, 255, UNTIL), _invalidCustodian(255, UNTIL));
        _refuse(_setCustodian(PATIENT, CUSTODIAN, 7, NOW), _invalidCustodian(7, NOW));
        _refuse(_setCustodian(PATIENT, CUSTODIAN, 7, 0), _invalidCustodian(7, 0));
        Seal memory seal = _seal(PATIENT, Sort.Custodians);
        _refuse(
            AgentCalls.setCustodian(seal, address(0), 1, UNTIL).data,
            abi.encodeWithSelector(IAgent.Agent__InvalidCustodian.selector, address(0), 1, UNTIL)
        );
        _submit(_setCustodian(PATIENT, CUSTODIAN, 7, NOW + 1));
        _assertRights(CUSTODIAN, 7);
    }

    function test_setCustodian_removesWithoutConsent() external {
        _submit(_setCustodian(PATIENT, CUSTODIAN, 7, UNTIL));
        _submit(_setCustodian(PATIENT, OTHER_CUSTODIAN, 7, UNTIL));
        bytes memory data = _setCustodian(PATIENT, CUSTODIAN, 0, 0);
        vm.expectEmit(address(_factory));
        emit IAgentFactory.CustodianSet(address(_agent), _custodian, 0, 0, 3);
        _submit(data);
        _assertRights(CUSTODIAN, 0);
        _assertRights(OTHER_CUSTODIAN, 7);
        _refuse(_setCustodian(CUSTODIAN, CUSTODIAN, 0, 0), _notAllowedKey(CUSTODIAN));
    }

    function test_setCustodian_letsACustodianGiveUp() external {
        _submit(_setCustodian(PATIENT, CUSTODIAN, 6, UNTIL));
        _submit(_setCustodian(CUSTODIAN, CUSTODIAN, 6, UNTIL - 1));
        _assertCustodian(CUSTODIAN, 6, UNTIL - 1);
        bytes memory data = _setCustodian(CUSTODIAN, CUSTODIAN, 2, UNTIL - 1);
        vm.expectEmit(address(_factory));
        emit IAgentFactory.CustodianSet(address(_agent), _custodian, 2, UNTIL - 1, 3);
        _submit(data);
        _assertRights(CUSTODIAN, 2);
        _submit(_setCustodian(CUSTODIAN, CUSTODIAN, 0, 0));
        _assertCustodian(CUSTODIAN, 0, 0);
        _refuse(_setCustodian(CUSTODIAN, CUSTODIAN, 0, 0), _notAllowedKey(CUSTODIAN));
    }

    function test_setCustodian_revertsWhen_aCustodianTakesMore() external {
        _submit(_setCustodian(PATIENT, CUSTODIAN, 6, UNTIL));
        _refuse(_setCustodian(CUSTODIAN, CUSTODIAN, 7, UNTIL), _invalidCustodian(7, UNTIL));
        _refuse(_setCustodian(CUSTODIAN, CUSTODIAN, 1, UNTIL), _invalidCustodian(1, UNTIL));
        _refuse(_setCustodian(CUSTODIAN, CUSTODIAN, 14, UNTIL), _invalidCustodian(14, UNTIL));
        _refuse(_setCustodian(CUSTODIAN, CUSTODIAN, 6, UNTIL + 1), _invalidCustodian(6, UNTIL + 1));
        _refuse(_setCustodian(CUSTODIAN, CUSTODIAN, 0, UNTIL + 1), _invalidCustodian(0, UNTIL + 1));
        _refuse(_setCustodian(CUSTODIAN, CUSTODIAN, 2, NOW), _invalidCustodian(2, NOW));
        vm.warp(UNTIL);
        _refuse(_setCustodian(CUSTODIAN, CUSTODIAN, 0, 0), _notAllowedKey(CUSTODIAN));
        vm.warp(UNTIL - 1);
        _submit(_setCustodian(CUSTODIAN, CUSTODIAN, 0, 0));
    }

    function testFuzz_setCustody_leavesTheOwnersWhatItSays(uint8 ownerRights) external {
        ownerRights = ownerRights % 7;
        _submit(_setCustodian(PATIENT, CUSTODIAN, 4, UNTIL));
        bytes memory data = _setCustody(PATIENT, ownerRights, UNTIL);
        vm.expectEmit(address(_factory));
        emit IAgentFactory.CustodySet(address(_agent), ownerRights, UNTIL, 2);
        _submit(data);
        _assertCustody(ownerRights, UNTIL);
        _assertRights(PATIENT, ownerRights);
        _assertRights(CUSTODIAN, 4);
        vm.warp(UNTIL - 1);
        _assertRights(PATIENT, ownerRights);
        // The clock alone gives everything back.
        vm.warp(UNTIL);
        _assertRights(PATIENT, 7);
        _assertRights(CUSTODIAN, 0);
    }

    function test_setCustody_revertsWhen_itTakesNothingOrNeverEnds() external {
        _submit(_setCustodian(PATIENT, CUSTODIAN, 7, type(uint40).max));
        _refuse(_setCustody(PATIENT, 7, UNTIL), _invalidCustody(7, UNTIL));
        _refuse(_setCustody(PATIENT, 8, UNTIL), _invalidCustody(8, UNTIL));
        _refuse(_setCustody(PATIENT, 0, NOW), _invalidCustody(0, NOW));
        _refuse(_setCustody(PATIENT, 0, 0), _invalidCustody(0, 0));
        _refuse(_setCustody(PATIENT, 0, LONGEST + 1), _invalidCustody(0, LONGEST + 1));
        _refuse(_setCustody(STRANGER, 0, UNTIL), _notAllowedKey(STRANGER));
        _refuse(_setCustody(CUSTODIAN, 0, UNTIL), _notAllowedKey(CUSTODIAN));
        _submit(_setCustody(PATIENT, 6, LONGEST));
        _assertRights(PATIENT, 6);
    }

    function test_setCustody_canLastOneSecond() external {
        _submit(_setCustodian(PATIENT, CUSTODIAN, 7, UNTIL));
        _submit(_setCustody(PATIENT, 0, NOW + 1));
        _assertRights(PATIENT, 0);
        vm.warp(NOW + 1);
        _assertRights(PATIENT, 7);
        _submit(_setCustody(PATIENT, 1, UNTIL));
        _assertRights(PATIENT, 1);
    }

    function test_setCustody_revertsWhen_nobodyMayManageUntilItsEnd() external {
        bytes memory refusal =
            abi.encodeWithSelector(IAgent.Agent__NoManagingCustodian.selector, _custodian, UNTIL);
        _refuse(_setCustody(PATIENT, 0, UNTIL), refusal);
        _submit(_setCustodian(PATIENT, CUSTODIAN, 3, UNTIL));
        _refuse(_setCustody(PATIENT, 0, UNTIL), refusal);
        _submit(_setCustodian(PATIENT, CUSTODIAN, 7, UNTIL - 1));
        _refuse(_setCustody(PATIENT, 0, UNTIL), refusal);
        _submit(_setCustodian(PATIENT, OTHER_CUSTODIAN, 7, UNTIL));
        _refuse(_setCustody(PATIENT, 0, UNTIL), refusal);
        _submit(_setCustodian(PATIENT, CUSTODIAN, 4, UNTIL));
        _submit(_setCustody(PATIENT, 0, UNTIL));
    }

    function test_setCustody_loosensForWhoeverMayManage() external {
        _beginCustody(0);
        _submit(_setCustody(CUSTODIAN, 1, UNTIL));
        _assertRights(PATIENT, 1);
        _submit(_setCustody(CUSTODIAN, 5, UNTIL - 1));
        _assertRights(PATIENT, 5);
        // An owner who may manage loosens it too.
        bytes memory data = _setCustody(PATIENT, 7, UNTIL - 1);
        vm.expectEmit(address(_factory));
        emit IAgentFactory.CustodySet(address(_agent), 7, UNTIL - 1, 5);
        _submit(data);
        _assertRights(PATIENT, 7);
        _submit(_setCustody(PATIENT, 7, 0));
        _assertCustody(7, 0);
        _submit(_setCustody(PATIENT, 0, UNTIL));
        _assertRights(PATIENT, 0);
    }

    function test_setCustody_endsAtOnce() external {
        _beginCustody(0);
        _submit(_setCustody(CUSTODIAN, 0, NOW));
        _assertRights(PATIENT, 7);
        _submit(_setCustodian(PATIENT, CUSTODIAN, 0, 0));
        _assertRights(CUSTODIAN, 0);
    }

    function test_setCustody_revertsWhen_longerOrNarrowerOrNotManaging() external {
        _beginCustody(3);
        _refuse(_setCustody(CUSTODIAN, 3, UNTIL + 1), _invalidCustody(3, UNTIL + 1));
        _refuse(_setCustody(CUSTODIAN, 1, UNTIL), _invalidCustody(1, UNTIL));
        _refuse(_setCustody(CUSTODIAN, 6, UNTIL), _invalidCustody(6, UNTIL));
        _refuse(_setCustody(CUSTODIAN, 0, UNTIL - 1), _invalidCustody(0, UNTIL - 1));
        _refuse(_setCustody(CUSTODIAN, 11, UNTIL), _invalidCustody(11, UNTIL));
        _refuse(_setCustody(PATIENT, 7, UNTIL), _notAllowedKey(PATIENT));
        _refuse(_setCustody(STRANGER, 7, UNTIL), _notAllowedKey(STRANGER));
        _submit(_setCustodian(CUSTODIAN, CUSTODIAN, 3, UNTIL));
        _refuse(_setCustody(CUSTODIAN, 7, UNTIL), _notAllowedKey(CUSTODIAN));
        _assertCustody(3, UNTIL);
    }

    /// @dev A custodian looks after the relationships, and never after who the Agent belongs to.
    function test_custody_leavesOwnersGuardiansAndSwitchAlone() external {
        _beginCustody(3);
        uint256[2] memory keys = [CUSTODIAN, PATIENT];
        bytes32[] memory directives = new bytes32[](1);
        for (uint256 i = 0; i < 2; ++i) {
            bytes memory refusal = _notAllowedKey(keys[i]);
            Seal memory owners = _seal(keys[i], Sort.Owners);
            _refuse(AgentCalls.enableOwner(owners, OTHER_OWNER).data, refusal);
            _refuse(AgentCalls.enableOwner(owners, CUSTODIAN).data, refusal);
            _refuse(AgentCalls.disableOwner(owners, _owner).data, refusal);
            _refuse(AgentCalls.rotateOwner(owners, _owner, CUSTODIAN).data, refusal);
            _refuse(AgentCalls.setGuardians(_seal(keys[i], Sort.Guardians), COMMITMENT).data, refusal);
            _refuse(AgentCalls.setSwitch(_seal(keys[i], Sort.Switches), 1 days, directives).data, refusal);
            _refuse(_setCustodian(keys[i], OTHER_CUSTODIAN, 1, UNTIL), refusal);
        }
        _refuse(AgentCalls.touch(_seal(CUSTODIAN, Sort.Switches)).data, _notAllowedKey(CUSTODIAN));
        _submit(AgentCalls.touch(_seal(PATIENT, Sort.Switches)).data);
    }

    function test_custody_takesNothingFromAnOwnerWhoMayManage() external {
        _beginCustody(4);
        _enable(_agent, PATIENT, OTHER_OWNER);
        _submit(_setCustodian(OTHER_OWNER, CUSTODIAN, 0, 0));
        _assertRights(OTHER_OWNER, 4);
    }

    function _aCustodian(Seal memory seal) private view returns (Sealed memory) {
        return AgentCalls.setCustodian(seal, _custodian, 7, UNTIL);
    }

    function _aCustody(Seal memory seal) private view returns (Sealed memory) {
        return AgentCalls.setCustody(seal, 0, UNTIL, _custodian);
    }

    function _invalidCustodian(uint8 rights, uint40 until) private view returns (bytes memory) {
        return abi.encodeWithSelector(IAgent.Agent__InvalidCustodian.selector, _custodian, rights, until);
    }

    function _invalidCustody(uint8 ownerRights, uint40 until) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IAgent.Agent__InvalidCustody.selector, ownerRights, until);
    }
}
