// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Agent} from "../../contracts/Agent.sol";
import {Signature} from "../../contracts/Signature.sol";
import {IAgent} from "../../contracts/interfaces/IAgent.sol";
import {AgentCalls, Seal} from "./AgentCalls.sol";
import {AgentModulesTest} from "./AgentModulesTest.sol";
import {TypedMessages} from "./TypedMessages.sol";

/// @title Three guardians of an Agent, two of whom have to agree
abstract contract GuardiansTest is AgentModulesTest {
    /// @dev All that a recovery is proposed with, to be spoilt in one place.
    struct Proposal {
        IAgent.Recover message;
        IAgent.GuardianSet guardians;
        IAgent.Approval[] approvals;
        Signature ownerSignature;
        bytes32 digest;
    }

    uint256 internal constant NEW_OWNER = 0x4ec0;
    uint40 internal constant DELAY = 7 days;
    uint40 internal constant READY = NOW + DELAY;
    uint256 internal constant GUARDIANS = 3;
    bytes32 private constant TAG = keccak256("medrec:guardian:v1");

    /// @dev In the order of their addresses.
    uint256[] internal _guardianKeys;
    address internal _newOwner;

    function setUp() public virtual override {
        super.setUp();
        _newOwner = vm.addr(NEW_OWNER);
        for (uint256 i = 0; i < GUARDIANS; ++i) {
            uint256 key = 0x6a4d + i;
            _guardianKeys.push(key);
            for (uint256 j = i; j > 0 && vm.addr(_guardianKeys[j - 1]) > vm.addr(key); --j) {
                (_guardianKeys[j - 1], _guardianKeys[j]) = (key, _guardianKeys[j - 1]);
            }
        }
    }

    function _saltOf(uint256 guardian) internal pure returns (bytes32) {
        return keccak256(abi.encode("salt", guardian));
    }

    function _commitment(Agent agent, uint256 chainId, uint256 guardian) internal view returns (bytes32) {
        address account = vm.addr(_guardianKeys[guardian]);
        return keccak256(abi.encode(TAG, chainId, address(agent), account, _saltOf(guardian)));
    }

    /// @dev Two of three. Their places are the other way round than their addresses.
    function _guardianSet() internal view returns (IAgent.GuardianSet memory guardians) {
        guardians.threshold = 2;
        guardians.delaySeconds = DELAY;
        guardians.commitments = new bytes32[](GUARDIANS);
        for (uint256 i = 0; i < GUARDIANS; ++i) {
            guardians.commitments[_placeOf(i)] = _commitment(_agent, CHAIN_ID, i);
        }
    }

    function _placeOf(uint256 guardian) internal pure returns (uint256) {
        return GUARDIANS - 1 - guardian;
    }

    function _hashOf(IAgent.GuardianSet memory guardians) internal pure returns (bytes32) {
        return keccak256(abi.encode(guardians));
    }

    function _setGuardians(uint256 key, bytes32 guardiansHash) internal view returns (bytes memory) {
        return AgentCalls.setGuardians(_seal(key, Sort.Guardians), guardiansHash).data;
    }

    function _veto(uint256 key) internal view returns (bytes memory) {
        return AgentCalls.vetoRecovery(_seal(key, Sort.Guardians)).data;
    }

    /// @dev A good proposal by the first `approvals` guardians.
    function _proposal(uint256 approvals) internal view returns (Proposal memory) {
        return _proposalOf(_seal(NEW_OWNER, Sort.Guardians), _guardianSet(), approvals);
    }

    function _proposalOf(Seal memory seal, IAgent.GuardianSet memory guardians, uint256 approvals)
        internal
        view
        returns (Proposal memory proposal)
    {
        proposal.message =
            IAgent.Recover(vm.addr(seal.key), abi.encode(_pointer()), seal.nonce, seal.deadline);
        proposal.guardians = guardians;
        proposal.digest = TypedMessages.recover(seal.domain, proposal.message);
        proposal.ownerSignature = _sign(seal.key, proposal.digest);
        proposal.approvals = new IAgent.Approval[](approvals);
        for (uint256 i = 0; i < approvals; ++i) {
            proposal.approvals[i] = _approval(i, proposal.digest);
        }
    }

    function _approval(uint256 guardian, bytes32 digest) internal view returns (IAgent.Approval memory) {
        return IAgent.Approval(_placeOf(guardian), _saltOf(guardian), _sign(_guardianKeys[guardian], digest));
    }

    function _propose(Proposal memory proposal) internal pure returns (bytes memory) {
        return abi.encodeCall(
            IAgent.proposeRecovery,
            (proposal.message, proposal.guardians, proposal.approvals, proposal.ownerSignature)
        );
    }

    function _complete(address owner) internal pure returns (bytes memory) {
        return abi.encodeCall(IAgent.completeRecovery, (owner, abi.encode(_pointer())));
    }

    function _assertPending(address owner, uint256 readyAt) internal view {
        (, address pendingOwner, uint40 storedReadyAt, bytes32 pointerHash) = _agent.recovery();
        _assertEq(pendingOwner, owner);
        _assertEq(storedReadyAt, readyAt);
        _assertEq(pointerHash, owner == address(0) ? bytes32(0) : keccak256(abi.encode(_pointer())));
    }

    function _noRecovery(address owner) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IAgent.Agent__NoRecovery.selector, owner);
    }

    function _notReady(uint40 readyAt) internal pure returns (bytes memory) {
        return
            abi.encodeWithSelector(
                IAgent.Agent__RecoveryNotReady.selector, readyAt, readyAt + uint40(30 days)
            );
    }
}
