// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Terms} from "../GrantTerms.sol";
import {Signature} from "../Signature.sol";

/// @title Relationships between a patient's Agent and a provider, and the grants in them
/// @notice Everything happens by signed message, and anyone may submit one: copying a message, or
/// submitting it first, changes nothing. There is no administrator and no upgrade, and no ether is taken.
/// @dev EIP-712 domain: name "MedRec Relationships", version "1", chain id, this contract. The signed types are
/// the structs below, fields in the same order and of the same types, but for two that are submitted shorter:
/// - a Grant is signed as `Grant(bytes32 commitment,uint64 readKinds,uint64 writeKinds,uint40 notBefore,
///   uint40 notAfter,uint16 purposes,uint32 version,bytes32 finerTerms)`
/// - a sealed pointer is signed as `bytes`
///
/// Storage, for proofs by `eth_getProof`, part of the protocol as the signed types are: slot 0 maps a
/// relationship id to agent (bits 0-159), rotation (160-191) and whether it ended (192-199), in the next slot the
/// delegate after the first; slot 1 maps a relationship id and then a commitment to terms, in the next slot the
/// finer terms.
interface IRelationships {
    /// @dev A permission for one viewer.
    /// commitment    who the viewer is, salted: keccak256(abi.encode(keccak256("medrec:commitment:v1"),
    ///               chain id, this contract, relationshipId, viewer, salt))
    /// terms         kinds that may be read, kinds that may be written, from when, until when, for which
    ///               purposes, and the version, which counts up from 1 for this commitment
    /// finerTerms    salted hash of a document that narrows it further; 0: none
    /// A revocation is all zero but commitment and version.
    struct Grant {
        bytes32 commitment;
        Terms terms;
        bytes32 finerTerms;
    }

    /// @dev Opens a relationship. Signed by the delegate and by a key that may manage the patient's Agent, and
    /// grant for it too if it brings grants.
    /// owner         the key that signs, or the Agent's first owner if the Agent is a person's
    /// agent         the patient's Agent, made or not
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
        bytes32[2] sealedPointer;
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

    /// @dev What an owner wants granted when nothing is heard of them any more. Signed by its hash, in the
    /// SetSwitch of the Agent.
    /// salt          keeps the hash from being guessed
    struct Directive {
        bytes32 relationshipId;
        Grant[] grants;
        uint16 kindsVersion;
        bytes32 kindsHash;
        bytes32 salt;
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
    /// @param owner the Agent's first owner if the Agent was not made yet, else as it was signed
    event RelationshipOpened(
        bytes32 indexed relationshipId,
        address indexed agent,
        address indexed delegate,
        address owner,
        bytes32[2] sealedPointer
    );
    /// @notice A grant was set, changed or revoked.
    /// @param terms as in `grantOf`
    event GrantSet(
        bytes32 indexed relationshipId, bytes32 indexed commitment, Terms terms, bytes32 finerTerms
    );
    /// @notice The Agent's dead man's switch had opened, and a directive was carried out.
    event DirectiveReleased(bytes32 indexed relationshipId, bytes32 indexed directive);
    /// @notice A relationship was ended by `signer`.
    event RelationshipEnded(bytes32 indexed relationshipId, address indexed signer);
    /// @notice A relationship has another delegate.
    event DelegateRotated(bytes32 indexed relationshipId, address indexed delegate, uint32 rotation);

