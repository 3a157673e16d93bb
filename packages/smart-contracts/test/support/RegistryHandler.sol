// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgentFactory} from "../../contracts/AgentFactory.sol";
import {IAgentRegistry} from "../../contracts/interfaces/IAgentRegistry.sol";
import {Vm} from "./Vm.sol";

/// @dev Eight Agents that share few accounts, sealers, names and hosts, and propose, vote, withdraw, enact,
/// leave and wait at random. Members are replayed from the events alone; who voted and which proposal is open
/// is written down here from what was asked for, and both are compared with what the registry says.
contract RegistryHandler {
    /// @dev What was asked for when a proposal was made.
    struct Made {
        bytes32 id;
        IAgentRegistry.Kind kind;
        bytes content;
        address proposer;
        address target;
        uint256 from;
        uint256 until;
        bool isClosed;
    }

    Vm private constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
    uint256 public constant AGENTS = 8;
    /// @dev How many accounts, sealers, names and hosts there are.
    uint256 public constant CLAIMS = 20;

    IAgentRegistry public immutable registry;
    AgentFactory private immutable _factory;

    /// @dev What must never happen, counted.
    uint256 public strangersAccepted;
    uint256 public closedAccepted;
    uint256 public minoritiesEnacted;
    uint256 public untimelyEnacted;
    uint256 public sealersLost;
    /// @dev What should happen, counted.
    mapping(IAgentRegistry.Kind kind => uint256 count) public enacted;
    /// @dev Wei, by the events.
    uint256 public paid;

    address[] private _agents;
    mapping(address agent => IAgentRegistry.Member record) private _records;
    mapping(address agent => bool isMember) public isMember;
    Made[] private _made;
    mapping(uint256 which => mapping(address agent => bool isInFavour)) private _isInFavour;

    constructor(IAgentRegistry registry_, AgentFactory factory) {
        registry = registry_;
        _factory = factory;
    }

    /// @dev Follows what was recorded: the founding, if recording began before it.
    function replay() external {
        _replay();
    }

    function proposeAdmission(uint8 by, uint8 newcomer, uint256 claims) external {
        IAgentRegistry.Member memory record = recordOf(_pickNewcomer(newcomer), _mix(claims));
        address agent = _pickAgent(by);
        vm.prank(agent);
        try registry.proposeAdmission(record) returns (bytes32 id) {
            _note(id, agent, IAgentRegistry.Kind.Admit, abi.encode(record));
        } catch {}
    }

    function proposeUpdate(uint8 by, uint256 claims) external {
        address agent = _pickAgent(by);
        IAgentRegistry.Member memory record = recordOf(agent, _mix(claims));
        vm.prank(agent);
        try registry.proposeUpdate(record) returns (bytes32 id) {
            _note(id, agent, IAgentRegistry.Kind.Update, abi.encode(record));
        } catch {}
    }

    function proposeRemoval(uint8 by, uint8 target) external {
        address agent = _pickAgent(by);
        address removed = _pickAgent(target);
        vm.prank(agent);
        try registry.proposeRemoval(removed) returns (bytes32 id) {
            _note(id, agent, IAgentRegistry.Kind.Remove, abi.encode(removed));
            _made[_made.length - 1].target = removed;
            if (removed == agent) ++strangersAccepted;
        } catch {}
    }

    function proposeRules(uint8 by, uint8 admit, uint8 remove, uint8 delay, uint8 lifetime) external {
        address agent = _pickAgent(by);
        IAgentRegistry.Rules memory rules = IAgentRegistry.Rules({
            admitNumerator: 1 + (admit % 3),
            admitDenominator: 2 + (admit % 3),
            removeNumerator: 1 + (remove % 3),
            removeDenominator: 2 + (remove % 3),
            delay: uint40(delay % 8) * 1 days,
            lifetime: uint40(lifetime % 32) * 1 days,
            allowance: uint128(admit)
        });
        vm.prank(agent);
        try registry.proposeRules(rules) returns (bytes32 id) {
            _note(id, agent, IAgentRegistry.Kind.ChangeRules, abi.encode(rules));
        } catch {}
    }

    function vote(uint8 by, uint256 which, bool inFavour) external {
        if (_made.length != 0) _vote(_pickAgent(by), which % _made.length, inFavour);
    }

    /// @dev Several members agree, as those do who talk to each other, and somebody enacts.
    function decide(uint256 which, uint8 voters) external {
        if (_made.length == 0) return;
        for (uint256 i = 0; i < AGENTS; ++i) {
            if ((voters >> i) & 1 == 1) _vote(agentOf(i), which % _made.length, true);
        }
        _enact(which % _made.length);
    }

    function enact(uint256 which) external {
        if (_made.length != 0) _enact(which % _made.length);
    }

    /// @dev The newest, which is seldom closed: by all who are members.
    function decideNewest(uint16 waiting) external {
        if (_made.length == 0) return;
        uint256 which = _made.length - 1;
        for (uint256 i = 0; i < AGENTS; ++i) {
            if (isMember[agentOf(i)]) _vote(agentOf(i), which, true);
        }
        vm.warp(block.timestamp + uint256(waiting) % 3 days);
        _enact(which);
    }

    function withdraw(uint8 by, uint256 which) external {
        if (_made.length == 0) return;
        Made storage made = _made[which % _made.length];
        address agent = _pickAgent(by);
        vm.prank(agent);
        try registry.withdraw(made.id) {
            if (!isMember[agent] || agent != made.proposer) ++strangersAccepted;
            _noteClosed(made);
        } catch {}
    }

    function leave(uint8 by, uint8 seldom) external {
        if (seldom % 4 != 0) return;
        address agent = _pickAgent(by);
        bool hadSealer = registry.getValidators().length != 0;
        vm.prank(agent);
        try registry.leave() {
            if (!isMember[agent]) ++strangersAccepted;
            _replay();
        } catch {}
        _noteSealers(hadSealer);
    }

    function wait(uint32 time) external {
        vm.warp(block.timestamp + uint256(time) % 4 days);
    }

    // What the events say

    function members() external view returns (IAgentRegistry.Member[] memory all) {
        all = new IAgentRegistry.Member[](_agents.length);
        for (uint256 i = 0; i < all.length; ++i) {
            all[i] = _records[_agents[i]];
        }
    }

    function proposals() external view returns (uint256) {
        return _made.length;
    }

    function idOf(uint256 which) external view returns (bytes32) {
        return _made[which].id;
    }

    function isOpen(uint256 which) external view returns (bool) {
        return !_made[which].isClosed && block.timestamp <= _made[which].until;
    }

    /// @dev How many that are members, and have been since, said yes last.
    function inFavour(uint256 which) public view returns (uint256 count) {
        for (uint256 i = 0; i < _agents.length; ++i) {
            if (_isInFavour[which][_agents[i]]) ++count;
        }
    }

    // The few things that all compete for

    function agentOf(uint256 index) public view returns (address) {
        return _factory.providerAgentOf(vm.addr(1 + index % AGENTS));
    }

    function accountOf(uint256 index) public pure returns (address) {
        return vm.addr(1000 + index % CLAIMS);
    }

    /// @dev One in twenty is none.
    function sealerOf(uint256 index) public pure returns (address) {
        return index % CLAIMS == 0 ? address(0) : vm.addr(2000 + index % CLAIMS);
    }

    function nameOf(uint256 index) public pure returns (string memory) {
        return
            string(
                abi.encodePacked(index & 64 == 0 ? "Mercy " : "MERCY ", bytes1(uint8(65 + index % CLAIMS)))
            );
    }

    function hostOf(uint256 index) public pure returns (string memory) {
        return string(abi.encodePacked(bytes1(uint8(97 + index % CLAIMS)), ".example.org"));
    }

    function recordOf(address agent, uint256 claims) public pure returns (IAgentRegistry.Member memory) {
        return IAgentRegistry.Member({
            agent: agent,
            account: accountOf(claims & 0xff),
            sealer: sealerOf((claims >> 8) & 0xff),
            hpkeKey: keccak256(abi.encode("hpke", claims)),
            logKey: keccak256(abi.encode("log", claims)),
            name: nameOf((claims >> 16) & 0xff),
            host: hostOf((claims >> 24) & 0xff)
        });
    }

    /// @dev A member three times in four, so that much is accepted.
    function _pickAgent(uint8 seed) private view returns (address) {
        return seed % 4 == 0 ? agentOf(seed / 4) : _agents[(seed / 4) % _agents.length];
    }

    /// @dev No member three times in four, unless all are.
    function _pickNewcomer(uint8 seed) private view returns (address agent) {
        for (uint256 i = 0; i < AGENTS; ++i) {
            agent = agentOf(uint256(seed) + i);
            if (seed % 4 == 0 || !isMember[agent]) return agent;
        }
    }

    /// @dev Spread, since a fuzzer likes small numbers.
    function _mix(uint256 seed) private view returns (uint256) {
        return uint256(keccak256(abi.encode(seed, _made.length)));
    }

    function _vote(address agent, uint256 which, bool isInFavour) private {
        Made storage made = _made[which];
        vm.prank(agent);
        try registry.vote(made.id, isInFavour) {
            if (!isMember[agent] || agent == made.target) ++strangersAccepted;
            if (made.isClosed || block.timestamp > made.until) ++closedAccepted;
            _isInFavour[which][agent] = isInFavour;
        } catch {}
    }

    function _enact(uint256 which) private {
        Made storage made = _made[which];
        bool isCarried = _isCarried(which);
        bool hadSealer = registry.getValidators().length != 0;
        try registry.enact(made.id, made.content) {
            ++enacted[made.kind];
            if (!isCarried) ++minoritiesEnacted;
            if (block.timestamp < made.from || block.timestamp > made.until) ++untimelyEnacted;
            _noteClosed(made);
            _replay();
        } catch {}
        _noteSealers(hadSealer);
    }

    /// @dev Counted otherwise than by the registry: in favour of whom, out of whom, by multiplication.
    function _isCarried(uint256 which) private view returns (bool) {
        Made storage made = _made[which];
        IAgentRegistry.Rules memory rules = registry.rules();
        uint256 count = inFavour(which);
        uint256 all = _agents.length;
        if (made.kind == IAgentRegistry.Kind.Admit || made.kind == IAgentRegistry.Kind.Update) {
            return count * rules.admitDenominator > all * rules.admitNumerator;
        }
        if (made.kind == IAgentRegistry.Kind.Remove) {
            if (!isMember[made.target] || count < 2) return false;
            --all;
        }
        return count * rules.removeDenominator > all * rules.removeNumerator;
    }

    function _note(bytes32 id, address agent, IAgentRegistry.Kind kind, bytes memory content) private {
        if (!isMember[agent]) ++strangersAccepted;
        IAgentRegistry.Rules memory rules = registry.rules();
        bool isAtOnce = kind == IAgentRegistry.Kind.Admit || kind == IAgentRegistry.Kind.Update;
        Made storage made = _made.push();
        made.id = id;
        made.kind = kind;
        made.content = content;
        made.proposer = agent;
        made.from = isAtOnce ? block.timestamp : block.timestamp + rules.delay;
        made.until = block.timestamp + rules.lifetime;
        _isInFavour[_made.length - 1][agent] = true;
    }

    function _noteClosed(Made storage made) private {
        if (made.isClosed || block.timestamp > made.until) ++closedAccepted;
        made.isClosed = true;
    }

    function _noteSealers(bool hadSealer) private {
        if (hadSealer && registry.getValidators().length == 0) ++sealersLost;
    }

    // Replaying

    function _replay() private {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].emitter != address(registry)) continue;
            bytes32 topic = logs[i].topics[0];
            if (topic == IAgentRegistry.MemberAdmitted.selector) {
                _enter(_recordIn(logs[i]));
                _agents.push(_agentIn(logs[i]));
            } else if (topic == IAgentRegistry.MemberUpdated.selector) {
                _enter(_recordIn(logs[i]));
            } else if (topic == IAgentRegistry.MemberRemoved.selector) {
                _drop(_agentIn(logs[i]));
            } else if (topic == IAgentRegistry.AccountFunded.selector) {
                paid += abi.decode(logs[i].data, (uint256));
            }
        }
    }

    function _enter(IAgentRegistry.Member memory record) private {
        _records[record.agent] = record;
        isMember[record.agent] = true;
    }

    /// @dev All that it said is forgotten.
    function _drop(address agent) private {
        delete _records[agent];
        isMember[agent] = false;
        address[] memory former = _agents;
        delete _agents;
        for (uint256 i = 0; i < former.length; ++i) {
            if (former[i] != agent) _agents.push(former[i]);
        }
        for (uint256 i = 0; i < _made.length; ++i) {
            _isInFavour[i][agent] = false;
        }
    }

    function _agentIn(Vm.Log memory log) private pure returns (address) {
        return address(uint160(uint256(log.topics[1])));
    }

    function _recordIn(Vm.Log memory log) private pure returns (IAgentRegistry.Member memory record) {
        record.agent = _agentIn(log);
        (record.account, record.sealer, record.hpkeKey, record.logKey, record.name, record.host) =
            abi.decode(log.data, (address, address, bytes32, bytes32, string, string));
    }
}
