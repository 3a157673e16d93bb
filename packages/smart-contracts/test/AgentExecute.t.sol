// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Agent} from "../contracts/Agent.sol";
import {AgentIdentity, Identity} from "../contracts/AgentIdentity.sol";
import {IAgent} from "../contracts/interfaces/IAgent.sol";
import {IAgentFactory} from "../contracts/interfaces/IAgentFactory.sol";
import {AgentCalls, Seal, Sealed} from "./support/AgentCalls.sol";
import {AgentModulesTest} from "./support/AgentModulesTest.sol";
import {Counter} from "./support/Counter.sol";
import {Forwarder} from "./support/Forwarder.sol";
import {Repeater} from "./support/Repeater.sol";

contract AgentExecuteTest is AgentModulesTest {
    Counter private _counter;
    Forwarder private _forwarder;

    function setUp() public override {
        super.setUp();
        _agent = _newProviderAgent(PATIENT);
        _counter = new Counter();
        _forwarder = new Forwarder();
    }

    function test_execute_callsInOrderAsTheAgent() external {
        IAgent.Call[] memory calls = new IAgent.Call[](2);
        calls[0] = IAgent.Call(address(_counter), abi.encodeCall(Counter.add, ()));
        calls[1] = IAgent.Call(address(_forwarder), _forwarded(address(_counter), calls[0].data));
        _submit(_execute(PATIENT, calls));
        _assertEq(_counter.count(), 2);
        // The last one, through the other contract, was made as that contract.
        _assertEq(_counter.caller(), address(_forwarder));
        _submit(_execute(PATIENT, _one(address(_counter), calls[0].data)));
        _assertEq(_counter.caller(), address(_agent));
        _assertEq(_counter.value(), 0);
        _assertEq(_nonceOf(_agent, Sort.Calls), 2);
    }

    function test_execute_isGoodOnce() external {
        _assertGoodOnce(PATIENT, Sort.Calls, _aCall, _notAllowed);
        _assertEq(_counter.count(), 1);
    }

    /// @dev Whatever is changed after signing, somebody else has signed it.
    function test_execute_revertsWhen_changedAfterSigning() external {
        Sealed memory made = _aCall(_seal(PATIENT, Sort.Calls));
        IAgent.Execute memory message =
            IAgent.Execute(_one(address(_forwarder), abi.encodeCall(Counter.add, ())), 0, LATER);
        _refuseChanged(message, made);
        message.calls = _one(address(_counter), abi.encodeCall(Counter.fail, ()));
        _refuseChanged(message, made);
        message.calls = new IAgent.Call[](0);
        _refuseChanged(message, made);
        message.calls = new IAgent.Call[](2);
        message.calls[0] = IAgent.Call(address(_counter), abi.encodeCall(Counter.add, ()));
        message.calls[1] = message.calls[0];
        _refuseChanged(message, made);
    }

    function test_execute_revertsWhen_theAgentIsAPersons() external {
        _agent = _newAgent(PATIENT);
        bytes memory data = _execute(PATIENT, _one(address(_counter), abi.encodeCall(Counter.add, ())));
        _refuse(data, abi.encodeWithSelector(IAgent.Agent__NotProvider.selector, _owner));
        _assertEq(_counter.count(), 0);
    }

    function test_execute_revertsWhen_anybodyElseSigns() external {
        IAgent.Call[] memory calls = _one(address(_counter), abi.encodeCall(Counter.add, ()));
        _refuse(_execute(STRANGER, calls), _notAllowedKey(STRANGER));
        _submit(_setCustodian(PATIENT, CUSTODIAN, 7, UNTIL));
        _refuse(_execute(CUSTODIAN, calls), _notAllowedKey(CUSTODIAN));
        _enable(_agent, PATIENT, OTHER_OWNER);
        _disable(_agent, OTHER_OWNER, PATIENT);
        _refuse(_execute(PATIENT, calls), _notAllowedKey(PATIENT));
        _assertEq(_counter.count(), 0);
    }

    function test_execute_revertsWhen_custodyTookTheRightToManage() external {
        _beginCustody(3);
        IAgent.Call[] memory calls = _one(address(_counter), abi.encodeCall(Counter.add, ()));
        _refuse(_execute(PATIENT, calls), _notAllowedKey(PATIENT));
    }

    function test_execute_makesAllCallsOrNone() external {
        IAgent.Call[] memory calls = new IAgent.Call[](3);
        calls[0] = IAgent.Call(address(_counter), abi.encodeCall(Counter.add, ()));
        calls[1] = calls[0];
        calls[2] = IAgent.Call(address(_counter), abi.encodeCall(Counter.fail, ()));
        bytes memory reason = abi.encodeWithSelector(Counter.Counter__Asked.selector, 3);
        _refuse(
            _execute(PATIENT, calls), abi.encodeWithSelector(IAgent.Agent__CallFailed.selector, 2, reason)
        );
        _assertEq(_counter.count(), 0);
        calls[0].data = abi.encodeCall(Counter.failInSilence, ());
        _refuse(_execute(PATIENT, calls), abi.encodeWithSelector(IAgent.Agent__CallFailed.selector, 0, ""));
        _assertEq(_counter.count(), 0);
    }

    /// @dev It could report owners that it does not have.
    function test_execute_revertsWhen_itCallsTheFactory() external {
        bytes memory lie = _lie();
        IAgent.Call[] memory calls = new IAgent.Call[](2);
        calls[0] = IAgent.Call(address(_counter), abi.encodeCall(Counter.add, ()));
        calls[1] = IAgent.Call(address(_factory), lie);
        _refuse(
            _execute(PATIENT, calls),
            abi.encodeWithSelector(IAgent.Agent__ForbiddenCall.selector, 1, address(_factory))
        );
        _assertEq(_counter.count(), 0);
        // Not even what anybody may call.
        calls = _one(address(_factory), abi.encodeCall(IAgentFactory.createAgent, (_owner)));
        _refuse(
            _execute(PATIENT, calls),
            abi.encodeWithSelector(IAgent.Agent__ForbiddenCall.selector, 0, address(_factory))
        );
    }

    /// @dev A contract in between reports as itself, which the factory did not make.
    function test_execute_reportsNothingThroughAnotherContract() external {
        _submit(_execute(PATIENT, _one(address(_forwarder), _forwarded(address(_factory), _lie()))));
        _assertTrue(!_forwarder.isDone(), "refused by the factory");
        bytes memory refusal = abi.encodeWithSelector(
            IAgentFactory.AgentFactory__NotAgent.selector, address(_forwarder), _agent.identity()
        );
        _assertEq(keccak256(_forwarder.answer()), keccak256(refusal));
    }

    function test_execute_reportsNothingThroughAnotherAgent() external {
        Agent other = _newProviderAgent(STRANGER);
        Seal memory seal = Seal(STRANGER, _agentDomain(other), 0, LATER);
        bytes memory inner = AgentCalls.execute(seal, _one(address(_factory), _lie())).data;
        bytes memory reason =
            abi.encodeWithSelector(IAgent.Agent__ForbiddenCall.selector, 0, address(_factory));
        _refuse(
            _execute(PATIENT, _one(address(other), inner)),
            abi.encodeWithSelector(IAgent.Agent__CallFailed.selector, 0, reason)
        );
    }

    function test_execute_letsALaterMessageInFromWithinOnce() external {
        IAgent.Call[] memory none = new IAgent.Call[](0);
        Seal memory second = Seal(PATIENT, _agentDomain(_agent), 1, LATER);
        bytes memory next = AgentCalls.execute(second, none).data;
        IAgent.Call[] memory calls = new IAgent.Call[](2);
        calls[0] = IAgent.Call(address(_forwarder), _forwarded(address(_agent), next));
        calls[1] = calls[0];
        _submit(_execute(PATIENT, calls));
        _assertTrue(!_forwarder.isDone(), "the second time refused");
        _assertEq(keccak256(_forwarder.answer()), keccak256(_stale(1, 2)));
        _assertEq(_nonceOf(_agent, Sort.Calls), 2);
    }

    function test_execute_revertsWhen_aReentrantContractRepeatsTheMessage() external {
        Repeater repeater = new Repeater();
        bytes memory data = _execute(PATIENT, _one(address(repeater), abi.encodeCall(Repeater.called, ())));
        repeater.prepare(address(_agent), data);
        _submit(data);
        _assertEq(repeater.calls(), 1);
        _assertEq(keccak256(repeater.answer()), keccak256(_stale(0, 1)));
    }

    /// @dev The Agent trusts its factory and Relationships, and itself no more than anybody.
    function test_execute_gainsNothingByCallingItself() external {
        Identity identity = AgentIdentity.ofPerson(vm.addr(STRANGER));
        _refuseInner(
            abi.encodeCall(IAgent.initialize, (identity)),
            abi.encodeWithSelector(IAgent.Agent__NotFactory.selector, address(_agent))
        );
        _refuseInner(
            abi.encodeCall(IAgent.exercise, (_owner, 2)),
            abi.encodeWithSelector(IAgent.Agent__NotRelationships.selector, address(_agent))
        );
        Seal memory seal = _seal(STRANGER, Sort.Custodians);
        _refuseInner(
            AgentCalls.setCustodian(seal, vm.addr(STRANGER), 7, UNTIL).data, _notAllowedKey(STRANGER)
        );
        _refuseInner(_execute(PATIENT, new IAgent.Call[](0)), _stale(0, 1));
        // What its owner signed it may submit as anybody may.
        _submit(_execute(PATIENT, _one(address(_agent), _setCustodian(PATIENT, CUSTODIAN, 1, UNTIL))));
        _assertRights(CUSTODIAN, 1);
    }

    function test_execute_takesNoCoinAndSendsNone() external {
        bytes memory data = _execute(PATIENT, _one(address(_counter), abi.encodeCall(Counter.add, ())));
        vm.deal(address(this), 1 ether);
        (bool isDone,) = address(_agent).call{value: 1}(data);
        _assertTrue(!isDone, "takes no coin");
        (isDone,) = address(_agent).call{value: 1}("");
        _assertTrue(!isDone, "takes no coin");
    }

    function _refuseInner(bytes memory inner, bytes memory reason) private {
        _refuse(
            _execute(PATIENT, _one(address(_agent), inner)),
            abi.encodeWithSelector(IAgent.Agent__CallFailed.selector, 0, reason)
        );
    }

    function _refuseChanged(IAgent.Execute memory message, Sealed memory made) private {
        bytes32 digest = _digestOf(message);
        bytes memory data = abi.encodeCall(IAgent.execute, (message, made.signature));
        _refuse(data, _notAllowed(_recovered(digest, made.signature)));
    }

    function _digestOf(IAgent.Execute memory message) private view returns (bytes32) {
        Seal memory seal = Seal(PATIENT, _agentDomain(_agent), message.nonce, message.deadline);
        return AgentCalls.execute(seal, message.calls).digest;
    }

    function _execute(uint256 key, IAgent.Call[] memory calls) private view returns (bytes memory) {
        return AgentCalls.execute(_seal(key, Sort.Calls), calls).data;
    }

    function _aCall(Seal memory seal) private view returns (Sealed memory) {
        return AgentCalls.execute(seal, _one(address(_counter), abi.encodeCall(Counter.add, ())));
    }

    function _lie() private view returns (bytes memory) {
        return abi.encodeCall(
            IAgentFactory.reportOwnerEnabled, (_agent.identity(), vm.addr(STRANGER), 1, bytes(""))
        );
    }

    function _forwarded(address to, bytes memory data) private pure returns (bytes memory) {
        return abi.encodeCall(Forwarder.forward, (to, data));
    }

    function _one(address to, bytes memory data) private pure returns (IAgent.Call[] memory calls) {
        calls = new IAgent.Call[](1);
        calls[0] = IAgent.Call(to, data);
    }
}
