// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Terms} from "../contracts/GrantTerms.sol";
import {Relationships} from "../contracts/Relationships.sol";
import {Signature} from "../contracts/Signature.sol";
import {RIGHT_GRANT, RIGHT_MANAGE} from "../contracts/interfaces/IAgent.sol";
import {IRelationships} from "../contracts/interfaces/IRelationships.sol";
import {FullGrant} from "./support/FullGrant.sol";
import {MedRecTest} from "./support/MedRecTest.sol";
import {TypedMessages} from "./support/TypedMessages.sol";
import {Vm} from "./support/Vm.sol";

/// @dev The mistakes of MedRec v2's Relationship and AllAccessRelationship, one test each.
/// docs/medrec-v2-mistakes.md lists them all.
contract MedRecV2RelationshipsTest is MedRecTest {
    bytes32 private constant OTHER_COMMITMENT = keccak256("another viewer");

    bytes32 private _id;

    function setUp() public override {
        super.setUp();
        _id = _open(_one(_grant(1)));
    }

    /// @dev In the original a stranger wrote 5,000 bytes into a patient's contract. Here no message carries text:
    /// a pointer is two words, a grant three, and the selectors that took text lead nowhere.
    function test_v2_R3_aStrangerWritesNothingHoweverLong() external {
        bytes memory long = new bytes(5000);
        _refuseUnknownCall(abi.encodeWithSignature("setProviderName(string)", string(long)));
        IRelationships.SetGrants memory message = _setMessage(_id, _grant(2));
        message.grants = new IRelationships.Grant[](100);
        _refuseStranger(message);
    }

    /// @dev In the original the look-up of a viewer always answered zero: its map was never written.
    function test_v2_R4_whatWasGrantedToAViewerIsFoundByTheViewer() external {
        FullGrant memory grant = _grant(1);
        grant.commitment = OTHER_COMMITMENT;
        grant.readKinds = 5;
        grant.finerTerms = keccak256("finer");
        _set(_id, grant);
        (Terms terms, bytes32 finerTerms) = _relationships.grantOf(_id, OTHER_COMMITMENT);
        _assertEq(terms.readKinds(), 5);
        _assertEq(finerTerms, grant.finerTerms);
    }

    /// @dev The original, given a wrong group number, dropped somebody else from that group's list. Here a grant
    /// is reached by whom it is for: revoking one that never was touches no other.
    function test_v2_R5_revokingWhoWasNeverGrantedTouchesNobodyElse() external {
        FullGrant memory revocation = _revocation(1);
        revocation.commitment = OTHER_COMMITMENT;
        _set(_id, revocation);
        (Terms terms,) = _relationships.grantOf(_id, COMMITMENT);
        _assertEq(terms.readKinds(), 15);
        _set(_id, _revocation(1));
        (terms,) = _relationships.grantOf(_id, COMMITMENT);
        _assertTrue(terms.isRevocation(), "the right one can still be revoked");
    }

    /// @dev In the original removing a group renumbered the others, and permissions slid onto other people. Here
    /// nothing has a number: of ten grants each one keeps its own terms while others are revoked.
    function test_v2_R6_revokingOneMovesNoOther() external {
        for (uint64 i = 0; i < 10; ++i) {
            _set(_id, _numbered(i));
        }
        for (uint64 i = 0; i < 10; i += 3) {
            FullGrant memory revocation = _revocation(1);
            revocation.commitment = _numbered(i).commitment;
            _set(_id, revocation);
        }
        for (uint64 i = 0; i < 10; ++i) {
            (Terms terms,) = _relationships.grantOf(_id, _numbered(i).commitment);
            _assertEq(terms.readKinds(), i % 3 == 0 ? 0 : i + 1);
        }
    }

    /// @dev In the original the names of viewers of a removed group stayed readable. Here no name is ever stored,
    /// and a revoked grant keeps its version alone.
    function test_v2_R7_aRevokedGrantLeavesItsVersionAlone() external {
        FullGrant memory grant = _grant(2);
        grant.writeKinds = 3;
        grant.notBefore = NOW;
        grant.finerTerms = keccak256("finer");
        _set(_id, grant);
        _set(_id, _revocation(2));
        (Terms terms, bytes32 finerTerms) = _relationships.grantOf(_id, COMMITMENT);
        _assertEq(Terms.unwrap(terms), uint256(2) << 224);
        _assertEq(finerTerms, 0);
    }

    /// @dev In the original patient and provider were no viewers, and every reader had to know that besides. Here
    /// one question tells the patient's keys and one the provider's, and neither needs a grant.
    function test_v2_R11_patientAndProviderAreAnsweredWithoutAGrant() external view {
        (address agent,,,) = _relationships.relationship(_id);
        _assertTrue(_factory.allows(agent, vm.addr(PATIENT), RIGHT_GRANT), "the patient");
        _assertTrue(
            !_factory.allows(agent, vm.addr(DELEGATE), RIGHT_GRANT), "the provider is not the patient"
        );
        _assertTrue(_relationships.isDelegate(_id, vm.addr(DELEGATE)), "the provider");
        _assertTrue(!_relationships.isDelegate(_id, vm.addr(PATIENT)), "the patient is not the provider");
    }

    /// @dev On Cancun and later the original's terminate did nothing that lasts: the patient added a viewer after
    /// it. Here an end is a stored fact, on any hard fork.
    function test_v2_R13_nothingIsAddedAfterTheEnd() external {
        _end();
        bytes memory ended = abi.encodeWithSelector(IRelationships.Relationships__Ended.selector, _id);
        _refuseSet(_id, _grant(2), ended);
        FullGrant memory another = _grant(1);
        another.commitment = OTHER_COMMITMENT;
        _refuseSet(_id, another, ended);
        (Terms terms,) = _relationships.grantOf(_id, OTHER_COMMITMENT);
        _assertTrue(terms.isAbsent(), "no grant");
    }

    /// @dev On older forks calls to the original's dead contract succeeded and did nothing. Here each message to an
    /// ended relationship is refused aloud, and the contract lives on for its readers.
    function test_v2_R13b_callsAfterTheEndFailAloud() external {
        _end();
        bytes memory ended = abi.encodeWithSelector(IRelationships.Relationships__Ended.selector, _id);
        _refuseSet(_id, _revocation(1), ended);

        IRelationships.End memory ending = IRelationships.End(_id, LATER);
        Signature memory byDelegate = _signEnd(DELEGATE, ending);
        vm.expectRevert(ended);
        _relationships.end(ending, byDelegate);

        IRelationships.RotateDelegate memory rotation =
            IRelationships.RotateDelegate(_id, vm.addr(NEXT_DELEGATE), 1, LATER);
        Signature memory current = _signRotation(DELEGATE, rotation);
        Signature memory next = _signRotation(NEXT_DELEGATE, rotation);
        vm.expectRevert(ended);
        _relationships.rotateDelegate(rotation, current, next);

        IRelationships.Directive memory directive;
        directive.relationshipId = _id;
        vm.expectRevert(ended);
        _relationships.release(directive);
        (,,, bool isEnded) = _relationships.relationship(_id);
        _assertTrue(isEnded, "still there to be read");
    }

    /// @dev After terminate the original's Agent went on listing the relationship. Here one place alone says
    /// whether a relationship stands, and an Agent lists none.
    function test_v2_R14_theEndIsSaidWhereTheRelationshipStands() external {
        (address agent,,, bool isEnded) = _relationships.relationship(_id);
        _assertTrue(!isEnded, "stands");
        _end();
        (agent,,, isEnded) = _relationships.relationship(_id);
        _assertTrue(isEnded, "ended");
        _assertEq(agent.code.length, 0);
    }

    /// @dev The original's Relationship emitted nothing: no trail of who was granted what. Here every change is an
    /// event, and the events alone give the state.
    function test_v2_R15_everyChangeIsAnEvent() external {
        bytes32[] memory topics = new bytes32[](4);
        vm.recordLogs();
        _set(_id, _grant(2));
        topics[0] = _onlyTopic();
        _set(_id, _revocation(2));
        topics[1] = _onlyTopic();
        IRelationships.RotateDelegate memory rotation =
            IRelationships.RotateDelegate(_id, vm.addr(NEXT_DELEGATE), 1, LATER);
        Signature memory current = _signRotation(DELEGATE, rotation);
        _relationships.rotateDelegate(rotation, current, _signRotation(NEXT_DELEGATE, rotation));
        topics[2] = _onlyTopic();
        _end();
        topics[3] = _onlyTopic();
        _assertEq(topics[0], IRelationships.GrantSet.selector);
        _assertEq(topics[1], IRelationships.GrantSet.selector);
        _assertEq(topics[2], IRelationships.DelegateRotated.selector);
        _assertEq(topics[3], IRelationships.RelationshipEnded.selector);
    }

    /// @dev In the original anyone made a Relationship that named any provider, who never consented, and nothing
    /// tied it to an Agent. Here both sign the same message, and the Agent is proved.
    function test_v2_R16_nothingOpensWithoutTheProviderAndTheAgent() external {
        IRelationships.Open memory message = _openMessage(new FullGrant[](0));
        message.delegate = vm.addr(NEXT_DELEGATE);
        bytes32 id = _relationships.relationshipIdOf(message.agent, message.delegate);
        bytes32 digest = TypedMessages.open(_domain(), message);
        Signature memory patient = _sign(PATIENT, digest);
        Signature memory delegate = _sign(NEXT_DELEGATE, digest);
        Signature memory stranger = _sign(STRANGER, digest);

        vm.expectRevert(
            abi.encodeWithSelector(IRelationships.Relationships__NotDelegate.selector, id, vm.addr(STRANGER))
        );
        _relationships.open(message, patient, stranger);
        vm.expectRevert(
            abi.encodeWithSelector(
                IRelationships.Relationships__NotAllowed.selector,
                message.agent,
                vm.addr(STRANGER),
                RIGHT_MANAGE
            )
        );
        _relationships.open(message, stranger, delegate);
        (address agent,,,) = _relationships.relationship(id);
        _assertEq(agent, address(0));

        _relationships.open(message, patient, delegate);
        (agent,,,) = _relationships.relationship(id);
        _assertEq(agent, message.agent);
    }

    /// @dev Removing a viewer left a zero entry in the original's list, whose count never went down. Here there is
    /// no list: granting and revoking for ever stays in the one slot of the viewer.
    function test_v2_X2_revokingAndGrantingAgainTakesNoMoreRoom() external {
        for (uint32 version = 2; version < 12; version += 2) {
            _set(_id, _revocation(version));
            _set(_id, _grant(version + 1));
        }
        (Terms terms,) = _relationships.grantOf(_id, COMMITMENT);
        _assertEq(terms.version(), 11);
        for (uint256 i = 0; i < 16; ++i) {
            _assertEq(vm.load(address(_relationships), bytes32(i)), 0);
        }
    }

    /// @dev The original's constructor was a plain function, so that after a deployment anyone made itself the
    /// patient. Here the constructor leaves nothing to be set, and no such function is there.
    function test_v2_AllAccessRelationshipConstructor_nothingIsLeftToInitialize() external {
        Relationships deployed = new Relationships();
        _assertTrue(deployed.factory().code.length != 0, "complete with its factory");
        _assertTrue(deployed.factory() != address(_factory), "of its own");
        _refuseUnknownCall(abi.encodeWithSignature("Relationship(address)", vm.addr(STRANGER)));
        _refuseUnknownCall(abi.encodeWithSignature("AllAccessRelationship(address)", vm.addr(STRANGER)));
    }

    /// @dev In the original a stranger replaced the provider's name. Here a relationship has no name that could be
    /// replaced, and its pointer is in the event of the opening alone.
    function test_v2_setProviderName_hasNoCounterpart() external {
        _refuseUnknownCall(abi.encodeWithSignature("setProviderName(string)", "somebody else"));
        _refuseReopening();
    }

    /// @dev In the original a stranger replaced the provider's address. Here it changes by rotation alone, which
    /// the present delegate and the next both sign.
    function test_v2_setProviderAddress_needsBothDelegates() external {
        _refuseUnknownCall(abi.encodeWithSignature("setProviderAddress(string)", "somewhere else"));
        IRelationships.RotateDelegate memory message =
            IRelationships.RotateDelegate(_id, vm.addr(STRANGER), 1, LATER);
        Signature memory stranger = _signRotation(STRANGER, message);
        vm.expectRevert(
            abi.encodeWithSelector(IRelationships.Relationships__NotDelegate.selector, _id, vm.addr(STRANGER))
        );
        _relationships.rotateDelegate(message, stranger, stranger);
        _assertTrue(_relationships.isDelegate(_id, vm.addr(DELEGATE)), "the first delegate stands");
    }

    function _end() private {
        IRelationships.End memory message = IRelationships.End(_id, LATER);
        _relationships.end(message, _signEnd(PATIENT, message));
    }

    function _numbered(uint64 number) private pure returns (FullGrant memory grant) {
        grant = _grant(1);
        grant.commitment = keccak256(abi.encode("viewer", number));
        grant.readKinds = number + 1;
    }

    /// @dev The topic of the one event since this was asked last.
    function _onlyTopic() private returns (bytes32) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        _assertEq(logs.length, 1);
        _assertEq(logs[0].emitter, address(_relationships));
        _assertEq(logs[0].topics[1], _id);
        return logs[0].topics[0];
    }

    function _refuseStranger(IRelationships.SetGrants memory message) private {
        Signature memory signature = _signSet(STRANGER, message);
        (address agent,,,) = _relationships.relationship(_id);
        vm.expectRevert(
            abi.encodeWithSelector(
                IRelationships.Relationships__NotAllowed.selector, agent, vm.addr(STRANGER), RIGHT_GRANT
            )
        );
        _relationships.setGrants(message, signature);
    }

    /// @dev Both signed it once: to submit it again, or with another pointer, replaces nothing.
    function _refuseReopening() private {
        IRelationships.Open memory message = _openMessage(new FullGrant[](0));
        message.sealedPointer = [keccak256("another"), keccak256("pointer")];
        bytes32 digest = TypedMessages.open(_domain(), message);
        vm.expectRevert(abi.encodeWithSelector(IRelationships.Relationships__AlreadyOpened.selector, _id));
        _relationships.open(message, _sign(PATIENT, digest), _sign(DELEGATE, digest));
    }

    /// @dev There is no such function, nor one that answers every call.
    function _refuseUnknownCall(bytes memory data) private {
        // solhint-disable-next-line avoid-low-level-calls
        (bool isDone, bytes memory answer) = address(_relationships).call(data);
        _assertTrue(!isDone, "refused");
        _assertEq(answer.length, 0);
    }
}
