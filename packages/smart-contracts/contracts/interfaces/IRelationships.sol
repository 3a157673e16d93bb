// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Relationships between a patient's Agent and a provider, and the grants in them
/// @notice Everything happens by signed message, and anyone may submit one: copying a message, or
/// submitting it first, changes nothing. There is no administrator and no upgrade, and no ether is taken.
/// @dev EIP-712 domain: name "MedRec Relationships", version "1", chain id, this contract.
/// The signed types are the structs below, fields in the same order and of the same types.
interface IRelationships {
    /// @dev A permission for one viewer.
    /// commitment    who the viewer is, salted: keccak256(abi.encode(keccak256("medrec:commitment:v1"),
    ///               chain id, this contract, relationshipId, viewer, salt))
    /// readKinds     kinds of record that may be read, one bit each
    /// writeKinds    kinds of record that may be written, one bit each
    /// notBefore     first second (Unix time) at which it is in force; 0: at once
    /// notAfter      first second (Unix time) at which it is in force no longer
    /// purposes      purposes of use for which it holds, one bit each
    /// version       counts up from 1 for this commitment
    /// finerTerms    salted hash of a document that narrows it further; 0: none
    /// A revocation is all zero but commitment and version.
    struct Grant {
        bytes32 commitment;
        uint64 readKinds;
        uint64 writeKinds;
        uint40 notBefore;
        uint40 notAfter;
        uint16 purposes;
        uint32 version;
        bytes32 finerTerms;
    }

    /// @dev Opens a relationship. Signed by the patient and by the delegate.
    /// owner         the Agent's first owner (which makes the Agent if absent), or the key that signs
    /// agent         the patient's Agent
    /// delegate      the account that the provider uses for this relationship only
    /// sealedPointer 64 bytes that tell the patient alone who the provider is
    /// grants        the first grants; may be empty
    /// kindsVersion  version of the table that gives the bits of kinds their meaning
    /// kindsHash     hash of that table
    /// deadline      last second (Unix time) at which the message is good
    struct Open {
        address owner;
        address agent;
        address delegate;
        bytes sealedPointer;
        Grant[] grants;
        uint16 kindsVersion;
        bytes32 kindsHash;
        uint40 deadline;
    }

    /// @dev Sets or revokes grants, all of them or none. Signed by a key that may grant for the Agent.
    /// Fields as in Open.
    struct SetGrants {
        bytes32 relationshipId;
        Grant[] grants;
        uint16 kindsVersion;
        bytes32 kindsHash;
        uint40 deadline;
    }

    /// @dev Ends a relationship for good. Signed by a key that may manage the Agent, or by the delegate.
    struct End {
        bytes32 relationshipId;
        uint40 deadline;
    }

    /// @dev Puts another delegate in the place of the current one. Signed by both.
    /// rotation      one more than the rotation in force
    struct RotateDelegate {
        bytes32 relationshipId;
        address delegate;
        uint32 rotation;
        uint40 deadline;
    }

    /// @notice A relationship was opened.
    event RelationshipOpened(
        bytes32 indexed relationshipId, address indexed agent, address indexed delegate, bytes sealedPointer
    );
    /// @notice A grant was set, changed or revoked.
    /// @param terms as in `grantOf`
    event GrantSet(
        bytes32 indexed relationshipId, bytes32 indexed commitment, uint256 terms, bytes32 finerTerms
    );
    /// @notice A relationship was ended by `signer`.
    event RelationshipEnded(bytes32 indexed relationshipId, address indexed signer);
    /// @notice A relationship has another delegate.
    event DelegateRotated(bytes32 indexed relationshipId, address indexed delegate, uint32 rotation);

