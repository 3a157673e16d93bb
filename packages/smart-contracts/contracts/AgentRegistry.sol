// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MemberBook} from "./MemberBook.sol";
import {VoteRules} from "./VoteRules.sol";
import {IAgentFactory} from "./interfaces/IAgentFactory.sol";
import {IAgentRegistry} from "./interfaces/IAgentRegistry.sol";
import {IFactoryUser} from "./interfaces/IFactoryUser.sol";

/// @title AgentRegistry
/// @notice See IAgentRegistry.
/// @dev Over 300 lines with its getters: it decides and names; who the members are stands in MemberBook.
contract AgentRegistry is IAgentRegistry {
    using MemberBook for MemberBook.Book;

    /// @dev What a member said of a proposal.
    /// term      the membership in which it was said, as in the book
    /// inFavour  whether it was in favour
    struct Ballot {
        uint40 term;
        bool inFavour;
    }

    mapping(ContractName name => address named) private _contracts;
    Rules private _rules;
    /// @dev The number of the newest admission or proposal; they are counted together, so that a number says
    /// which of a proposal and a membership began first.
    uint40 private _lastNumber;
    MemberBook.Book private _book;

    mapping(bytes32 id => Proposal made) private _proposals;
    mapping(bytes32 id => mapping(address agent => Ballot ballot)) private _ballots;

    modifier onlyMember() {
        _book.termOf(msg.sender);
        _;
    }

    /// @dev Whatever is paid to the constructor, or stands at this address in genesis, is the treasury.
    /// @param named the contracts that the network begins with, which take Agents of one factory
    /// @param initial how members decide until they decide otherwise
    /// @param founding the members; at least one
    constructor(Contracts memory named, Rules memory initial, Member[] memory founding) payable {
        if (founding.length == 0) revert AgentRegistry__NoMembers();
        _nameContract(ContractName.Factory, named.factory);
        _nameContract(ContractName.Relationships, named.relationships);
        _nameContract(ContractName.Groups, named.groups);
        _nameContract(ContractName.Anchors, named.anchors);
        _changeRules(initial);
        for (uint256 i = 0; i < founding.length; ++i) {
            _admit(founding[i]);
        }
    }

    /// @inheritdoc IAgentRegistry
    function proposeAdmission(Member calldata newcomer) external onlyMember returns (bytes32 id) {
        _book.checkNewcomer(newcomer, _contracts[ContractName.Factory]);
        return _propose(Kind.Admit, address(0), abi.encode(newcomer));
    }

    /// @inheritdoc IAgentRegistry
    function proposeUpdate(Member calldata updated) external onlyMember returns (bytes32 id) {
        if (updated.agent != msg.sender) revert AgentRegistry__NotOwnRecord(msg.sender, updated.agent);
        _book.checkRecord(updated);
        return _propose(Kind.Update, address(0), abi.encode(updated));
    }

    /// @inheritdoc IAgentRegistry
    function proposeRemoval(address target) external onlyMember returns (bytes32 id) {
        if (target == msg.sender) revert AgentRegistry__OwnRemoval(target);
        _book.termOf(target);
        return _propose(Kind.Remove, target, abi.encode(target));
    }

    /// @inheritdoc IAgentRegistry
    function proposeRules(Rules calldata proposed) external onlyMember returns (bytes32 id) {
        _checkRules(proposed);
        return _propose(Kind.ChangeRules, address(0), abi.encode(proposed));
    }

    /// @inheritdoc IAgentRegistry
    function proposeContract(ContractName name, address named) external onlyMember returns (bytes32 id) {
        _checkContract(name, named);
        return _propose(Kind.NameContract, address(0), abi.encode(name, named));
    }

    /// @inheritdoc IAgentRegistry
    function vote(bytes32 id, bool inFavour) external onlyMember {
        if (_pending(id).target == msg.sender) revert AgentRegistry__OwnRemoval(msg.sender);
        _cast(id, inFavour);
    }

    /// @inheritdoc IAgentRegistry
    function withdraw(bytes32 id) external onlyMember {
        if (_pending(id).proposer != msg.sender) revert AgentRegistry__NotProposer(id, msg.sender);
        _proposals[id].state = State.Withdrawn;
        emit ProposalWithdrawn(id);
    }

    /// @inheritdoc IAgentRegistry
    function enact(bytes32 id, bytes calldata content) external {
        Proposal memory made = _pending(id);
        if (_idOf(made.number, made.proposer, made.kind, content) != id) {
            revert AgentRegistry__OtherContent(id);
        }
        if (block.timestamp < made.enactableFrom) revert AgentRegistry__TooEarly(id, made.enactableFrom);
        Tally memory result = tally(id);
        if (result.inFavour < result.needed) {
            revert AgentRegistry__NotCarried(id, result.inFavour, result.needed);
        }

        _proposals[id].state = State.Enacted;
        emit ProposalEnacted(id);
        if (made.kind == Kind.Admit) {
            Member memory newcomer = abi.decode(content, (Member));
            _admit(newcomer);
            _fund(newcomer);
        } else if (made.kind == Kind.Update) {
            _refuseFormer(id, made.proposer, made.number);
            _book.update(abi.decode(content, (Member)));
        } else if (made.kind == Kind.Remove) {
            _refuseFormer(id, made.target, made.number);
            _book.remove(made.target, true);
        } else if (made.kind == Kind.ChangeRules) {
            _changeRules(abi.decode(content, (Rules)));
        } else {
            (ContractName name, address named) = abi.decode(content, (ContractName, address));
            _nameContract(name, named);
        }
    }

    /// @inheritdoc IAgentRegistry
    function leave() external onlyMember {
        _book.remove(msg.sender, false);
    }

    /// @inheritdoc IAgentRegistry
    function factory() external view returns (address) {
        return _contracts[ContractName.Factory];
    }

    /// @inheritdoc IAgentRegistry
    function relationships() external view returns (address) {
        return _contracts[ContractName.Relationships];
    }

    /// @inheritdoc IAgentRegistry
    function groups() external view returns (address) {
        return _contracts[ContractName.Groups];
    }

    /// @inheritdoc IAgentRegistry
    function anchors() external view returns (address) {
        return _contracts[ContractName.Anchors];
    }

    /// @inheritdoc IAgentRegistry
    function successor() external view returns (address) {
        return _contracts[ContractName.Registry];
    }

    /// @inheritdoc IAgentRegistry
    function rules() external view returns (Rules memory) {
        return _rules;
    }

    /// @inheritdoc IAgentRegistry
    function members() external view returns (Member[] memory) {
        return _book.all();
    }

    /// @inheritdoc IAgentRegistry
    function memberCount() external view returns (uint256) {
        return _book.agents.length;
    }

    /// @inheritdoc IAgentRegistry
    function isMember(address agent) external view returns (bool) {
        return _book.terms[agent] != 0;
    }

    /// @inheritdoc IAgentRegistry
    function member(address agent) external view returns (Member memory) {
        _book.termOf(agent);
        return _book.records[agent];
    }

    /// @inheritdoc IAgentRegistry
    function agentOfAccount(address account) external view returns (address) {
        return _book.agentOfAccount(account);
    }

    /// @inheritdoc IAgentRegistry
    function agentOfSealer(address sealer) external view returns (address) {
        return _book.agentOfSealer(sealer);
    }

    /// @inheritdoc IAgentRegistry
    function agentOfName(string calldata name) external view returns (address) {
        return _book.agentOfName(name);
    }

    /// @inheritdoc IAgentRegistry
    function agentOfHost(string calldata host) external view returns (address) {
        return _book.agentOfHost(host);
    }

    /// @inheritdoc IAgentRegistry
    function getValidators() external view returns (address[] memory) {
        return _book.sealers();
    }

    /// @inheritdoc IAgentRegistry
    function proposal(bytes32 id) external view returns (Proposal memory made) {
        made = _proposals[id];
        if (made.state == State.Pending && block.timestamp > made.expiresAt) made.state = State.Expired;
    }

    /// @inheritdoc IAgentRegistry
    function tally(bytes32 id) public view returns (Tally memory result) {
        Proposal memory made = _known(id);
        uint256 count = _book.agents.length;
        for (uint256 i = 0; i < count; ++i) {
            Vote said = voteOf(id, _book.agents[i]);
            if (said == Vote.InFavour) ++result.inFavour;
            else if (said == Vote.Against) ++result.against;
        }
        result.electorate = _book.terms[made.target] == 0 ? count : count - 1;
        result.needed = VoteRules.needed(_rules, made.kind, result.electorate);
    }

    /// @inheritdoc IAgentRegistry
    function voteOf(bytes32 id, address agent) public view returns (Vote) {
        Ballot memory ballot = _ballots[id][agent];
        // No ballot at all has the term of no member.
        if (ballot.term == 0 || ballot.term != _book.terms[agent]) return Vote.None;
        return ballot.inFavour ? Vote.InFavour : Vote.Against;
    }

    function _propose(Kind kind, address target, bytes memory content) private returns (bytes32 id) {
        uint40 number = ++_lastNumber;
        id = _idOf(number, msg.sender, kind, content);
        uint40 time = uint40(block.timestamp);
        _proposals[id] = Proposal({
            proposer: msg.sender,
            kind: kind,
            state: State.Pending,
            proposedAt: time,
            expiresAt: time + _rules.lifetime,
            enactableFrom: VoteRules.isDelayed(kind) ? time + _rules.delay : time,
            number: number,
            target: target
        });
        emit Proposed(id, msg.sender, kind, content);
        _cast(id, true);
    }

    function _cast(bytes32 id, bool inFavour) private {
        _ballots[id][msg.sender] = Ballot({term: _book.terms[msg.sender], inFavour: inFavour});
        emit Voted(id, msg.sender, inFavour);
    }

    function _admit(Member memory newcomer) private {
        _book.checkNewcomer(newcomer, _contracts[ContractName.Factory]);
        _book.admit(newcomer, ++_lastNumber);
    }

    function _changeRules(Rules memory changed) private {
        _checkRules(changed);
        _rules = changed;
        emit RulesChanged(changed);
    }

    function _nameContract(ContractName name, address named) private {
        _checkContract(name, named);
        _contracts[name] = named;
        emit ContractNamed(name, named);
    }

    /// @dev Comes last, and the network does without: a member is admitted whether or not its account is paid.
    function _fund(Member memory newcomer) private {
        uint256 amount = _rules.allowance;
        if (amount == 0 || amount > address(this).balance) return;
        // No gas but the stipend: an account that pays for transactions has no code to run.
        // solhint-disable-next-line avoid-low-level-calls
        (bool isPaid,) = newcomer.account.call{value: amount, gas: 0}("");
        if (isPaid) emit AccountFunded(newcomer.agent, newcomer.account, amount);
    }

    function _checkContract(ContractName name, address named) private view {
        if (named.code.length == 0) revert AgentRegistry__NotContract(named);
        if (name == ContractName.Factory) {
            if (IAgentFactory(named).isAgent(address(0))) revert AgentRegistry__NotFactory(named);
        } else if (name == ContractName.Registry) {
            if (named == address(this)) revert AgentRegistry__OwnSuccessor();
        } else {
            address used = IFactoryUser(named).factory();
            if (used != _contracts[ContractName.Factory]) revert AgentRegistry__OtherFactory(named, used);
        }
    }

    /// @dev Refuses a proposal about a membership that has ended, even if another one of the same Agent began.
    function _refuseFormer(bytes32 id, address agent, uint40 number) private view {
        if (_book.termOf(agent) > number) revert AgentRegistry__MembershipEnded(id, agent);
    }

    function _pending(bytes32 id) private view returns (Proposal memory made) {
        made = _known(id);
        if (made.state != State.Pending) revert AgentRegistry__ProposalClosed(id, made.state);
        if (block.timestamp > made.expiresAt) revert AgentRegistry__ProposalClosed(id, State.Expired);
    }

    function _known(bytes32 id) private view returns (Proposal memory made) {
        made = _proposals[id];
        if (made.state == State.Unknown) revert AgentRegistry__UnknownProposal(id);
    }

    function _checkRules(Rules memory checked) private pure {
        if (!VoteRules.areSound(checked)) revert AgentRegistry__InvalidRules(checked);
    }

    function _idOf(uint40 number, address proposer, Kind kind, bytes memory content)
        private
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(number, proposer, kind, content));
    }
}
