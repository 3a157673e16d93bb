// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Agent} from "./Agent.sol";
import {IAgent} from "./interfaces/IAgent.sol";
import {IAgentFactory} from "./interfaces/IAgentFactory.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";

/// @title AgentFactory
/// @notice See IAgentFactory.
contract AgentFactory is IAgentFactory {
    address private immutable _implementation;
    bytes32 private immutable _cloneCodeHash;

    constructor() {
        _implementation = address(new Agent());
        // ERC-1167: the runtime code of every minimal proxy to this implementation.
        _cloneCodeHash = keccak256(
            abi.encodePacked(hex"363d3d373d3d3d363d73", _implementation, hex"5af43d82803e903d91602b57fd5bf3")
        );
    }

    /// @inheritdoc IAgentFactory
    function createAgent(address owner) external returns (address agent) {
        agent = agentOf(owner);
        // Nothing else can stand there: the address follows from this factory and the clone's code.
        if (agent.code.length != 0) return agent;

        Clones.cloneDeterministic(_implementation, _saltOf(owner));
        IAgent(agent).initialize(owner);
        emit OwnerEnabled(agent, owner, "");
    }

    /// @inheritdoc IAgentFactory
    function reportOwnerEnabled(address firstOwner, address owner, bytes calldata sealedPointer) external {
        _refuseForeign(firstOwner);
        emit OwnerEnabled(msg.sender, owner, sealedPointer);
    }

    /// @inheritdoc IAgentFactory
    function reportOwnerDisabled(address firstOwner, address owner) external {
        _refuseForeign(firstOwner);
        emit OwnerDisabled(msg.sender, owner);
    }

    /// @inheritdoc IAgentFactory
    function isAgent(address account) external view returns (bool) {
        // The code first: after it, the call below runs our own code and its answer can be believed.
        return account.codehash == _cloneCodeHash && agentOf(IAgent(account).firstOwner()) == account;
    }

    /// @inheritdoc IAgentFactory
    function implementation() external view returns (address) {
        return _implementation;
    }

    /// @inheritdoc IAgentFactory
    function agentOf(address owner) public view returns (address agent) {
        return Clones.predictDeterministicAddress(_implementation, _saltOf(owner));
    }

    function _refuseForeign(address firstOwner) private view {
        if (msg.sender != agentOf(firstOwner)) revert AgentFactory__NotAgent(msg.sender, firstOwner);
    }

    function _saltOf(address owner) private pure returns (bytes32) {
        return bytes32(uint256(uint160(owner)));
    }
}
