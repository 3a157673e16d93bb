// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Identity} from "../AgentIdentity.sol";
import {Signature} from "../Signature.sol";

/// @dev What a key may do for an Agent. The numbers are part of the protocol and are never reused; a set of
/// rights has one bit for each, by its number.
uint8 constant RIGHT_READ = 0;
uint8 constant RIGHT_GRANT = 1;
uint8 constant RIGHT_MANAGE = 2;
uint8 constant ALL_RIGHTS = 7;

/// @title An on-chain identity: the keys that may act for somebody
/// @notice Made by the AgentFactory alone, as a clone whose address follows from its first owner. It has
/// neither administrator nor upgrade and holds no coin. Its events are emitted by the factory.
/// @dev Signed messages are EIP-712, domain: name "MedRec Agent", version "1", chain id, this Agent. The types
/// are the structs below, fields in the same order and of the same types. Anyone may submit one. A message
/// carries the nonce in force of its sort and works at most once, and never after its deadline (Unix seconds).
interface IAgent {
    /// @dev Enables one more owner key, or a disabled one again. Signed by an owner, and by the key itself: an
    /// Agent is never given to a key that nobody holds, nor a key to an Agent it did not ask for.
    /// sealedPointer 64 bytes that tell `owner` alone which provider this Agent deals with, or empty
    struct EnableOwner {
        address owner;
        bytes sealedPointer;
        uint64 nonce;
        uint40 deadline;
    }

    /// @dev Disables an owner key, never the last enabled one. Signed by an owner, also itself.
    struct DisableOwner {
        address owner;
        uint64 nonce;
        uint40 deadline;
    }

    /// @dev Puts an owner key in the place of another. Signed by an owner, also the old key, and by the new key.
    struct RotateOwner {
        address oldOwner;
        address newOwner;
        bytes sealedPointer;
        uint64 nonce;
        uint40 deadline;
    }

    /// @dev Sets what a custodian may do until a date; no rights: nothing any more. Signed by an owner, or by
    /// the custodian, who can only resign or give up a part.
    /// until         first second (Unix time) at which the custodian has no right any more
    struct SetCustodian {
        address custodian;
        uint8 rights;
        uint40 until;
        uint64 nonce;
        uint40 deadline;
    }

    /// @dev Leaves the owners `ownerRights` alone until a date, as for a child's key. Signed by an owner while
    /// there is no custody, then by whoever may manage, to end it earlier or to give the owners more; it can
    /// never be made longer or narrower.
    /// until         first second (Unix time) at which the owners have every right again, at most 25 years on
    /// custodian     who may manage until then; asked for when custody begins alone
    struct SetCustody {
        uint8 ownerRights;
        uint40 until;
        address custodian;
        uint64 nonce;
        uint40 deadline;
    }

    /// @dev Sets who may recover the Agent. Signed by an owner.
    /// guardiansHash keccak256(abi.encode(GuardianSet)), or zero for none: how many, who and how long stays
    ///               unknown until a recovery
    struct SetGuardians {
        bytes32 guardiansHash;
        uint64 nonce;
        uint40 deadline;
    }

    /// @dev What `guardiansHash` hides.
    /// threshold     how many guardians have to agree; at least 1
    /// delaySeconds  how long the owner has to veto; at least a day, at most a year
    /// commitments   at most 32; of each guardian keccak256(abi.encode(keccak256("medrec:guardian:v1"),
    ///               chain id, this Agent, guardian, salt))
    struct GuardianSet {
        uint8 threshold;
        uint40 delaySeconds;
        bytes32[] commitments;
    }

    /// @dev Makes `owner` an owner after the delay. Signed by as many guardians as agreed, and by `owner`.
    struct Recover {
        address owner;
        bytes sealedPointer;
        uint64 nonce;
        uint40 deadline;
    }

    /// @dev A guardian's consent; the approvals of a recovery are in the order of the guardians' addresses.
    /// index         place in `commitments`
    /// salt          opens that commitment
    /// signature     the guardian's, over Recover
    struct Approval {
        uint256 index;
        bytes32 salt;
        Signature signature;
    }

    /// @dev Refuses the pending recovery. Signed by an owner, in custody too, or by whoever may manage.
    struct VetoRecovery {
        uint64 nonce;
        uint40 deadline;
    }

