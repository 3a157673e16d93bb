// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Identity} from "./AgentIdentity.sol";
import {Signature, Signatures} from "./Signature.sol";
import {AgentMessages} from "./agent/AgentMessages.sol";
import {Custody} from "./agent/Custody.sol";
import {DeadManSwitch} from "./agent/DeadManSwitch.sol";
import {Guardians} from "./agent/Guardians.sol";
import {IAgent, RIGHT_MANAGE} from "./interfaces/IAgent.sol";
import {IAgentFactory} from "./interfaces/IAgentFactory.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {ERC1271} from "solady/src/accounts/ERC1271.sol";

/// @title Agent
/// @notice See IAgent. Owner keys are kept here; custody, guardians and the switch each by a library of their
/// own, in storage that nobody reads before it is set.
contract Agent is IAgent, ERC1271 {
    using AgentMessages for *;
    using Custody for Custody.Store;
    using DeadManSwitch for DeadManSwitch.Store;
    using Guardians for Guardians.Store;
    using Signatures for Signature;

    /// @dev All that a newborn Agent stores: one slot.
    /// identity the first owner, and whether this is a provider's Agent; isFirstOwnerEnabled whether that key
    /// still acts; enabledOwners how many keys act, the first included; nonce of the owners' messages;
    /// isCustodySet and isSwitchSet whether there ever was one.
    struct State {
        uint168 identity;
        bool isFirstOwnerEnabled;
        uint16 enabledOwners;
        bool isCustodySet;
        bool isSwitchSet;
        uint40 nonce;
    }

    uint256 private constant POINTER_LENGTH = 64;

    IAgentFactory private immutable _factory;
    address private immutable _relationships;

    State private _state;
    /// @dev Enabled owners besides the first.
    mapping(address owner => bool isEnabled) private _isOtherOwnerEnabled;
    Custody.Store private _custody;
    Guardians.Store private _guardians;
    DeadManSwitch.Store private _switch;
    uint64 private _executeNonce;

    /// @dev Makes the implementation behind the clones, and locks it: no key is enabled in it, ever.
    /// @param relationships the contract that tells Agents when a right of theirs is exercised
    constructor(address relationships) {
        _factory = IAgentFactory(msg.sender);
        _relationships = relationships;
        _state.identity = uint160(address(this));
    }

    /// @inheritdoc IAgent
    function initialize(Identity identity_) external {
        if (msg.sender != address(_factory)) revert Agent__NotFactory(msg.sender);
        if (_state.identity != 0) revert Agent__AlreadyInitialized(_firstOwner());
        _state.identity = uint168(Identity.unwrap(identity_));
        _state.isFirstOwnerEnabled = true;
        _state.enabledOwners = 1;
    }

    /// @inheritdoc IAgent
    function enableOwner(
        EnableOwner calldata message,
        Signature calldata signature,
        Signature calldata ownerSignature
    ) external {
        _requireInTime(message.deadline);
        uint64 next = _useOwnersNonce(message.nonce);
        bytes32 digest = _hashTypedData(message.hash());
        _requireManagingOwner(_signerOf(digest, signature));
        _requireSigner(digest, ownerSignature, message.owner);
        _enable(message.owner, message.sealedPointer, next);
    }

    /// @inheritdoc IAgent
    function disableOwner(DisableOwner calldata message, Signature calldata signature) external {
        _requireInTime(message.deadline);
        uint64 next = _useOwnersNonce(message.nonce);
        _requireManagingOwner(_signerOf(_hashTypedData(message.hash()), signature));
        _disable(message.owner, next);
    }

    /// @inheritdoc IAgent
    function rotateOwner(
        RotateOwner calldata message,
        Signature calldata signature,
        Signature calldata ownerSignature
    ) external {
        _requireInTime(message.deadline);
        uint64 next = _useOwnersNonce(message.nonce);
        bytes32 digest = _hashTypedData(message.hash());
        _requireManagingOwner(_signerOf(digest, signature));
        _requireSigner(digest, ownerSignature, message.newOwner);
        if (!isOwnerEnabled(message.oldOwner)) revert Agent__NotEnabled(message.oldOwner);
        // In this order: the Agent keeps an enabled owner throughout.
        _enable(message.newOwner, message.sealedPointer, next);
        _disable(message.oldOwner, next);
    }

    /// @inheritdoc IAgent
    function setCustodian(SetCustodian calldata message, Signature calldata signature) external {
        _requireInTime(message.deadline);
        uint64 next = _nextNonce(message.nonce, _custody.nonce);
        _custody.nonce = next;
        address signer = _signerOf(_hashTypedData(message.hash()), signature);
        if (_ownerMay(signer, RIGHT_MANAGE)) {
            _noteLife();
            _custody.setCustodian(message);
        } else if (signer == message.custodian && _custody.rightsOfCustodian(signer) != 0) {
            if (isOwnerEnabled(signer)) _noteLife();
            _custody.renounce(message);
        } else {
            revert Agent__NotAllowed(signer, RIGHT_MANAGE);
        }
        _state.isCustodySet = true;
        _factory.reportCustodianSet(identity(), message.custodian, message.rights, message.until, next);
    }

    /// @inheritdoc IAgent
    function setCustody(SetCustody calldata message, Signature calldata signature) external {
        _requireInTime(message.deadline);
        uint64 next = _nextNonce(message.nonce, _custody.nonce);
        _custody.nonce = next;
        address signer = _signerOf(_hashTypedData(message.hash()), signature);
        if (_custody.isInForce()) {
            if (!allows(signer, RIGHT_MANAGE)) revert Agent__NotAllowed(signer, RIGHT_MANAGE);
            if (isOwnerEnabled(signer)) _noteLife();
            _custody.loosen(message);
        } else {
            _requireManagingOwner(signer);
            _custody.begin(message);
        }
        _state.isCustodySet = true;
        _factory.reportCustodySet(identity(), message.ownerRights, message.until, next);
    }

    /// @inheritdoc IAgent
    function setGuardians(SetGuardians calldata message, Signature calldata signature) external {
        _requireInTime(message.deadline);
        _useGuardiansNonce(message.nonce);
        address signer = _signerOf(_hashTypedData(message.hash()), signature);
        _requireManagingOwner(signer);
        _guardians.guardiansHash = message.guardiansHash;
        _factory.reportGuardiansSet(identity(), message.guardiansHash);
        if (_guardians.cancel()) _factory.reportRecoveryVetoed(identity(), signer);
    }

    /// @inheritdoc IAgent
    function proposeRecovery(
        Recover calldata message,
        GuardianSet calldata guardians,
        Approval[] calldata approvals,
        Signature calldata ownerSignature
    ) external {
        _requireInTime(message.deadline);
        _requirePointer(message.owner, message.sealedPointer);
        _useGuardiansNonce(message.nonce);
        bytes32 digest = _hashTypedData(message.hash());
        _requireSigner(digest, ownerSignature, message.owner);
        uint40 readyAt = _guardians.propose(digest, message, guardians, approvals);
        _factory.reportRecoveryProposed(identity(), message.owner, readyAt, message.sealedPointer);
    }

    /// @inheritdoc IAgent
    function vetoRecovery(VetoRecovery calldata message, Signature calldata signature) external {
        _requireInTime(message.deadline);
        _useGuardiansNonce(message.nonce);
        address signer = _signerOf(_hashTypedData(message.hash()), signature);
        bool isOwner = isOwnerEnabled(signer);
        if (!isOwner && !allows(signer, RIGHT_MANAGE)) revert Agent__NotAllowed(signer, RIGHT_MANAGE);
        if (isOwner) _noteLife();
        if (!_guardians.cancel()) revert Agent__NoRecovery(address(0));
        _factory.reportRecoveryVetoed(identity(), signer);
    }

    /// @inheritdoc IAgent
    function completeRecovery(address owner, bytes calldata sealedPointer) external {
        _guardians.complete(owner, sealedPointer);
        // Guardians stand in for a custodian who is gone.
        if (_state.isCustodySet && _custody.isInForce()) {
            _custody.lift();
            uint64 next = ++_custody.nonce;
            _factory.reportCustodySet(identity(), 0, 0, next);
        }
        if (!isOwnerEnabled(owner)) _enable(owner, sealedPointer, ++_state.nonce);
        _factory.reportRecoveryCompleted(identity(), owner);
    }

    /// @inheritdoc IAgent
    function setSwitch(SetSwitch calldata message, Signature calldata signature) external {
        _requireInTime(message.deadline);
        _switch.nonce = _nextNonce(message.nonce, _switch.nonce);
        _requireManagingOwner(_signerOf(_hashTypedData(message.hash()), signature));
        _switch.set(message);
        _state.isSwitchSet = true;
        _factory.reportSwitchSet(identity(), message.timeout, message.directives);
    }

    /// @inheritdoc IAgent
    function touch(Touch calldata message, Signature calldata signature) external {
        _requireInTime(message.deadline);
        _switch.nonce = _nextNonce(message.nonce, _switch.nonce);
        address signer = _signerOf(_hashTypedData(message.hash()), signature);
        if (!isOwnerEnabled(signer)) revert Agent__NotAllowed(signer, RIGHT_MANAGE);
        _noteLife();
    }

    /// @inheritdoc IAgent
    function execute(Execute calldata message, Signature calldata signature) external {
        if (!identity().isProvider()) revert Agent__NotProvider(_firstOwner());
        _requireInTime(message.deadline);
        _executeNonce = _nextNonce(message.nonce, _executeNonce);
        _requireManagingOwner(_signerOf(_hashTypedData(message.hash()), signature));
        for (uint256 i = 0; i < message.calls.length; ++i) {
            Call calldata made = message.calls[i];
            if (made.to == address(_factory)) revert Agent__ForbiddenCall(i, made.to);
            // The nonce is spent: what is called may call back and finds nothing to repeat.
            // solhint-disable-next-line avoid-low-level-calls
            (bool isDone, bytes memory reason) = made.to.call(made.data);
            if (!isDone) revert Agent__CallFailed(i, reason);
        }
    }

    /// @inheritdoc IAgent
    function exercise(address signer, uint8 right) external returns (bool) {
        if (msg.sender != _relationships) revert Agent__NotRelationships(msg.sender);
        if (!allows(signer, right)) return false;
        if (_state.isSwitchSet && isOwnerEnabled(signer)) _switch.touch();
        return true;
    }

    /// @inheritdoc IAgent
    function isReleased(bytes32 directive) external view returns (bool) {
        return _switch.isReleased(directive);
    }

    /// @inheritdoc IAgent
    function enabledOwners() external view returns (uint16) {
        return _state.enabledOwners;
    }

    /// @inheritdoc IAgent
    function custodianOf(address custodian) external view returns (uint8 rights, uint40 until) {
        Custody.Custodian storage entry = _custody.custodians[custodian];
        return (entry.rights, entry.until);
    }

    /// @inheritdoc IAgent
    function custody() external view returns (uint8 ownerRights, uint40 until) {
        return (_custody.ownerRights, _custody.until);
    }

    /// @inheritdoc IAgent
    function recovery()
        external
        view
        returns (bytes32 guardiansHash, address pendingOwner, uint40 readyAt, bytes32 pointerHash)
    {
        Guardians.Store storage store = _guardians;
        return (store.guardiansHash, store.pendingOwner, store.readyAt, store.pointerHash);
    }

    /// @inheritdoc IAgent
    function deadManSwitch() external view returns (uint40 timeout, uint40 touchedAt) {
        return (_switch.timeout, _switch.touchedAt);
    }

    /// @inheritdoc IAgent
    function nonces()
        external
        view
        returns (uint64 owners, uint64 custodians, uint64 guardians, uint64 switches, uint64 calls)
    {
        return (_state.nonce, _custody.nonce, _guardians.nonce, _switch.nonce, _executeNonce);
    }

    /// @inheritdoc IAgent
    function factory() external view returns (address) {
        return address(_factory);
    }

    /// @inheritdoc IAgent
    function isValidSignature(bytes32 hash, bytes calldata signature)
        public
        view
        override(IAgent, ERC1271)
        returns (bytes4)
    {
        return ERC1271.isValidSignature(hash, signature);
    }

    /// @inheritdoc IAgent
    function allows(address signer, uint8 right) public view returns (bool) {
        if (_ownerMay(signer, right)) return true;
        return _state.isCustodySet && right <= RIGHT_MANAGE
            && (_custody.rightsOfCustodian(signer) >> right) & 1 == 1;
    }

    /// @inheritdoc IAgent
    function isOwnerEnabled(address owner) public view returns (bool) {
        return owner == _firstOwner() ? _state.isFirstOwnerEnabled : _isOtherOwnerEnabled[owner];
    }

    /// @inheritdoc IAgent
    function identity() public view returns (Identity) {
        return Identity.wrap(_state.identity);
    }

    function _enable(address owner, bytes calldata sealedPointer, uint64 nonce) private {
        _requirePointer(owner, sealedPointer);
        if (isOwnerEnabled(owner)) revert Agent__AlreadyEnabled(owner);
        if (_state.enabledOwners == type(uint16).max) revert Agent__TooManyOwners(owner);
        _setEnabled(owner, true);
        _state.enabledOwners += 1;
        _factory.reportOwnerEnabled(identity(), owner, nonce, sealedPointer);
    }

    function _disable(address owner, uint64 nonce) private {
        if (!isOwnerEnabled(owner)) revert Agent__NotEnabled(owner);
        if (_state.enabledOwners == 1) revert Agent__LastOwner(owner);
        _setEnabled(owner, false);
        _state.enabledOwners -= 1;
        _factory.reportOwnerDisabled(identity(), owner, nonce);
    }

    function _setEnabled(address owner, bool isEnabled) private {
        if (owner == _firstOwner()) _state.isFirstOwnerEnabled = isEnabled;
        else _isOtherOwnerEnabled[owner] = isEnabled;
    }

    function _useOwnersNonce(uint64 nonce) private returns (uint64 next) {
        next = _nextNonce(nonce, _state.nonce);
        _state.nonce = uint40(next);
    }

    function _useGuardiansNonce(uint64 nonce) private {
        _guardians.nonce = _nextNonce(nonce, _guardians.nonce);
    }

    /// @dev A sign of life, if there is a switch to keep shut.
    function _noteLife() private {
        if (_state.isSwitchSet) _switch.touch();
    }

    function _requireManagingOwner(address signer) private {
        if (!_ownerMay(signer, RIGHT_MANAGE)) revert Agent__NotAllowed(signer, RIGHT_MANAGE);
        _noteLife();
    }

    function _ownerMay(address signer, uint8 right) private view returns (bool) {
        if (right > RIGHT_MANAGE || !isOwnerEnabled(signer)) return false;
        return !_state.isCustodySet || (_custody.rightsOfOwner() >> right) & 1 == 1;
    }

    function _requireInTime(uint40 deadline) private view {
        if (block.timestamp > deadline) revert Agent__DeadlinePassed(deadline);
    }

    function _firstOwner() private view returns (address) {
        return address(uint160(_state.identity));
    }

    function _domainNameAndVersion()
        internal
        pure
        override
        returns (string memory name, string memory version)
    {
        return ("MedRec Agent", "1");
    }

    /// @dev Whoever asks, the signer is one of several keys.
    function _erc1271IsValidSignatureNowCalldata(bytes32 hash, bytes calldata signature)
        internal
        view
        override
        returns (bool)
    {
        (address signer, ECDSA.RecoverError failure,) = ECDSA.tryRecover(hash, signature);
        return failure == ECDSA.RecoverError.NoError && _ownerMay(signer, RIGHT_MANAGE);
    }

    /// @dev Not asked: `_erc1271IsValidSignatureNowCalldata` answers for every owner.
    function _erc1271Signer() internal pure override returns (address) {
        return address(0);
    }

    /// @dev Nobody: a signature always names this Agent.
    function _erc1271CallerIsSafe() internal pure override returns (bool) {
        return false;
    }

    /// @dev Never: a signature that does not name this Agent could be replayed for another one of its owner.
    function _erc1271IsValidSignatureViaRPC(bytes32, bytes calldata) internal pure override returns (bool) {
        return false;
    }

    function _nextNonce(uint64 nonce, uint64 expected) private pure returns (uint64) {
        if (nonce != expected) revert Agent__StaleNonce(nonce, expected);
        return nonce + 1;
    }

    function _requirePointer(address owner, bytes calldata sealedPointer) private pure {
        if (sealedPointer.length != 0 && sealedPointer.length != POINTER_LENGTH) {
            revert Agent__PointerLength(owner, sealedPointer.length);
        }
    }

    function _signerOf(bytes32 digest, Signature calldata signature) private pure returns (address signer) {
        signer = signature.signerOf(digest);
        if (signer == address(0)) revert Agent__InvalidSignature(digest);
    }

    function _requireSigner(bytes32 digest, Signature calldata signature, address expected) private pure {
        address signer = _signerOf(digest, signature);
        if (signer != expected) revert Agent__WrongSigner(signer, expected);
    }
}
