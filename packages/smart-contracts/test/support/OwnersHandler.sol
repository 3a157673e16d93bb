// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Agent} from "../../contracts/Agent.sol";
import {Signature} from "../../contracts/Signature.sol";
import {IAgent} from "../../contracts/interfaces/IAgent.sol";
import {TypedMessages} from "./TypedMessages.sol";
import {Vm} from "./Vm.sol";

/// @dev Four keys that enable and disable each other at random, and submit old messages again.
contract OwnersHandler {
    struct Used {
        bool isEnabling;
        address owner;
        uint64 nonce;
        Signature signature;
        Signature ownerSignature;
    }

    Vm private constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
    uint40 private constant DEADLINE = type(uint40).max;
    uint256 public constant KEYS = 4;

    Agent public immutable agent;
    uint256 public accepted;
    uint256 public replaysAccepted;
    uint256 public strangersAccepted;
    Used[] private _used;
    bytes32 private immutable _domain;

    constructor(Agent agent_, uint256 chainId) {
        agent = agent_;
        _domain = TypedMessages.agentDomain(chainId, address(agent_));
    }

    function enable(uint256 signer, uint256 owner) external {
        _submit(keyOf(signer), keyOf(owner), true);
    }

    function disable(uint256 signer, uint256 owner) external {
        _submit(keyOf(signer), keyOf(owner), false);
    }

    function replay(uint256 which) external {
        if (_used.length == 0) return;
        Used memory used = _used[which % _used.length];
        if (_call(used)) ++replaysAccepted;
    }

    function keyOf(uint256 index) public pure returns (uint256) {
        return 0xa11ce + (index % KEYS);
    }

    function _submit(uint256 key, uint256 ownerKey, bool isEnabling) private {
        (uint64 nonce,,,,) = agent.nonces();
        address owner = vm.addr(ownerKey);
        bytes32 digest = isEnabling
            ? TypedMessages.enableOwner(_domain, IAgent.EnableOwner(owner, "", nonce, DEADLINE))
            : TypedMessages.disableOwner(_domain, IAgent.DisableOwner(owner, nonce, DEADLINE));
        Used memory message = Used(isEnabling, owner, nonce, _sign(key, digest), _sign(ownerKey, digest));
        bool isStranger = !agent.isOwnerEnabled(vm.addr(key));
        if (!_call(message)) return;
        ++accepted;
        if (isStranger) ++strangersAccepted;
        _used.push(message);
    }

    function _call(Used memory used) private returns (bool) {
        if (used.isEnabling) {
            IAgent.EnableOwner memory enabling = IAgent.EnableOwner(used.owner, "", used.nonce, DEADLINE);
            try agent.enableOwner(enabling, used.signature, used.ownerSignature) {
                return true;
            } catch {
                return false;
            }
        }
        try agent.disableOwner(IAgent.DisableOwner(used.owner, used.nonce, DEADLINE), used.signature) {
            return true;
        } catch {
            return false;
        }
    }

    function _sign(uint256 key, bytes32 digest) private pure returns (Signature memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return Signature({r: r, vs: bytes32(uint256(s) | (uint256(v - 27) << 255))});
    }
}