    /// @dev Sets the dead man's switch. Signed by an owner.
    /// timeout       seconds without a sign of life after which the directives may be released, at least a day;
    ///               0 with no directives: no switch
    /// directives    hashes of the directives (see IRelationships), at most 16
    struct SetSwitch {
        uint40 timeout;
        bytes32[] directives;
        uint64 nonce;
        uint40 deadline;
    }

    /// @dev A sign of life, as every message of an owner to this Agent or about its relationships is. Signed by
    /// an owner, in custody too.
    struct Touch {
        uint64 nonce;
        uint40 deadline;
    }

    /// @dev One call of a provider's Agent.
    struct Call {
        address to;
        bytes data;
    }

    /// @dev Lets a provider's Agent call others, in this order, all or none. Signed by an owner.
    struct Execute {
        Call[] calls;
        uint64 nonce;
        uint40 deadline;
    }

    /// @notice Only the factory may initialize, and it does so where it makes an Agent.
    error Agent__NotFactory(address caller);
    /// @notice Only the Relationships contract may say that a right was exercised.
    error Agent__NotRelationships(address caller);
    /// @notice This Agent (or the implementation behind all of them) already has its first owner.
    error Agent__AlreadyInitialized(address firstOwner);
    /// @notice The signature over `digest` is not a canonical ECDSA signature of anybody.
    error Agent__InvalidSignature(bytes32 digest);
    /// @notice `signer` may not do this for the Agent: it signed another message, or lacks the right.
    error Agent__NotAllowed(address signer, uint8 right);
    /// @notice `signer` signed in the place of `expected`.
    error Agent__WrongSigner(address signer, address expected);
    /// @notice The message was good until `deadline` (Unix seconds).
    error Agent__DeadlinePassed(uint40 deadline);
    /// @notice The message carries `nonce`, and the next one has to carry `expected`.
    error Agent__StaleNonce(uint64 nonce, uint64 expected);
    /// @notice A sealed pointer is 64 bytes, or absent.
    error Agent__PointerLength(address owner, uint256 length);
    /// @notice `owner` is enabled already.
    error Agent__AlreadyEnabled(address owner);
    /// @notice `owner` is not enabled.
    error Agent__NotEnabled(address owner);
    /// @notice `owner` is the last enabled one, and an Agent always keeps one.
    error Agent__LastOwner(address owner);
    /// @notice An Agent has at most 65,535 owners.
    error Agent__TooManyOwners(address owner);
    /// @notice These are no rights, or `until` is not in the future.
    error Agent__InvalidCustodian(address custodian, uint8 rights, uint40 until);
    /// @notice Custody takes rights away until a date in the future, and is never made longer or narrower.
    error Agent__InvalidCustody(uint8 ownerRights, uint40 until);
    /// @notice `custodian` may not manage until the end of the custody.
    error Agent__NoManagingCustodian(address custodian, uint40 until);
    /// @notice These are not the guardians that the owner set, or they cannot be used.
    error Agent__InvalidGuardians(bytes32 guardiansHash);
    /// @notice `approvals` guardians agreed, and `threshold` have to.
    error Agent__TooFewApprovals(uint256 approvals, uint8 threshold);
    /// @notice The approval in this place is no guardian's, or not in the order of addresses.
    error Agent__InvalidApproval(uint256 place, address signer);
    /// @notice No recovery of this owner with this pointer is pending.
    error Agent__NoRecovery(address owner);
    /// @notice The recovery can be completed from `readyAt` until `endsAt` (Unix seconds), that second excluded.
    error Agent__RecoveryNotReady(uint40 readyAt, uint40 endsAt);
    /// @notice A switch has a timeout of at least a day and 1 to 16 directives, or neither.
    error Agent__InvalidSwitch(uint40 timeout, uint256 directives);
    /// @notice Only a provider's Agent executes calls.
    error Agent__NotProvider(address firstOwner);
    /// @notice An Agent never calls its factory, where it would report what is not so.
    error Agent__ForbiddenCall(uint256 place, address to);
    /// @notice The call in this place failed, so none was made.
    error Agent__CallFailed(uint256 place, bytes reason);

    /// @notice Gives a newborn Agent its first owner, enabled.
    /// @param identity what this Agent's address follows from
    function initialize(Identity identity) external;

    /// @param message what was signed
    /// @param signature of an owner that may manage
    /// @param ownerSignature of `message.owner`, over the same
    function enableOwner(
        EnableOwner calldata message,
        Signature calldata signature,
        Signature calldata ownerSignature
    ) external;

