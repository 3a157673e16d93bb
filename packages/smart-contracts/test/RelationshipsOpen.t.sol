// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Agent} from "../contracts/Agent.sol";
import {AgentFactory} from "../contracts/AgentFactory.sol";
import {Relationships} from "../contracts/Relationships.sol";
import {Signature} from "../contracts/Signature.sol";
import {RIGHT_GRANT, RIGHT_MANAGE} from "../contracts/interfaces/IAgent.sol";
import {IRelationships} from "../contracts/interfaces/IRelationships.sol";
import {FullGrant} from "./support/FullGrant.sol";
import {MedRecTest} from "./support/MedRecTest.sol";
import {TypedMessages} from "./support/TypedMessages.sol";
import {YesMan} from "./support/YesMan.sol";

contract RelationshipsOpenTest is MedRecTest {
    function test_open_makesRelationshipAndGrantsAndNoAgent() external {
        IRelationships.Open memory message = _openMessage(_one(_grant(1)));
        bytes32 id = _relationships.relationshipIdOf(message.agent, message.delegate);
        _assertEq(
            id, keccak256(abi.encode(CHAIN_ID, address(_relationships), message.agent, message.delegate))
        );
        bytes32 digest = TypedMessages.open(_domain(), message);
        Signature memory patientSignature = _sign(PATIENT, digest);
        Signature memory delegateSignature = _sign(DELEGATE, digest);

        vm.expectEmit(address(_relationships));
        emit IRelationships.RelationshipOpened(
            id, message.agent, message.delegate, message.owner, message.sealedPointer
        );
        _assertEq(_relationships.open(message, patientSignature, delegateSignature), id);
        vm.snapshotGasLastCall("open with a grant");

        _assertEq(message.agent.code.length, 0);
        _assertStands(id, message.agent, message.delegate);
    }

    function test_open_alone() external {
        _open();
        vm.snapshotGasLastCall("open");
    }

    function testFuzz_open_changesNothingByWhoSubmits(address submitter) external {
        IRelationships.Open memory message = _openMessage(_one(_grant(1)));
        bytes32 digest = TypedMessages.open(_domain(), message);
        Signature memory patientSignature = _sign(PATIENT, digest);
        Signature memory delegateSignature = _sign(DELEGATE, digest);
        vm.prank(submitter);
        bytes32 id = _relationships.open(message, patientSignature, delegateSignature);
        _assertStands(id, message.agent, message.delegate);

        vm.expectRevert(abi.encodeWithSelector(IRelationships.Relationships__AlreadyOpened.selector, id));
        _relationships.open(message, patientSignature, delegateSignature);
    }

    function test_open_byAnotherOwnerOfTheAgent() external {
        Agent agent = _newAgent(PATIENT);
        address other = vm.addr(OTHER_OWNER);
        _enable(agent, PATIENT, OTHER_OWNER);
        _disable(agent, PATIENT, PATIENT);

        // The first owner names the Agent still, and acts for it no longer.
        IRelationships.Open memory message = _openMessage(new FullGrant[](0));
        bytes memory refusal = abi.encodeWithSelector(
            IRelationships.Relationships__NotAllowed.selector, address(agent), vm.addr(PATIENT), RIGHT_MANAGE
        );
        _refuseOpen(message, PATIENT, DELEGATE, refusal);

        message.owner = other;
        bytes32 digest = TypedMessages.open(_domain(), message);
        bytes32 id = _relationships.open(message, _sign(OTHER_OWNER, digest), _sign(DELEGATE, digest));
        _assertStands(id, address(agent), message.delegate);
        _assertTrue(_factory.agentOf(other).code.length == 0, "no Agent is made for the other owner");
    }

    function test_open_revertsWhen_ownerNamesSomebodyElse() external {
        IRelationships.Open memory message = _openMessage(new FullGrant[](0));
        message.owner = vm.addr(STRANGER);
        // Before the Agent is made nothing else tells whose it is.
        bytes memory refusal =
            abi.encodeWithSelector(IRelationships.Relationships__NotAgent.selector, message.agent);
        _refuseOpen(message, PATIENT, DELEGATE, refusal);
        _refuseOpen(message, STRANGER, DELEGATE, refusal);

        _newAgent(PATIENT);
        refusal = abi.encodeWithSelector(
            IRelationships.Relationships__NotOwnerOfAgent.selector, message.owner, message.agent
        );
        _refuseOpen(message, PATIENT, DELEGATE, refusal);
    }

    /// @dev Making the Agent between signing and submitting, or after, changes nothing.
    function testFuzz_open_isTheSameForAnAgentThatWasMade(bool isMadeBefore, bool isMadeAfter) external {
        if (isMadeBefore) _newAgent(PATIENT);
        bytes32 id = _open(_one(_grant(1)));
        if (isMadeAfter) _newAgent(PATIENT);
        _assertStands(id, _factory.agentOf(vm.addr(PATIENT)), vm.addr(DELEGATE));
        _set(id, _grant(2));
        IRelationships.SetGrants memory message = _setMessage(id, _grant(3));
        Signature memory signature = _signSet(STRANGER, message);
        vm.expectRevert(
            abi.encodeWithSelector(
                IRelationships.Relationships__NotAllowed.selector,
                _factory.agentOf(vm.addr(PATIENT)),
                vm.addr(STRANGER),
                RIGHT_GRANT
            )
        );
        _relationships.setGrants(message, signature);
    }

    function test_open_revertsWhen_strangerSignsForThePatient() external {
        IRelationships.Open memory message = _openMessage(new FullGrant[](0));
        bytes memory refusal = abi.encodeWithSelector(
            IRelationships.Relationships__NotAllowed.selector, message.agent, vm.addr(STRANGER), RIGHT_MANAGE
        );
        _refuseOpen(message, STRANGER, DELEGATE, refusal);
        _assertTrue(message.agent.code.length == 0, "a refused opening leaves no Agent");
        // A stranger who opens in its own name does not get into somebody else's Agent.
        _newAgent(PATIENT);
        message.owner = vm.addr(STRANGER);
        _refuseOpen(message, STRANGER, DELEGATE, refusal);
    }

    function test_open_revertsWhen_agentIsForeign() external {
        address owner = vm.addr(PATIENT);
        IRelationships.Open memory message = _openMessage(new FullGrant[](0));
        address[3] memory foreign = [
            new AgentFactory(address(this)).createAgent(owner),
            _factory.implementation(),
            address(new YesMan(owner))
        ];
        for (uint256 i = 0; i < foreign.length; ++i) {
            message.agent = foreign[i];
            bytes memory refusal =
                abi.encodeWithSelector(IRelationships.Relationships__NotAgent.selector, foreign[i]);
            _refuseOpen(message, PATIENT, DELEGATE, refusal);
        }
    }

    function test_open_revertsWhen_anotherDelegateSigns() external {
        IRelationships.Open memory message = _openMessage(new FullGrant[](0));
        bytes32 id = _relationships.relationshipIdOf(message.agent, message.delegate);
        bytes memory refusal =
            abi.encodeWithSelector(IRelationships.Relationships__NotDelegate.selector, id, vm.addr(STRANGER));
        _refuseOpen(message, PATIENT, STRANGER, refusal);
    }

    function testFuzz_open_isGoodUntilItsDeadline(uint40 deadline) external {
        IRelationships.Open memory message = _openMessage(new FullGrant[](0));
        message.deadline = deadline;
        if (deadline < NOW) {
            bytes memory refusal =
                abi.encodeWithSelector(IRelationships.Relationships__DeadlinePassed.selector, deadline);
            _refuseOpen(message, PATIENT, DELEGATE, refusal);
        } else {
            bytes32 digest = TypedMessages.open(_domain(), message);
            _relationships.open(message, _sign(PATIENT, digest), _sign(DELEGATE, digest));
        }
    }

    function test_open_isGoodInTheSecondOfItsDeadline() external {
        IRelationships.Open memory message = _openMessage(new FullGrant[](0));
        vm.warp(uint256(LATER) + 1);
        _refuseOpen(
            message,
            PATIENT,
            DELEGATE,
            abi.encodeWithSelector(IRelationships.Relationships__DeadlinePassed.selector, LATER)
        );
        vm.warp(LATER);
        _open();
    }

    function testFuzz_relationshipIdOf_isBoundToChainContractAgentAndDelegate(address agent, address delegate)
        external
    {
        Relationships other = new Relationships();
        _assertEq(
            _relationships.relationshipIdOf(agent, delegate), _idAt(_relationships, CHAIN_ID, agent, delegate)
        );
        _assertEq(other.relationshipIdOf(agent, delegate), _idAt(other, CHAIN_ID, agent, delegate));
        vm.chainId(1);
        _assertEq(_relationships.relationshipIdOf(agent, delegate), _idAt(_relationships, 1, agent, delegate));
    }

    /// @dev Of an id that would follow from no Agent at all, nobody is the delegate.
    function testFuzz_isDelegate_isNobodyWhereNothingWasOpened(address agent, address account) external view {
        bytes32 id = _relationships.relationshipIdOf(agent, account);
        _assertTrue(!_relationships.isDelegate(id, account), "unopened");
        id = _relationships.relationshipIdOf(address(0), account);
        _assertTrue(!_relationships.isDelegate(id, account), "of no Agent");
    }

    function test_open_revertsWhen_signatureIsTheMalleableTwin() external {
        IRelationships.Open memory message = _openMessage(new FullGrant[](0));
        bytes32 digest = TypedMessages.open(_domain(), message);
        bytes memory refusal =
            abi.encodeWithSelector(IRelationships.Relationships__InvalidSignature.selector, digest);
        vm.expectRevert(refusal);
        _relationships.open(message, _malleable(_sign(PATIENT, digest)), _sign(DELEGATE, digest));
        vm.expectRevert(refusal);
        _relationships.open(message, _sign(PATIENT, digest), _malleable(_sign(DELEGATE, digest)));
    }

    function _refuseOpen(
        IRelationships.Open memory message,
        uint256 patientKey,
        uint256 delegateKey,
        bytes memory refusal
    ) private {
        bytes32 digest = TypedMessages.open(_domain(), message);
        Signature memory patientSignature = _sign(patientKey, digest);
        Signature memory delegateSignature = _sign(delegateKey, digest);
        vm.expectRevert(refusal);
        _relationships.open(message, patientSignature, delegateSignature);
    }

    function _assertStands(bytes32 id, address agent, address delegate) private view {
        (address a, address later, uint32 rotation, bool ended) = _relationships.relationship(id);
        _assertEq(a, agent);
        _assertEq(later, address(0));
        _assertEq(rotation, 0);
        _assertTrue(!ended, "open");
        _assertTrue(_relationships.isDelegate(id, delegate), "the first delegate");
    }

    function _idAt(Relationships place, uint256 chainId, address agent, address delegate)
        private
        pure
        returns (bytes32)
    {
        return keccak256(
            bytes.concat(
                bytes32(chainId),
                bytes32(uint256(uint160(address(place)))),
                bytes32(uint256(uint160(agent))),
                bytes32(uint256(uint160(delegate)))
            )
        );
    }
}
