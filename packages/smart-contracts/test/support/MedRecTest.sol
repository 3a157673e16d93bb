// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Agent} from "../../contracts/Agent.sol";
import {AgentFactory} from "../../contracts/AgentFactory.sol";
import {Relationships} from "../../contracts/Relationships.sol";
import {Signature} from "../../contracts/Signature.sol";
import {IAgent} from "../../contracts/interfaces/IAgent.sol";
import {IRelationships} from "../../contracts/interfaces/IRelationships.sol";
import {FullGrant, FullGrants} from "./FullGrant.sol";
import {TypedMessages} from "./TypedMessages.sol";
import {Vm} from "./Vm.sol";

/// @title What our tests begin with: the contracts, a few keys, signed messages
abstract contract MedRecTest {
    error NotEqual(bytes32 actual, bytes32 expected);
    error NotTrue(string claim);

    Vm internal constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);

    /// @dev Named, since an optimizer may take block.chainid for constant while a cheat code changes it.
    uint256 internal constant CHAIN_ID = 633_732;
    uint256 internal constant PATIENT = 0xa11ce;
    uint256 internal constant OTHER_OWNER = 0xa11cf;
    uint256 internal constant DELEGATE = 0xde1e;
    uint256 internal constant NEXT_DELEGATE = 0xde1f;
    uint256 internal constant STRANGER = 0x57a;
    uint40 internal constant NOW = 1_800_000_000;
    uint40 internal constant LATER = 1_900_000_000;
    bytes32 internal constant COMMITMENT = keccak256("a viewer");
    bytes32 internal constant KINDS_HASH = keccak256("kinds");
    uint256 private constant CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    AgentFactory internal _factory;
    Relationships internal _relationships;

    function setUp() public virtual {
        vm.chainId(CHAIN_ID);
        vm.warp(NOW);
        _relationships = new Relationships();
        _factory = AgentFactory(_relationships.factory());
    }

    // Agents

    function _newAgent(uint256 ownerKey) internal returns (Agent) {
        return Agent(_factory.createAgent(vm.addr(ownerKey)));
    }

    function _newProviderAgent(uint256 ownerKey) internal returns (Agent) {
        return Agent(_factory.createProviderAgent(vm.addr(ownerKey)));
    }

    function _agentDomain(Agent agent) internal pure returns (bytes32) {
        return TypedMessages.agentDomain(CHAIN_ID, address(agent));
    }

    function _enableMessage(Agent agent, uint256 ownerKey) internal view returns (IAgent.EnableOwner memory) {
        (uint64 nonce,,,,) = agent.nonces();
        return IAgent.EnableOwner(vm.addr(ownerKey), "", nonce, LATER);
    }

    function _disableMessage(Agent agent, uint256 ownerKey)
        internal
        view
        returns (IAgent.DisableOwner memory)
    {
        (uint64 nonce,,,,) = agent.nonces();
        return IAgent.DisableOwner(vm.addr(ownerKey), nonce, LATER);
    }

    /// @dev Enables the key `ownerKey`, which signs too.
    function _enable(Agent agent, uint256 key, uint256 ownerKey) internal {
        IAgent.EnableOwner memory message = _enableMessage(agent, ownerKey);
        bytes32 digest = TypedMessages.enableOwner(_agentDomain(agent), message);
        agent.enableOwner(message, _sign(key, digest), _sign(ownerKey, digest));
    }

    function _disable(Agent agent, uint256 key, uint256 ownerKey) internal {
        IAgent.DisableOwner memory message = _disableMessage(agent, ownerKey);
        agent.disableOwner(message, _sign(key, TypedMessages.disableOwner(_agentDomain(agent), message)));
    }

    // Relationships

    function _domain() internal view returns (bytes32) {
        return TypedMessages.relationshipsDomain(CHAIN_ID, address(_relationships));
    }

    function _openMessage(FullGrant[] memory grants) internal view returns (IRelationships.Open memory) {
        return IRelationships.Open({
            owner: vm.addr(PATIENT),
            agent: _factory.agentOf(vm.addr(PATIENT)),
            delegate: vm.addr(DELEGATE),
            sealedPointer: _pointer(),
            grants: FullGrants.pack(grants),
            kindsVersion: 1,
            kindsHash: KINDS_HASH,
            deadline: LATER
        });
    }

    function _open(FullGrant[] memory grants) internal returns (bytes32) {
        IRelationships.Open memory message = _openMessage(grants);
        bytes32 digest = TypedMessages.open(_domain(), message);
        return _relationships.open(message, _sign(PATIENT, digest), _sign(DELEGATE, digest));
    }

    function _open() internal returns (bytes32) {
        return _open(new FullGrant[](0));
    }

    function _setMessage(bytes32 id, FullGrant memory grant)
        internal
        pure
        returns (IRelationships.SetGrants memory)
    {
        return IRelationships.SetGrants({
            relationshipId: id,
            grants: FullGrants.pack(_one(grant)),
            kindsVersion: 1,
            kindsHash: KINDS_HASH,
            deadline: LATER
        });
    }

    function _signSet(uint256 key, IRelationships.SetGrants memory message)
        internal
        view
        returns (Signature memory)
    {
        return _sign(key, TypedMessages.setGrants(_domain(), message));
    }

    function _set(bytes32 id, FullGrant memory grant) internal {
        IRelationships.SetGrants memory message = _setMessage(id, grant);
        _relationships.setGrants(message, _signSet(PATIENT, message));
    }

    function _refuseSet(bytes32 id, FullGrant memory grant, bytes memory refusal) internal {
        IRelationships.SetGrants memory message = _setMessage(id, grant);
        Signature memory signature = _signSet(PATIENT, message);
        vm.expectRevert(refusal);
        _relationships.setGrants(message, signature);
    }

    function _signEnd(uint256 key, IRelationships.End memory message)
        internal
        view
        returns (Signature memory)
    {
        return _sign(key, TypedMessages.end(_domain(), message));
    }

    function _signRotation(uint256 key, IRelationships.RotateDelegate memory message)
        internal
        view
        returns (Signature memory)
    {
        return _sign(key, TypedMessages.rotateDelegate(_domain(), message));
    }

    function _grant(uint32 version) internal pure returns (FullGrant memory) {
        return FullGrant({
            commitment: COMMITMENT,
            readKinds: 15,
            writeKinds: 0,
            notBefore: 0,
            notAfter: LATER,
            purposes: 1,
            version: version,
            finerTerms: 0
        });
    }

    function _revocation(uint32 version) internal pure returns (FullGrant memory) {
        return FullGrant({
            commitment: COMMITMENT,
            readKinds: 0,
            writeKinds: 0,
            notBefore: 0,
            notAfter: 0,
            purposes: 0,
            version: version,
            finerTerms: 0
        });
    }

    function _one(FullGrant memory grant) internal pure returns (FullGrant[] memory grants) {
        grants = new FullGrant[](1);
        grants[0] = grant;
    }

    function _pointer() internal pure returns (bytes32[2] memory) {
        return [keccak256("pointer 1"), keccak256("pointer 2")];
    }

    // Signatures

    function _sign(uint256 key, bytes32 digest) internal pure returns (Signature memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return Signature({r: r, vs: bytes32(uint256(s) | (uint256(v - 27) << 255))});
    }

    /// @dev A signature whose s is in the upper half, as a malleable check accepts them.
    function _malleable(Signature memory signature) internal pure returns (Signature memory) {
        return Signature({r: signature.r, vs: bytes32(CURVE_ORDER / 2 + 1)});
    }

    /// @dev The address that a signature gives over a digest, be it another one than was signed.
    function _recovered(bytes32 digest, Signature memory signature) internal pure returns (address) {
        uint8 v = uint8(uint256(signature.vs) >> 255) + 27;
        return ecrecover(digest, v, signature.r, (signature.vs << 1) >> 1);
    }

    // Assertions

    function _assertTrue(bool claim, string memory text) internal pure {
        if (!claim) revert NotTrue(text);
    }

    function _assertEq(bytes32 actual, bytes32 expected) internal pure {
        if (actual != expected) revert NotEqual(actual, expected);
    }

    function _assertEq(uint256 actual, uint256 expected) internal pure {
        _assertEq(bytes32(actual), bytes32(expected));
    }

    function _assertEq(address actual, address expected) internal pure {
        _assertEq(uint256(uint160(actual)), uint256(uint160(expected)));
    }
}
