// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Agent} from "../contracts/Agent.sol";
import {AgentFactory} from "../contracts/AgentFactory.sol";
import {IAgent} from "../contracts/interfaces/IAgent.sol";
import {IAgentFactory} from "../contracts/interfaces/IAgentFactory.sol";
import {MedRecTest} from "./support/MedRecTest.sol";
import {YesMan} from "./support/YesMan.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";

contract AgentFactoryTest is MedRecTest {
    function testFuzz_createAgent_makesTheForetoldAgent(address owner, address caller) external {
        vm.assume(owner != address(0));
        address foretold = _factory.agentOf(owner);
        _assertTrue(!_factory.isAgent(foretold), "not there yet");

        vm.prank(caller);
        Agent agent = Agent(_factory.createAgent(owner));

        _assertEq(address(agent), foretold);
        _assertTrue(_factory.isAgent(foretold), "there now");
        _assertEq(agent.firstOwner(), owner);
        _assertEq(agent.enabledOwners(), 1);
        _assertEq(agent.nonce(), 0);
        _assertEq(agent.factory(), address(_factory));
        _assertTrue(agent.isOwnerEnabled(owner), "the owner acts");
        _assertTrue(caller == owner || !agent.isOwnerEnabled(caller), "who calls gains nothing");
    }

    function test_createAgent_emitsOwnerEnabled() external {
        address owner = vm.addr(PATIENT);
        address agent = _factory.agentOf(owner);
        vm.expectEmit(address(_factory));
        emit IAgentFactory.OwnerEnabled(agent, owner, "");
        _factory.createAgent(owner);
        vm.snapshotGasLastCall("createAgent");
    }

    function test_createAgent_findsTheOneThatIsThere() external {
        Agent agent = _newAgent(PATIENT);
        address other = vm.addr(OTHER_OWNER);
        agent.enableOwner(other, "", LATER, _signEnable(agent, PATIENT, other, ""));
        _assertEq(_factory.createAgent(vm.addr(PATIENT)), address(agent));
        _assertEq(agent.enabledOwners(), 2);
    }

    function test_createAgent_revertsWhen_ownerIsZero() external {
        vm.expectRevert(abi.encodeWithSelector(IAgent.Agent__ZeroOwner.selector));
        _factory.createAgent(address(0));
    }

    function test_implementation_isLocked() external {
        Agent implementation = Agent(_factory.implementation());
        vm.prank(address(_factory));
        vm.expectRevert(
            abi.encodeWithSelector(IAgent.Agent__AlreadyInitialized.selector, address(implementation))
        );
        implementation.initialize(vm.addr(STRANGER));
        _assertEq(implementation.enabledOwners(), 0);
        _assertTrue(!implementation.isOwnerEnabled(address(implementation)), "it does not act for itself");
        _assertTrue(!_factory.isAgent(address(implementation)), "it is no Agent");
    }

    function test_isAgent_refusesForeignContracts() external {
        address owner = vm.addr(PATIENT);
        _newAgent(PATIENT);
        AgentFactory otherFactory = new AgentFactory();
        address foreignClone = Clones.clone(_factory.implementation());

        _assertTrue(!_factory.isAgent(address(new YesMan(owner))), "an impostor");
        _assertTrue(!_factory.isAgent(otherFactory.createAgent(owner)), "another factory's Agent");
        _assertTrue(!_factory.isAgent(foreignClone), "a clone that somebody else made");
        _assertTrue(!_factory.isAgent(owner), "an account without code");
        _assertTrue(!_factory.isAgent(address(_factory)), "the factory");
        _assertTrue(!_factory.isAgent(address(0)), "nothing");

        vm.expectRevert(abi.encodeWithSelector(IAgent.Agent__NotFactory.selector, address(this)));
        Agent(foreignClone).initialize(owner);
    }

    function testFuzz_report_revertsWhen_callerIsNotThatAgent(address caller, address firstOwner) external {
        vm.assume(caller != _factory.agentOf(firstOwner));
        bytes memory refusal =
            abi.encodeWithSelector(IAgentFactory.AgentFactory__NotAgent.selector, caller, firstOwner);
        vm.startPrank(caller);
        vm.expectRevert(refusal);
        _factory.reportOwnerEnabled(firstOwner, caller, "");
        vm.expectRevert(refusal);
        _factory.reportOwnerDisabled(firstOwner, caller);
        vm.stopPrank();
    }

    function test_report_revertsWhen_anAgentNamesAnotherFirstOwner() external {
        Agent agent = _newAgent(PATIENT);
        address victim = vm.addr(STRANGER);
        vm.prank(address(agent));
        vm.expectRevert(
            abi.encodeWithSelector(IAgentFactory.AgentFactory__NotAgent.selector, address(agent), victim)
        );
        _factory.reportOwnerDisabled(victim, victim);
    }

    function test_everyContract_refusesEther() external {
        Agent agent = _newAgent(PATIENT);
        vm.deal(address(this), 1 ether);
        address[4] memory places =
            [address(_factory), address(_relationships), address(agent), _factory.implementation()];
        for (uint256 i = 0; i < places.length; ++i) {
            (bool isTaken,) = places[i].call{value: 1}("");
            _assertTrue(!isTaken, "no ether is taken");
        }
    }
}
