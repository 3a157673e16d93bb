// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Signature} from "../../contracts/Signature.sol";
import {IAgent} from "../../contracts/interfaces/IAgent.sol";
import {TypedMessages} from "./TypedMessages.sol";
import {Vm} from "./Vm.sol";

/// @dev Who signs a message, for which Agent, as which one of its sort, and until when it is good.
struct Seal {
    uint256 key;
    bytes32 domain;
    uint64 nonce;
    uint40 deadline;
}

/// @dev A message as it is submitted; digest of what was signed, signature the first one in it.
struct Sealed {
    bytes data;
    bytes32 digest;
    Signature signature;
}

/// @title Signs each message of an Agent and encodes the call that submits it
library AgentCalls {
    Vm private constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);

    function enableOwner(Seal memory seal, uint256 ownerKey) internal pure returns (Sealed memory) {
        IAgent.EnableOwner memory m = IAgent.EnableOwner(vm.addr(ownerKey), "", seal.nonce, seal.deadline);
        bytes32 digest = TypedMessages.enableOwner(seal.domain, m);
        Signature memory signature = sign(seal.key, digest);
        bytes memory data = abi.encodeCall(IAgent.enableOwner, (m, signature, sign(ownerKey, digest)));
        return Sealed(data, digest, signature);
    }

    function disableOwner(Seal memory seal, address owner) internal pure returns (Sealed memory) {
        IAgent.DisableOwner memory m = IAgent.DisableOwner(owner, seal.nonce, seal.deadline);
        bytes32 digest = TypedMessages.disableOwner(seal.domain, m);
        Signature memory signature = sign(seal.key, digest);
        return Sealed(abi.encodeCall(IAgent.disableOwner, (m, signature)), digest, signature);
    }

    function rotateOwner(Seal memory seal, address oldOwner, uint256 newKey)
        internal
        pure
        returns (Sealed memory)
    {
        IAgent.RotateOwner memory m =
            IAgent.RotateOwner(oldOwner, vm.addr(newKey), "", seal.nonce, seal.deadline);
        bytes32 digest = TypedMessages.rotateOwner(seal.domain, m);
        Signature memory signature = sign(seal.key, digest);
        bytes memory data = abi.encodeCall(IAgent.rotateOwner, (m, signature, sign(newKey, digest)));
        return Sealed(data, digest, signature);
    }

    function setCustodian(Seal memory seal, address custodian, uint8 rights, uint40 until)
        internal
        pure
        returns (Sealed memory)
    {
        IAgent.SetCustodian memory m =
            IAgent.SetCustodian(custodian, rights, until, seal.nonce, seal.deadline);
        bytes32 digest = TypedMessages.setCustodian(seal.domain, m);
        Signature memory signature = sign(seal.key, digest);
        return Sealed(abi.encodeCall(IAgent.setCustodian, (m, signature)), digest, signature);
    }

    function setCustody(Seal memory seal, uint8 ownerRights, uint40 until, address custodian)
        internal
        pure
        returns (Sealed memory)
    {
        IAgent.SetCustody memory m =
            IAgent.SetCustody(ownerRights, until, custodian, seal.nonce, seal.deadline);
        bytes32 digest = TypedMessages.setCustody(seal.domain, m);
        Signature memory signature = sign(seal.key, digest);
        return Sealed(abi.encodeCall(IAgent.setCustody, (m, signature)), digest, signature);
    }

    function setGuardians(Seal memory seal, bytes32 guardiansHash) internal pure returns (Sealed memory) {
        IAgent.SetGuardians memory m = IAgent.SetGuardians(guardiansHash, seal.nonce, seal.deadline);
        bytes32 digest = TypedMessages.setGuardians(seal.domain, m);
        Signature memory signature = sign(seal.key, digest);
        return Sealed(abi.encodeCall(IAgent.setGuardians, (m, signature)), digest, signature);
    }

    function vetoRecovery(Seal memory seal) internal pure returns (Sealed memory) {
        IAgent.VetoRecovery memory m = IAgent.VetoRecovery(seal.nonce, seal.deadline);
        bytes32 digest = TypedMessages.vetoRecovery(seal.domain, m);
        Signature memory signature = sign(seal.key, digest);
        return Sealed(abi.encodeCall(IAgent.vetoRecovery, (m, signature)), digest, signature);
    }

    function setSwitch(Seal memory seal, uint40 timeout, bytes32[] memory directives)
        internal
        pure
        returns (Sealed memory)
    {
        IAgent.SetSwitch memory m = IAgent.SetSwitch(timeout, directives, seal.nonce, seal.deadline);
        bytes32 digest = TypedMessages.setSwitch(seal.domain, m);
        Signature memory signature = sign(seal.key, digest);
        return Sealed(abi.encodeCall(IAgent.setSwitch, (m, signature)), digest, signature);
    }

    function touch(Seal memory seal) internal pure returns (Sealed memory) {
        IAgent.Touch memory m = IAgent.Touch(seal.nonce, seal.deadline);
        bytes32 digest = TypedMessages.touch(seal.domain, m);
        Signature memory signature = sign(seal.key, digest);
        return Sealed(abi.encodeCall(IAgent.touch, (m, signature)), digest, signature);
    }

    function execute(Seal memory seal, IAgent.Call[] memory calls) internal pure returns (Sealed memory) {
        IAgent.Execute memory m = IAgent.Execute(calls, seal.nonce, seal.deadline);
        bytes32 digest = TypedMessages.execute(seal.domain, m);
        Signature memory signature = sign(seal.key, digest);
        return Sealed(abi.encodeCall(IAgent.execute, (m, signature)), digest, signature);
    }

    function sign(uint256 key, bytes32 digest) internal pure returns (Signature memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return Signature({r: r, vs: bytes32(uint256(s) | (uint256(v - 27) << 255))});
    }
}
