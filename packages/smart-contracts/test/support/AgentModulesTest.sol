// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Agent} from "../../contracts/Agent.sol";
import {Terms} from "../../contracts/GrantTerms.sol";
import {Signature} from "../../contracts/Signature.sol";
import {IAgent, RIGHT_MANAGE} from "../../contracts/interfaces/IAgent.sol";
import {IRelationships} from "../../contracts/interfaces/IRelationships.sol";
import {AgentCalls, Seal, Sealed} from "./AgentCalls.sol";
import {FullGrant} from "./FullGrant.sol";
import {MedRecTest} from "./MedRecTest.sol";
import {TypedMessages} from "./TypedMessages.sol";

/// @title What the tests of an Agent beyond its owner keys begin with
/// @dev Everything is submitted as bytes, so that a refusal can be compared to its last byte and the state
/// before it with the state after it.
abstract contract AgentModulesTest is MedRecTest {
    /// @dev The messages that share a nonce, in the order of `nonces()`.
    enum Sort {
        Owners,
        Custodians,
        Guardians,
        Switches,
        Calls
    }

    error Refused(bytes reason);
    error OtherRefusal(bytes actual, bytes expected);

    uint256 internal constant CUSTODIAN = 0xca5e;
    uint256 internal constant OTHER_CUSTODIAN = 0xca5f;
    uint40 internal constant UNTIL = NOW + 100 days;

    Agent internal _agent;
    address internal _owner;
    address internal _custodian;
    /// @dev A relationship of `_agent`, if the test opens one.
    bytes32 internal _id;

    function setUp() public virtual override {
        super.setUp();
        _agent = _newAgent(PATIENT);
        _owner = vm.addr(PATIENT);
        _custodian = vm.addr(CUSTODIAN);
    }

    // Messages

    function _nonceOf(Agent agent, Sort sort) internal view returns (uint64) {
        (uint64 owners, uint64 custodians, uint64 guardians, uint64 switches, uint64 calls) = agent.nonces();
        uint64[5] memory all = [owners, custodians, guardians, switches, calls];
        return all[uint256(sort)];
    }

    function _seal(uint256 key, Sort sort) internal view returns (Seal memory) {
        return Seal(key, _agentDomain(_agent), _nonceOf(_agent, sort), LATER);
    }

    function _setCustodian(uint256 key, uint256 custodianKey, uint8 rights, uint40 until)
        internal
        view
        returns (bytes memory)
    {
        Seal memory seal = _seal(key, Sort.Custodians);
        return AgentCalls.setCustodian(seal, vm.addr(custodianKey), rights, until).data;
    }

    /// @dev Names the usual custodian.
    function _setCustody(uint256 key, uint8 ownerRights, uint40 until) internal view returns (bytes memory) {
        return AgentCalls.setCustody(_seal(key, Sort.Custodians), ownerRights, until, _custodian).data;
    }

    /// @dev A custodian with every right, and owners with `ownerRights`, until `UNTIL`.
    function _beginCustody(uint8 ownerRights) internal {
        _submit(_setCustodian(PATIENT, CUSTODIAN, 7, UNTIL));
        _submit(_setCustody(PATIENT, ownerRights, UNTIL));
    }

    function _grantBy(uint256 key, uint32 version) internal view returns (bytes memory) {
        IRelationships.SetGrants memory message = _setMessage(_id, _grant(version));
        return abi.encodeCall(IRelationships.setGrants, (message, _signSet(key, message)));
    }

    function _endBy(uint256 key) internal view returns (bytes memory) {
        IRelationships.End memory message = IRelationships.End(_id, LATER);
        return abi.encodeCall(IRelationships.end, (message, _signEnd(key, message)));
    }

    /// @dev Opens another relationship of `_agent`, with the delegate `delegateKey`.
    function _openBy(uint256 key, uint256 delegateKey) internal view returns (bytes memory) {
        return _openBy(key, delegateKey, new FullGrant[](0));
    }

    function _openBy(uint256 key, uint256 delegateKey, FullGrant[] memory grants)
        internal
        view
        returns (bytes memory)
    {
        IRelationships.Open memory message = _openMessage(grants);
        message.agent = address(_agent);
        message.owner = vm.addr(key);
        message.delegate = vm.addr(delegateKey);
        bytes32 digest = TypedMessages.open(_domain(), message);
        return abi.encodeCall(IRelationships.open, (message, _sign(key, digest), _sign(delegateKey, digest)));
    }

    // Submitting

    function _submit(bytes memory data) internal {
        _submitTo(address(_agent), data);
    }

    function _submitTo(address to, bytes memory data) internal {
        (bool isDone, bytes memory answer) = to.call(data);
        if (!isDone) revert Refused(answer);
    }

    function _submitThere(bytes memory data) internal {
        _submitTo(address(_relationships), data);
    }

    function _refuseThere(bytes memory data, bytes memory refusal) internal {
        _refuseAt(address(_relationships), data, refusal);
    }

    function _refuse(bytes memory data, bytes memory refusal) internal {
        _refuseAt(address(_agent), data, refusal);
    }

    function _refuseAt(address to, bytes memory data, bytes memory refusal) internal {
        bytes32 before = _stored();
        (bool isDone, bytes memory answer) = to.call(data);
        _assertTrue(!isDone, "is refused");
        if (keccak256(answer) != keccak256(refusal)) revert OtherRefusal(answer, refusal);
        _assertEq(_stored(), before);
    }

    /// @dev What a message promises whatever it says: it works once, in its turn, until its deadline, for this
    /// Agent on this chain.
    /// @param refusal of a message that `signer` has signed, who is nobody
    function _assertGoodOnce(
        uint256 key,
        Sort sort,
        function(Seal memory) internal view returns (Sealed memory) seal,
        function(address signer) internal view returns (bytes memory) refusal
    ) internal {
        Seal memory good = _seal(key, sort);
        Sealed memory message = seal(good);

        Agent twin = _newAgent(STRANGER);
        Sealed memory foreign = seal(Seal(key, _agentDomain(twin), good.nonce, good.deadline));
        _refuse(foreign.data, refusal(_recovered(message.digest, foreign.signature)));
        bytes32 otherChain = TypedMessages.agentDomain(CHAIN_ID + 1, address(_agent));
        foreign = seal(Seal(key, otherChain, good.nonce, good.deadline));
        _refuse(foreign.data, refusal(_recovered(message.digest, foreign.signature)));
        vm.chainId(CHAIN_ID + 1);
        _refuse(message.data, refusal(_recovered(foreign.digest, message.signature)));
        vm.chainId(CHAIN_ID);

        _refuse(seal(Seal(key, good.domain, good.nonce + 1, LATER)).data, _stale(good.nonce + 1, good.nonce));
        vm.warp(uint256(good.deadline) + 1);
        _refuse(message.data, abi.encodeWithSelector(IAgent.Agent__DeadlinePassed.selector, good.deadline));
        vm.warp(NOW);
        bytes memory early = seal(Seal(key, good.domain, good.nonce, NOW)).data;
        vm.warp(NOW + 1);
        _refuse(early, abi.encodeWithSelector(IAgent.Agent__DeadlinePassed.selector, NOW));
        vm.warp(NOW);
        _submit(early);
        _refuse(early, _stale(good.nonce, good.nonce + 1));
        _refuse(message.data, _stale(good.nonce, good.nonce + 1));
    }

    // What is told apart

    /// @dev All that the Agent and its relationship answer, of everybody in the tests.
    function _stored() internal view returns (bytes32 hash) {
        hash = keccak256(abi.encode(_answerOf("nonces()"), _answerOf("enabledOwners()")));
        hash = keccak256(abi.encode(hash, _answerOf("custody()"), _answerOf("recovery()")));
        hash = keccak256(abi.encode(hash, _answerOf("deadManSwitch()")));
        uint256[5] memory keys = [PATIENT, OTHER_OWNER, CUSTODIAN, OTHER_CUSTODIAN, STRANGER];
        for (uint256 i = 0; i < keys.length; ++i) {
            address account = vm.addr(keys[i]);
            (uint8 rights, uint40 until) = _agent.custodianOf(account);
            hash = keccak256(abi.encode(hash, _agent.isOwnerEnabled(account), rights, until));
        }
        (,,, bool hasEnded) = _relationships.relationship(_id);
        (Terms terms, bytes32 finerTerms) = _relationships.grantOf(_id, COMMITMENT);
        return keccak256(abi.encode(hash, hasEnded, terms, finerTerms));
    }

    function _assertVersion(uint32 version) internal view {
        (Terms terms,) = _relationships.grantOf(_id, COMMITMENT);
        _assertEq(terms.version(), version);
    }

    function _assertCustodian(uint256 key, uint256 rights, uint256 until) internal view {
        (uint8 storedRights, uint40 storedUntil) = _agent.custodianOf(vm.addr(key));
        _assertEq(storedRights, rights);
        _assertEq(storedUntil, until);
    }

    function _assertCustody(uint256 ownerRights, uint256 until) internal view {
        (uint8 storedRights, uint40 storedUntil) = _agent.custody();
        _assertEq(storedRights, ownerRights);
        _assertEq(storedUntil, until);
    }

    /// @dev Asks of every right there could be.
    function _assertRights(uint256 key, uint256 rights) internal view {
        for (uint256 right = 0; right < 256; ++right) {
            bool isGiven = (rights >> right) & 1 == 1;
            _assertTrue(_agent.allows(vm.addr(key), uint8(right)) == isGiven, "these rights and no other");
        }
    }

    // Refusals

    function _notAllowed(address signer) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IAgent.Agent__NotAllowed.selector, signer, RIGHT_MANAGE);
    }

    function _notAllowedKey(uint256 key) internal pure returns (bytes memory) {
        return _notAllowed(vm.addr(key));
    }

    function _notAllowedThere(uint256 key, uint8 right) internal view returns (bytes memory) {
        return abi.encodeWithSelector(
            IRelationships.Relationships__NotAllowed.selector, address(_agent), vm.addr(key), right
        );
    }

    function _stale(uint64 nonce, uint64 expected) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IAgent.Agent__StaleNonce.selector, nonce, expected);
    }

    function _answerOf(string memory signature) private view returns (bytes memory answer) {
        (, answer) = address(_agent).staticcall(abi.encodeWithSignature(signature));
    }
}
