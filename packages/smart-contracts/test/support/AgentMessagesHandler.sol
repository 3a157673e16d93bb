// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Agent} from "../../contracts/Agent.sol";
import {IAgent, RIGHT_MANAGE} from "../../contracts/interfaces/IAgent.sol";
import {AgentCalls, Seal, Sealed} from "./AgentCalls.sol";
import {Clock} from "./Clock.sol";
import {TypedMessages} from "./TypedMessages.sol";
import {Vm} from "./Vm.sol";

/// @dev Four keys, a custodian among them, who sign every message an Agent knows, some of them ahead of their
/// turn; somebody who submits each again and again; and time that passes. A provider's Agent knows them all.
contract AgentMessagesHandler {
    struct Made {
        bytes data;
        uint40 deadline;
        bool wasAccepted;
    }

    Vm private constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
    uint256 private constant GUARDIAN = 0x6a4d;
    uint256 private constant FIRST_KEY = 0xa11ce;
    uint256 public constant KINDS = 11;
    uint256 public constant KEYS = 4;

    Agent public immutable agent;
    Clock public immutable clock;
    uint256 public acceptedTwice;
    uint256 public acceptedLate;
    uint256 public custodyWorsened;
    mapping(uint256 kind => uint256 count) public accepted;
    uint256 public recoveries;

    bytes32 private immutable _domain;
    Made[] private _made;
    uint256[] private _kinds;
    IAgent.GuardianSet private _guardians;

    constructor(Agent agent_, Clock clock_, uint256 chainId) {
        (agent, clock) = (agent_, clock_);
        _domain = TypedMessages.agentDomain(chainId, address(agent_));
        (_guardians.threshold, _guardians.delaySeconds) = (1, 1 days);
        bytes32 tag = keccak256("medrec:guardian:v1");
        _guardians.commitments
            .push(keccak256(abi.encode(tag, chainId, agent_, vm.addr(GUARDIAN), bytes32(0))));
    }

    /// @dev Time passes, a message is signed and submitted, and one of those before it again.
    function step(uint256 kind, uint256 signer, uint40 lifetime, uint256 what) external {
        clock.pass(what % 64 == 0 ? 15 days : what % 1 days);
        vm.warp(clock.time());
        kind %= KINDS;
        uint40 deadline = uint40(clock.time()) + lifetime % 20 days;
        Seal memory seal = Seal(_signerOf(signer), _domain, _nonceOf(kind), deadline);
        // One in eight waits for its turn.
        if (signer >> 8 & 7 == 0) ++seal.nonce;
        _made.push(Made(_seal(kind, seal, what).data, deadline, false));
        _kinds.push(kind);
        _submit(_made.length - 1);
        _submit((what >> 16) % _made.length);
        if (what >> 250 < 16) _complete(keyOf(what));
    }

    function keyOf(uint256 index) public pure returns (uint256) {
        return FIRST_KEY + index % KEYS;
    }

    function _complete(uint256 key) private {
        if (_call(abi.encodeCall(IAgent.completeRecovery, (vm.addr(key), "")))) ++recoveries;
    }

    /// @dev Any of the keys, or in three of four cases one that may manage, if there is one.
    function _signerOf(uint256 signer) private view returns (uint256 key) {
        key = keyOf(signer);
        if (signer >> 16 & 3 == 0) return key;
        for (uint256 i = 0; i < KEYS && !agent.allows(vm.addr(key), RIGHT_MANAGE); ++i) {
            key = keyOf(key - FIRST_KEY + 1);
        }
    }

    function _submit(uint256 which) private {
        Made storage made = _made[which];
        if (!_call(made.data)) return;
        if (made.wasAccepted) ++acceptedTwice;
        if (clock.time() > made.deadline) ++acceptedLate;
        made.wasAccepted = true;
        ++accepted[_kinds[which]];
    }

    function _call(bytes memory data) private returns (bool isDone) {
        uint256 time = clock.time();
        vm.warp(time);
        (uint8 rightsBefore, uint40 untilBefore) = agent.custody();
        (isDone,) = address(agent).call(data);
        (uint8 rights, uint40 until) = agent.custody();
        bool wasInForce = time < untilBefore;
        bool isNarrower = time < until && rightsBefore & ~rights != 0;
        if (wasInForce && (until > untilBefore || isNarrower)) ++custodyWorsened;
    }

    function _seal(uint256 kind, Seal memory seal, uint256 what) private view returns (Sealed memory) {
        uint256 key = keyOf(what);
        address account = vm.addr(key);
        uint40 until = uint40(clock.time() + (what >> 8) % 40 days);
        if (kind == 0) return AgentCalls.enableOwner(seal, key);
        if (kind == 1) return AgentCalls.disableOwner(seal, account);
        if (kind == 2) return AgentCalls.rotateOwner(seal, vm.addr(seal.key), key);
        if (kind == 3) {
            return AgentCalls.setCustodian(seal, account, uint8((what >> 2) % 8), until + 10 days);
        }
        if (kind == 4) return _custody(seal, uint8((what >> 2) % 8), until);
        if (kind == 5) return AgentCalls.setGuardians(seal, keccak256(abi.encode(_guardians)));
        if (kind == 6) return _recover(Seal(key, seal.domain, seal.nonce, seal.deadline));
        if (kind == 7) return AgentCalls.vetoRecovery(seal);
        if (kind == 8) return AgentCalls.setSwitch(seal, 1 days, new bytes32[](1));
        if (kind == 9) return AgentCalls.touch(seal);
        return AgentCalls.execute(seal, new IAgent.Call[](0));
    }

    /// @dev With a custodian who may manage that long, if there is one; half of them take nothing back.
    function _custody(Seal memory seal, uint8 ownerRights, uint40 until)
        private
        view
        returns (Sealed memory)
    {
        (uint8 present,) = agent.custody();
        if (until % 2 == 0) ownerRights |= present;
        for (uint256 i = 0; i < KEYS; ++i) {
            address account = vm.addr(keyOf(i));
            (uint8 rights, uint40 untilThen) = agent.custodianOf(account);
            if (rights >= 4 && untilThen >= until) {
                return AgentCalls.setCustody(seal, ownerRights, until, account);
            }
        }
        return AgentCalls.setCustody(seal, ownerRights, until, address(0));
    }

    function _recover(Seal memory seal) private view returns (Sealed memory) {
        IAgent.Recover memory m = IAgent.Recover(vm.addr(seal.key), "", seal.nonce, seal.deadline);
        bytes32 digest = TypedMessages.recover(seal.domain, m);
        IAgent.Approval[] memory approvals = new IAgent.Approval[](1);
        approvals[0] = IAgent.Approval(0, 0, AgentCalls.sign(GUARDIAN, digest));
        bytes memory data = abi.encodeCall(
            IAgent.proposeRecovery, (m, _guardians, approvals, AgentCalls.sign(seal.key, digest))
        );
        return Sealed(data, digest, approvals[0].signature);
    }

    function _nonceOf(uint256 kind) private view returns (uint64) {
        (uint64 owners, uint64 custodians, uint64 guardians, uint64 switches, uint64 calls) = agent.nonces();
        if (kind < 3) return owners;
        if (kind < 5) return custodians;
        if (kind < 8) return guardians;
        return kind < 10 ? switches : calls;
    }
}
