// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgentGroups} from "../../contracts/AgentGroups.sol";
import {Signature} from "../../contracts/Signature.sol";
import {IAgentFactory} from "../../contracts/interfaces/IAgentFactory.sol";
import {IAgentGroups} from "../../contracts/interfaces/IAgentGroups.sol";
import {TypedMessages} from "./TypedMessages.sol";
import {Vm} from "./Vm.sol";

/// @dev Five people who place and take out each other at random, sign for each other, and submit again what was
/// accepted before. What the group is, is known here from its events alone.
contract GroupsHandler {
    struct Place {
        bool isMember;
        bool isAdministrator;
    }

    Vm private constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
    uint40 private constant DEADLINE = type(uint40).max;
    bytes32 private constant SALT = keccak256("group");
    uint256 public constant PEOPLE = 5;

    AgentGroups public immutable groups;
    address public immutable group;
    uint256 public accepted;
    uint256 public replaysAccepted;
    uint256 public forgeriesAccepted;
    /// @dev Messages of others than administrators that did more than take their own Agent out.
    uint256 public intrusions;
    uint256 public administrators;
    uint64 public nonce;
    mapping(address agent => Place place) public places;

    IAgentFactory private immutable _factory;
    bytes32 private immutable _domain;
    IAgentGroups.SetMembership[] private _used;
    Signature[] private _signatures;

    constructor(AgentGroups groups_, uint256 chainId) {
        groups = groups_;
        _factory = IAgentFactory(groups_.factory());
        _domain = TypedMessages.groupsDomain(chainId, address(groups_));
        group = groups_.groupOf(personOf(0), SALT);
        vm.recordLogs();
        _tryFound();
        _readEvents();
    }

    function set(uint256 administrator, uint256 agent, bool isMember, bool isAdministrator) external {
        _submit(administrator, _message(administrator, agent, isMember, isAdministrator));
    }

    function resign(uint256 agent) external {
        _submit(agent, _message(agent, agent, false, false));
    }

    function forge(uint256 signer, uint256 administrator, uint256 agent, bool isMember, bool isAdministrator)
        external
    {
        bool isForged = signer % PEOPLE != administrator % PEOPLE;
        bool isAccepted = _submit(signer, _message(administrator, agent, isMember, isAdministrator));
        if (isForged && isAccepted) ++forgeriesAccepted;
    }

    function replay(uint256 which) external {
        if (_used.length == 0) return;
        which %= _used.length;
        if (_try(_used[which], _signatures[which])) ++replaysAccepted;
    }

    function foundAgain() external {
        if (_tryFound()) ++replaysAccepted;
    }

    function personOf(uint256 index) public view returns (address) {
        return _factory.agentOf(vm.addr(_keyOf(index)));
    }

    function _submit(uint256 signer, IAgentGroups.SetMembership memory message) private returns (bool) {
        Signature memory signature = _sign(_keyOf(signer), TypedMessages.setMembership(_domain, message));
        bool isByAdministrator = places[message.administrator].isAdministrator;
        bool isLeaving =
            message.agent == message.administrator && !message.isMember && !message.isAdministrator;
        vm.recordLogs();
        if (!_try(message, signature)) return false;
        ++accepted;
        if (!isByAdministrator && !isLeaving) ++intrusions;
        _used.push(message);
        _signatures.push(signature);
        _readEvents();
        return true;
    }

    function _try(IAgentGroups.SetMembership memory message, Signature memory signature)
        private
        returns (bool)
    {
        try groups.setMembership(message, signature) {
            return true;
        } catch {
            return false;
        }
    }

    function _tryFound() private returns (bool) {
        IAgentGroups.Found memory message = IAgentGroups.Found(personOf(0), SALT, DEADLINE);
        try groups.found(message, _sign(_keyOf(0), TypedMessages.found(_domain, message))) {
            return true;
        } catch {
            return false;
        }
    }

    function _readEvents() private {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] != IAgentGroups.MembershipSet.selector) continue;
            if (logs[i].topics[1] != bytes32(uint256(uint160(group)))) continue;
            Place storage place = places[address(uint160(uint256(logs[i].topics[2])))];
            (bool isMember, bool isAdministrator, uint64 next) =
                abi.decode(logs[i].data, (bool, bool, uint64));
            if (place.isAdministrator) --administrators;
            if (isAdministrator) ++administrators;
            (place.isMember, place.isAdministrator, nonce) = (isMember, isAdministrator, next);
        }
    }

    function _message(uint256 administrator, uint256 agent, bool isMember, bool isAdministrator)
        private
        view
        returns (IAgentGroups.SetMembership memory)
    {
        return IAgentGroups.SetMembership(
            group, personOf(administrator), personOf(agent), isMember, isAdministrator, nonce, DEADLINE
        );
    }

    function _keyOf(uint256 index) private pure returns (uint256) {
        return 0xf00d + (index % PEOPLE);
    }

    function _sign(uint256 key, bytes32 digest) private pure returns (Signature memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return Signature({r: r, vs: bytes32(uint256(s) | (uint256(v - 27) << 255))});
    }
}