    /// @notice The message was good until `deadline` (Unix seconds).
    error Relationships__DeadlinePassed(uint40 deadline);
    /// @notice The signature over `digest` is not a canonical ECDSA signature of anybody.
    error Relationships__InvalidSignature(bytes32 digest);
    /// @notice `signer` may not do this for `agent`: it signed another message, or lacks the right.
    error Relationships__NotAllowed(address agent, address signer, uint8 right);
    /// @notice `signer` is not the delegate that had to sign.
    error Relationships__NotDelegate(bytes32 relationshipId, address signer);
    /// @notice `account` is not an Agent of our factory.
    error Relationships__NotAgent(address account);
    /// @notice `owner` is neither the first owner of `agent` nor the key that signed.
    error Relationships__NotOwnerOfAgent(address owner, address agent);
    /// @notice This Agent and this first delegate have a relationship already, perhaps an ended one.
    error Relationships__AlreadyOpened(bytes32 relationshipId);
    /// @notice No such relationship.
    error Relationships__Unknown(bytes32 relationshipId);
    /// @notice The relationship has ended, and stays so.
    error Relationships__Ended(bytes32 relationshipId);
    /// @notice The message sets nothing, or nothing of a directive is left to set.
    error Relationships__NoGrants(bytes32 relationshipId);
    /// @notice A grant of this version or a later one is stored, or a revocation of it.
    error Relationships__StaleVersion(bytes32 relationshipId, bytes32 commitment, uint32 version);
    /// @notice A grant needs kinds, purposes, and an end later than its beginning and than now.
    error Relationships__InvalidGrant(bytes32 relationshipId, bytes32 commitment);
    /// @notice The next rotation is `expected`.
    error Relationships__StaleRotation(bytes32 relationshipId, uint32 rotation, uint32 expected);
    /// @notice The dead man's switch of `agent` has not opened, or its owner did not name this directive.
    error Relationships__NotReleased(address agent, bytes32 directive);
    /// @notice `delegate` is the current delegate already.
    error Relationships__SameDelegate(bytes32 relationshipId, address delegate);

    /// @notice Opens a relationship.
    /// @param message what was signed
    /// @param patientSignature of a key that may manage the Agent, and grant for it if there are grants
    /// @param delegateSignature of `message.delegate`
    /// @return relationshipId as `relationshipIdOf(message.agent, message.delegate)`
    function open(
        Open calldata message,
        Signature calldata patientSignature,
        Signature calldata delegateSignature
    ) external returns (bytes32 relationshipId);

    /// @notice Sets or revokes grants. Each takes effect if its version is greater than the stored one; a
    /// revocation also if it is equal and not revoked yet.
    /// @param message what was signed
    /// @param signature of a key that may grant for the Agent
    function setGrants(SetGrants calldata message, Signature calldata signature) external;

    /// @notice Carries out a directive after the Agent's dead man's switch has opened. Anyone may.
    /// @param directive as the owner named it; of its grants those are left out that have ended, or that the
    /// owner granted or revoked since
    function release(Directive calldata directive) external;

    /// @notice Ends a relationship for good, and with it all its grants.
    /// @param message what was signed
    /// @param signature of a key that may manage the Agent, or of the delegate
    function end(End calldata message, Signature calldata signature) external;

    /// @notice Puts another delegate in the place of the current one; the relationship keeps its id.
    /// @param message what was signed
    /// @param currentSignature of the current delegate
    /// @param nextSignature of `message.delegate`
    function rotateDelegate(
        RotateDelegate calldata message,
        Signature calldata currentSignature,
        Signature calldata nextSignature
    ) external;

    /// @notice keccak256(abi.encode(chain id, this contract, agent, firstDelegate)).
    function relationshipIdOf(address agent, address firstDelegate) external view returns (bytes32);

    /// @notice Says whether `account` is the delegate of an open or ended relationship.
    function isDelegate(bytes32 relationshipId, address account) external view returns (bool);

    /// @notice A relationship as it stands; all zero if unknown.
    /// @return agent the patient's Agent
    /// @return laterDelegate the provider's account now; zero while it is the first, from which the id follows
    /// @return rotation how often the delegate changed
    /// @return ended whether it has ended
    function relationship(bytes32 relationshipId)
        external
        view
        returns (address agent, address laterDelegate, uint32 rotation, bool ended);

    /// @notice A grant as it stands; all zero if there never was one, the version alone if revoked.
    /// @return terms as signed
    /// @return finerTerms as signed
    function grantOf(bytes32 relationshipId, bytes32 commitment)
        external
        view
        returns (Terms terms, bytes32 finerTerms);

    /// @notice The factory whose Agents may have relationships here.
    function factory() external view returns (address);
}
