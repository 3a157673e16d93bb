// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {RIGHT_GRANT, RIGHT_MANAGE} from "../contracts/interfaces/IAgent.sol";
import {IRelationships} from "../contracts/interfaces/IRelationships.sol";
import {AgentCalls} from "./support/AgentCalls.sol";
import {AgentModulesTest} from "./support/AgentModulesTest.sol";
import {FullGrant} from "./support/FullGrant.sol";

/// @dev What custodians, custody and a change of keys mean in the relationships of an Agent.
contract AgentCustodyReachTest is AgentModulesTest {
    uint8 private constant GRANTING = 2;
    uint8 private constant MANAGING = 4;

    function setUp() public override {
        super.setUp();
        _id = _open();
    }

    function test_aCustodianWhoMayGrantSetsGrantsAndNothingElse() external {
        _submit(_setCustodian(PATIENT, CUSTODIAN, GRANTING, UNTIL));
        _submitThere(_grantBy(CUSTODIAN, 1));
        _assertVersion(1);
        _refuseThere(_endBy(CUSTODIAN), _notAllowedThere(CUSTODIAN, RIGHT_MANAGE));
        _refuseThere(_openBy(CUSTODIAN, NEXT_DELEGATE), _notAllowedThere(CUSTODIAN, RIGHT_MANAGE));
    }

    function test_aCustodianWhoMayManageOpensAndEndsAndGrantsNothing() external {
        _submit(_setCustodian(PATIENT, CUSTODIAN, MANAGING, UNTIL));
        _refuseThere(_grantBy(CUSTODIAN, 1), _notAllowedThere(CUSTODIAN, RIGHT_GRANT));
        bytes memory opening = _openBy(CUSTODIAN, NEXT_DELEGATE);
        bytes32 id = _relationships.relationshipIdOf(address(_agent), vm.addr(NEXT_DELEGATE));
        vm.expectEmit(address(_relationships));
        emit IRelationships.RelationshipOpened(
            id, address(_agent), vm.addr(NEXT_DELEGATE), _custodian, _pointer()
        );
        _submitThere(opening);
        bytes memory ending = _endBy(CUSTODIAN);
        vm.expectEmit(address(_relationships));
        emit IRelationships.RelationshipEnded(_id, _custodian);
        _submitThere(ending);
    }

    /// @dev Opening is no way around the right to grant, neither for a custodian nor for a child.
    function test_open_revertsWhen_itBringsGrantsOfAKeyThatMayOnlyManage() external {
        _submit(_setCustodian(PATIENT, CUSTODIAN, MANAGING, UNTIL));
        FullGrant[] memory grants = _one(_grant(1));
        _refuseThere(_openBy(CUSTODIAN, NEXT_DELEGATE, grants), _notAllowedThere(CUSTODIAN, RIGHT_GRANT));
        _submit(_setCustody(PATIENT, MANAGING, UNTIL));
        _refuseThere(_openBy(PATIENT, NEXT_DELEGATE, grants), _notAllowedThere(PATIENT, RIGHT_GRANT));
        _submit(_setCustodian(PATIENT, CUSTODIAN, GRANTING, UNTIL));
        _refuseThere(_openBy(CUSTODIAN, NEXT_DELEGATE, grants), _notAllowedThere(CUSTODIAN, RIGHT_MANAGE));
        _submit(_setCustodian(PATIENT, CUSTODIAN, MANAGING | GRANTING, UNTIL));
        _submitThere(_openBy(CUSTODIAN, NEXT_DELEGATE, grants));
        _id = _relationships.relationshipIdOf(address(_agent), vm.addr(NEXT_DELEGATE));
        _assertVersion(1);
    }

    function test_aCustodianWhoMayReadChangesNothing() external {
        _submit(_setCustodian(PATIENT, CUSTODIAN, 1, UNTIL));
        _refuseThere(_grantBy(CUSTODIAN, 1), _notAllowedThere(CUSTODIAN, RIGHT_GRANT));
        _refuseThere(_endBy(CUSTODIAN), _notAllowedThere(CUSTODIAN, RIGHT_MANAGE));
        _refuseThere(_openBy(CUSTODIAN, NEXT_DELEGATE), _notAllowedThere(CUSTODIAN, RIGHT_MANAGE));
    }

    function test_aCustodianChangesNothingFromItsDateOn() external {
        _submit(_setCustodian(PATIENT, CUSTODIAN, 7, UNTIL));
        bytes memory grant = _grantBy(CUSTODIAN, 2);
        vm.warp(UNTIL - 1);
        _submitThere(_grantBy(CUSTODIAN, 1));
        vm.warp(UNTIL);
        _refuseThere(grant, _notAllowedThere(CUSTODIAN, RIGHT_GRANT));
        _refuseThere(_endBy(CUSTODIAN), _notAllowedThere(CUSTODIAN, RIGHT_MANAGE));
        _refuseThere(_openBy(CUSTODIAN, NEXT_DELEGATE), _notAllowedThere(CUSTODIAN, RIGHT_MANAGE));
        _assertVersion(1);
    }

    function test_aCustodianChangesNothingOnceRemoved() external {
        _submit(_setCustodian(PATIENT, CUSTODIAN, 7, UNTIL));
        bytes memory grant = _grantBy(CUSTODIAN, 1);
        _submit(_setCustodian(PATIENT, CUSTODIAN, 0, 0));
        _refuseThere(grant, _notAllowedThere(CUSTODIAN, RIGHT_GRANT));
    }

    function test_aCustodianOfOneAgentIsNobodyForAnother() external {
        _submit(_setCustodian(PATIENT, CUSTODIAN, 7, UNTIL));
        _agent = _newAgent(STRANGER);
        _submitThere(_openBy(STRANGER, NEXT_DELEGATE));
        _id = _relationships.relationshipIdOf(address(_agent), vm.addr(NEXT_DELEGATE));
        _refuseThere(_grantBy(CUSTODIAN, 1), _notAllowedThere(CUSTODIAN, RIGHT_GRANT));
        _submitThere(_grantBy(STRANGER, 1));
    }

    function test_aChildChangesNothingUntilCustodyEnds() external {
        _beginCustody(1);
        _refuseThere(_grantBy(PATIENT, 1), _notAllowedThere(PATIENT, RIGHT_GRANT));
        _refuseThere(_endBy(PATIENT), _notAllowedThere(PATIENT, RIGHT_MANAGE));
        _refuseThere(_openBy(PATIENT, NEXT_DELEGATE), _notAllowedThere(PATIENT, RIGHT_MANAGE));
        _submitThere(_grantBy(CUSTODIAN, 1));
        vm.warp(UNTIL - 1);
        _refuseThere(_grantBy(PATIENT, 2), _notAllowedThere(PATIENT, RIGHT_GRANT));
        vm.warp(UNTIL);
        _refuseThere(_grantBy(CUSTODIAN, 2), _notAllowedThere(CUSTODIAN, RIGHT_GRANT));
        _submitThere(_grantBy(PATIENT, 2));
        _submitThere(_openBy(PATIENT, NEXT_DELEGATE));
        _submitThere(_endBy(PATIENT));
    }

    function test_aChildGrantsEarlierOnceCustodyIsLoosened() external {
        _beginCustody(0);
        _submit(_setCustody(CUSTODIAN, GRANTING, UNTIL));
        _submitThere(_grantBy(PATIENT, 1));
        _refuseThere(_endBy(PATIENT), _notAllowedThere(PATIENT, RIGHT_MANAGE));
        _submit(_setCustody(CUSTODIAN, GRANTING, NOW));
        _submitThere(_endBy(PATIENT));
    }

    /// @dev Three relationships of one Agent: one change of key, and it is the key of all of them.
    function test_aRotatedKeyReachesEveryRelationshipAndGrant() external {
        bytes32[3] memory ids = _threeRelationships();
        for (uint256 i = 0; i < 3; ++i) {
            _id = ids[i];
            _submitThere(_grantBy(PATIENT, 1));
        }
        bytes memory ofTheOldKey = _grantBy(PATIENT, 2);
        _submit(AgentCalls.rotateOwner(_seal(PATIENT, Sort.Owners), _owner, OTHER_OWNER).data);
        _refuseThere(ofTheOldKey, _notAllowedThere(PATIENT, RIGHT_GRANT));
        for (uint256 i = 0; i < 3; ++i) {
            _id = ids[i];
            _refuseThere(_grantBy(PATIENT, 2), _notAllowedThere(PATIENT, RIGHT_GRANT));
            _refuseThere(_endBy(PATIENT), _notAllowedThere(PATIENT, RIGHT_MANAGE));
            IRelationships.SetGrants memory revoking = _setMessage(_id, _revocation(1));
            _relationships.setGrants(revoking, _signSet(OTHER_OWNER, revoking));
            _submitThere(_grantBy(OTHER_OWNER, 2));
            _assertVersion(2);
            _submitThere(_endBy(OTHER_OWNER));
        }
        _refuseThere(_openBy(PATIENT, STRANGER), _notAllowedThere(PATIENT, RIGHT_MANAGE));
        _submitThere(_openBy(OTHER_OWNER, STRANGER));
    }

    function test_aDisabledKeyLosesEveryRelationship() external {
        bytes32[3] memory ids = _threeRelationships();
        _enable(_agent, PATIENT, OTHER_OWNER);
        _disable(_agent, OTHER_OWNER, PATIENT);
        for (uint256 i = 0; i < 3; ++i) {
            _id = ids[i];
            _refuseThere(_grantBy(PATIENT, 1), _notAllowedThere(PATIENT, RIGHT_GRANT));
            _submitThere(_grantBy(OTHER_OWNER, 1));
        }
    }

    function _threeRelationships() private returns (bytes32[3] memory ids) {
        ids[0] = _id;
        uint256[2] memory delegates = [NEXT_DELEGATE, NEXT_DELEGATE + 1];
        for (uint256 i = 0; i < 2; ++i) {
            _submitThere(_openBy(PATIENT, delegates[i]));
            ids[i + 1] = _relationships.relationshipIdOf(address(_agent), vm.addr(delegates[i]));
        }
    }
}
