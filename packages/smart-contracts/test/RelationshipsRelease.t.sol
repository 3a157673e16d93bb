// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Terms} from "../contracts/GrantTerms.sol";
import {IRelationships} from "../contracts/interfaces/IRelationships.sol";
import {FullGrant, FullGrants} from "./support/FullGrant.sol";
import {SwitchTest} from "./support/SwitchTest.sol";
import {TypedMessages} from "./support/TypedMessages.sol";

/// @dev What an open switch releases, and that it is nothing else.
contract RelationshipsReleaseTest is SwitchTest {
    function test_release_setsWhatTheDirectiveNames() external {
        IRelationships.Directive memory directive = _directive(_grant(1));
        _name(directive);
        vm.warp(OPENS);
        bytes memory data = _release(directive);
        vm.expectEmit(address(_relationships));
        emit IRelationships.DirectiveReleased(_id, TypedMessages.directive(directive));
        vm.expectEmit(address(_relationships));
        emit IRelationships.GrantSet(_id, COMMITMENT, FullGrants.termsOf(_grant(1)), 0);
        vm.prank(vm.addr(STRANGER));
        _submitThere(data);
        (Terms terms,) = _relationships.grantOf(_id, COMMITMENT);
        _assertEq(Terms.unwrap(terms), Terms.unwrap(FullGrants.termsOf(_grant(1))));
        _refuseThere(data, _nothingLeft());
    }

    function test_release_revertsWhen_theSwitchIsShut() external {
        IRelationships.Directive memory directive = _directive(_grant(1));
        _refuseRelease(directive);
        _name(directive);
        _refuseRelease(directive);
        vm.warp(OPENS - 1);
        _refuseRelease(directive);
        vm.warp(OPENS);
        // The owner's return shuts it.
        _submit(_touch(PATIENT));
        _refuseRelease(directive);
        vm.warp(OPENS + TIMEOUT);
        _submitThere(_release(directive));
    }

    function test_release_revertsWhen_anOwnerGrantedSinceThen() external {
        IRelationships.Directive memory directive = _directive(_grant(1));
        _name(directive);
        vm.warp(OPENS);
        FullGrant memory other = _grant(1);
        other.commitment = keccak256("another viewer");
        _set(_id, other);
        _refuseRelease(directive);
    }

    function testFuzz_release_revertsWhen_itIsNotWhatWasNamed(uint8 field, uint256 change) external {
        IRelationships.Directive memory directive = _directive(_grant(1));
        _name(directive);
        bytes32 named = TypedMessages.directive(directive);
        vm.warp(OPENS);
        IRelationships.Grant memory grant = directive.grants[0];
        field %= 7;
        if (field == 0) grant.commitment = bytes32(change);
        else if (field == 1) grant.terms = Terms.wrap(change);
        else if (field == 2) grant.finerTerms = bytes32(change);
        else if (field == 3) directive.kindsVersion = uint16(change);
        else if (field == 4) directive.kindsHash = bytes32(change);
        else if (field == 5) directive.salt = bytes32(change);
        else directive.grants = FullGrants.pack(new FullGrant[](change % 3));
        vm.assume(TypedMessages.directive(directive) != named);
        _refuseRelease(directive);
    }

    function test_release_revertsWhen_forAnotherRelationship() external {
        _submitThere(_openBy(PATIENT, NEXT_DELEGATE));
        IRelationships.Directive memory directive = _directive(_grant(1));
        _name(directive);
        vm.warp(OPENS);
        directive.relationshipId = _relationships.relationshipIdOf(address(_agent), vm.addr(NEXT_DELEGATE));
        _refuseRelease(directive);
    }

    /// @dev Whoever names a directive opens relationships of the Agent that named it alone.
    function test_release_revertsWhen_anotherAgentNamedIt() external {
        IRelationships.Directive memory directive = _directive(_grant(1));
        address patients = address(_agent);
        _agent = _newAgent(STRANGER);
        _submit(_setSwitch(STRANGER, TIMEOUT, _these(TypedMessages.directive(directive))));
        vm.warp(OPENS);
        _assertTrue(_agent.isReleased(TypedMessages.directive(directive)), "the stranger's is open");
        _refuseThere(_release(directive), _notReleased(patients, directive));
    }

    function test_release_revertsWhen_theRelationshipIsUnknownOrEnded() external {
        IRelationships.Directive memory directive = _directive(_grant(1));
        _name(directive);
        _submitThere(_endBy(DELEGATE));
        vm.warp(OPENS);
        _refuseThere(
            _release(directive), abi.encodeWithSelector(IRelationships.Relationships__Ended.selector, _id)
        );
        directive.relationshipId = keccak256("unknown");
        _refuseThere(
            _release(directive),
            abi.encodeWithSelector(IRelationships.Relationships__Unknown.selector, directive.relationshipId)
        );
    }

    function test_release_revertsWhen_theAgentWasNeverMade() external {
        IRelationships.Open memory message = _openMessage(new FullGrant[](0));
        message.owner = vm.addr(STRANGER);
        message.agent = _factory.agentOf(message.owner);
        bytes32 digest = TypedMessages.open(_domain(), message);
        bytes32 id = _relationships.open(message, _sign(STRANGER, digest), _sign(DELEGATE, digest));
        _assertEq(message.agent.code.length, 0);
        IRelationships.Directive memory directive = _directive(_grant(1));
        directive.relationshipId = id;
        vm.warp(LATER);
        _refuseThere(_release(directive), _notReleased(message.agent, directive));
    }

    /// @dev What the owner granted or revoked after naming the directive stands.
    function test_release_revertsWhen_aLaterVersionStands() external {
        _set(_id, _grant(2));
        IRelationships.Directive memory older = _directive(_grant(1));
        _name(older);
        vm.warp(OPENS);
        _refuseThere(_release(older), _nothingLeft());
        older = _directive(_grant(2));
        _name(older);
        vm.warp(OPENS + TIMEOUT);
        _refuseThere(_release(older), _nothingLeft());
        IRelationships.Directive memory newer = _directive(_grant(3));
        _name(newer);
        _set(_id, _revocation(3));
        vm.warp(OPENS + 2 * TIMEOUT);
        _refuseThere(_release(newer), _nothingLeft());
    }

    /// @dev One viewer whom the owner decided on since, or whose time is over, keeps no other out.
    function test_release_leavesOutWhatWasOvertakenOrHasEnded() external {
        FullGrant[] memory grants = new FullGrant[](3);
        (grants[0], grants[1], grants[2]) = (_grant(1), _grant(1), _grant(1));
        grants[1].commitment = keccak256("another viewer");
        grants[2].commitment = keccak256("a third viewer");
        grants[2].notAfter = OPENS;
        IRelationships.Directive memory directive = _directive(_grant(1));
        directive.grants = FullGrants.pack(grants);
        FullGrant memory revocation = _revocation(1);
        revocation.commitment = grants[1].commitment;
        _set(_id, revocation);
        _name(directive);
        vm.warp(OPENS);
        _submitThere(_release(directive));

        _assertTerms(grants[0].commitment, FullGrants.termsOf(grants[0]));
        _assertTerms(grants[1].commitment, FullGrants.termsOf(revocation));
        _assertTerms(grants[2].commitment, Terms.wrap(0));
    }

    function test_release_revertsWhen_itsGrantHasExpired() external {
        FullGrant memory grant = _grant(1);
        grant.notAfter = OPENS;
        IRelationships.Directive memory directive = _directive(grant);
        _name(directive);
        vm.warp(OPENS);
        _refuseThere(_release(directive), _nothingLeft());
    }

    /// @dev A grant that permits nothing is the owner's mistake, and is said to be one.
    function test_release_revertsWhen_itsGrantIsInvalid() external {
        FullGrant memory grant = _grant(1);
        grant.purposes = 0;
        IRelationships.Directive memory directive = _directive(grant);
        _name(directive);
        vm.warp(OPENS);
        _refuseThere(
            _release(directive),
            abi.encodeWithSelector(IRelationships.Relationships__InvalidGrant.selector, _id, COMMITMENT)
        );
    }

    function test_release_staysUntilItIsRevoked() external {
        IRelationships.Directive memory directive = _directive(_grant(1));
        _name(directive);
        vm.warp(OPENS);
        _submitThere(_release(directive));
        _submit(_touch(PATIENT));
        _assertVersion(1);
        _submit(_setSwitch(PATIENT, 0, _several(0)));
        (Terms terms,) = _relationships.grantOf(_id, COMMITMENT);
        _assertTrue(!terms.isRevocation(), "what was released stays");
        _set(_id, _revocation(1));
        (terms,) = _relationships.grantOf(_id, COMMITMENT);
        _assertTrue(terms.isRevocation(), "until it is revoked");
        vm.warp(OPENS + TIMEOUT);
        _refuseRelease(directive);
    }

    function _release(IRelationships.Directive memory directive) private pure returns (bytes memory) {
        return abi.encodeCall(IRelationships.release, (directive));
    }

    function _refuseRelease(IRelationships.Directive memory directive) private {
        _refuseThere(_release(directive), _notReleased(address(_agent), directive));
    }

    function _notReleased(address agent, IRelationships.Directive memory directive)
        private
        pure
        returns (bytes memory)
    {
        bytes32 hash = TypedMessages.directive(directive);
        return abi.encodeWithSelector(IRelationships.Relationships__NotReleased.selector, agent, hash);
    }

    function _staleVersion(uint32 version) private view returns (bytes memory) {
        return
            abi.encodeWithSelector(
                IRelationships.Relationships__StaleVersion.selector, _id, COMMITMENT, version
            );
    }

    function _nothingLeft() private view returns (bytes memory) {
        return abi.encodeWithSelector(IRelationships.Relationships__NoGrants.selector, _id);
    }

    function _assertTerms(bytes32 commitment, Terms expected) private view {
        (Terms terms,) = _relationships.grantOf(_id, commitment);
        _assertEq(Terms.unwrap(terms), Terms.unwrap(expected));
    }
}
