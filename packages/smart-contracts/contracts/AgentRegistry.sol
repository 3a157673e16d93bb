// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAgentFactory} from "./interfaces/IAgentFactory.sol";
import {IAgentRegistry} from "./interfaces/IAgentRegistry.sol";
import {IRelationships} from "./interfaces/IRelationships.sol";

/// @title AgentRegistry
/// @notice See IAgentRegistry.
contract AgentRegistry is IAgentRegistry {
    uint256 private constant MAX_NAME_LENGTH = 100;
    uint256 private constant MAX_HOST_LENGTH = 255;

    address private immutable _factory;
    address private immutable _relationships;

    Member[] private _members;
    /// @dev Place in `_members`, counted from 1; 0: not a member.
    mapping(address agent => uint256 place) private _placeOf;
    /// @dev Names, hosts and sealers in use, each hashed with a word that tells them apart.
    mapping(bytes32 claim => bool isTaken) private _isTaken;

    /// @param agentFactory the factory of this network's Agents
    /// @param relationshipsContract the relationships of this network, of the same factory
    /// @param founding the members; at least one
    constructor(address agentFactory, address relationshipsContract, Member[] memory founding) {
        address otherFactory = IRelationships(relationshipsContract).factory();
        if (otherFactory != agentFactory) {
            revert AgentRegistry__OtherFactory(relationshipsContract, otherFactory);
        }
        if (founding.length == 0) revert AgentRegistry__NoMembers();
        _factory = agentFactory;
        _relationships = relationshipsContract;
        for (uint256 i = 0; i < founding.length; ++i) {
            if (!IAgentFactory(agentFactory).isAgent(founding[i].agent)) {
                revert AgentRegistry__NotAgent(founding[i].agent);
            }
            _admit(founding[i]);
        }
    }

    /// @inheritdoc IAgentRegistry
    function factory() external view returns (address) {
        return _factory;
    }

    /// @inheritdoc IAgentRegistry
    function relationships() external view returns (address) {
        return _relationships;
    }

    /// @inheritdoc IAgentRegistry
    function members() external view returns (Member[] memory) {
        return _members;
    }

    /// @inheritdoc IAgentRegistry
    function isMember(address agent) external view returns (bool) {
        return _placeOf[agent] != 0;
    }

    /// @inheritdoc IAgentRegistry
    function member(address agent) external view returns (Member memory) {
        uint256 place = _placeOf[agent];
        if (place == 0) revert AgentRegistry__NotMember(agent);
        return _members[place - 1];
    }

    function _admit(Member memory admitted) private {
        address agent = admitted.agent;
        if (_placeOf[agent] != 0) revert AgentRegistry__DuplicateAgent(agent);
        if (admitted.hpkeKey == 0 || admitted.logKey == 0) revert AgentRegistry__ZeroKey(agent);
        if (!_isName(admitted.name)) revert AgentRegistry__InvalidName(agent, admitted.name);
        if (!_isHost(admitted.host)) revert AgentRegistry__InvalidHost(agent, admitted.host);
        if (!_take("name", bytes(admitted.name))) revert AgentRegistry__DuplicateName(agent, admitted.name);
        if (!_take("host", bytes(admitted.host))) revert AgentRegistry__DuplicateHost(agent, admitted.host);
        if (admitted.sealer != address(0) && !_take("sealer", abi.encode(admitted.sealer))) {
            revert AgentRegistry__DuplicateSealer(agent, admitted.sealer);
        }

        _members.push(admitted);
        _placeOf[agent] = _members.length;
        emit MemberAdmitted(
            agent, admitted.sealer, admitted.hpkeKey, admitted.logKey, admitted.name, admitted.host
        );
    }

    /// @dev Claims `value` among those of its sort; false if it is taken.
    function _take(string memory sort, bytes memory value) private returns (bool) {
        bytes32 claim = keccak256(abi.encode(sort, value));
        if (_isTaken[claim]) return false;
        _isTaken[claim] = true;
        return true;
    }

    function _isName(string memory name) private pure returns (bool) {
        return bytes(name).length != 0 && bytes(name).length <= MAX_NAME_LENGTH;
    }

    /// @dev Hosts are compared as text and written into security policies, so nothing else may stand in one.
    function _isHost(string memory host) private pure returns (bool) {
        bytes memory text = bytes(host);
        if (text.length == 0 || text.length > MAX_HOST_LENGTH) return false;
        for (uint256 i = 0; i < text.length; ++i) {
            bytes1 c = text[i];
            bool isHostCharacter =
                (c >= "a" && c <= "z") || (c >= "0" && c <= "9") || c == "." || c == "-" || c == ":";
            if (!isHostCharacter) return false;
        }
        return true;
    }
}
