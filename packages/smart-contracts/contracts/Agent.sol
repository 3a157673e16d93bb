// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAgent, RIGHT_MANAGE} from "./interfaces/IAgent.sol";
import {IAgentFactory} from "./interfaces/IAgentFactory.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

/// @title Agent
/// @notice See IAgent.
contract Agent is IAgent, EIP712 {
    /// @dev All that a newborn Agent stores: one slot.
    /// firstOwner the owner it was made for; isFirstOwnerEnabled whether that key still acts;
    /// enabledOwners how many keys act, the first included; nonce how many messages were used.
    struct State {
        address firstOwner;
        bool isFirstOwnerEnabled;
        uint16 enabledOwners;
        uint64 nonce;
    }

    bytes32 private constant ENABLE_OWNER_TYPEHASH =
        keccak256("EnableOwner(address owner,bytes sealedPointer,uint64 nonce,uint40 deadline)");
    bytes32 private constant DISABLE_OWNER_TYPEHASH =
        keccak256("DisableOwner(address owner,uint64 nonce,uint40 deadline)");
    uint256 private constant POINTER_LENGTH = 64;

    IAgentFactory private immutable _factory;

    State private _state;
    /// @dev Enabled owners besides the first.
    mapping(address owner => bool isEnabled) private _isOtherOwnerEnabled;

    /// @dev Makes the implementation behind the clones, and locks it: no key is enabled in it, ever.
    constructor() EIP712("MedRec Agent", "1") {
        _factory = IAgentFactory(msg.sender);
        _state.firstOwner = address(this);
    }

    /// @inheritdoc IAgent
    function initialize(address owner) external {
        if (msg.sender != address(_factory)) revert Agent__NotFactory(msg.sender);
        if (_state.firstOwner != address(0)) revert Agent__AlreadyInitialized(_state.firstOwner);
        if (owner == address(0)) revert Agent__ZeroOwner();
        _state = State({firstOwner: owner, isFirstOwnerEnabled: true, enabledOwners: 1, nonce: 0});
    }

    /// @inheritdoc IAgent
    function enableOwner(
        address owner,
        bytes calldata sealedPointer,
        uint40 deadline,
        bytes calldata signature
    ) external {
        if (sealedPointer.length != 0 && sealedPointer.length != POINTER_LENGTH) {
            revert Agent__PointerLength(owner, sealedPointer.length);
        }
        _useMessage(
            keccak256(
                abi.encode(ENABLE_OWNER_TYPEHASH, owner, keccak256(sealedPointer), _state.nonce, deadline)
            ),
            deadline,
            signature
        );

        if (owner == address(0)) revert Agent__ZeroOwner();
        if (isOwnerEnabled(owner)) revert Agent__AlreadyEnabled(owner);
        _setEnabled(owner, true);
        _state.enabledOwners += 1;

        _factory.reportOwnerEnabled(_state.firstOwner, owner, sealedPointer);
    }

    /// @inheritdoc IAgent
    function disableOwner(address owner, uint40 deadline, bytes calldata signature) external {
        _useMessage(
            keccak256(abi.encode(DISABLE_OWNER_TYPEHASH, owner, _state.nonce, deadline)), deadline, signature
        );

        if (!isOwnerEnabled(owner)) revert Agent__NotEnabled(owner);
        if (_state.enabledOwners == 1) revert Agent__LastOwner(owner);
        _setEnabled(owner, false);
        _state.enabledOwners -= 1;

        _factory.reportOwnerDisabled(_state.firstOwner, owner);
    }

    /// @inheritdoc IAgent
    function allows(address signer, uint8 right) external view returns (bool) {
        return right <= RIGHT_MANAGE && isOwnerEnabled(signer);
    }

    /// @inheritdoc IAgent
    function firstOwner() external view returns (address) {
        return _state.firstOwner;
    }

    /// @inheritdoc IAgent
    function enabledOwners() external view returns (uint16) {
        return _state.enabledOwners;
    }

    /// @inheritdoc IAgent
    function nonce() external view returns (uint64) {
        return _state.nonce;
    }

    /// @inheritdoc IAgent
    function factory() external view returns (address) {
        return address(_factory);
    }

    /// @inheritdoc IAgent
    function isOwnerEnabled(address owner) public view returns (bool) {
        return owner == _state.firstOwner ? _state.isFirstOwnerEnabled : _isOtherOwnerEnabled[owner];
    }

    function _setEnabled(address owner, bool isEnabled) private {
        if (owner == _state.firstOwner) _state.isFirstOwnerEnabled = isEnabled;
        else _isOtherOwnerEnabled[owner] = isEnabled;
    }

    /// @dev Refuses a message that is late or not an enabled owner's, and spends the nonce it carries.
    function _useMessage(bytes32 structHash, uint40 deadline, bytes calldata signature) private {
        if (block.timestamp > deadline) revert Agent__DeadlinePassed(deadline);
        bytes32 digest = _hashTypedDataV4(structHash);
        (address signer, ECDSA.RecoverError failure,) = ECDSA.tryRecover(digest, signature);
        if (failure != ECDSA.RecoverError.NoError) revert Agent__InvalidSignature(digest);
        if (!isOwnerEnabled(signer)) revert Agent__NotOwner(signer);
        _state.nonce += 1;
    }
}
