// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Agent} from "../contracts/Agent.sol";
import {AgentFactory} from "../contracts/AgentFactory.sol";
import {AgentIdentity, Identity} from "../contracts/AgentIdentity.sol";
import {IAgent, RIGHT_MANAGE} from "../contracts/interfaces/IAgent.sol";
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
        _assertEq(Identity.unwrap(agent.identity()), uint160(owner));
        _assertEq(agent.enabledOwners(), 1);
        (uint64 nonce,,,,) = agent.nonces();
        _assertEq(nonce, 0);
        _assertEq(agent.factory(), address(_factory));
        _assertTrue(agent.isOwnerEnabled(owner), "the owner acts");
        _assertTrue(caller == owner || !agent.isOwnerEnabled(caller), "who calls gains nothing");
    }

    function test_createAgent_emitsOwnerEnabled() external {
        address owner = vm.addr(PATIENT);
        address agent = _factory.agentOf(owner);
        vm.expectEmit(address(_factory));
        emit IAgentFactory.OwnerEnabled(agent, owner, 0, "");
        _factory.createAgent(owner);
        vm.snapshotGasLastCall("createAgent");
    }

    function test_createAgent_findsTheOneThatIsThere() external {
        Agent agent = _newAgent(PATIENT);
        _enable(agent, PATIENT, OTHER_OWNER);
        _assertEq(_factory.createAgent(vm.addr(PATIENT)), address(agent));
        _assertEq(agent.enabledOwners(), 2);
    }

    function test_createAgent_revertsWhen_ownerIsZero() external {
        vm.expectRevert(abi.encodeWithSelector(IAgentFactory.AgentFactory__ZeroOwner.selector));
        _factory.createAgent(address(0));
    }

    function test_implementation_isLocked() external {
        Agent implementation = Agent(_factory.implementation());
        vm.prank(address(_factory));
        vm.expectRevert(
            abi.encodeWithSelector(IAgent.Agent__AlreadyInitialized.selector, address(implementation))
        );
        implementation.initialize(AgentIdentity.ofPerson(vm.addr(STRANGER)));
        _assertEq(implementation.enabledOwners(), 0);
        _assertTrue(!implementation.isOwnerEnabled(address(implementation)), "it does not act for itself");
        _assertTrue(!_factory.isAgent(address(implementation)), "it is no Agent");
    }

    function test_isAgent_refusesForeignContracts() external {
        address owner = vm.addr(PATIENT);
        _newAgent(PATIENT);
        AgentFactory otherFactory = new AgentFactory(address(this));
        address foreignClone = Clones.clone(_factory.implementation());

        _assertTrue(!_factory.isAgent(address(new YesMan(owner))), "an impostor");
        _assertTrue(!_factory.isAgent(otherFactory.createAgent(owner)), "another factory's Agent");
        _assertTrue(!_factory.isAgent(foreignClone), "a clone that somebody else made");
        _assertTrue(!_factory.isAgent(owner), "an account without code");
        _assertTrue(!_factory.isAgent(address(_factory)), "the factory");
        _assertTrue(!_factory.isAgent(address(0)), "nothing");

        vm.expectRevert(abi.encodeWithSelector(IAgent.Agent__NotFactory.selector, address(this)));
        Agent(foreignClone).initialize(AgentIdentity.ofPerson(owner));
    }

    function testFuzz_report_revertsWhen_callerIsNotThatAgent(address caller, uint168 named) external {
        Identity identity = Identity.wrap(named);
        vm.assume(caller != identity.addressFrom(address(_factory), _factory.implementation()));
        _refuseReports(caller, identity);
    }

    function test_report_revertsWhen_anAgentNamesAnotherIdentity() external {
        Agent agent = _newAgent(PATIENT);
        _refuseReports(address(agent), AgentIdentity.ofPerson(vm.addr(STRANGER)));
        _refuseReports(address(agent), AgentIdentity.ofProvider(vm.addr(PATIENT)));
    }

    function test_createProviderAgent_makesAnotherAgentThanThatOfThePerson() external {
        address owner = vm.addr(PATIENT);
        Agent person = _newAgent(PATIENT);
        address foretold = _factory.providerAgentOf(owner);
        _assertTrue(!_factory.isProviderAgent(foretold), "not there yet");
        vm.expectEmit(address(_factory));
        emit IAgentFactory.OwnerEnabled(foretold, owner, 0, "");
        Agent provider = Agent(_factory.createProviderAgent(owner));

        _assertEq(address(provider), foretold);
        _assertTrue(address(provider) != address(person), "two Agents");
        _assertTrue(_factory.isAgent(foretold) && _factory.isProviderAgent(foretold), "a provider's");
        _assertTrue(!_factory.isProviderAgent(address(person)), "a person's");
        _assertTrue(!_factory.isProviderAgent(owner), "no Agent at all");
        _assertTrue(provider.isOwnerEnabled(owner), "the owner acts");
    }

    function testFuzz_allows_isTheSameBeforeAnAgentIsMade(address owner, address signer, uint8 right)
        external
    {
        vm.assume(owner != address(0));
        address agent = _factory.agentOf(owner);
        bool ofOwner = _factory.allows(agent, owner, right);
        bool ofSigner = _factory.allows(agent, signer, right);
        _assertTrue(ofOwner == (right <= RIGHT_MANAGE), "an owner has the known rights");
        _assertTrue(!ofSigner || signer == owner, "nobody else has any");
        _factory.createAgent(owner);
        _assertTrue(_factory.allows(agent, owner, right) == ofOwner, "the owner's stay");
        _assertTrue(_factory.allows(agent, signer, right) == ofSigner, "the others' stay");
    }

    function test_allows_nothingForWhatIsNoAgentOfOurs() external {
        address owner = vm.addr(PATIENT);
        _assertTrue(!_factory.allows(_factory.agentOf(address(0)), address(0), 0), "nobody is no owner");
        _assertTrue(!_factory.allows(_factory.providerAgentOf(owner), owner, 0), "a provider's to be made");
        _assertTrue(!_factory.allows(address(new YesMan(owner)), owner, 0), "an impostor");
        _assertTrue(!_factory.allows(owner, owner, 0), "an account");
        _assertTrue(!_factory.allows(_factory.implementation(), owner, 0), "the implementation");
    }

    function _refuseReports(address caller, Identity identity) private {
        bytes memory refusal =
            abi.encodeWithSelector(IAgentFactory.AgentFactory__NotAgent.selector, caller, identity);
        vm.startPrank(caller);
        vm.expectRevert(refusal);
        _factory.reportOwnerEnabled(identity, caller, 1, "");
        vm.expectRevert(refusal);
        _factory.reportOwnerDisabled(identity, caller, 1);
        vm.expectRevert(refusal);
        _factory.reportCustodianSet(identity, caller, 7, LATER, 1);
        vm.expectRevert(refusal);
        _factory.reportCustodySet(identity, 0, LATER, 1);
        vm.expectRevert(refusal);
        _factory.reportGuardiansSet(identity, keccak256("guardians"));
        vm.expectRevert(refusal);
        _factory.reportRecoveryProposed(identity, caller, LATER, "");
        vm.expectRevert(refusal);
        _factory.reportRecoveryVetoed(identity, caller);
        vm.expectRevert(refusal);
        _factory.reportRecoveryCompleted(identity, caller);
        vm.expectRevert(refusal);
        _factory.reportSwitchSet(identity, 1 days, new bytes32[](0));
        vm.stopPrank();
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
