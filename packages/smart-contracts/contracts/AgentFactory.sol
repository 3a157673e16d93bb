// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Agent} from "./Agent.sol";
import {AgentIdentity, Identity} from "./AgentIdentity.sol";
import {IAgent, RIGHT_MANAGE} from "./interfaces/IAgent.sol";
import {IAgentFactory} from "./interfaces/IAgentFactory.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";

/// @title AgentFactory
/// @notice See IAgentFactory.
contract AgentFactory is IAgentFactory {
    address private immutable _implementation;
    bytes32 private immutable _cloneCodeHash;

    /// @param relationships the contract that tells Agents when a right of theirs is exercised
    constructor(address relationships) {
        _implementation = address(new Agent(relationships));
        // ERC-1167: the runtime code of every minimal proxy to this implementation.
        _cloneCodeHash = keccak256(
            abi.encodePacked(hex"363d3d373d3d3d363d73", _implementation, hex"5af43d82803e903d91602b57fd5bf3")
        );
    }

    /// @inheritdoc IAgentFactory
    function createAgent(address owner) external returns (address agent) {
        return _create(AgentIdentity.ofPerson(owner), owner);
    }

    /// @inheritdoc IAgentFactory
    function createProviderAgent(address owner) external returns (address agent) {
        return _create(AgentIdentity.ofProvider(owner), owner);
    }

    /// @inheritdoc IAgentFactory
    function reportOwnerEnabled(Identity identity, address owner, uint64 nonce, bytes calldata sealedPointer)
        external
    {
        _refuseForeign(identity);
        emit OwnerEnabled(msg.sender, owner, nonce, sealedPointer);
    }

    /// @inheritdoc IAgentFactory
    function reportOwnerDisabled(Identity identity, address owner, uint64 nonce) external {
        _refuseForeign(identity);
        emit OwnerDisabled(msg.sender, owner, nonce);
    }

    /// @inheritdoc IAgentFactory
    function reportCustodianSet(
        Identity identity,
        address custodian,
        uint8 rights,
        uint40 until,
        uint64 nonce
    ) external {
        _refuseForeign(identity);
        emit CustodianSet(msg.sender, custodian, rights, until, nonce);
    }

    /// @inheritdoc IAgentFactory
    function reportCustodySet(Identity identity, uint8 ownerRights, uint40 until, uint64 nonce) external {
        _refuseForeign(identity);
        emit CustodySet(msg.sender, ownerRights, until, nonce);
    }

    /// @inheritdoc IAgentFactory
    function reportGuardiansSet(Identity identity, bytes32 guardiansHash) external {
        _refuseForeign(identity);
        emit GuardiansSet(msg.sender, guardiansHash);
    }

    /// @inheritdoc IAgentFactory
    function reportRecoveryProposed(
        Identity identity,
        address owner,
        uint40 readyAt,
        bytes calldata sealedPointer
    ) external {
        _refuseForeign(identity);
        emit RecoveryProposed(msg.sender, owner, readyAt, sealedPointer);
    }

    /// @inheritdoc IAgentFactory
    function reportRecoveryVetoed(Identity identity, address signer) external {
        _refuseForeign(identity);
        emit RecoveryVetoed(msg.sender, signer);
    }

    /// @inheritdoc IAgentFactory
    function reportRecoveryCompleted(Identity identity, address owner) external {
        _refuseForeign(identity);
        emit RecoveryCompleted(msg.sender, owner);
    }

    /// @inheritdoc IAgentFactory
    function reportSwitchSet(Identity identity, uint40 timeout, bytes32[] calldata directives) external {
        _refuseForeign(identity);
        emit SwitchSet(msg.sender, timeout, directives);
    }

    /// @inheritdoc IAgentFactory
    function agentOf(address owner) external view returns (address agent) {
        return _addressOf(AgentIdentity.ofPerson(owner));
    }

    /// @inheritdoc IAgentFactory
    function providerAgentOf(address owner) external view returns (address agent) {
        return _addressOf(AgentIdentity.ofProvider(owner));
    }

    /// @inheritdoc IAgentFactory
    function isProviderAgent(address account) external view returns (bool) {
        return isAgent(account) && IAgent(account).identity().isProvider();
    }

    /// @inheritdoc IAgentFactory
    function allows(address agent, address signer, uint8 right) external view returns (bool) {
        if (isAgent(agent)) return IAgent(agent).allows(signer, right);
        return right <= RIGHT_MANAGE && signer != address(0) && agent.code.length == 0
            && agent == _addressOf(AgentIdentity.ofPerson(signer));
    }

    /// @inheritdoc IAgentFactory
    function implementation() external view returns (address) {
        return _implementation;
    }

    /// @inheritdoc IAgentFactory
    function isAgent(address account) public view returns (bool) {
        // The code first: after it, the call below runs our own code and its answer can be believed.
        return account.codehash == _cloneCodeHash && _addressOf(IAgent(account).identity()) == account;
    }

    function _create(Identity identity, address owner) private returns (address agent) {
        if (owner == address(0)) revert AgentFactory__ZeroOwner();
        agent = _addressOf(identity);
        // Nothing else can stand there: the address follows from this factory and the clone's code.
        if (agent.code.length != 0) return agent;

        Clones.cloneDeterministic(_implementation, bytes32(Identity.unwrap(identity)));
        IAgent(agent).initialize(identity);
        emit OwnerEnabled(agent, owner, 0, "");
    }

    function _refuseForeign(Identity identity) private view {
        if (msg.sender != _addressOf(identity)) revert AgentFactory__NotAgent(msg.sender, identity);
    }

    function _addressOf(Identity identity) private view returns (address) {
        return identity.addressFrom(address(this), _implementation);
    }
}
