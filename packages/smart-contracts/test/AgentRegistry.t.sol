// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgentFactory} from "../contracts/AgentFactory.sol";
import {AgentRegistry} from "../contracts/AgentRegistry.sol";
import {IAgentRegistry} from "../contracts/interfaces/IAgentRegistry.sol";
import {FactoryUser} from "./support/FactoryUser.sol";
import {RegistryTest} from "./support/RegistryTest.sol";

/// @title Founding a network, and what can be read of it
contract AgentRegistryTest is RegistryTest {
    IAgentRegistry.Member[] private _founding;

    function setUp() public override {
        super.setUp();
        _founding.push(_member(1));
        _founding.push(_member(2));
        _founding[0].host = "localhost:8481";
    }

    function test_constructor_admitsTheFounders() external {
        AgentRegistry registry = _found();
        _registry = registry;
        _assertEq(registry.factory(), address(_factory));
        _assertEq(registry.relationships(), address(_relationships));
        _assertEq(registry.groups(), _groups);
        _assertEq(registry.anchors(), _anchors);
        _assertEq(registry.successor(), address(0));
        _assertEq(keccak256(abi.encode(registry.rules())), keccak256(abi.encode(_rules())));
        _assertMembers(_founding);
        _assertRecord(_founding[0]);
        _assertRecord(_founding[1]);
    }

    function test_constructor_emitsWhatTheNetworkBeginsWith() external {
        IAgentRegistry.Contracts memory named = _contracts();
        IAgentRegistry.Rules memory rules = _rules();
        IAgentRegistry.Member memory founder = _founding[0];
        vm.expectEmit();
        emit IAgentRegistry.ContractNamed(IAgentRegistry.ContractName.Factory, named.factory);
        vm.expectEmit();
        emit IAgentRegistry.ContractNamed(IAgentRegistry.ContractName.Relationships, named.relationships);
        vm.expectEmit();
        emit IAgentRegistry.ContractNamed(IAgentRegistry.ContractName.Groups, named.groups);
        vm.expectEmit();
        emit IAgentRegistry.ContractNamed(IAgentRegistry.ContractName.Anchors, named.anchors);
        vm.expectEmit();
        emit IAgentRegistry.RulesChanged(rules);
        vm.expectEmit();
        emit IAgentRegistry.MemberAdmitted(
            founder.agent,
            founder.account,
            founder.sealer,
            founder.hpkeKey,
            founder.logKey,
            founder.name,
            founder.host
        );
        new AgentRegistry(named, rules, _founding);
    }

    function test_constructor_takesATreasuryAndPaysNobody() external {
        _deployFunded(2, 1 ether, 5 ether);
        _assertEq(address(_registry).balance, 5 ether);
        (bool isTaken,) = address(_registry).call{value: 0}("");
        _assertTrue(!isTaken, "nothing is taken later");
    }

    function test_constructor_revertsWhen_empty() external {
        delete _founding;
        _refuseFounding(abi.encodeWithSelector(IAgentRegistry.AgentRegistry__NoMembers.selector));
    }

    function test_constructor_revertsWhen_aContractUsesAnotherFactory() external {
        address other = address(new AgentFactory(address(this)));
        IAgentRegistry.Contracts memory named = _contracts();
        named.factory = other;
        _refuseContracts(named, _otherFactory(address(_relationships), address(_factory)));
        address foreign = address(new FactoryUser(other));
        named = _contracts();
        named.groups = foreign;
        _refuseContracts(named, _otherFactory(foreign, other));
        named = _contracts();
        named.anchors = foreign;
        _refuseContracts(named, _otherFactory(foreign, other));
    }

    function test_constructor_revertsWhen_aContractIsNone() external {
        address nobody = vm.addr(STRANGER);
        bytes memory refusal =
            abi.encodeWithSelector(IAgentRegistry.AgentRegistry__NotContract.selector, nobody);
        IAgentRegistry.Contracts memory named = _contracts();
        named.factory = nobody;
        _refuseContracts(named, refusal);
        named = _contracts();
        named.anchors = nobody;
        _refuseContracts(named, refusal);
    }

    function test_constructor_revertsWhen_rulesAreUnsound() external {
        IAgentRegistry.Rules memory rules = _rules();
        rules.admitDenominator = 0;
        IAgentRegistry.Contracts memory named = _contracts();
        vm.expectRevert(abi.encodeWithSelector(IAgentRegistry.AgentRegistry__InvalidRules.selector, rules));
        new AgentRegistry(named, rules, _founding);
    }

    function test_constructor_revertsWhen_agentIsForeign() external {
        address[2] memory foreign = [
            new AgentFactory(address(this)).createProviderAgent(vm.addr(STRANGER)),
            // A person's Agent could never vote.
            address(_newAgent(STRANGER))
        ];
        for (uint256 i = 0; i < foreign.length; ++i) {
            _founding[1].agent = foreign[i];
            _refuseFounding(
                abi.encodeWithSelector(IAgentRegistry.AgentRegistry__NotAgent.selector, foreign[i])
            );
        }
    }

    function test_constructor_revertsWhen_somethingIsTakenTwice() external {
        (address agent, IAgentRegistry.Member memory first) = (_founding[1].agent, _founding[0]);
        _founding[1].sealer = first.sealer;
        _refuseFounding(
            abi.encodeWithSelector(
                IAgentRegistry.AgentRegistry__DuplicateSealer.selector, agent, first.sealer
            )
        );
        _founding[1].host = first.host;
        _refuseFounding(
            abi.encodeWithSelector(IAgentRegistry.AgentRegistry__DuplicateHost.selector, agent, first.host)
        );
        _founding[1].name = "HOSPITAL 001";
        _refuseFounding(
            abi.encodeWithSelector(
                IAgentRegistry.AgentRegistry__DuplicateName.selector, agent, "HOSPITAL 001"
            )
        );
        _founding[1].account = first.account;
        _refuseFounding(
            abi.encodeWithSelector(
                IAgentRegistry.AgentRegistry__DuplicateAccount.selector, agent, first.account
            )
        );
        _founding[1].agent = first.agent;
        _refuseFounding(
            abi.encodeWithSelector(IAgentRegistry.AgentRegistry__DuplicateAgent.selector, first.agent)
        );
    }

    function test_constructor_revertsWhen_somethingIsMissing() external {
        address agent = _founding[0].agent;
        bytes memory refusal = abi.encodeWithSelector(IAgentRegistry.AgentRegistry__ZeroKey.selector, agent);
        _founding[0].hpkeKey = 0;
        _refuseFounding(refusal);
        _founding[0].hpkeKey = keccak256("hpke");
        _founding[0].logKey = 0;
        _refuseFounding(refusal);
        _founding[0].account = address(0);
        _refuseFounding(abi.encodeWithSelector(IAgentRegistry.AgentRegistry__ZeroAccount.selector, agent));
    }

    function test_constructor_revertsWhen_nameOrHostIsNone() external {
        address agent = _founding[0].agent;
        _founding[0].host = "A.org";
        _refuseFounding(
            abi.encodeWithSelector(IAgentRegistry.AgentRegistry__InvalidHost.selector, agent, "A.org")
        );
        _founding[0].name = " Mercy";
        _refuseFounding(
            abi.encodeWithSelector(IAgentRegistry.AgentRegistry__InvalidName.selector, agent, " Mercy")
        );
    }

    function test_constructor_takes128Members() external {
        _deploy(128);
        _assertEq(_registry.memberCount(), 128);
        _assertEq(_registry.getValidators().length, 128);
        IAgentRegistry.Member[] memory tooMany = _members(129);
        IAgentRegistry.Contracts memory named = _contracts();
        _refuse(abi.encodeWithSelector(IAgentRegistry.AgentRegistry__TooManyMembers.selector, 128));
        new AgentRegistry(named, _rules(), tooMany);
    }

    function test_getValidators_namesWhoSeals() external {
        _assertEq(_found().getValidators().length, 2);
        _founding[0].sealer = address(0);
        address[] memory validators = _found().getValidators();
        _assertEq(validators.length, 1);
        _assertEq(validators[0], _founding[1].sealer);
        _founding[1].sealer = address(0);
        AgentRegistry registry = _found();
        _assertEq(registry.getValidators().length, 0);
        _assertEq(registry.agentOfSealer(address(0)), address(0));
    }

    function test_agentOfName_joinsTheCaseOfAsciiLetters() external {
        _assertEq(_found().agentOfName("hOSPITAL 001"), _founding[0].agent);
        _assertEq(_found().agentOfName("Hospital 01"), address(0));
    }

    function testFuzz_member_revertsWhen_stranger(address stranger) external {
        AgentRegistry registry = _found();
        vm.assume(stranger != _founding[0].agent && stranger != _founding[1].agent);
        _assertTrue(!registry.isMember(stranger), "a stranger is no member");
        vm.expectRevert(_notMember(stranger));
        registry.member(stranger);
    }

    function testFuzz_tally_revertsWhen_unknown(bytes32 id) external {
        _deploy(1);
        _assertTrue(_registry.proposal(id).state == IAgentRegistry.State.Unknown, "unknown");
        vm.expectRevert(abi.encodeWithSelector(IAgentRegistry.AgentRegistry__UnknownProposal.selector, id));
        _registry.tally(id);
    }

    function _found() private returns (AgentRegistry) {
        return new AgentRegistry(_contracts(), _rules(), _founding);
    }

    function _refuseFounding(bytes memory refusal) private {
        vm.expectRevert(refusal);
        _found();
    }

    function _refuseContracts(IAgentRegistry.Contracts memory named, bytes memory refusal) private {
        vm.expectRevert(refusal);
        new AgentRegistry(named, _rules(), _founding);
    }

    function _otherFactory(address user, address factory) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IAgentRegistry.AgentRegistry__OtherFactory.selector, user, factory);
    }
}
