// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Agent} from "../../contracts/Agent.sol";
import {IAgent} from "../../contracts/interfaces/IAgent.sol";
import {AgentCalls, Seal} from "./AgentCalls.sol";
import {Clock} from "./Clock.sol";
import {TypedMessages} from "./TypedMessages.sol";
import {Vm} from "./Vm.sol";

/// @dev A guardian who proposes one new owner after another, an owner who vetoes or sets the guardians again,
/// and somebody who tries to complete any of the recoveries at any time.
contract RecoveryHandler {
    Vm private constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
    uint256 private constant OWNER = 0xa11cf;
    uint256 private constant GUARDIAN = 0x6a4d;
    uint256 private constant FIRST_NEW_OWNER = 0x4ec0;
    uint40 private constant DELAY = 2 days;
    uint40 private constant DEADLINE = type(uint40).max;

    Agent public immutable agent;
    Clock public immutable clock;
    uint256 public proposals;
    uint256 public vetoes;
    uint256 public completions;
    uint256 public wronglyCompleted;
    /// @dev When each may be completed; zero once it was vetoed, replaced or completed.
    mapping(uint256 proposal => uint256 time) public readyAt;

    bytes32 private immutable _domain;
    IAgent.GuardianSet private _guardians;

    constructor(Agent agent_, Clock clock_, uint256 chainId) {
        (agent, clock) = (agent_, clock_);
        _domain = TypedMessages.agentDomain(chainId, address(agent_));
        (_guardians.threshold, _guardians.delaySeconds) = (1, DELAY);
        bytes32 tag = keccak256("medrec:guardian:v1");
        _guardians.commitments
            .push(keccak256(abi.encode(tag, chainId, agent_, vm.addr(GUARDIAN), bytes32(0))));
    }

    function setGuardians() external {
        Seal memory seal = _seal();
        bytes32 hash = keccak256(abi.encode(_guardians));
        if (_call(AgentCalls.setGuardians(seal, hash).data)) _forget();
    }

    function propose() external {
        uint256 key = FIRST_NEW_OWNER + proposals;
        Seal memory seal = _seal();
        IAgent.Recover memory m = IAgent.Recover(vm.addr(key), "", seal.nonce, DEADLINE);
        bytes32 digest = TypedMessages.recover(_domain, m);
        IAgent.Approval[] memory approvals = new IAgent.Approval[](1);
        approvals[0] = IAgent.Approval(0, 0, AgentCalls.sign(GUARDIAN, digest));
        bytes memory data =
            abi.encodeCall(IAgent.proposeRecovery, (m, _guardians, approvals, AgentCalls.sign(key, digest)));
        if (!_call(data)) return;
        _forget();
        readyAt[proposals] = clock.time() + DELAY;
        ++proposals;
    }

    function veto() external {
        if (!_call(AgentCalls.vetoRecovery(_seal()).data)) return;
        ++vetoes;
        _forget();
    }

    function complete(uint256 which, bool isLast) external {
        if (proposals == 0) return;
        uint256 proposal = isLast ? proposals - 1 : which % proposals;
        if (!_call(abi.encodeCall(IAgent.completeRecovery, (newOwner(proposal), "")))) return;
        ++completions;
        uint256 ready = readyAt[proposal];
        bool isInTime = ready != 0 && clock.time() >= ready && clock.time() < ready + 30 days;
        if (!isInTime) ++wronglyCompleted;
        readyAt[proposal] = 0;
    }

    function pass(uint256 duration, bool isLong) external {
        clock.pass(isLong ? duration % 40 days : duration % 2 days);
    }

    function newOwner(uint256 proposal) public pure returns (address) {
        return vm.addr(FIRST_NEW_OWNER + proposal);
    }

    /// @dev Whatever was pending is so no more.
    function _forget() private {
        if (proposals != 0) readyAt[proposals - 1] = 0;
    }

    function _seal() private view returns (Seal memory) {
        (,, uint64 nonce,,) = agent.nonces();
        return Seal(OWNER, _domain, nonce, DEADLINE);
    }

    function _call(bytes memory data) private returns (bool isDone) {
        vm.warp(clock.time());
        (isDone,) = address(agent).call(data);
    }
}
