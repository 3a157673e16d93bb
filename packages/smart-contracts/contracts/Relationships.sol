// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgentFactory} from "./AgentFactory.sol";
import {AgentIdentity} from "./AgentIdentity.sol";
import {Terms} from "./GrantTerms.sol";
import {RelationshipMessages} from "./RelationshipMessages.sol";
import {Signature, Signatures} from "./Signature.sol";
import {IAgent, RIGHT_GRANT, RIGHT_MANAGE} from "./interfaces/IAgent.sol";
import {IRelationships} from "./interfaces/IRelationships.sol";
import {EIP712} from "solady/src/utils/EIP712.sol";

/// @title Relationships
/// @notice See IRelationships.
contract Relationships is IRelationships, EIP712 {
    using RelationshipMessages for *;
    using Signatures for Signature;

    /// @dev One slot while the first delegate stands: the relationship's id follows from it. `rotation` counts
    /// the delegates that came after.
    struct StoredRelationship {
        address agent;
        uint32 rotation;
        bool isEnded;
        address laterDelegate;
    }

    /// @dev One slot, or two if there are finer terms.
    struct StoredGrant {
        Terms terms;
        bytes32 finerTerms;
    }

    AgentFactory private immutable _factory;
    address private immutable _agentImplementation;

    mapping(bytes32 relationshipId => StoredRelationship relationship) private _relationships;
    mapping(bytes32 relationshipId => mapping(bytes32 commitment => StoredGrant grant)) private _grants;

    /// @dev Makes the factory of its Agents, so that each can rely on the other.
    constructor() {
        _factory = new AgentFactory(address(this));
        _agentImplementation = _factory.implementation();
    }

    /// @inheritdoc IRelationships
    function open(
        Open calldata message,
        Signature calldata patientSignature,
        Signature calldata delegateSignature
    ) external returns (bytes32 relationshipId) {
        _refuseLate(message.deadline);
        relationshipId = relationshipIdOf(message.agent, message.delegate);
        StoredRelationship storage stored = _relationships[relationshipId];
        if (stored.agent != address(0)) revert Relationships__AlreadyOpened(relationshipId);

        bytes32 digest = _hashTypedData(message.hash());
        address patientSigner = _signerOf(digest, patientSignature);
        address delegateSigner = _signerOf(digest, delegateSignature);
        if (delegateSigner != message.delegate) {
            revert Relationships__NotDelegate(relationshipId, delegateSigner);
        }
        _requireOwner(message, patientSigner);
        _requireRight(message.agent, patientSigner, RIGHT_MANAGE);
        if (message.grants.length != 0) _requireRight(message.agent, patientSigner, RIGHT_GRANT);

        stored.agent = message.agent;
        emit RelationshipOpened(
            relationshipId, message.agent, message.delegate, message.owner, message.sealedPointer
        );
        _setGrants(relationshipId, message.grants);
    }

    /// @inheritdoc IRelationships
    function setGrants(SetGrants calldata message, Signature calldata signature) external {
        _refuseLate(message.deadline);
        StoredRelationship storage stored = _requireOpen(message.relationshipId);
        if (message.grants.length == 0) revert Relationships__NoGrants(message.relationshipId);
        address signer = _signerOf(_hashTypedData(message.hash()), signature);
        _requireRight(stored.agent, signer, RIGHT_GRANT);

        _setGrants(message.relationshipId, message.grants);
    }

    /// @inheritdoc IRelationships
    function release(Directive calldata directive) external {
        StoredRelationship storage stored = _requireOpen(directive.relationshipId);
        bytes32 hash = directive.hash();
        address agent = stored.agent;
        // An Agent that was not made has no switch.
        if (agent.code.length == 0 || !IAgent(agent).isReleased(hash)) {
            revert Relationships__NotReleased(agent, hash);
        }

        emit DirectiveReleased(directive.relationshipId, hash);
        bool isAnySet = false;
        for (uint256 i = 0; i < directive.grants.length; ++i) {
            // What the owner decided since stands, and takes nothing from the rest.
            if (_isOutdated(directive.relationshipId, directive.grants[i])) continue;
            _setGrant(directive.relationshipId, directive.grants[i]);
            isAnySet = true;
        }
        if (!isAnySet) revert Relationships__NoGrants(directive.relationshipId);
    }

    /// @inheritdoc IRelationships
    function end(End calldata message, Signature calldata signature) external {
        _refuseLate(message.deadline);
        StoredRelationship storage stored = _requireOpen(message.relationshipId);
        address signer = _signerOf(_hashTypedData(message.hash()), signature);
        if (!_isDelegate(stored, message.relationshipId, signer)) {
            _requireRight(stored.agent, signer, RIGHT_MANAGE);
        }

        stored.isEnded = true;
        emit RelationshipEnded(message.relationshipId, signer);
    }

    /// @inheritdoc IRelationships
    function rotateDelegate(
        RotateDelegate calldata message,
        Signature calldata currentSignature,
        Signature calldata nextSignature
    ) external {
        bytes32 relationshipId = message.relationshipId;
        _refuseLate(message.deadline);
        StoredRelationship storage stored = _requireOpen(relationshipId);
        uint32 expected = stored.rotation + 1;
        if (message.rotation != expected) {
            revert Relationships__StaleRotation(relationshipId, message.rotation, expected);
        }

        bytes32 digest = _hashTypedData(message.hash());
        address current = _signerOf(digest, currentSignature);
        if (!_isDelegate(stored, relationshipId, current)) {
            revert Relationships__NotDelegate(relationshipId, current);
        }
        address next = _signerOf(digest, nextSignature);
        if (next != message.delegate) revert Relationships__NotDelegate(relationshipId, next);
        if (next == current) revert Relationships__SameDelegate(relationshipId, next);

        stored.laterDelegate = next;
        stored.rotation = expected;
        emit DelegateRotated(relationshipId, next, expected);
    }

    /// @inheritdoc IRelationships
    function isDelegate(bytes32 relationshipId, address account) external view returns (bool) {
        StoredRelationship storage stored = _relationships[relationshipId];
        return stored.agent != address(0) && _isDelegate(stored, relationshipId, account);
    }

    /// @inheritdoc IRelationships
    function relationship(bytes32 relationshipId)
        external
        view
        returns (address agent, address laterDelegate, uint32 rotation, bool ended)
    {
        StoredRelationship storage stored = _relationships[relationshipId];
        return (stored.agent, stored.laterDelegate, stored.rotation, stored.isEnded);
    }

    /// @inheritdoc IRelationships
    function grantOf(bytes32 relationshipId, bytes32 commitment)
        external
        view
        returns (Terms terms, bytes32 finerTerms)
    {
        StoredGrant storage stored = _grants[relationshipId][commitment];
        return (stored.terms, stored.finerTerms);
    }

    /// @inheritdoc IRelationships
    function factory() external view returns (address) {
        return address(_factory);
    }

    /// @inheritdoc IRelationships
    function relationshipIdOf(address agent, address firstDelegate) public view returns (bytes32) {
        return keccak256(abi.encode(block.chainid, address(this), agent, firstDelegate));
    }

    function _setGrants(bytes32 relationshipId, Grant[] calldata grants) private {
        // As long as its signer made it, who pays nothing for anybody else's.
        for (uint256 i = 0; i < grants.length; ++i) {
            _setGrant(relationshipId, grants[i]);
        }
    }

    function _setGrant(bytes32 relationshipId, Grant calldata grant) private {
        (bytes32 commitment, Terms terms) = (grant.commitment, grant.terms);
        StoredGrant storage stored = _grants[relationshipId][commitment];
        Terms present = stored.terms;
        bool isRevocation = terms.isRevocation() && grant.finerTerms == 0;

        bool isNewer = terms.version() > present.version();
        bool revokesPresent = isRevocation && terms.version() == present.version() && !present.isRevocation();
        if (!isNewer && !revokesPresent) {
            revert Relationships__StaleVersion(relationshipId, commitment, terms.version());
        }
        if (!isRevocation) {
            bool isEmpty = (terms.readKinds() | terms.writeKinds()) == 0 || terms.purposes() == 0;
            if (isEmpty || terms.notAfter() <= terms.notBefore() || terms.notAfter() <= block.timestamp) {
                revert Relationships__InvalidGrant(relationshipId, commitment);
            }
        }

        stored.terms = terms;
        // The second slot of a first grant is known to be empty: it is not read to find that out.
        if (!present.isAbsent() || grant.finerTerms != 0) stored.finerTerms = grant.finerTerms;
        emit GrantSet(relationshipId, commitment, terms, grant.finerTerms);
    }

    /// @dev For an Agent that was made the Agent itself answers, and notes a sign of life. Until then its address
    /// says who its only owner is.
    function _requireRight(address agent, address signer, uint8 right) private {
        bool isAllowed =
            agent.code.length == 0 ? agent == _agentOf(signer) : IAgent(agent).exercise(signer, right);
        if (!isAllowed) revert Relationships__NotAllowed(agent, signer, right);
    }

    /// @dev Refuses an Agent that is not of our factory, and an owner that is neither its first nor the signer.
    function _requireOwner(Open calldata message, address patientSigner) private view {
        if (message.agent == _agentOf(message.owner)) return;
        if (!_factory.isAgent(message.agent)) revert Relationships__NotAgent(message.agent);
        if (message.owner != patientSigner) {
            revert Relationships__NotOwnerOfAgent(message.owner, message.agent);
        }
    }

    /// @dev Says whether a grant of a directive has ended, or was overtaken.
    function _isOutdated(bytes32 relationshipId, Grant calldata grant) private view returns (bool) {
        Terms present = _grants[relationshipId][grant.commitment].terms;
        return grant.terms.version() <= present.version() || grant.terms.notAfter() <= block.timestamp;
    }

    function _requireOpen(bytes32 relationshipId) private view returns (StoredRelationship storage stored) {
        stored = _relationships[relationshipId];
        if (stored.agent == address(0)) revert Relationships__Unknown(relationshipId);
        if (stored.isEnded) revert Relationships__Ended(relationshipId);
    }

    function _isDelegate(StoredRelationship storage stored, bytes32 relationshipId, address account)
        private
        view
        returns (bool)
    {
        if (stored.rotation != 0) return account == stored.laterDelegate;
        return relationshipIdOf(stored.agent, account) == relationshipId;
    }

    function _refuseLate(uint40 deadline) private view {
        if (block.timestamp > deadline) revert Relationships__DeadlinePassed(deadline);
    }

    function _agentOf(address owner) private view returns (address) {
        return AgentIdentity.ofPerson(owner).addressFrom(address(_factory), _agentImplementation);
    }

    function _signerOf(bytes32 digest, Signature calldata signature) private pure returns (address signer) {
        signer = signature.signerOf(digest);
        if (signer == address(0)) revert Relationships__InvalidSignature(digest);
    }

    function _domainNameAndVersion()
        internal
        pure
        override
        returns (string memory name, string memory version)
    {
        return ("MedRec Relationships", "1");
    }
}
