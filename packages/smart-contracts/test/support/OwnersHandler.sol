// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Agent} from "../../contracts/Agent.sol";
import {TypedMessages} from "./TypedMessages.sol";
import {Vm} from "./Vm.sol";

/// @dev Four keys that enable and disable each other at random, and submit old messages again.
contract OwnersHandler {
    struct Used {
        bool isEnabling;
        address owner;
        bytes signature;
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
        _submit(keyOf(signer), vm.addr(keyOf(owner)), true);
    }

    function disable(uint256 signer, uint256 owner) external {
        _submit(keyOf(signer), vm.addr(keyOf(owner)), false);
    }

    function replay(uint256 which) external {
        if (_used.length == 0) return;
        Used memory used = _used[which % _used.length];
        if (_call(used)) ++replaysAccepted;
    }

    function keyOf(uint256 index) public pure returns (uint256) {
        return 0xa11ce + (index % KEYS);
    }

    function _submit(uint256 key, address owner, bool isEnabling) private {
        bytes32 digest = isEnabling
            ? TypedMessages.enableOwner(_domain, owner, "", agent.nonce(), DEADLINE)
            : TypedMessages.disableOwner(_domain, owner, agent.nonce(), DEADLINE);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        Used memory message = Used(isEnabling, owner, abi.encodePacked(r, s, v));
        bool isStranger = !agent.isOwnerEnabled(vm.addr(key));
        if (!_call(message)) return;
        ++accepted;
        if (isStranger) ++strangersAccepted;
        _used.push(message);
    }

    function _call(Used memory message) private returns (bool) {
        if (message.isEnabling) {
            try agent.enableOwner(message.owner, "", DEADLINE, message.signature) {
                return true;
            } catch {
                return false;
            }
        }
        try agent.disableOwner(message.owner, DEADLINE, message.signature) {
            return true;
        } catch {
            return false;
        }
    }
}
