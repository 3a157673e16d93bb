// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAgent} from "../interfaces/IAgent.sol";

/// @title EIP-712 hashes of the messages of an Agent
/// @dev Without the domain. The types stand in IAgent.
library AgentMessages {
    bytes32 private constant ENABLE_OWNER_TYPEHASH =
        keccak256("EnableOwner(address owner,bytes sealedPointer,uint64 nonce,uint40 deadline)");
    bytes32 private constant DISABLE_OWNER_TYPEHASH =
        keccak256("DisableOwner(address owner,uint64 nonce,uint40 deadline)");
    bytes32 private constant ROTATE_OWNER_TYPEHASH = keccak256(
        "RotateOwner(address oldOwner,address newOwner,bytes sealedPointer,uint64 nonce,uint40 deadline)"
    );
    bytes32 private constant SET_CUSTODIAN_TYPEHASH =
        keccak256("SetCustodian(address custodian,uint8 rights,uint40 until,uint64 nonce,uint40 deadline)");
    bytes32 private constant SET_CUSTODY_TYPEHASH = keccak256(
        "SetCustody(uint8 ownerRights,uint40 until,address custodian,uint64 nonce,uint40 deadline)"
    );
    bytes32 private constant SET_GUARDIANS_TYPEHASH =
        keccak256("SetGuardians(bytes32 guardiansHash,uint64 nonce,uint40 deadline)");
    bytes32 private constant RECOVER_TYPEHASH =
        keccak256("Recover(address owner,bytes sealedPointer,uint64 nonce,uint40 deadline)");
    bytes32 private constant VETO_RECOVERY_TYPEHASH = keccak256("VetoRecovery(uint64 nonce,uint40 deadline)");
    bytes32 private constant SET_SWITCH_TYPEHASH =
        keccak256("SetSwitch(uint40 timeout,bytes32[] directives,uint64 nonce,uint40 deadline)");
    bytes32 private constant TOUCH_TYPEHASH = keccak256("Touch(uint64 nonce,uint40 deadline)");
    bytes32 private constant CALL_TYPEHASH = keccak256("Call(address to,bytes data)");
    bytes32 private constant EXECUTE_TYPEHASH =
        keccak256("Execute(Call[] calls,uint64 nonce,uint40 deadline)Call(address to,bytes data)");

    // A struct of static fields is encoded as its fields, one after the other.

    /// @notice The hash of EnableOwner.
    function hash(IAgent.EnableOwner calldata m) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(ENABLE_OWNER_TYPEHASH, m.owner, keccak256(m.sealedPointer), m.nonce, m.deadline)
        );
    }

    /// @notice The hash of DisableOwner.
    function hash(IAgent.DisableOwner calldata m) internal pure returns (bytes32) {
        return keccak256(abi.encode(DISABLE_OWNER_TYPEHASH, m));
    }

    /// @notice The hash of RotateOwner.
    function hash(IAgent.RotateOwner calldata m) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                ROTATE_OWNER_TYPEHASH, m.oldOwner, m.newOwner, keccak256(m.sealedPointer), m.nonce, m.deadline
            )
        );
    }

    /// @notice The hash of SetCustodian.
    function hash(IAgent.SetCustodian calldata m) internal pure returns (bytes32) {
        return keccak256(abi.encode(SET_CUSTODIAN_TYPEHASH, m));
    }

    /// @notice The hash of SetCustody.
    function hash(IAgent.SetCustody calldata m) internal pure returns (bytes32) {
        return keccak256(abi.encode(SET_CUSTODY_TYPEHASH, m));
    }

    /// @notice The hash of SetGuardians.
    function hash(IAgent.SetGuardians calldata m) internal pure returns (bytes32) {
        return keccak256(abi.encode(SET_GUARDIANS_TYPEHASH, m));
    }

    /// @notice The hash of Recover.
    function hash(IAgent.Recover calldata m) internal pure returns (bytes32) {
        return
            keccak256(abi.encode(RECOVER_TYPEHASH, m.owner, keccak256(m.sealedPointer), m.nonce, m.deadline));
    }

    /// @notice The hash of VetoRecovery.
    function hash(IAgent.VetoRecovery calldata m) internal pure returns (bytes32) {
        return keccak256(abi.encode(VETO_RECOVERY_TYPEHASH, m));
    }

    /// @notice The hash of SetSwitch.
    function hash(IAgent.SetSwitch calldata m) internal pure returns (bytes32) {
        bytes32 directives = keccak256(abi.encodePacked(m.directives));
        return keccak256(abi.encode(SET_SWITCH_TYPEHASH, m.timeout, directives, m.nonce, m.deadline));
    }

    /// @notice The hash of Touch.
    function hash(IAgent.Touch calldata m) internal pure returns (bytes32) {
        return keccak256(abi.encode(TOUCH_TYPEHASH, m));
    }

    /// @notice The hash of Execute.
    function hash(IAgent.Execute calldata m) internal pure returns (bytes32) {
        bytes32[] memory calls = new bytes32[](m.calls.length);
        for (uint256 i = 0; i < m.calls.length; ++i) {
            calls[i] = keccak256(abi.encode(CALL_TYPEHASH, m.calls[i].to, keccak256(m.calls[i].data)));
        }
        return
            keccak256(abi.encode(EXECUTE_TYPEHASH, keccak256(abi.encodePacked(calls)), m.nonce, m.deadline));
    }
}
