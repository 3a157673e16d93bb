// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgentFactory} from "../contracts/AgentFactory.sol";
import {IAgentRegistry} from "../contracts/interfaces/IAgentRegistry.sol";
import {Credulous} from "./support/Credulous.sol";
import {FactoryUser} from "./support/FactoryUser.sol";
import {RegistryTest} from "./support/RegistryTest.sol";
import {YesMan} from "./support/YesMan.sol";

/// @title Changing the rules, and naming contracts
contract AgentRegistryRulesTest is RegistryTest {
    function test_enact_changesRulesByMoreThanTwoThirds() external {
        uint8[7] memory needed = [1, 2, 3, 3, 4, 5, 5];
        for (uint256 count = 1; count <= 7; ++count) {
            _deploy(count);
            IAgentRegistry.Rules memory rules = _others();
            bytes32 id = _proposeRules(1, rules);
            _passAtTheBoundary(id, abi.encode(rules), needed[count - 1]);
            _assertEq(keccak256(abi.encode(_registry.rules())), keccak256(abi.encode(rules)));
        }
    }

    function test_enact_namesAContractByMoreThanTwoThirds() external {
        uint8[7] memory needed = [1, 2, 3, 3, 4, 5, 5];
        address named = address(new FactoryUser(address(_factory)));
        for (uint256 count = 1; count <= 7; ++count) {
            _deploy(count);
            bytes32 id = _proposeContract(1, IAgentRegistry.ContractName.Groups, named);
            bytes memory content = abi.encode(IAgentRegistry.ContractName.Groups, named);
            _passAtTheBoundary(id, content, needed[count - 1]);
            _assertEq(_registry.groups(), named);
            _assertEq(_registry.anchors(), _anchors);
        }
    }

    function test_enact_changesRulesAfterTheDelay() external {
        _deploy(1);
        IAgentRegistry.Rules memory rules = _others();
        bytes32 id = _proposeRules(1, rules);
        vm.warp(NOW + DELAY - 1);
        _refuseEnact(id, abi.encode(rules), _tooEarly(id, NOW + DELAY));
        vm.warp(NOW + DELAY);
        vm.expectEmit(address(_registry));
        emit IAgentRegistry.RulesChanged(rules);
        _registry.enact(id, abi.encode(rules));
    }

    function test_enact_namesEachContract() external {
        _deploy(1);
        for (uint256 i = 0; i < 5; ++i) {
            IAgentRegistry.ContractName name = IAgentRegistry.ContractName(i);
            address named = i == 0
                ? address(new AgentFactory(address(this)))
                : address(new FactoryUser(_registry.factory()));
            bytes32 id = _proposeContract(1, name, named);
            uint256 from = block.timestamp + DELAY;
            _refuseEnact(id, abi.encode(name, named), _tooEarly(id, from));
            vm.warp(from);
            vm.expectEmit(address(_registry));
            emit IAgentRegistry.ContractNamed(name, named);
            _registry.enact(id, abi.encode(name, named));
            address[5] memory current = [
                _registry.factory(),
                _registry.relationships(),
                _registry.groups(),
                _registry.anchors(),
                _registry.successor()
            ];
            _assertEq(current[i], named);
        }
    }

    function test_enact_takesAgentsOfTheFactoryInForce() external {
        _deploy(1);
        AgentFactory next = new AgentFactory(address(this));
        IAgentRegistry.Member memory old = _member(2);
        bytes32 oldId = _proposeAdmission(1, old);
        _name(IAgentRegistry.ContractName.Factory, address(next));
        _refuseEnact(
            oldId,
            abi.encode(old),
            abi.encodeWithSelector(IAgentRegistry.AgentRegistry__NotAgent.selector, old.agent)
        );
        old.agent = next.createProviderAgent(vm.addr(2));
        _admit(1, old);
        // Who is a member stays one, and changes its record as before.
        IAgentRegistry.Member memory updated = _member(1);
        updated.host = "new.example.org";
        bytes32 id = _proposeUpdate(1, updated);
        vm.prank(old.agent);
        _registry.vote(id, true);
        _registry.enact(id, abi.encode(updated));
        _assertRecord(updated);
    }

    function test_enact_revertsWhen_theFactoryChangedMeanwhile() external {
        _deploy(1);
        address named = address(new FactoryUser(address(_factory)));
        bytes32 id = _proposeContract(1, IAgentRegistry.ContractName.Anchors, named);
        _name(IAgentRegistry.ContractName.Factory, address(new AgentFactory(address(this))));
        _refuseEnact(
            id,
            abi.encode(IAgentRegistry.ContractName.Anchors, named),
            abi.encodeWithSelector(
                IAgentRegistry.AgentRegistry__OtherFactory.selector, named, address(_factory)
            )
        );
    }

    function test_proposeContract_revertsWhen_itCannotBe() external {
        _deploy(1);
        address stranger = vm.addr(STRANGER);
        for (uint256 i = 0; i < 5; ++i) {
            _refuseContract(
                IAgentRegistry.ContractName(i),
                stranger,
                abi.encodeWithSelector(IAgentRegistry.AgentRegistry__NotContract.selector, stranger)
            );
        }
        address other = address(new AgentFactory(address(this)));
        address foreign = address(new FactoryUser(other));
        for (uint256 i = 1; i < 4; ++i) {
            _refuseContract(
                IAgentRegistry.ContractName(i),
                foreign,
                abi.encodeWithSelector(IAgentRegistry.AgentRegistry__OtherFactory.selector, foreign, other)
            );
        }
        address credulous = address(new Credulous());
        _refuseContract(
            IAgentRegistry.ContractName.Factory,
            credulous,
            abi.encodeWithSelector(IAgentRegistry.AgentRegistry__NotFactory.selector, credulous)
        );
        _refuseContract(
            IAgentRegistry.ContractName.Registry,
            address(_registry),
            abi.encodeWithSelector(IAgentRegistry.AgentRegistry__OwnSuccessor.selector)
        );
        // A contract that does not say which factory it uses.
        address mute = address(new YesMan(stranger));
        vm.prank(_agentOf(1));
        vm.expectRevert();
        _registry.proposeContract(IAgentRegistry.ContractName.Anchors, mute);
        _proposeContract(1, IAgentRegistry.ContractName.Registry, mute);
    }

    function testFuzz_proposeRules_refusesWhatCannotBeLivedWith(IAgentRegistry.Rules calldata rules)
        external
    {
        _deploy(1);
        bool isAdmitFraction = rules.admitNumerator < rules.admitDenominator
            && uint256(rules.admitNumerator) * 2 >= rules.admitDenominator;
        bool isRemoveFraction = rules.removeNumerator < rules.removeDenominator
            && uint256(rules.removeNumerator) * 2 >= rules.removeDenominator;
        bool isTime = rules.delay <= 90 days && rules.lifetime <= 365 days
            && rules.lifetime >= uint256(rules.delay) + 1 days;
        vm.prank(_agentOf(1));
        if (!isAdmitFraction || !isRemoveFraction || !isTime) {
            _refuse(abi.encodeWithSelector(IAgentRegistry.AgentRegistry__InvalidRules.selector, rules));
        }
        _registry.proposeRules(rules);
    }

    function test_enact_rulesDecideAtOnceButNoTimeIsChanged() external {
        _deploy(3);
        IAgentRegistry.Rules memory rules = _rules();
        (rules.admitNumerator, rules.admitDenominator) = (2, 3);
        (rules.delay, rules.lifetime) = (0, 365 days);
        IAgentRegistry.Member memory newcomer = _member(9);
        bytes32 admission = _proposeAdmission(1, newcomer);
        _vote(2, admission, true);
        bytes32 early = _proposeRemoval(2, 1);
        _vote(3, early, true);
        bytes32 change = _proposeRules(1, rules);
        _approve(change, 2, 3);
        vm.warp(NOW + DELAY - 1);
        bytes32 late = _proposeRemoval(3, 1);
        _vote(2, late, true);
        vm.warp(NOW + DELAY);
        _registry.enact(change, abi.encode(rules));
        // Three of three are now needed to admit, and an announced delay stays.
        _refuseEnact(admission, abi.encode(newcomer), _notCarried(admission, 2, 3));
        _refuseEnact(late, abi.encode(_agentOf(1)), _tooEarly(late, NOW + DELAY - 1 + DELAY));
        // A longer lifetime wakes nothing.
        vm.warp(NOW + LIFETIME + 1);
        _assertState(early, IAgentRegistry.State.Expired);
        _refuseEnact(early, abi.encode(_agentOf(1)), _closed(early, IAgentRegistry.State.Expired));
        // What is proposed from now on follows the new times.
        bytes32 fresh = _proposeRemoval(3, 1);
        _assertEq(_registry.proposal(fresh).enactableFrom, block.timestamp);
        _assertEq(_registry.proposal(fresh).expiresAt, block.timestamp + 365 days);
    }

    function _passAtTheBoundary(bytes32 id, bytes memory content, uint256 enough) private {
        uint256 count = _registry.memberCount();
        vm.warp(block.timestamp + DELAY);
        if (enough > 1) {
            _approve(id, 2, enough - 1);
            _assertTally(id, [enough - 1, 0, count, enough]);
            _refuseEnact(id, content, _notCarried(id, enough - 1, enough));
            _vote(count, id, true);
        }
        _registry.enact(id, content);
    }

    function _name(IAgentRegistry.ContractName name, address named) private {
        bytes32 id = _proposeContract(1, name, named);
        vm.warp(block.timestamp + DELAY);
        _registry.enact(id, abi.encode(name, named));
    }

    function _refuseContract(IAgentRegistry.ContractName name, address named, bytes memory refusal) private {
        vm.prank(_agentOf(1));
        vm.expectRevert(refusal);
        _registry.proposeContract(name, named);
    }

    function _others() private pure returns (IAgentRegistry.Rules memory) {
        return IAgentRegistry.Rules({
            admitNumerator: 3,
            admitDenominator: 5,
            removeNumerator: 3,
            removeDenominator: 4,
            delay: 2 days,
            lifetime: 20 days,
            allowance: 1 ether
        });
    }
}
