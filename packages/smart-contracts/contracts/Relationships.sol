// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {GrantTerms} from "./GrantTerms.sol";
import {IAgent, RIGHT_GRANT, RIGHT_MANAGE} from "./interfaces/IAgent.sol";
import {IAgentFactory} from "./interfaces/IAgentFactory.sol";
import {IRelationships} from "./interfaces/IRelationships.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

/// @title Relationships
/// @notice See IRelationships.
contract Relationships is IRelationships, EIP712 {
    using GrantTerms for uint256;

    /// @dev Two slots. `rotation` counts the delegates that came after the first.
    struct StoredRelationship {
        address agent;
        uint32 rotation;
        bool isEnded;
        address delegate;
    }

    /// @dev One slot, or two if there are finer terms.
    struct StoredGrant {
        uint256 terms;
        bytes32 finerTerms;
    }

    bytes private constant GRANT_TYPE =
        "Grant(bytes32 commitment,uint64 readKinds,uint64 writeKinds,uint40 notBefore,uint40 notAfter,uint16 purposes,uint32 version,bytes32 finerTerms)";
    bytes32 private constant GRANT_TYPEHASH = keccak256(GRANT_TYPE);
    bytes32 private constant OPEN_TYPEHASH = keccak256(
        abi.encodePacked(
            "Open(address owner,address agent,address delegate,bytes sealedPointer,Grant[] grants,uint16 kindsVersion,bytes32 kindsHash,uint40 deadline)",
            GRANT_TYPE
        )
    );
    bytes32 private constant SET_GRANTS_TYPEHASH = keccak256(
        abi.encodePacked(
            "SetGrants(bytes32 relationshipId,Grant[] grants,uint16 kindsVersion,bytes32 kindsHash,uint40 deadline)",
            GRANT_TYPE
        )
    );
    bytes32 private constant END_TYPEHASH = keccak256("End(bytes32 relationshipId,uint40 deadline)");
    bytes32 private constant ROTATE_DELEGATE_TYPEHASH =
        keccak256("RotateDelegate(bytes32 relationshipId,address delegate,uint32 rotation,uint40 deadline)");
    uint256 private constant POINTER_LENGTH = 64;

    IAgentFactory private immutable _factory;

    mapping(bytes32 relationshipId => StoredRelationship relationship) private _relationships;
    mapping(bytes32 relationshipId => mapping(bytes32 commitment => StoredGrant grant)) private _grants;

    /// @param agentFactory the only factory whose Agents are accepted
    constructor(address agentFactory) EIP712("MedRec Relationships", "1") {
        _factory = IAgentFactory(agentFactory);
    }

    /// @inheritdoc IRelationships
    function open(Open calldata message, bytes calldata patientSignature, bytes calldata delegateSignature)
        external
        returns (bytes32 relationshipId)
    {
        _refuseLate(message.deadline);
        relationshipId = relationshipIdOf(message.agent, message.delegate);
        if (_relationships[relationshipId].agent != address(0)) {
            revert Relationships__AlreadyOpened(relationshipId);
        }
        if (message.sealedPointer.length != POINTER_LENGTH) {
            revert Relationships__PointerLength(relationshipId, message.sealedPointer.length);
        }

        bytes32 digest = _hashTypedDataV4(_hashOpen(message));
        address patientSigner = _signerOf(digest, patientSignature);
        address delegateSigner = _signerOf(digest, delegateSignature);
        if (delegateSigner != message.delegate) {
            revert Relationships__NotDelegate(relationshipId, delegateSigner);
        }
        _requireAgent(message.agent, message.owner, patientSigner);
        _requireRight(message.agent, patientSigner, RIGHT_MANAGE);

        _relationships[relationshipId] = StoredRelationship({
            agent: message.agent, rotation: 0, isEnded: false, delegate: message.delegate
        });
        emit RelationshipOpened(relationshipId, message.agent, message.delegate, message.sealedPointer);
        _setGrants(relationshipId, message.grants);
    }

    /// @inheritdoc IRelationships
    function setGrants(SetGrants calldata message, bytes calldata signature) external {
        _refuseLate(message.deadline);
        StoredRelationship storage stored = _requireOpen(message.relationshipId);
        if (message.grants.length == 0) revert Relationships__NoGrants(message.relationshipId);
        _requireRight(
            stored.agent, _signerOf(_hashTypedDataV4(_hashSetGrants(message)), signature), RIGHT_GRANT
        );

        _setGrants(message.relationshipId, message.grants);
    }

    /// @inheritdoc IRelationships
    function end(End calldata message, bytes calldata signature) external {
        _refuseLate(message.deadline);
        StoredRelationship storage stored = _requireOpen(message.relationshipId);
        // A struct of static fields is encoded as its fields, one after the other.
        address signer = _signerOf(_hashTypedDataV4(keccak256(abi.encode(END_TYPEHASH, message))), signature);
        if (signer != stored.delegate) _requireRight(stored.agent, signer, RIGHT_MANAGE);

        stored.isEnded = true;
        emit RelationshipEnded(message.relationshipId, signer);
    }

    /// @inheritdoc IRelationships
    function rotateDelegate(
        RotateDelegate calldata message,
        bytes calldata currentSignature,
        bytes calldata nextSignature
    ) external {
        bytes32 relationshipId = message.relationshipId;
        _refuseLate(message.deadline);
        StoredRelationship storage stored = _requireOpen(relationshipId);
        uint32 expected = stored.rotation + 1;
        if (message.rotation != expected) {
            revert Relationships__StaleRotation(relationshipId, message.rotation, expected);
        }

        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(ROTATE_DELEGATE_TYPEHASH, message)));
        address current = _signerOf(digest, currentSignature);
        if (current != stored.delegate) revert Relationships__NotDelegate(relationshipId, current);
        address next = _signerOf(digest, nextSignature);
        if (next != message.delegate) revert Relationships__NotDelegate(relationshipId, next);
        if (next == current) revert Relationships__SameDelegate(relationshipId, next);

        stored.delegate = next;
        stored.rotation = expected;
        emit DelegateRotated(relationshipId, next, expected);
    }

    /// @inheritdoc IRelationships
    function relationship(bytes32 relationshipId)
        external
        view
        returns (address agent, address delegate, uint32 rotation, bool ended)
    {
        StoredRelationship storage stored = _relationships[relationshipId];
        return (stored.agent, stored.delegate, stored.rotation, stored.isEnded);
    }

    /// @inheritdoc IRelationships
    function grantOf(bytes32 relationshipId, bytes32 commitment)
        external
        view
        returns (uint256 terms, bytes32 finerTerms)
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
        bytes32 commitment = grant.commitment;
        StoredGrant storage stored = _grants[relationshipId][commitment];
        uint256 terms = GrantTerms.pack(grant);
        uint256 storedTerms = stored.terms;
        bool isRevocation = terms.isRevocation() && grant.finerTerms == 0;

        uint32 storedVersion = storedTerms.versionOf();
        bool isNewer = grant.version > storedVersion;
        bool revokesStored = isRevocation && grant.version == storedVersion && !storedTerms.isRevocation();
        if (!isNewer && !revokesStored) {
            revert Relationships__StaleVersion(relationshipId, commitment, grant.version);
        }
        if (!isRevocation) {
            bool isEmpty = (grant.readKinds | grant.writeKinds) == 0 || grant.purposes == 0;
            if (isEmpty || grant.notAfter <= grant.notBefore || grant.notAfter <= block.timestamp) {
                revert Relationships__InvalidGrant(relationshipId, commitment);
            }
        }

        stored.terms = terms;
        // The second slot of a first grant is known to be empty: it is not read to find that out.
        if (storedTerms != 0 || grant.finerTerms != 0) stored.finerTerms = grant.finerTerms;
        emit GrantSet(relationshipId, commitment, terms, grant.finerTerms);
    }

    /// @dev Makes the Agent of `owner` if nothing stands at `agent`; refuses whatever is not of our factory.
    function _requireAgent(address agent, address owner, address patientSigner) private {
        if (agent.code.length == 0) {
            if (_factory.createAgent(owner) != agent) revert Relationships__NotOwnerOfAgent(owner, agent);
        } else if (_factory.agentOf(owner) != agent) {
            if (!_factory.isAgent(agent)) revert Relationships__NotAgent(agent);
            if (owner != patientSigner) revert Relationships__NotOwnerOfAgent(owner, agent);
        }
    }

    function _requireOpen(bytes32 relationshipId) private view returns (StoredRelationship storage stored) {
        stored = _relationships[relationshipId];
        if (stored.agent == address(0)) revert Relationships__Unknown(relationshipId);
        if (stored.isEnded) revert Relationships__Ended(relationshipId);
    }

    function _requireRight(address agent, address signer, uint8 right) private view {
        if (!IAgent(agent).allows(signer, right)) revert Relationships__NotAllowed(agent, signer, right);
    }

    function _refuseLate(uint40 deadline) private view {
        if (block.timestamp > deadline) revert Relationships__DeadlinePassed(deadline);
    }

    function _signerOf(bytes32 digest, bytes calldata signature) private pure returns (address) {
        (address signer, ECDSA.RecoverError failure,) = ECDSA.tryRecover(digest, signature);
        if (failure != ECDSA.RecoverError.NoError) revert Relationships__InvalidSignature(digest);
        return signer;
    }

    function _hashOpen(Open calldata message) private pure returns (bytes32) {
        return keccak256(
            abi.encode(
                OPEN_TYPEHASH,
                message.owner,
                message.agent,
                message.delegate,
                keccak256(message.sealedPointer),
                _hashGrants(message.grants),
                message.kindsVersion,
                message.kindsHash,
                message.deadline
            )
        );
    }

    function _hashSetGrants(SetGrants calldata message) private pure returns (bytes32) {
        return keccak256(
            abi.encode(
                SET_GRANTS_TYPEHASH,
                message.relationshipId,
                _hashGrants(message.grants),
                message.kindsVersion,
                message.kindsHash,
                message.deadline
            )
        );
    }

    function _hashGrants(Grant[] calldata grants) private pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](grants.length);
        for (uint256 i = 0; i < grants.length; ++i) {
            hashes[i] = keccak256(abi.encode(GRANT_TYPEHASH, grants[i]));
        }
        return keccak256(abi.encodePacked(hashes));
    }
}
