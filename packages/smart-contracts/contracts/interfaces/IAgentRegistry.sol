// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The providers of a network
/// @notice Names the members, and the contracts they use: a network is a chain id and this address, and
/// everything else is read from here. There is no administrator: members decide by vote, and nobody else
/// proposes or votes. A member acts through its Agent, which calls.
///
/// A proposal reserves nothing. What it asks for is checked when it is made, for the sake of those who vote,
/// and again when it is enacted, which is what counts. Anyone may enact what is carried.
///
/// | kind | who proposes | in favour, strictly more than | among | after |
/// | --- | --- | --- | --- | --- |
/// | Admit | a member | the admit fraction | all members | at once |
/// | Update | the member whose record it is | the admit fraction | all members | at once |
/// | Remove | another member | the remove fraction, and two at least | the other members | the delay |
/// | ChangeRules | a member | the remove fraction | all members | the delay |
/// | NameContract | a member | the remove fraction | all members | the delay |
///
/// The fractions and the members are those at the time of enacting; the delay and the lifetime are those that
/// were in force when the proposal was made, so that no change of rules wakes an expired proposal or shortens
/// an announced delay. Votes belong to a membership: those of a member that left do not count, and do not
/// count again if it comes back, until it votes again. Its proposals stay for the others to decide.
interface IAgentRegistry {
    /// @dev The contracts of a network. Registry stands for the registry that succeeds this one.
    enum ContractName {
        Factory,
        Relationships,
        Groups,
        Anchors,
        Registry
    }

    /// @dev What a proposal asks for, and how its content is encoded.
    /// Admit         abi.encode(Member): the newcomer
    /// Update        abi.encode(Member): the whole record that takes the place of the proposer's
    /// Remove        abi.encode(address): the member's Agent
    /// ChangeRules   abi.encode(Rules)
    /// NameContract  abi.encode(ContractName, address)
    enum Kind {
        Admit,
        Update,
        Remove,
        ChangeRules,
        NameContract
    }

    /// @dev Where a proposal stands. Expired is never stored: it follows from the time.
    enum State {
        Unknown,
        Pending,
        Enacted,
        Withdrawn,
        Expired
    }

    /// @dev What a member thinks of a proposal.
    enum Vote {
        None,
        InFavour,
        Against
    }

    /// @dev A provider.
    /// agent    its Agent, which acts for it here; stays as long as it is a member
    /// account  the account that pays for what it relays
    /// sealer   the address that seals its blocks; zero if it seals none
    /// hpkeKey  raw X25519 public key, for what is sealed to it
    /// logKey   raw Ed25519 public key, for what its access log signs
    /// name     for people, 1 to 100 bytes of UTF-8, as MemberNames describes. Two names that differ in more
    ///          than the case of ASCII letters are different ones: whether they look alike is for the voters
    /// host     `host` or `host:port` in lower case, as it stands in an https origin
    struct Member {
        address agent;
        address account;
        address sealer;
        bytes32 hpkeKey;
        bytes32 logKey;
        string name;
        string host;
    }

    /// @dev The contracts that a network begins with.
    struct Contracts {
        address factory;
        address relationships;
        address groups;
        address anchors;
    }

    /// @dev How members decide. Bounds: each fraction at least 1/2 and below 1; delay at most 90 days; lifetime
    /// at most 365 days, and at least one day more than the delay.
    /// admitNumerator, admitDenominator    the fraction that Admit and Update must exceed
    /// removeNumerator, removeDenominator  the fraction that Remove, ChangeRules and NameContract must exceed
    /// delay      seconds between proposing and enacting, for these three
    /// lifetime   seconds between proposing and expiring
    /// allowance  wei that go to the account of a newly admitted member, if the registry has as much
    struct Rules {
        uint16 admitNumerator;
        uint16 admitDenominator;
        uint16 removeNumerator;
        uint16 removeDenominator;
        uint40 delay;
        uint40 lifetime;
        uint128 allowance;
    }

    /// @dev A proposal, without its content: the id is
    /// keccak256(abi.encode(number, proposer, kind, content)), and the content is in the event.
    /// proposer       the Agent of the member that made it
    /// kind           what it asks for
    /// state          where it stands
    /// proposedAt     Unix seconds
    /// expiresAt      Unix seconds; the last at which it takes votes and may be enacted
    /// enactableFrom  Unix seconds; the first at which it may be enacted
    /// number         its place among all proposals and admissions of this registry
    /// target         whom it removes; zero for other kinds
    struct Proposal {
        address proposer;
        Kind kind;
        State state;
        uint40 proposedAt;
        uint40 expiresAt;
        uint40 enactableFrom;
        uint40 number;
        address target;
    }

