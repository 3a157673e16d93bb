// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Agent} from "../contracts/Agent.sol";
import {Signature} from "../contracts/Signature.sol";
import {IAgent} from "../contracts/interfaces/IAgent.sol";
import {IAgentFactory} from "../contracts/interfaces/IAgentFactory.sol";
import {AgentCalls, Seal, Sealed} from "./support/AgentCalls.sol";
import {GuardiansTest} from "./support/GuardiansTest.sol";
import {TypedMessages} from "./support/TypedMessages.sol";

/// @dev Who may propose a recovery. What becomes of it: AgentRecovery.t.sol.
contract AgentGuardiansTest is GuardiansTest {
    bytes32 private _hash;

    function setUp() public override {
        super.setUp();
        _hash = _hashOf(_guardianSet());
        _submit(_setGuardians(PATIENT, _hash));
    }

    function test_setGuardians_keepsOneHash() external {
        (bytes32 guardiansHash,,,) = _agent.recovery();
        _assertEq(guardiansHash, _hash);
        bytes memory data = _setGuardians(PATIENT, 0);
        vm.expectEmit(address(_factory));
        emit IAgentFactory.GuardiansSet(address(_agent), 0);
        _submit(data);
        (guardiansHash,,,) = _agent.recovery();
        _assertEq(guardiansHash, 0);
        _refuse(_propose(_proposal(2)), _invalidGuardians(0));
    }

    function test_setGuardians_isGoodOnce() external {
        _assertGoodOnce(PATIENT, Sort.Guardians, _aSetting, _notAllowed);
    }

    function test_proposeRecovery_isGoodOnce() external {
        _assertGoodOnce(NEW_OWNER, Sort.Guardians, _aProposal, _wrongOwner);
    }

    function test_setGuardians_revertsWhen_anybodyElseSigns() external {
        _refuse(_setGuardians(STRANGER, 0), _notAllowedKey(STRANGER));
        _refuse(_setGuardians(_guardianKeys[0], 0), _notAllowedKey(_guardianKeys[0]));
        _submit(_setCustodian(PATIENT, CUSTODIAN, 7, UNTIL));
        _refuse(_setGuardians(CUSTODIAN, 0), _notAllowedKey(CUSTODIAN));
    }

    function test_proposeRecovery_needsTheThreshold() external {
        _refuse(_propose(_proposal(0)), _tooFew(0));
        _refuse(_propose(_proposal(1)), _tooFew(1));
        Proposal memory proposal = _proposal(2);
        bytes memory data = _propose(proposal);
        vm.expectEmit(address(_factory));
        emit IAgentFactory.RecoveryProposed(address(_agent), _newOwner, READY, proposal.message.sealedPointer);
        _submit(data);
        _assertPending(_newOwner, READY);
        _assertTrue(!_agent.isOwnerEnabled(_newOwner), "not yet");
        _submit(_propose(_proposal(3)));
    }

    function test_proposeRecovery_takesAnyGuardiansWhoAreEnough() external {
        for (uint256 left = 0; left < GUARDIANS; ++left) {
            Proposal memory proposal = _proposal(2);
            proposal.approvals[0] = _approval(left == 0 ? 1 : 0, proposal.digest);
            proposal.approvals[1] = _approval(left == 2 ? 1 : 2, proposal.digest);
            _submit(_propose(proposal));
        }
    }

    function test_proposeRecovery_revertsWhen_aGuardianCountsTwice() external {
        Proposal memory proposal = _proposal(2);
        proposal.approvals[1] = proposal.approvals[0];
        _refuse(_propose(proposal), _invalidApproval(1, _guardian(0)));
        // Nor with a second commitment to the same guardian.
        proposal = _proposal(2);
        proposal.guardians.commitments[2] = proposal.guardians.commitments[0];
        _submit(_setGuardians(PATIENT, _hashOf(proposal.guardians)));
        Proposal memory again = _proposalOf(_seal(NEW_OWNER, Sort.Guardians), proposal.guardians, 2);
        again.approvals[0] = _approval(2, again.digest);
        again.approvals[1] = _approval(2, again.digest);
        again.approvals[1].index = 2;
        _refuse(_propose(again), _invalidApproval(1, _guardian(2)));
    }

    function test_proposeRecovery_revertsWhen_approvalsAreOutOfOrder() external {
        Proposal memory proposal = _proposal(3);
        (proposal.approvals[0], proposal.approvals[1]) = (proposal.approvals[1], proposal.approvals[0]);
        _refuse(_propose(proposal), _invalidApproval(1, _guardian(0)));
    }

    function test_proposeRecovery_revertsWhen_anApprovalOpensNoCommitment() external {
        Proposal memory proposal = _proposal(2);
        proposal.approvals[0].salt = _saltOf(1);
        _refuse(_propose(proposal), _invalidApproval(0, _guardian(0)));

        proposal = _proposal(2);
        proposal.approvals[1].index = _placeOf(0);
        _refuse(_propose(proposal), _invalidApproval(1, _guardian(1)));
        proposal.approvals[1].index = GUARDIANS;
        _refuse(_propose(proposal), _invalidApproval(1, _guardian(1)));
        proposal.approvals[1].index = type(uint256).max;
        _refuse(_propose(proposal), _invalidApproval(1, _guardian(1)));

        // One bad approval spoils enough good ones.
        proposal = _proposal(3);
        proposal.approvals[2].salt = 0;
        _refuse(_propose(proposal), _invalidApproval(2, _guardian(2)));

        proposal = _proposal(2);
        proposal.approvals[0].signature = _sign(STRANGER, proposal.digest);
        _refuse(_propose(proposal), _invalidApproval(0, vm.addr(STRANGER)));
        proposal.approvals[0].signature = Signature(0, 0);
        _refuse(_propose(proposal), _invalidApproval(0, address(0)));
        proposal.approvals[0] = _approval(0, proposal.digest);
        proposal.approvals[0].signature = _malleable(proposal.approvals[0].signature);
        _refuse(_propose(proposal), _invalidApproval(0, address(0)));
    }

    function test_proposeRecovery_revertsWhen_aGuardianSignedAnother() external {
        Proposal memory proposal = _proposal(2);
        IAgent.Recover memory other = proposal.message;
        other.sealedPointer = "";
        bytes32 digest = TypedMessages.recover(_agentDomain(_agent), other);
        proposal = _proposal(2);
        proposal.approvals[1].signature = _sign(_guardianKeys[1], digest);
        address signer = _recovered(proposal.digest, proposal.approvals[1].signature);
        _refuse(_propose(proposal), _invalidApproval(1, signer));
    }

    function test_proposeRecovery_revertsWhen_commitmentsAreOfAnotherAgentOrChain() external {
        Agent agent = _newAgent(STRANGER);
        _refuseCommitments(_commitment(agent, CHAIN_ID, 0));
        _refuseCommitments(_commitment(_agent, CHAIN_ID + 1, 0));
        _refuseCommitments(
            keccak256(abi.encode(keccak256("other"), CHAIN_ID, _agent, _guardian(0), _saltOf(0)))
        );
    }

    function test_proposeRecovery_revertsWhen_theNewOwnerDoesNotSign() external {
        Proposal memory proposal = _proposal(3);
        proposal.ownerSignature = _sign(PATIENT, proposal.digest);
        _refuse(_propose(proposal), _wrongOwner(_owner));
        proposal.ownerSignature = Signature(0, 0);
        _refuse(
            _propose(proposal),
            abi.encodeWithSelector(IAgent.Agent__InvalidSignature.selector, proposal.digest)
        );
    }

    function test_proposeRecovery_revertsWhen_guardiansAreNotThoseThatWereSet() external {
        Proposal memory proposal = _proposal(2);
        proposal.guardians.threshold = 1;
        _refuse(_propose(proposal), _invalidGuardians(_hash));
        proposal = _proposal(2);
        proposal.guardians.delaySeconds = 1 days;
        _refuse(_propose(proposal), _invalidGuardians(_hash));
        proposal = _proposal(2);
        proposal.guardians.commitments[0] = proposal.guardians.commitments[1];
        _refuse(_propose(proposal), _invalidGuardians(_hash));
    }

    function test_proposeRecovery_revertsWhen_guardiansCannotBeUsed() external {
        IAgent.GuardianSet memory guardians = _guardianSet();
        guardians.threshold = 0;
        _refuseGuardians(guardians);
        guardians = _guardianSet();
        guardians.delaySeconds = 1 days - 1;
        _refuseGuardians(guardians);
        guardians.delaySeconds = 365 days + 1;
        _refuseGuardians(guardians);
        guardians.delaySeconds = type(uint40).max;
        _refuseGuardians(guardians);
        guardians = _guardianSet();
        guardians.commitments = new bytes32[](33);
        guardians.commitments[31] = _commitment(_agent, CHAIN_ID, 0);
        guardians.threshold = 1;
        _refuseGuardians(guardians);
    }

    function test_proposeRecovery_takesTheShortestLongestAndLargest() external {
        IAgent.GuardianSet memory guardians = _guardianSet();
        guardians.threshold = 1;
        guardians.delaySeconds = 1 days;
        _proposeWith(guardians);
        _assertPending(_newOwner, NOW + 1 days);
        guardians.delaySeconds = 365 days;
        _proposeWith(guardians);
        _assertPending(_newOwner, NOW + 365 days);
        guardians.commitments = new bytes32[](32);
        guardians.commitments[_placeOf(0)] = _commitment(_agent, CHAIN_ID, 0);
        _proposeWith(guardians);
    }

    function test_proposeRecovery_revertsWhen_thePointerHasAnotherLength() external {
        Proposal memory proposal = _proposal(2);
        proposal.message.sealedPointer = hex"00";
        _refuse(
            _propose(proposal), abi.encodeWithSelector(IAgent.Agent__PointerLength.selector, _newOwner, 1)
        );
    }

    function _refuseCommitments(bytes32 commitment) private {
        IAgent.GuardianSet memory guardians = _guardianSet();
        guardians.commitments[_placeOf(0)] = commitment;
        _submit(_setGuardians(PATIENT, _hashOf(guardians)));
        Proposal memory proposal = _proposalOf(_seal(NEW_OWNER, Sort.Guardians), guardians, 2);
        _refuse(_propose(proposal), _invalidApproval(0, _guardian(0)));
    }

    function _refuseGuardians(IAgent.GuardianSet memory guardians) private {
        _submit(_setGuardians(PATIENT, _hashOf(guardians)));
        Proposal memory proposal = _proposalOf(_seal(NEW_OWNER, Sort.Guardians), guardians, 3);
        _refuse(_propose(proposal), _invalidGuardians(_hashOf(guardians)));
    }

    function _proposeWith(IAgent.GuardianSet memory guardians) private {
        _submit(_setGuardians(PATIENT, _hashOf(guardians)));
        _submit(_propose(_proposalOf(_seal(NEW_OWNER, Sort.Guardians), guardians, 1)));
    }

    function _aSetting(Seal memory seal) private pure returns (Sealed memory) {
        return AgentCalls.setGuardians(seal, COMMITMENT);
    }

    function _aProposal(Seal memory seal) private view returns (Sealed memory) {
        Proposal memory proposal = _proposalOf(seal, _guardianSet(), 2);
        return Sealed(_propose(proposal), proposal.digest, proposal.ownerSignature);
    }

    function _guardian(uint256 guardian) private view returns (address) {
        return vm.addr(_guardianKeys[guardian]);
    }

    function _wrongOwner(address signer) private view returns (bytes memory) {
        return abi.encodeWithSelector(IAgent.Agent__WrongSigner.selector, signer, _newOwner);
    }

    function _invalidGuardians(bytes32 guardiansHash) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IAgent.Agent__InvalidGuardians.selector, guardiansHash);
    }

    function _tooFew(uint256 approvals) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IAgent.Agent__TooFewApprovals.selector, approvals, 2);
    }

    function _invalidApproval(uint256 place, address signer) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IAgent.Agent__InvalidApproval.selector, place, signer);
    }
}
