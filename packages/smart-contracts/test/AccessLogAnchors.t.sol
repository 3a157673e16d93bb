// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessLogAnchors} from "../contracts/AccessLogAnchors.sol";
import {Agent} from "../contracts/Agent.sol";
import {AgentFactory} from "../contracts/AgentFactory.sol";
import {Signature} from "../contracts/Signature.sol";
import {IAccessLogAnchors} from "../contracts/interfaces/IAccessLogAnchors.sol";
import {IAgent, RIGHT_GRANT, RIGHT_MANAGE} from "../contracts/interfaces/IAgent.sol";
import {MedRecTest} from "./support/MedRecTest.sol";
import {TypedMessages} from "./support/TypedMessages.sol";
import {YesMan} from "./support/YesMan.sol";

contract AccessLogAnchorsTest is MedRecTest {
    uint256 private constant PROVIDER = 0x9204;
    bytes32 private constant ROOT = keccak256("root");
    /// @dev NOW is the first second of it.
    uint40 private constant INTERVAL = 3_000_000;

    AccessLogAnchors private _anchors;
    Agent private _provider;

    function setUp() public override {
        super.setUp();
        _anchors = new AccessLogAnchors(address(_factory));
        _provider = _newProviderAgent(PROVIDER);
    }

    function testFuzz_anchor_storesAndReports(bytes32 root, address submitter) external {
        vm.assume(root != 0);
        IAccessLogAnchors.Anchor memory message = _message(INTERVAL);
        message.root = root;
        Signature memory signature = _signAnchor(PROVIDER, message);
        vm.expectEmit(address(_anchors));
        emit IAccessLogAnchors.LogAnchored(address(_provider), INTERVAL, root);
        vm.prank(submitter);
        _anchors.anchor(message, signature);
        _assertEq(_anchors.rootOf(address(_provider), INTERVAL), root);
        _assertEq(_anchors.rootOf(address(_provider), INTERVAL - 1), 0);
        _assertEq(_anchors.rootOf(address(_provider), INTERVAL + 1), 0);
    }

    function test_anchor_costs() external {
        IAccessLogAnchors.Anchor memory message = _message(INTERVAL);
        Signature memory signature = _signAnchor(PROVIDER, message);
        _anchors.anchor(message, signature);
        vm.snapshotGasLastCall("anchor");
    }

    function test_anchor_isGoodFromTheFirstSecondOfItsIntervalToTheLast() external {
        uint256[2] memory inside = [uint256(NOW), NOW + 599];
        for (uint256 i = 0; i < inside.length; ++i) {
            setUp();
            IAccessLogAnchors.Anchor memory message = _message(INTERVAL);
            Signature memory signature = _signAnchor(PROVIDER, message);
            vm.warp(NOW - 1);
            _refuse(message, signature, _otherInterval(INTERVAL, INTERVAL - 1));
            vm.warp(NOW + 600);
            _refuse(message, signature, _otherInterval(INTERVAL, INTERVAL + 1));
            vm.warp(inside[i]);
            _anchors.anchor(message, signature);
            _assertEq(_anchors.rootOf(address(_provider), INTERVAL), ROOT);
        }
    }

    function testFuzz_anchor_revertsWhen_forAnotherInterval(uint40 interval) external {
        vm.assume(interval != INTERVAL);
        IAccessLogAnchors.Anchor memory message = _message(interval);
        _refuse(message, _signAnchor(PROVIDER, message), _otherInterval(interval, INTERVAL));
    }

    function test_anchor_leavesAMissedIntervalEmpty() external {
        _anchor(INTERVAL);
        vm.warp(NOW + 1200);
        IAccessLogAnchors.Anchor memory missed = _message(INTERVAL + 1);
        _refuse(missed, _signAnchor(PROVIDER, missed), _otherInterval(INTERVAL + 1, INTERVAL + 2));
        _anchor(INTERVAL + 2);
        _assertEq(_anchors.rootOf(address(_provider), INTERVAL), ROOT);
        _assertEq(_anchors.rootOf(address(_provider), INTERVAL + 1), 0);
        _assertEq(_anchors.rootOf(address(_provider), INTERVAL + 2), ROOT);
    }

    function test_anchor_isWrittenOnce() external {
        IAccessLogAnchors.Anchor memory message = _message(INTERVAL);
        Signature memory signature = _signAnchor(PROVIDER, message);
        _anchors.anchor(message, signature);
        bytes memory refusal = abi.encodeWithSelector(
            IAccessLogAnchors.AccessLogAnchors__AlreadyAnchored.selector, address(_provider), INTERVAL, ROOT
        );
        _refuse(message, signature, refusal);
        message.root = keccak256("another root");
        _refuse(message, _signAnchor(PROVIDER, message), refusal);
        message.root = 0;
        _refuse(message, _signAnchor(PROVIDER, message), refusal);
    }

    function test_anchor_isEachProvidersOwn() external {
        _anchor(INTERVAL);
        IAccessLogAnchors.Anchor memory message = _message(INTERVAL);
        message.provider = address(_newProviderAgent(STRANGER));
        message.root = keccak256("another root");
        _anchors.anchor(message, _signAnchor(STRANGER, message));
        _assertEq(_anchors.rootOf(address(_provider), INTERVAL), ROOT);
        _assertEq(_anchors.rootOf(message.provider, INTERVAL), message.root);
    }

    function test_anchor_revertsWhen_theRootIsZero() external {
        IAccessLogAnchors.Anchor memory message = _message(INTERVAL);
        message.root = 0;
        bytes memory refusal = abi.encodeWithSelector(
            IAccessLogAnchors.AccessLogAnchors__ZeroRoot.selector, address(_provider), INTERVAL
        );
        _refuse(message, _signAnchor(PROVIDER, message), refusal);
    }

    // Who signs

    function testFuzz_anchor_revertsWhen_anybodyElseSigns(uint256 key) external {
        key = (key % 1e30) + 1;
        vm.assume(key != PROVIDER);
        IAccessLogAnchors.Anchor memory message = _message(INTERVAL);
        _refuse(message, _signAnchor(key, message), _notAllowed(address(_provider), vm.addr(key)));
    }

    function test_anchor_byAnyEnabledOwner() external {
        _enable(_provider, PROVIDER, OTHER_OWNER);
        _disable(_provider, OTHER_OWNER, PROVIDER);
        IAccessLogAnchors.Anchor memory message = _message(INTERVAL);
        bytes memory refusal = _notAllowed(address(_provider), vm.addr(PROVIDER));
        _refuse(message, _signAnchor(PROVIDER, message), refusal);
        _anchors.anchor(message, _signAnchor(OTHER_OWNER, message));
        _assertEq(_anchors.rootOf(address(_provider), INTERVAL), ROOT);
    }

    function test_anchor_byACustodianWhoMayManage() external {
        _appoint(uint8(1) << RIGHT_GRANT);
        IAccessLogAnchors.Anchor memory message = _message(INTERVAL);
        bytes memory refusal = _notAllowed(address(_provider), vm.addr(STRANGER));
        _refuse(message, _signAnchor(STRANGER, message), refusal);
        _appoint(uint8(1) << RIGHT_MANAGE);
        _anchors.anchor(message, _signAnchor(STRANGER, message));
        _assertEq(_anchors.rootOf(address(_provider), INTERVAL), ROOT);
    }

    /// @dev Who is a provider is for the registry to say.
    function testFuzz_anchor_byAPersonsAgentMadeOrNot(bool isMade) external {
        if (isMade) _newAgent(PATIENT);
        IAccessLogAnchors.Anchor memory message = _message(INTERVAL);
        message.provider = _factory.agentOf(vm.addr(PATIENT));
        bytes memory refusal = _notAllowed(message.provider, vm.addr(STRANGER));
        _refuse(message, _signAnchor(STRANGER, message), refusal);
        _anchors.anchor(message, _signAnchor(PATIENT, message));
        _assertEq(_anchors.rootOf(message.provider, INTERVAL), ROOT);
    }

    function test_anchor_revertsWhen_theProviderAgentWasNotMade() external {
        IAccessLogAnchors.Anchor memory message = _message(INTERVAL);
        message.provider = _factory.providerAgentOf(vm.addr(STRANGER));
        bytes memory refusal = _notAllowed(message.provider, vm.addr(STRANGER));
        _refuse(message, _signAnchor(STRANGER, message), refusal);
        _newProviderAgent(STRANGER);
        _anchors.anchor(message, _signAnchor(STRANGER, message));
    }

    function test_anchor_revertsWhen_theAgentIsForeign() external {
        address owner = vm.addr(PROVIDER);
        address[5] memory foreign = [
            new AgentFactory(address(this)).createProviderAgent(owner),
            _factory.implementation(),
            address(new YesMan(owner)),
            owner,
            address(0)
        ];
        for (uint256 i = 0; i < foreign.length; ++i) {
            IAccessLogAnchors.Anchor memory message = _message(INTERVAL);
            message.provider = foreign[i];
            _refuse(message, _signAnchor(PROVIDER, message), _notAllowed(foreign[i], owner));
        }
    }

    // What was signed

    function test_anchor_revertsWhen_forAnotherChainOrContract() external {
        IAccessLogAnchors.Anchor memory message = _message(INTERVAL);
        bytes32[3] memory elsewhere = [
            TypedMessages.anchorsDomain(CHAIN_ID + 1, address(_anchors)),
            TypedMessages.anchorsDomain(CHAIN_ID, address(new AccessLogAnchors(address(_factory)))),
            TypedMessages.groupsDomain(CHAIN_ID, address(_anchors))
        ];
        bytes32 digest = TypedMessages.anchor(_anchorsDomain(), message);
        for (uint256 i = 0; i < elsewhere.length; ++i) {
            Signature memory signature = _sign(PROVIDER, TypedMessages.anchor(elsewhere[i], message));
            bytes memory refusal = _notAllowed(address(_provider), _recovered(digest, signature));
            _refuse(message, signature, refusal);
        }
    }

    function testFuzz_anchor_revertsWhen_changedAfterSigning(bytes32 root, bool isOtherProvider) external {
        vm.assume(root != 0 && (isOtherProvider || root != ROOT));
        IAccessLogAnchors.Anchor memory message = _message(INTERVAL);
        Signature memory signature = _signAnchor(PROVIDER, message);
        message.root = root;
        if (isOtherProvider) message.provider = _factory.agentOf(vm.addr(PROVIDER));
        bytes32 digest = TypedMessages.anchor(_anchorsDomain(), message);
        _refuse(message, signature, _notAllowed(message.provider, _recovered(digest, signature)));
    }

    /// @dev What was signed for one interval is not good in the next.
    function test_anchor_revertsWhen_theIntervalIsChangedAfterSigning() external {
        IAccessLogAnchors.Anchor memory message = _message(INTERVAL);
        Signature memory signature = _signAnchor(PROVIDER, message);
        vm.warp(NOW + 600);
        message.interval = INTERVAL + 1;
        bytes32 digest = TypedMessages.anchor(_anchorsDomain(), message);
        _refuse(message, signature, _notAllowed(address(_provider), _recovered(digest, signature)));
    }

    function test_anchor_revertsWhen_signatureIsNotCanonical() external {
        IAccessLogAnchors.Anchor memory message = _message(INTERVAL);
        bytes32 digest = TypedMessages.anchor(_anchorsDomain(), message);
        bytes memory refusal =
            abi.encodeWithSelector(IAccessLogAnchors.AccessLogAnchors__InvalidSignature.selector, digest);
        _refuse(message, _malleable(_sign(PROVIDER, digest)), refusal);
        _refuse(message, Signature(0, 0), refusal);
    }

    // Views

    function testFuzz_currentInterval_isTimeByTenMinutes(uint40 time) external {
        vm.warp(time);
        uint256 current = _anchors.currentInterval();
        _assertTrue(current * 600 <= time && time < current * 600 + 600, "the interval holds the time");
    }

    function test_factory_isTheOneItWasMadeWith() external view {
        _assertEq(_anchors.factory(), address(_factory));
    }

    function _message(uint40 interval) private view returns (IAccessLogAnchors.Anchor memory) {
        return IAccessLogAnchors.Anchor({provider: address(_provider), interval: interval, root: ROOT});
    }

    function _anchor(uint40 interval) private {
        IAccessLogAnchors.Anchor memory message = _message(interval);
        _anchors.anchor(message, _signAnchor(PROVIDER, message));
    }

    /// @dev Asserts the refusal, and that it writes nothing.
    function _refuse(
        IAccessLogAnchors.Anchor memory message,
        Signature memory signature,
        bytes memory refusal
    ) private {
        bytes32 before = _anchors.rootOf(message.provider, message.interval);
        vm.expectRevert(refusal);
        _anchors.anchor(message, signature);
        _assertEq(_anchors.rootOf(message.provider, message.interval), before);
    }

    function _appoint(uint8 rights) private {
        (, uint64 nonce,,,) = _provider.nonces();
        IAgent.SetCustodian memory message =
            IAgent.SetCustodian(vm.addr(STRANGER), rights, LATER, nonce, LATER);
        bytes32 digest = TypedMessages.setCustodian(_agentDomain(_provider), message);
        _provider.setCustodian(message, _sign(PROVIDER, digest));
    }

    function _signAnchor(uint256 key, IAccessLogAnchors.Anchor memory message)
        private
        view
        returns (Signature memory)
    {
        return _sign(key, TypedMessages.anchor(_anchorsDomain(), message));
    }

    function _anchorsDomain() private view returns (bytes32) {
        return TypedMessages.anchorsDomain(CHAIN_ID, address(_anchors));
    }

    function _otherInterval(uint40 interval, uint40 current) private view returns (bytes memory) {
        return abi.encodeWithSelector(
            IAccessLogAnchors.AccessLogAnchors__OtherInterval.selector, address(_provider), interval, current
        );
    }

    function _notAllowed(address agent, address signer) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IAccessLogAnchors.AccessLogAnchors__NotAllowed.selector, agent, signer);
    }
}
