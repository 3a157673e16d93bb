// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MemberHosts} from "./MemberHosts.sol";
import {MemberNames} from "./MemberNames.sol";
import {IAgentFactory} from "./interfaces/IAgentFactory.sol";
import {IAgentRegistry} from "./interfaces/IAgentRegistry.sol";

/// @title Who the members are, and what each of them holds alone
/// @notice Accounts, sealers, names and hosts are held by one member each, and are free again at once when it
/// changes or leaves. Who decides about members is the registry's business.
library MemberBook {
    /// @dev agents       in the order of admission
    /// records      what each member is
    /// terms        the number that a membership began with; 0: not a member
    /// holders      who has an account, name, host or sealer, each hashed with a word that tells them apart
    /// sealerCount  how many members seal
    struct Book {
        address[] agents;
        mapping(address agent => IAgentRegistry.Member record) records;
        mapping(address agent => uint40 term) terms;
        mapping(bytes32 claim => address agent) holders;
        uint16 sealerCount;
    }

    /// @dev Bounds every loop: all run over members.
    uint256 private constant MAX_MEMBERS = 128;

    /// @notice Writes down a newcomer that passed `checkNewcomer`.
    /// @param term a number that no membership of this Agent had before
    function admit(Book storage book, IAgentRegistry.Member memory newcomer, uint40 term) internal {
        book.agents.push(newcomer.agent);
        book.terms[newcomer.agent] = term;
        _enter(book, newcomer);
        emit IAgentRegistry.MemberAdmitted(
            newcomer.agent,
            newcomer.account,
            newcomer.sealer,
            newcomer.hpkeKey,
            newcomer.logKey,
            newcomer.name,
            newcomer.host
        );
    }

    /// @notice Puts a record in the place of the one that its member has.
    function update(Book storage book, IAgentRegistry.Member memory updated) internal {
        checkRecord(book, updated);
        if (updated.sealer == address(0)) _refuseLastSealer(book, updated.agent);
        _clear(book, updated.agent);
        _enter(book, updated);
        emit IAgentRegistry.MemberUpdated(
            updated.agent,
            updated.account,
            updated.sealer,
            updated.hpkeKey,
            updated.logKey,
            updated.name,
            updated.host
        );
    }

    /// @notice Takes out a member.
    function remove(Book storage book, address agent, bool byVote) internal {
        if (book.agents.length == 1) revert IAgentRegistry.AgentRegistry__LastMember(agent);
        _refuseLastSealer(book, agent);
        address sealer = book.records[agent].sealer;
        _clear(book, agent);
        delete book.terms[agent];
        uint256 place = 0;
        while (book.agents[place] != agent) ++place;
        // Those behind move up: the order of admission stays.
        for (uint256 last = book.agents.length - 1; place < last; ++place) {
            book.agents[place] = book.agents[place + 1];
        }
        book.agents.pop();
        emit IAgentRegistry.MemberRemoved(agent, sealer, byVote);
    }

    /// @notice Refuses whoever cannot become a member.
    function checkNewcomer(Book storage book, IAgentRegistry.Member memory newcomer, address factory)
        internal
        view
    {
        address agent = newcomer.agent;
        if (book.agents.length == MAX_MEMBERS) {
            revert IAgentRegistry.AgentRegistry__TooManyMembers(MAX_MEMBERS);
        }
        if (book.terms[agent] != 0) revert IAgentRegistry.AgentRegistry__DuplicateAgent(agent);
        if (!IAgentFactory(factory).isProviderAgent(agent)) {
            revert IAgentRegistry.AgentRegistry__NotAgent(agent);
        }
        checkRecord(book, newcomer);
    }

    /// @notice Refuses a record that its Agent cannot have, or not now.
    function checkRecord(Book storage book, IAgentRegistry.Member memory record) internal view {
        address agent = record.agent;
        if (record.account == address(0)) revert IAgentRegistry.AgentRegistry__ZeroAccount(agent);
        if (record.hpkeKey == 0 || record.logKey == 0) revert IAgentRegistry.AgentRegistry__ZeroKey(agent);
        if (!MemberNames.isName(record.name)) {
            revert IAgentRegistry.AgentRegistry__InvalidName(agent, record.name);
        }
        if (!MemberHosts.isHost(record.host)) {
            revert IAgentRegistry.AgentRegistry__InvalidHost(agent, record.host);
        }
        if (_isOthers(agent, agentOfAccount(book, record.account))) {
            revert IAgentRegistry.AgentRegistry__DuplicateAccount(agent, record.account);
        }
        if (_isOthers(agent, agentOfName(book, record.name))) {
            revert IAgentRegistry.AgentRegistry__DuplicateName(agent, record.name);
        }
        if (_isOthers(agent, agentOfHost(book, record.host))) {
            revert IAgentRegistry.AgentRegistry__DuplicateHost(agent, record.host);
        }
        // Nobody ever holds the zero sealer.
        if (_isOthers(agent, agentOfSealer(book, record.sealer))) {
            revert IAgentRegistry.AgentRegistry__DuplicateSealer(agent, record.sealer);
        }
    }

    /// @notice The number that the membership of `agent` began with; reverts if it is no member.
    function termOf(Book storage book, address agent) internal view returns (uint40 term) {
        term = book.terms[agent];
        if (term == 0) revert IAgentRegistry.AgentRegistry__NotMember(agent);
    }

    /// @notice All records, in the order of admission.
    function all(Book storage book) internal view returns (IAgentRegistry.Member[] memory records) {
        records = new IAgentRegistry.Member[](book.agents.length);
        for (uint256 i = 0; i < records.length; ++i) {
            records[i] = book.records[book.agents[i]];
        }
    }

    /// @notice The sealers there are, in the order of admission.
    function sealers(Book storage book) internal view returns (address[] memory found) {
        found = new address[](book.sealerCount);
        uint256 count = 0;
        for (uint256 i = 0; i < book.agents.length; ++i) {
            address sealer = book.records[book.agents[i]].sealer;
            if (sealer != address(0)) found[count++] = sealer;
        }
    }

    function agentOfAccount(Book storage book, address account) internal view returns (address) {
        return book.holders[_accountClaim(account)];
    }

    function agentOfSealer(Book storage book, address sealer) internal view returns (address) {
        return book.holders[_sealerClaim(sealer)];
    }

    function agentOfName(Book storage book, string memory name) internal view returns (address) {
        return book.holders[_nameClaim(name)];
    }

    function agentOfHost(Book storage book, string memory host) internal view returns (address) {
        return book.holders[_hostClaim(host)];
    }

    /// @dev Writes a record, and all that it claims.
    function _enter(Book storage book, IAgentRegistry.Member memory record) private {
        if (record.sealer != address(0)) ++book.sealerCount;
        _hold(book, record, record.agent);
        book.records[record.agent] = record;
    }

    /// @dev Takes a record away, and frees all that it claims.
    function _clear(Book storage book, address agent) private {
        IAgentRegistry.Member memory record = book.records[agent];
        if (record.sealer != address(0)) --book.sealerCount;
        _hold(book, record, address(0));
        delete book.records[agent];
    }

    function _hold(Book storage book, IAgentRegistry.Member memory record, address holder) private {
        book.holders[_accountClaim(record.account)] = holder;
        book.holders[_nameClaim(record.name)] = holder;
        book.holders[_hostClaim(record.host)] = holder;
        if (record.sealer != address(0)) book.holders[_sealerClaim(record.sealer)] = holder;
    }

    /// @dev Without a sealer no block comes after this one, and nobody could repair that.
    function _refuseLastSealer(Book storage book, address agent) private view {
        if (book.sealerCount == 1 && book.records[agent].sealer != address(0)) {
            revert IAgentRegistry.AgentRegistry__LastSealer(agent);
        }
    }

    function _isOthers(address agent, address holder) private pure returns (bool) {
        return holder != address(0) && holder != agent;
    }

    function _accountClaim(address account) private pure returns (bytes32) {
        return keccak256(abi.encode("account", account));
    }

    function _sealerClaim(address sealer) private pure returns (bytes32) {
        return keccak256(abi.encode("sealer", sealer));
    }

    function _nameClaim(string memory name) private pure returns (bytes32) {
        return keccak256(abi.encode("name", MemberNames.fold(name)));
    }

    function _hostClaim(string memory host) private pure returns (bytes32) {
        return keccak256(abi.encode("host", host));
    }
}
