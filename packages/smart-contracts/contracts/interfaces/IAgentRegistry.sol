// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The providers of a network
/// @notice Names the members, and the contracts they use: a network is a chain id and this address, and
/// everything else is read from here. The members are those it was deployed with.
interface IAgentRegistry {
    /// @dev A provider.
    /// agent    its Agent, which signs for it
    /// sealer   the address that seals its blocks; zero if it seals none
    /// hpkeKey  raw X25519 public key, for what is sealed to it
    /// logKey   raw Ed25519 public key, for what its access log signs
    /// name     for people, 1 to 100 bytes of UTF-8
    /// host     `host` or `host:port` in lower case, as it stands in an origin
    struct Member {
        address agent;
        address sealer;
        bytes32 hpkeKey;
        bytes32 logKey;
        string name;
        string host;
    }

    /// @notice A provider became a member.
    event MemberAdmitted(
        address indexed agent, address sealer, bytes32 hpkeKey, bytes32 logKey, string name, string host
    );

    /// @notice A network needs a member.
    error AgentRegistry__NoMembers();
    /// @notice The Relationships contract takes Agents of another factory.
    error AgentRegistry__OtherFactory(address relationships, address factory);
    /// @notice `agent` was not made by the factory.
    error AgentRegistry__NotAgent(address agent);
    /// @notice `agent` is a member already.
    error AgentRegistry__DuplicateAgent(address agent);
    /// @notice Another member than `agent` seals with `sealer`.
    error AgentRegistry__DuplicateSealer(address agent, address sealer);
    /// @notice Another member than `agent` has this name.
    error AgentRegistry__DuplicateName(address agent, string name);
    /// @notice Another member than `agent` has this host.
    error AgentRegistry__DuplicateHost(address agent, string host);
    /// @notice A key of `agent` is zero.
    error AgentRegistry__ZeroKey(address agent);
    /// @notice A name has 1 to 100 bytes.
    error AgentRegistry__InvalidName(address agent, string name);
    /// @notice A host has 1 to 255 bytes of `a`-`z`, `0`-`9`, dot, hyphen and colon.
    error AgentRegistry__InvalidHost(address agent, string host);
    /// @notice `agent` is not a member.
    error AgentRegistry__NotMember(address agent);

    /// @notice The factory whose Agents the members and everybody else use.
    function factory() external view returns (address);

    /// @notice The contract that keeps the relationships of this network.
    function relationships() external view returns (address);

    /// @notice All members, in the order of their admission.
    function members() external view returns (Member[] memory);

    /// @notice Says whether `agent` is a member's.
    function isMember(address agent) external view returns (bool);

    /// @notice The member whose Agent is `agent`; reverts if there is none.
    function member(address agent) external view returns (Member memory);
}