    /// @param signature of an owner that may manage
    function disableOwner(DisableOwner calldata message, Signature calldata signature) external;

    /// @param signature of an owner that may manage
    /// @param ownerSignature of `message.newOwner`, over the same
    function rotateOwner(
        RotateOwner calldata message,
        Signature calldata signature,
        Signature calldata ownerSignature
    ) external;

    /// @param signature of an owner that may manage, or of the custodian
    function setCustodian(SetCustodian calldata message, Signature calldata signature) external;

    /// @param signature of an owner without custody, of whoever may manage in custody
    function setCustody(SetCustody calldata message, Signature calldata signature) external;

    /// @param signature of an owner that may manage
    function setGuardians(SetGuardians calldata message, Signature calldata signature) external;

    /// @notice Opens the guardians' commitments and begins the delay of a recovery, in the place of one that is
    /// pending.
    /// @param guardians what `guardiansHash` hides
    /// @param approvals of `guardians.threshold` guardians or more
    /// @param ownerSignature of `message.owner`
    function proposeRecovery(
        Recover calldata message,
        GuardianSet calldata guardians,
        Approval[] calldata approvals,
        Signature calldata ownerSignature
    ) external;

    /// @param signature of an owner, or of whoever may manage
    function vetoRecovery(VetoRecovery calldata message, Signature calldata signature) external;

    /// @notice Completes the pending recovery after its delay, within 30 days. Anyone may.
    /// @param owner the new owner
    /// @param sealedPointer what was signed with it
    function completeRecovery(address owner, bytes calldata sealedPointer) external;

    /// @param signature of an owner that may manage
    function setSwitch(SetSwitch calldata message, Signature calldata signature) external;

    /// @param signature of an owner
    function touch(Touch calldata message, Signature calldata signature) external;

    /// @param signature of an owner that may manage
    function execute(Execute calldata message, Signature calldata signature) external;

    /// @notice Says as `allows`, and takes it for a sign of life if `signer` is an owner. For Relationships alone.
    function exercise(address signer, uint8 right) external returns (bool);

    /// @notice Says whether `signer` may do for this Agent what `right` names: an enabled owner has every right
    /// but what custody takes, a custodian those given until its date. Nobody has an unknown one.
    function allows(address signer, uint8 right) external view returns (bool);

    /// @notice Says whether the switch has opened, and the owner's directives name this one.
    function isReleased(bytes32 directive) external view returns (bool);

    /// @notice ERC-1271 by ERC-7739: says whether an owner that may manage signed `hash` for this Agent.
    /// @return magicValue 0x1626ba7e if so
    function isValidSignature(bytes32 hash, bytes calldata signature)
        external
        view
        returns (bytes4 magicValue);

    /// @notice Says whether `owner` is an enabled owner key.
    function isOwnerEnabled(address owner) external view returns (bool);

    /// @notice What this Agent's address follows from.
    function identity() external view returns (Identity);

    /// @notice How many owner keys are enabled; at least one.
    function enabledOwners() external view returns (uint16);

    /// @notice A custodian as it stands; nothing if there is none, and past `until` it has no rights.
    function custodianOf(address custodian) external view returns (uint8 rights, uint40 until);

    /// @notice The custody as it stands; past `until` there is none.
    function custody() external view returns (uint8 ownerRights, uint40 until);

    /// @notice The guardians and the pending recovery; zero if there is none.
    function recovery()
        external
        view
        returns (bytes32 guardiansHash, address pendingOwner, uint40 readyAt, bytes32 pointerHash);

    /// @notice The switch as it stands, and the last sign of life.
    function deadManSwitch() external view returns (uint40 timeout, uint40 touchedAt);

    /// @notice The nonces that the next messages must carry.
    /// @return owners of EnableOwner, DisableOwner and RotateOwner
    /// @return custodians of SetCustodian and SetCustody
    /// @return guardians of SetGuardians, Recover and VetoRecovery
    /// @return switches of SetSwitch and Touch
    /// @return calls of Execute
    function nonces()
        external
        view
        returns (uint64 owners, uint64 custodians, uint64 guardians, uint64 switches, uint64 calls);

    /// @notice The factory that made this Agent and emits its events.
    function factory() external view returns (address);
}