    /// @dev How a proposal would fare now: carried if `inFavour >= needed`.
    /// inFavour, against  votes of present members
    /// electorate         how many members may vote
    /// needed             how many must be in favour; for Remove it can be more than there are
    struct Tally {
        uint256 inFavour;
        uint256 against;
        uint256 electorate;
        uint256 needed;
    }

    /// @notice A provider became a member.
    event MemberAdmitted(
        address indexed agent,
        address account,
        address sealer,
        bytes32 hpkeKey,
        bytes32 logKey,
        string name,
        string host
    );

    /// @notice A member's record is this from now on.
    event MemberUpdated(
        address indexed agent,
        address account,
        address sealer,
        bytes32 hpkeKey,
        bytes32 logKey,
        string name,
        string host
    );

    /// @notice A member is none any more: voted out, or gone by itself.
    event MemberRemoved(address indexed agent, address sealer, bool byVote);

    /// @notice A member made a proposal, and is in favour of it.
    /// @param content what enact takes, encoded as Kind says
    event Proposed(bytes32 indexed id, address indexed proposer, Kind indexed kind, bytes content);

    /// @notice A member voted, or changed its vote.
    event Voted(bytes32 indexed id, address indexed agent, bool inFavour);

    /// @notice The proposer took a proposal back.
    event ProposalWithdrawn(bytes32 indexed id);

    /// @notice A proposal was carried out.
    event ProposalEnacted(bytes32 indexed id);

    /// @notice These rules are in force from now on.
    event RulesChanged(Rules rules);

    /// @notice The network uses `named` as its `name` from now on.
    event ContractNamed(ContractName indexed name, address indexed named);

    /// @notice A newly admitted member's account got its allowance, in wei.
    event AccountFunded(address indexed agent, address indexed account, uint256 amount);

    /// @notice A network needs a member.
    error AgentRegistry__NoMembers();
    /// @notice A network has at most `limit` members.
    error AgentRegistry__TooManyMembers(uint256 limit);
    /// @notice There is no contract at `named`.
    error AgentRegistry__NotContract(address named);
    /// @notice `named` takes the zero address for an Agent.
    error AgentRegistry__NotFactory(address named);
    /// @notice `user` takes Agents of another factory than this network's.
    error AgentRegistry__OtherFactory(address user, address factory);
    /// @notice A registry cannot succeed itself.
    error AgentRegistry__OwnSuccessor();
    /// @notice The rules are outside their bounds.
    error AgentRegistry__InvalidRules(Rules rules);
    /// @notice `agent` is no provider's Agent of the factory: only those can vote.
    error AgentRegistry__NotAgent(address agent);
    /// @notice `agent` is a member already.
    error AgentRegistry__DuplicateAgent(address agent);
    /// @notice Another member than `agent` pays with `account`.
    error AgentRegistry__DuplicateAccount(address agent, address account);
    /// @notice Another member than `agent` seals with `sealer`.
    error AgentRegistry__DuplicateSealer(address agent, address sealer);
    /// @notice Another member than `agent` has this name, the case of ASCII letters aside.
    error AgentRegistry__DuplicateName(address agent, string name);
    /// @notice Another member than `agent` has this host.
    error AgentRegistry__DuplicateHost(address agent, string host);
    /// @notice The account of `agent` is zero.
    error AgentRegistry__ZeroAccount(address agent);
    /// @notice A key of `agent` is zero.
    error AgentRegistry__ZeroKey(address agent);
    /// @notice This is no name that a member may have.
    error AgentRegistry__InvalidName(address agent, string name);
    /// @notice This is no `host` or `host:port` as it stands in an https origin.
    error AgentRegistry__InvalidHost(address agent, string host);
    /// @notice `agent` is not a member.
    error AgentRegistry__NotMember(address agent);
    /// @notice `agent` is the last member, and a network always keeps one.
    error AgentRegistry__LastMember(address agent);
    /// @notice `agent` is the last member that seals, and a network in which members seal always keeps one.
    error AgentRegistry__LastSealer(address agent);
    /// @notice Only a member changes its record, and `caller` is not `agent`.
    error AgentRegistry__NotOwnRecord(address caller, address agent);
    /// @notice `agent` has no say in its own removal; it may leave.
    error AgentRegistry__OwnRemoval(address agent);
    /// @notice There is no such proposal.
    error AgentRegistry__UnknownProposal(bytes32 id);
    /// @notice The proposal was enacted, withdrawn or has expired.
    error AgentRegistry__ProposalClosed(bytes32 id, State state);
    /// @notice Only its proposer takes a proposal back.
    error AgentRegistry__NotProposer(bytes32 id, address caller);
    /// @notice The content is not that of the proposal.
    error AgentRegistry__OtherContent(bytes32 id);
    /// @notice The proposal may be enacted from `enactableFrom` on (Unix seconds).
    error AgentRegistry__TooEarly(bytes32 id, uint40 enactableFrom);
    /// @notice Too few members are in favour of the proposal.
    error AgentRegistry__NotCarried(bytes32 id, uint256 inFavour, uint256 needed);
    /// @notice `agent` left and came back since the proposal, which was about its former membership.
    error AgentRegistry__MembershipEnded(bytes32 id, address agent);

