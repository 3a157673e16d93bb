// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Signature, Signatures} from "./Signature.sol";
import {RIGHT_MANAGE} from "./interfaces/IAgent.sol";
import {IAgentFactory} from "./interfaces/IAgentFactory.sol";
import {IAgentGroups} from "./interfaces/IAgentGroups.sol";
import {EIP712} from "solady/src/utils/EIP712.sol";

/// @title AgentGroups
/// @notice See IAgentGroups.
contract AgentGroups is IAgentGroups, EIP712 {
    using Signatures for Signature;

    /// @dev administrators how many there are, 0: no such group; nonce of the group's messages.
    struct StoredGroup {
        uint32 administrators;
        uint64 nonce;
    }

    /// @dev What an Agent is in a group.
    struct Membership {
        bool isMember;
        bool isAdministrator;
    }

    bytes32 private constant GROUP_TAG = keccak256("medrec:group:v1");
    bytes32 private constant FOUND_TYPEHASH =
        keccak256("Found(address founder,bytes32 salt,uint40 deadline)");
    bytes32 private constant SET_MEMBERSHIP_TYPEHASH = keccak256(
        "SetMembership(address group,address administrator,address agent,bool isMember,bool isAdministrator,uint64 nonce,uint40 deadline)"
    );

    IAgentFactory private immutable _factory;

    mapping(address group => StoredGroup stored) private _groups;
    mapping(address group => mapping(address agent => Membership membership)) private _memberships;

    /// @param agentFactory the factory whose Agents may be in groups
    constructor(address agentFactory) {
        _factory = IAgentFactory(agentFactory);
    }

    /// @inheritdoc IAgentGroups
    function found(Found calldata message, Signature calldata signature) external returns (address group) {
        if (block.timestamp > message.deadline) revert AgentGroups__DeadlinePassed(message.deadline);
        group = groupOf(message.founder, message.salt);
        if (_groups[group].administrators != 0) revert AgentGroups__AlreadyFounded(group);
        // A struct of static fields is encoded as its fields, one after the other.
        _requireSigner(message.founder, keccak256(abi.encode(FOUND_TYPEHASH, message)), signature);

        _groups[group] = StoredGroup({administrators: 1, nonce: 0});
        _memberships[group][message.founder].isAdministrator = true;
        emit MembershipSet(group, message.founder, false, true, 0);
    }

    /// @inheritdoc IAgentGroups
    function setMembership(SetMembership calldata message, Signature calldata signature) external {
        if (block.timestamp > message.deadline) revert AgentGroups__DeadlinePassed(message.deadline);
        (address group, address agent) = (message.group, message.agent);
        StoredGroup storage stored = _groups[group];
        if (stored.administrators == 0) revert AgentGroups__Unknown(group);
        if (message.nonce != stored.nonce) {
            revert AgentGroups__StaleNonce(group, message.nonce, stored.nonce);
        }
        _requireSigner(
            message.administrator, keccak256(abi.encode(SET_MEMBERSHIP_TYPEHASH, message)), signature
        );
        if (!_memberships[group][message.administrator].isAdministrator) _requireLeaving(message);
        // Whoever is in can be taken out: a group may have been founded at an address that was in already.
        bool isIn = message.isMember || message.isAdministrator;
        if (isIn && (agent == address(0) || _groups[agent].administrators != 0)) {
            revert AgentGroups__InvalidAgent(group, agent);
        }

        uint64 next = stored.nonce + 1;
        stored.nonce = next;
        _set(message);
        emit MembershipSet(group, agent, message.isMember, message.isAdministrator, next);
    }

    /// @inheritdoc IAgentGroups
    function isMember(address group, address agent) external view returns (bool) {
        return _memberships[group][agent].isMember;
    }

    /// @inheritdoc IAgentGroups
    function isAdministrator(address group, address agent) external view returns (bool) {
        return _memberships[group][agent].isAdministrator;
    }

    /// @inheritdoc IAgentGroups
    function groupState(address group) external view returns (uint32 administrators, uint64 nonce) {
        return (_groups[group].administrators, _groups[group].nonce);
    }

    /// @inheritdoc IAgentGroups
    function factory() external view returns (address) {
        return address(_factory);
    }

    /// @inheritdoc IAgentGroups
    function groupOf(address founder, bytes32 salt) public view returns (address group) {
        bytes32 hash = keccak256(abi.encode(GROUP_TAG, block.chainid, address(this), founder, salt));
        return address(uint160(uint256(hash)));
    }

    function _set(SetMembership calldata message) private {
        StoredGroup storage stored = _groups[message.group];
        Membership storage present = _memberships[message.group][message.agent];
        if (present.isMember == message.isMember && present.isAdministrator == message.isAdministrator) {
            revert AgentGroups__Unchanged(message.group, message.agent);
        }
        if (present.isAdministrator && !message.isAdministrator) {
            if (stored.administrators == 1) {
                revert AgentGroups__LastAdministrator(message.group, message.agent);
            }
            stored.administrators -= 1;
        } else if (!present.isAdministrator && message.isAdministrator) {
            stored.administrators += 1;
        }
        (present.isMember, present.isAdministrator) = (message.isMember, message.isAdministrator);
    }

    /// @dev Refuses whatever an Agent that does not administer could sign but to take itself out.
    function _requireLeaving(SetMembership calldata message) private pure {
        bool isLeaving =
            message.agent == message.administrator && !message.isMember && !message.isAdministrator;
        if (!isLeaving) revert AgentGroups__NotAdministrator(message.group, message.administrator);
    }

    function _requireSigner(address agent, bytes32 structHash, Signature calldata signature) private view {
        bytes32 digest = _hashTypedData(structHash);
        address signer = signature.signerOf(digest);
        if (signer == address(0)) revert AgentGroups__InvalidSignature(digest);
        if (!_factory.allows(agent, signer, RIGHT_MANAGE)) revert AgentGroups__NotAllowed(agent, signer);
    }

    function _domainNameAndVersion()
        internal
        pure
        override
        returns (string memory name, string memory version)
    {
        return ("MedRec AgentGroups", "1");
    }
}