    /// @notice The message was good until `deadline` (Unix seconds).
    error Relationships__DeadlinePassed(uint40 deadline);
    /// @notice The signature over `digest` is not a canonical 65-byte ECDSA signature of anybody.
    error Relationships__InvalidSignature(bytes32 digest);
    /// @notice `signer` may not do this for `agent`: it signed another message, or lacks the right.
    error Relationships__NotAllowed(address agent, address signer, uint8 right);
    /// @notice `signer` is not the delegate that had to sign.
    error Relationships__NotDelegate(bytes32 relationshipId, address signer);
    /// @notice `account` is not an Agent of our factory.
    error Relationships__NotAgent(address account);
    /// @notice `owner` is neither the first owner of `agent` nor the key that signed.
    error Relationships__NotOwnerOfAgent(address owner, address agent);
    /// @notice A sealed pointer is exactly 64 bytes.
    error Relationships__PointerLength(bytes32 relationshipId, uint256 length);
    /// @notice This Agent and this first delegate have a relationship already, perhaps an ended one.
    error Relationships__AlreadyOpened(bytes32 relationshipId);
    /// @notice No such relationship.
    error Relationships__Unknown(bytes32 relationshipId);
    /// @notice The relationship has ended, and stays so.
    error Relationships__Ended(bytes32 relationshipId);
    /// @notice The message sets nothing.
    error Relationships__NoGrants(bytes32 relationshipId);
    /// @notice A grant of this version or a later one is stored, or a revocation of it.
    error Relationships__StaleVersion(bytes32 relationshipId, bytes32 commitment, uint32 version);
    /// @notice A grant needs kinds, purposes, and an end later than its beginning and than now.
    error Relationships__InvalidGrant(bytes32 relationshipId, bytes32 commitment);
    /// @notice The next rotation is `expected`.
    error Relationships__StaleRotation(bytes32 relationshipId, uint32 rotation, uint32 expected);
    /// @notice `delegate` is the current delegate already.
    error Relationships__SameDelegate(bytes32 relationshipId, address delegate);

    /// @notice Opens a relationship, and makes the patient's Agent if it is absent.
    /// @param message what was signed
    /// @param patientSignature of a key that may manage the Agent
    /// @param delegateSignature of `message.delegate`
    /// @return relationshipId as `relationshipIdOf(message.agent, message.delegate)`
    function open(Open calldata message, bytes calldata patientSignature, bytes calldata delegateSignature)
        external
        returns (bytes32 relationshipId);

    /// @notice Sets or revokes grants. Each takes effect if its version is greater than the stored one; a
    /// revocation also if it is equal and not revoked yet.
    /// @param message what was signed
    /// @param signature of a key that may grant for the Agent
    function setGrants(SetGrants calldata message, bytes calldata signature) external;

    /// @notice Ends a relationship for good, and with it all its grants.
    /// @param message what was signed
    /// @param signature of a key that may manage the Agent, or of the delegate
    function end(End calldata message, bytes calldata signature) external;

    /// @notice Puts another delegate in the place of the current one; the relationship keeps its id.
    /// @param message what was signed
    /// @param currentSignature of the current delegate
    /// @param nextSignature of `message.delegate`
    function rotateDelegate(
        RotateDelegate calldata message,
        bytes calldata currentSignature,
        bytes calldata nextSignature
    ) external;

    /// @notice keccak256(abi.encode(chain id, this contract, agent, firstDelegate)).
    function relationshipIdOf(address agent, address firstDelegate) external view returns (bytes32);

    /// @notice A relationship as it stands; all zero if unknown.
    /// @return agent the patient's Agent
    /// @return delegate the provider's account now
    /// @return rotation how often the delegate changed
    /// @return ended whether it has ended
    function relationship(bytes32 relationshipId)
        external
        view
        returns (address agent, address delegate, uint32 rotation, bool ended);

    /// @notice A grant as it stands; all zero if there never was one.
    /// @return terms from the least significant bit: readKinds 64, writeKinds 64, notBefore 40, notAfter 40,
    /// purposes 16, version 32; the version alone if revoked
    /// @return finerTerms as signed
    function grantOf(bytes32 relationshipId, bytes32 commitment)
        external
        view
        returns (uint256 terms, bytes32 finerTerms);

    /// @notice The factory whose Agents may have relationships here.
    function factory() external view returns (address);
}