    /// @notice Proposes to admit a provider.
    /// @param newcomer the record it is to have
    /// @return id of the proposal
    function proposeAdmission(Member calldata newcomer) external returns (bytes32 id);

    /// @notice Proposes to change the caller's own record.
    /// @param updated the whole record it is to have; `agent` is the caller
    /// @return id of the proposal
    function proposeUpdate(Member calldata updated) external returns (bytes32 id);

    /// @notice Proposes to remove another member.
    /// @param target its Agent
    /// @return id of the proposal
    function proposeRemoval(address target) external returns (bytes32 id);

    /// @notice Proposes to put other rules in force.
    /// @return id of the proposal
    function proposeRules(Rules calldata proposed) external returns (bytes32 id);

    /// @notice Proposes to name another contract. Whatever takes Agents must take those of the factory in force,
    /// so a new factory is named first, and what uses it after it; until then readers find the two apart.
    /// @return id of the proposal
    function proposeContract(ContractName name, address named) external returns (bytes32 id);

    /// @notice Votes on a pending proposal, or changes the caller's vote.
    function vote(bytes32 id, bool inFavour) external;

    /// @notice Takes a pending proposal of the caller's back.
    function withdraw(bytes32 id) external;

    /// @notice Carries out a pending proposal that enough members are in favour of. Anyone may call it.
    /// @param content as in the event Proposed
    function enact(bytes32 id, bytes calldata content) external;

    /// @notice Ends the caller's membership, at once and without a vote.
    function leave() external;

    /// @notice The factory whose Agents the members and everybody else use.
    function factory() external view returns (address);

    /// @notice The contract that keeps the relationships of this network.
    function relationships() external view returns (address);

    /// @notice The contract that makes the groups of this network.
    function groups() external view returns (address);

    /// @notice The contract that keeps the anchors of the access logs.
    function anchors() external view returns (address);

    /// @notice The registry that takes the place of this one; zero until the members named it.
    function successor() external view returns (address);

    /// @notice How members decide.
    function rules() external view returns (Rules memory);

    /// @notice All members, in the order of their admission.
    function members() external view returns (Member[] memory);

    /// @notice How many members there are; at least one, at most 128.
    function memberCount() external view returns (uint256);

    /// @notice Says whether `agent` is a member's.
    function isMember(address agent) external view returns (bool);

    /// @notice The member whose Agent is `agent`; reverts if there is none.
    function member(address agent) external view returns (Member memory);

    /// @notice The Agent of the member that pays with `account`; zero if there is none.
    function agentOfAccount(address account) external view returns (address);

    /// @notice The Agent of the member that seals with `sealer`; zero if there is none.
    function agentOfSealer(address sealer) external view returns (address);

    /// @notice The Agent of the member of this name, the case of ASCII letters aside; zero if there is none.
    function agentOfName(string calldata name) external view returns (address);

    /// @notice The Agent of the member with this host; zero if there is none.
    function agentOfHost(string calldata host) external view returns (address);

    /// @notice The addresses that seal blocks, in the order of their members' admission.
    /// @dev What Besu reads from a contract that names the validators of a QBFT network.
    function getValidators() external view returns (address[] memory);

    /// @notice A proposal as it stands; all zero if there is none.
    function proposal(bytes32 id) external view returns (Proposal memory);

    /// @notice How a proposal would fare now, or would if it were still pending; reverts if there is none.
    function tally(bytes32 id) external view returns (Tally memory);

    /// @notice What a present member said of a proposal; None for anybody else.
    function voteOf(bytes32 id, address agent) external view returns (Vote);
}
