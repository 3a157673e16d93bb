// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgentRegistry} from "../../contracts/AgentRegistry.sol";
import {IAgentRegistry} from "../../contracts/interfaces/IAgentRegistry.sol";
import {FactoryUser} from "./FactoryUser.sol";
import {MedRecTest} from "./MedRecTest.sol";

/// @title What tests of the registry begin with: members 1 to n, who all seal, and the rules of a deployment
abstract contract RegistryTest is MedRecTest {
    uint40 internal constant DELAY = 1 days;
    uint40 internal constant LIFETIME = 30 days;

    AgentRegistry internal _registry;
    address internal _groups;
    address internal _anchors;

    function setUp() public virtual override {
        super.setUp();
        _groups = address(new FactoryUser(address(_factory)));
        _anchors = address(new FactoryUser(address(_factory)));
    }

    // Deploying

    function _deploy(uint256 count) internal {
        _registry = new AgentRegistry(_contracts(), _rules(), _members(count));
    }

    function _deployFunded(uint256 count, uint128 allowance, uint256 treasury) internal {
        IAgentRegistry.Rules memory rules = _rules();
        rules.allowance = allowance;
        vm.deal(address(this), treasury);
        _registry = new AgentRegistry{value: treasury}(_contracts(), rules, _members(count));
    }

    function _contracts() internal view returns (IAgentRegistry.Contracts memory) {
        return IAgentRegistry.Contracts({
            factory: address(_factory),
            relationships: address(_relationships),
            groups: _groups,
            anchors: _anchors
        });
    }

    function _rules() internal pure returns (IAgentRegistry.Rules memory) {
        return IAgentRegistry.Rules({
            admitNumerator: 1,
            admitDenominator: 2,
            removeNumerator: 2,
            removeDenominator: 3,
            delay: DELAY,
            lifetime: LIFETIME,
            allowance: 0
        });
    }

    // Members, by number

    function _members(uint256 count) internal returns (IAgentRegistry.Member[] memory founding) {
        founding = new IAgentRegistry.Member[](count);
        for (uint256 i = 0; i < count; ++i) {
            founding[i] = _member(i + 1);
        }
    }

    function _member(uint256 number) internal returns (IAgentRegistry.Member memory) {
        return IAgentRegistry.Member({
            agent: _agentOf(number),
            account: vm.addr(number + 1000),
            sealer: vm.addr(number + 2000),
            hpkeKey: keccak256(abi.encode("hpke", number)),
            logKey: keccak256(abi.encode("log", number)),
            name: string.concat("Hospital ", _text(number)),
            host: string.concat("h", _text(number), ".example.org:8443")
        });
    }

    function _agentOf(uint256 number) internal returns (address) {
        return address(_newProviderAgent(number));
    }

    function _text(uint256 number) private pure returns (string memory) {
        bytes memory digits = "000";
        for (uint256 i = 3; i > 0; --i) {
            digits[i - 1] = bytes1(uint8(48 + number % 10));
            number /= 10;
        }
        return string(digits);
    }

    // Proposing and deciding, by number of the member

    function _proposeAdmission(uint256 by, IAgentRegistry.Member memory newcomer) internal returns (bytes32) {
        vm.prank(_agentOf(by));
        return _registry.proposeAdmission(newcomer);
    }

    function _proposeUpdate(uint256 by, IAgentRegistry.Member memory updated) internal returns (bytes32) {
        vm.prank(_agentOf(by));
        return _registry.proposeUpdate(updated);
    }

    function _proposeRemoval(uint256 by, uint256 target) internal returns (bytes32) {
        address agent = _agentOf(target);
        vm.prank(_agentOf(by));
        return _registry.proposeRemoval(agent);
    }

    function _proposeRules(uint256 by, IAgentRegistry.Rules memory rules) internal returns (bytes32) {
        vm.prank(_agentOf(by));
        return _registry.proposeRules(rules);
    }

    function _proposeContract(uint256 by, IAgentRegistry.ContractName name, address named)
        internal
        returns (bytes32)
    {
        vm.prank(_agentOf(by));
        return _registry.proposeContract(name, named);
    }

    function _vote(uint256 by, bytes32 id, bool inFavour) internal {
        vm.prank(_agentOf(by));
        _registry.vote(id, inFavour);
    }

    /// @dev Members `first` to `last` vote in favour.
    function _approve(bytes32 id, uint256 first, uint256 last) internal {
        for (uint256 i = first; i <= last; ++i) {
            _vote(i, id, true);
        }
    }

    function _withdraw(uint256 by, bytes32 id) internal {
        vm.prank(_agentOf(by));
        _registry.withdraw(id);
    }

    function _leave(uint256 by) internal {
        vm.prank(_agentOf(by));
        _registry.leave();
    }

    /// @dev Admits with the votes of members 1 to `voters`.
    function _admit(uint256 voters, IAgentRegistry.Member memory newcomer) internal {
        bytes32 id = _proposeAdmission(1, newcomer);
        _approve(id, 1, voters);
        _registry.enact(id, abi.encode(newcomer));
    }

    /// @dev Changes rules with the votes of members 1 to `voters`.
    function _changeRules(uint256 voters, IAgentRegistry.Rules memory rules) internal {
        bytes32 id = _proposeRules(1, rules);
        _approve(id, 1, voters);
        vm.warp(block.timestamp + _registry.rules().delay);
        _registry.enact(id, abi.encode(rules));
    }

    // Refusals

    function _refuse(bytes memory refusal) internal {
        vm.expectRevert(refusal);
    }

    function _refuseEnact(bytes32 id, bytes memory content, bytes memory refusal) internal {
        bytes32 before = _digest();
        vm.expectRevert(refusal);
        _registry.enact(id, content);
        _assertEq(_digest(), before);
    }

    function _notMember(address agent) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IAgentRegistry.AgentRegistry__NotMember.selector, agent);
    }

    function _closed(bytes32 id, IAgentRegistry.State state) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IAgentRegistry.AgentRegistry__ProposalClosed.selector, id, state);
    }

    function _notCarried(bytes32 id, uint256 inFavour, uint256 needed) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IAgentRegistry.AgentRegistry__NotCarried.selector, id, inFavour, needed);
    }

    function _tooEarly(bytes32 id, uint256 enactableFrom) internal pure returns (bytes memory) {
        return
            abi.encodeWithSelector(IAgentRegistry.AgentRegistry__TooEarly.selector, id, uint40(enactableFrom));
    }

    // Assertions

    /// @dev All that members decide about.
    function _digest() internal view returns (bytes32) {
        return keccak256(
            abi.encode(
                _registry.members(),
                _registry.getValidators(),
                _registry.rules(),
                _registry.factory(),
                _registry.relationships(),
                _registry.groups(),
                _registry.anchors(),
                _registry.successor()
            )
        );
    }

    function _assertMembers(IAgentRegistry.Member[] memory expected) internal view {
        _assertEq(keccak256(abi.encode(_registry.members())), keccak256(abi.encode(expected)));
        _assertEq(_registry.memberCount(), expected.length);
    }

    function _assertRecord(IAgentRegistry.Member memory expected) internal view {
        _assertTrue(_registry.isMember(expected.agent), "is a member");
        _assertEq(keccak256(abi.encode(_registry.member(expected.agent))), keccak256(abi.encode(expected)));
        _assertHolds(expected, expected.agent);
    }

    /// @dev Who holds all that `record` claims.
    function _assertHolds(IAgentRegistry.Member memory record, address holder) internal view {
        _assertEq(_registry.agentOfAccount(record.account), holder);
        _assertEq(_registry.agentOfSealer(record.sealer), record.sealer == address(0) ? address(0) : holder);
        _assertEq(_registry.agentOfName(record.name), holder);
        _assertEq(_registry.agentOfHost(record.host), holder);
    }

    function _assertTally(bytes32 id, uint256[4] memory expected) internal view {
        IAgentRegistry.Tally memory tally = _registry.tally(id);
        _assertEq(tally.inFavour, expected[0]);
        _assertEq(tally.against, expected[1]);
        _assertEq(tally.electorate, expected[2]);
        _assertEq(tally.needed, expected[3]);
    }

    function _assertState(bytes32 id, IAgentRegistry.State expected) internal view {
        _assertEq(uint256(_registry.proposal(id).state), uint256(expected));
    }
}
