// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Agent} from "../../contracts/Agent.sol";
import {IRelationships} from "../../contracts/interfaces/IRelationships.sol";
import {AgentCalls, Seal} from "./AgentCalls.sol";
import {Clock} from "./Clock.sol";
import {FullGrant, FullGrants} from "./FullGrant.sol";
import {TypedMessages} from "./TypedMessages.sol";
import {Vm} from "./Vm.sol";

/// @dev A patient, two custodians, a delegate and a stranger, each of whom tries to add viewers; rights that are
/// given, taken and run out; a switch, and a directive that anybody tries to release. Keeps its own account of
/// who may do what.
contract ViewersHandler {
    struct Rights {
        uint8 rights;
        uint256 until;
    }

    Vm private constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
    uint256 private constant PATIENT = 0xa11ce;
    uint256 private constant CUSTODIAN = 0xca5e;
    uint256 private constant DELEGATE = 0xde1e;
    uint40 private constant DEADLINE = type(uint40).max;
    uint40 private constant TIMEOUT = 3 days;
    uint8 private constant GRANTING = 2;
    uint8 private constant MANAGING = 4;

    Agent public immutable agent;
    IRelationships public immutable relationships;
    Clock public immutable clock;
    bytes32 public immutable id;
    uint256 public addedByOthers;
    uint256 public added;
    uint256 public released;
    uint256 public openedWithGrants;

    bytes32 private immutable _agentDomain;
    bytes32 private immutable _relationshipsDomain;
    mapping(address account => Rights given) private _given;
    Rights private _custody;
    /// @dev Directives and viewers are numbered.
    uint256 private _named;
    uint256 private _directives;
    uint256 private _viewers;
    uint256 private _lastSign;
    uint256 private _delegates;

    constructor(Agent agent_, IRelationships relationships_, Clock clock_, bytes32 id_, uint256 chainId) {
        (agent, relationships, clock, id) = (agent_, relationships_, clock_, id_);
        _agentDomain = TypedMessages.agentDomain(chainId, address(agent_));
        _relationshipsDomain = TypedMessages.relationshipsDomain(chainId, address(relationships_));
    }

    function grant(uint256 who) external {
        uint256 key = _keyOf(who);
        IRelationships.SetGrants memory m = IRelationships.SetGrants(id, _grants(), 1, 0, DEADLINE);
        bytes32 digest = TypedMessages.setGrants(_relationshipsDomain, m);
        bytes memory data = abi.encodeCall(relationships.setGrants, (m, AgentCalls.sign(key, digest)));
        if (!_call(address(relationships), data)) return;
        ++added;
        if (_rightsOf(key) & GRANTING == 0) ++addedByOthers;
        _noteSign(key);
    }

    function open(uint256 who) external {
        uint256 key = _keyOf(who);
        uint256 delegate = DELEGATE + ++_delegates;
        IRelationships.Open memory m;
        (m.owner, m.agent, m.delegate) = (vm.addr(key), address(agent), vm.addr(delegate));
        (m.grants, m.deadline) = (_grants(), DEADLINE);
        bytes32 digest = TypedMessages.open(_relationshipsDomain, m);
        bytes memory data = abi.encodeCall(
            relationships.open, (m, AgentCalls.sign(key, digest), AgentCalls.sign(delegate, digest))
        );
        if (!_call(address(relationships), data)) return;
        ++openedWithGrants;
        if (_rightsOf(key) & (GRANTING | MANAGING) != GRANTING | MANAGING) ++addedByOthers;
        _noteSign(key);
    }

    function setCustodian(uint256 which, uint8 rights, uint256 duration) external {
        address account = vm.addr(CUSTODIAN + which % 2);
        uint40 until = uint40(clock.time() + 1 + duration % 20 days);
        if (!_submit(AgentCalls.setCustodian(_seal(PATIENT, 1), account, rights % 8, until).data)) return;
        _given[account] = Rights(rights % 8, until);
        _noteSign(PATIENT);
    }

    function setCustody(uint256 who, uint8 rights, uint256 duration) external {
        uint256 key = _keyOf(who);
        uint40 until = uint40(clock.time() + 1 + duration % 5 days);
        address account = vm.addr(CUSTODIAN);
        if (!_submit(AgentCalls.setCustody(_seal(key, 1), rights % 8, until, account).data)) return;
        _custody = Rights(rights % 8, until);
        _noteSign(key);
    }

    function setSwitch() external {
        bytes32[] memory directives = new bytes32[](1);
        uint256 number = ++_directives;
        directives[0] = TypedMessages.directive(_directive(number));
        if (!_submit(AgentCalls.setSwitch(_seal(PATIENT, 3), TIMEOUT, directives).data)) return;
        _named = number;
        _noteSign(PATIENT);
    }

    function release(uint256 which, bool isNamed) external {
        uint256 number = isNamed ? _named : which % (_directives + 1);
        IRelationships.Directive memory directive = _directive(number);
        if (!_call(address(relationships), abi.encodeCall(relationships.release, (directive)))) return;
        ++released;
        if (number == 0 || number != _named || clock.time() < _lastSign + TIMEOUT) ++addedByOthers;
    }

    function touch() external {
        if (_submit(AgentCalls.touch(_seal(PATIENT, 3)).data)) _noteSign(PATIENT);
    }

    function pass(uint256 duration) external {
        clock.pass(duration % 4 days);
    }

    function _noteSign(uint256 key) private {
        if (key == PATIENT) _lastSign = clock.time();
    }

    function _submit(bytes memory data) private returns (bool) {
        return _call(address(agent), data);
    }

    function _call(address to, bytes memory data) private returns (bool isDone) {
        vm.warp(clock.time());
        (isDone,) = to.call(data);
    }

    /// @dev To another viewer each time.
    function _grants() private returns (IRelationships.Grant[] memory) {
        return _grantTo(keccak256(abi.encode("viewer", ++_viewers)));
    }

    function _directive(uint256 number) private view returns (IRelationships.Directive memory) {
        bytes32 commitment = keccak256(abi.encode("viewer by directive", number));
        return IRelationships.Directive(id, _grantTo(commitment), 1, 0, 0);
    }

    function _grantTo(bytes32 commitment) private pure returns (IRelationships.Grant[] memory) {
        FullGrant[] memory grants = new FullGrant[](1);
        grants[0] = FullGrant(commitment, 1, 0, 0, DEADLINE, 1, 1, 0);
        return FullGrants.pack(grants);
    }

    function _rightsOf(uint256 key) private view returns (uint8) {
        uint256 time = clock.time();
        if (key == PATIENT) return time < _custody.until ? _custody.rights : 7;
        Rights memory given = _given[vm.addr(key)];
        return time < given.until ? given.rights : 0;
    }

    function _seal(uint256 key, uint256 sort) private view returns (Seal memory) {
        (, uint64 custodians,, uint64 switches,) = agent.nonces();
        return Seal(key, _agentDomain, sort == 1 ? custodians : switches, DEADLINE);
    }

    function _keyOf(uint256 who) private pure returns (uint256) {
        uint256[5] memory keys = [PATIENT, CUSTODIAN, CUSTODIAN + 1, DELEGATE, 0x57a];
        return keys[who % 5];
    }
}
