// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Terms} from "../contracts/GrantTerms.sol";
import {Signature} from "../contracts/Signature.sol";
import {RIGHT_GRANT} from "../contracts/interfaces/IAgent.sol";
import {IRelationships} from "../contracts/interfaces/IRelationships.sol";
import {FullGrant, FullGrants} from "./support/FullGrant.sol";
import {MedRecTest} from "./support/MedRecTest.sol";
import {TypedMessages} from "./support/TypedMessages.sol";

contract RelationshipsGrantTest is MedRecTest {
    bytes32 private _id;

    function setUp() public override {
        super.setUp();
        _id = _open();
    }

    function test_setGrants_storesAndReports() external {
        FullGrant memory grant = _grant(1);
        grant.finerTerms = keccak256("finer");
        uint256 terms = (uint256(1) << 224) | (uint256(1) << 208) | (uint256(LATER) << 168) | 15;
        IRelationships.SetGrants memory message = _setMessage(_id, grant);
        Signature memory signature = _signSet(PATIENT, message);
        vm.expectEmit(address(_relationships));
        emit IRelationships.GrantSet(_id, COMMITMENT, Terms.wrap(terms), grant.finerTerms);
        _relationships.setGrants(message, signature);
        _assertStored(terms, grant.finerTerms);

        // Finer terms go where a later grant has none.
        _set(_id, _grant(2));
        (, bytes32 finerTerms) = _relationships.grantOf(_id, COMMITMENT);
        _assertEq(finerTerms, 0);
    }

    function test_setGrants_costs() external {
        _set(_id, _grant(1));
        vm.snapshotGasLastCall("setGrants first");
        _set(_id, _grant(2));
        vm.snapshotGasLastCall("setGrants change");
        _set(_id, _revocation(2));
        vm.snapshotGasLastCall("setGrants revocation");
    }

    /// @dev The rule of versions, said once more in other words.
    function testFuzz_setGrants_followsTheRuleOfVersions(
        uint32 storedVersion,
        bool isStoredRevoked,
        uint32 version,
        bool isRevocation
    ) external {
        vm.assume(storedVersion != 0);
        _set(_id, isStoredRevoked ? _revocation(storedVersion) : _grant(storedVersion));

        FullGrant memory next = isRevocation ? _revocation(version) : _grant(version);
        bool isEffective = version > storedVersion;
        if (version == storedVersion && isRevocation && !isStoredRevoked) isEffective = true;

        if (isEffective) {
            _set(_id, next);
            (Terms terms,) = _relationships.grantOf(_id, COMMITMENT);
            _assertEq(Terms.unwrap(terms) >> 224, version);
            _assertTrue((Terms.unwrap(terms) << 32 == 0) == isRevocation, "what was signed is stored");
        } else {
            _refuseSet(_id, next, _stale(version));
        }
    }

    function testFuzz_setGrants_needsAVersion(bool isRevocation) external {
        _refuseSet(_id, isRevocation ? _revocation(0) : _grant(0), _stale(0));
    }

    function test_setGrants_revokesTheLastVersionThereIs() external {
        _set(_id, _grant(type(uint32).max));
        _set(_id, _revocation(type(uint32).max));
        _assertStored(uint256(type(uint32).max) << 224, 0);
    }

    function testFuzz_setGrants_refusesWhatPermitsNothing(FullGrant memory grant) external {
        grant.commitment = COMMITMENT;
        if (grant.version == 0) grant.version = 1;
        bool isRevocation = grant.readKinds == 0 && grant.writeKinds == 0 && grant.notBefore == 0
            && grant.notAfter == 0 && grant.purposes == 0 && grant.finerTerms == 0;
        bool isGrant = (grant.readKinds != 0 || grant.writeKinds != 0) && grant.purposes != 0
            && grant.notAfter > grant.notBefore && grant.notAfter > NOW;
        if (isRevocation || isGrant) _set(_id, grant);
        else _refuseSet(_id, grant, _invalid());
    }

    function test_setGrants_revertsWhen_aFieldIsMissing() external {
        FullGrant memory grant = _grant(1);
        grant.readKinds = 0;
        _refuseSet(_id, grant, _invalid());
        grant = _grant(1);
        grant.purposes = 0;
        _refuseSet(_id, grant, _invalid());
        grant = _grant(1);
        grant.notAfter = NOW;
        _refuseSet(_id, grant, _invalid());
        grant = _grant(1);
        grant.notBefore = LATER;
        _refuseSet(_id, grant, _invalid());
        // A revocation that brings finer terms is none.
        grant = _revocation(1);
        grant.finerTerms = keccak256("finer");
        _refuseSet(_id, grant, _invalid());
    }

    function test_setGrants_toReadAloneOrToWriteAlone() external {
        FullGrant memory grant = _grant(1);
        (grant.readKinds, grant.writeKinds) = (1, 0);
        _set(_id, grant);
        _assertStored(Terms.unwrap(FullGrants.termsOf(grant)), 0);
        (grant.readKinds, grant.writeKinds, grant.version) = (0, 1, 2);
        _set(_id, grant);
        _assertStored(Terms.unwrap(FullGrants.termsOf(grant)), 0);
    }

    /// @dev One second is enough, and so is a beginning that has passed.
    function test_setGrants_forOneSecond() external {
        FullGrant memory grant = _grant(1);
        (grant.notBefore, grant.notAfter) = (NOW, NOW + 1);
        _set(_id, grant);
        _assertStored(Terms.unwrap(FullGrants.termsOf(grant)), 0);
    }

    function test_setGrants_setsAllGrantsOfAMessage() external {
        IRelationships.SetGrants memory message = _setMessage(_id, _grant(1));
        message.grants = FullGrants.pack(_three());
        _relationships.setGrants(message, _signSet(PATIENT, message));
        for (uint64 i = 0; i < 3; ++i) {
            (Terms terms,) = _relationships.grantOf(_id, message.grants[i].commitment);
            _assertEq(Terms.unwrap(terms), Terms.unwrap(message.grants[i].terms));
        }
    }

    function testFuzz_setGrants_setsNoneWhereOneIsRefused(uint8 which) external {
        which %= 3;
        FullGrant[] memory grants = _three();
        grants[which].purposes = 0;
        IRelationships.SetGrants memory message = _setMessage(_id, _grant(1));
        message.grants = FullGrants.pack(grants);
        Signature memory signature = _signSet(PATIENT, message);
        vm.expectRevert(
            abi.encodeWithSelector(
                IRelationships.Relationships__InvalidGrant.selector, _id, grants[which].commitment
            )
        );
        _relationships.setGrants(message, signature);
        for (uint256 i = 0; i < 3; ++i) {
            (Terms terms,) = _relationships.grantOf(_id, grants[i].commitment);
            _assertTrue(terms.isAbsent(), "none");
        }
    }

    function test_setGrants_revertsWhen_aViewerIsNamedTwice() external {
        FullGrant[] memory grants = new FullGrant[](2);
        (grants[0], grants[1]) = (_grant(1), _grant(1));
        IRelationships.SetGrants memory message = _setMessage(_id, _grant(1));
        message.grants = FullGrants.pack(grants);
        Signature memory signature = _signSet(PATIENT, message);
        vm.expectRevert(_stale(1));
        _relationships.setGrants(message, signature);
        _assertStored(0, 0);
    }

    function test_setGrants_revertsWhen_empty() external {
        IRelationships.SetGrants memory message = _setMessage(_id, _grant(1));
        message.grants = new IRelationships.Grant[](0);
        Signature memory signature = _signSet(PATIENT, message);
        vm.expectRevert(abi.encodeWithSelector(IRelationships.Relationships__NoGrants.selector, _id));
        _relationships.setGrants(message, signature);
    }

    function test_setGrants_revertsWhen_unknown() external {
        bytes32 unknown = keccak256("unknown");
        _refuseSet(
            unknown,
            _grant(1),
            abi.encodeWithSelector(IRelationships.Relationships__Unknown.selector, unknown)
        );
    }

    function test_setGrants_isGoodInTheSecondOfItsDeadline() external {
        FullGrant memory grant = _grant(1);
        grant.notAfter = LATER + 1;
        vm.warp(LATER);
        _set(_id, grant);
    }

    function test_setGrants_revertsWhen_late() external {
        vm.warp(uint256(LATER) + 1);
        _refuseSet(
            _id,
            _grant(1),
            abi.encodeWithSelector(IRelationships.Relationships__DeadlinePassed.selector, LATER)
        );
    }

    function testFuzz_setGrants_revertsWhen_anybodyElseSigns(uint256 key) external {
        key = (key % 1e30) + 1;
        vm.assume(key != PATIENT);
        _refuseSigner(key);
    }

    function test_setGrants_revertsWhen_theDelegateSigns() external {
        _refuseSigner(DELEGATE);
    }

    function testFuzz_setGrants_revertsWhen_changedAfterSigning(uint8 field, uint256 change) external {
        IRelationships.SetGrants memory message = _setMessage(_id, _grant(1));
        Signature memory signature = _signSet(PATIENT, message);
        bytes32 before = keccak256(abi.encode(message));
        IRelationships.Grant memory grant = message.grants[0];
        field %= 6;
        if (field == 0) grant.commitment = bytes32(change);
        else if (field == 1) grant.terms = Terms.wrap(change);
        else if (field == 2) grant.finerTerms = bytes32(change);
        else if (field == 3) message.kindsVersion = uint16(change);
        else if (field == 4) message.kindsHash = bytes32(change);
        else message.deadline = uint40(change);
        vm.assume(keccak256(abi.encode(message)) != before);

        vm.expectRevert();
        _relationships.setGrants(message, signature);
        _assertStored(0, 0);
    }

    function test_setGrants_revertsWhen_forAnotherChainOrContract() external {
        IRelationships.SetGrants memory message = _setMessage(_id, _grant(1));
        Signature memory signature = _signSet(PATIENT, message);
        vm.chainId(CHAIN_ID + 1);
        vm.expectRevert();
        _relationships.setGrants(message, signature);
        vm.chainId(CHAIN_ID);

        bytes32 elsewhere = TypedMessages.relationshipsDomain(CHAIN_ID, address(_factory));
        Signature memory foreign = _sign(PATIENT, TypedMessages.setGrants(elsewhere, message));
        vm.expectRevert();
        _relationships.setGrants(message, foreign);
        _relationships.setGrants(message, signature);
    }

    function test_setGrants_revertsWhen_signatureIsNotCanonical() external {
        IRelationships.SetGrants memory message = _setMessage(_id, _grant(1));
        bytes32 digest = TypedMessages.setGrants(_domain(), message);
        bytes memory refusal =
            abi.encodeWithSelector(IRelationships.Relationships__InvalidSignature.selector, digest);
        vm.expectRevert(refusal);
        _relationships.setGrants(message, _malleable(_sign(PATIENT, digest)));
        // Nobody's signature, which a recovery gives as address zero.
        vm.expectRevert(refusal);
        _relationships.setGrants(message, Signature(0, 0));
    }

    function _three() private pure returns (FullGrant[] memory grants) {
        grants = new FullGrant[](3);
        for (uint64 i = 0; i < 3; ++i) {
            grants[i] = _grant(1);
            grants[i].commitment = keccak256(abi.encode("viewer", i));
            grants[i].readKinds = i + 1;
        }
    }

    function _refuseSigner(uint256 key) private {
        IRelationships.SetGrants memory message = _setMessage(_id, _grant(1));
        Signature memory signature = _signSet(key, message);
        vm.expectRevert(
            abi.encodeWithSelector(
                IRelationships.Relationships__NotAllowed.selector,
                _factory.agentOf(vm.addr(PATIENT)),
                vm.addr(key),
                RIGHT_GRANT
            )
        );
        _relationships.setGrants(message, signature);
    }

    function _stale(uint32 version) private view returns (bytes memory) {
        return
            abi.encodeWithSelector(
                IRelationships.Relationships__StaleVersion.selector, _id, COMMITMENT, version
            );
    }

    function _invalid() private view returns (bytes memory) {
        return abi.encodeWithSelector(IRelationships.Relationships__InvalidGrant.selector, _id, COMMITMENT);
    }

    function _assertStored(uint256 terms, bytes32 finerTerms) private view {
        (Terms storedTerms, bytes32 storedFinerTerms) = _relationships.grantOf(_id, COMMITMENT);
        _assertEq(Terms.unwrap(storedTerms), terms);
        _assertEq(storedFinerTerms, finerTerms);
    }
}
