// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Agent} from "../contracts/Agent.sol";
import {AgentModulesTest} from "./support/AgentModulesTest.sol";

/// @dev ERC-1271 by ERC-7739: what an Agent takes for a signature of its own.
contract AgentSignaturesTest is AgentModulesTest {
    bytes4 private constant VALID = 0x1626ba7e;
    bytes4 private constant INVALID = 0xffffffff;
    address private constant MULTICALLER = 0x000000000000D9ECebf3C23529de49815Dac1c4c;
    string private constant CONTENTS_TYPE = "Statement(bytes32 text)";
    bytes32 private constant APP_DOMAIN = keccak256("another contract's domain");
    bytes32 private constant CONTENTS = keccak256("what is stated");
    bytes32 private constant HASH = keccak256("any hash");

    function test_isValidSignature_ofTypedDataForThisAgent() external view {
        _assertTypedData(PATIENT, VALID);
        _assertTypedData(STRANGER, INVALID);
    }

    function test_isValidSignature_ofAPersonalMessageForThisAgent() external view {
        _assertPersonal(PATIENT, VALID);
        _assertPersonal(STRANGER, INVALID);
    }

    /// @dev The same owner, another Agent, the same statement.
    function test_isValidSignature_isNotForAnotherAgentOfTheOwner() external {
        Agent other = _newProviderAgent(PATIENT);
        bytes memory typed = _typedSignature(PATIENT, other);
        _assertTrue(other.isValidSignature(_appHash(), typed) == VALID, "for the other");
        _assertTrue(_agent.isValidSignature(_appHash(), typed) == INVALID, "and not for this");
        bytes memory personal = _signatureOf(PATIENT, _personalHash(other));
        _assertTrue(other.isValidSignature(HASH, personal) == VALID, "for the other");
        _assertTrue(_agent.isValidSignature(HASH, personal) == INVALID, "and not for this");
    }

    function test_isValidSignature_isNotForAnotherChain() external {
        bytes memory typed = _typedSignature(PATIENT, _agent);
        bytes memory personal = _signatureOf(PATIENT, _personalHash(_agent));
        vm.chainId(CHAIN_ID + 1);
        _assertTrue(_agent.isValidSignature(_appHash(), typed) == INVALID, "another chain");
        _assertTrue(_agent.isValidSignature(HASH, personal) == INVALID, "another chain");
    }

    function test_isValidSignature_refusesAPlainSignatureWhoeverAsks() external {
        bytes memory plain = _signatureOf(PATIENT, HASH);
        _refuseEverywhere(HASH, plain);
        _refuseEverywhere(_appHash(), _signatureOf(PATIENT, _appHash()));
        // Off the chain, where the library would believe it.
        vm.txGasPrice(0);
        vm.fee(1 gwei);
        _refuseEverywhere(HASH, plain);
        vm.fee(0);
        _refuseEverywhere(HASH, plain);
    }

    function test_isValidSignature_refusesWhatIsAlteredOrCutShort() external view {
        bytes memory typed = _typedSignature(PATIENT, _agent);
        _assertInvalid(keccak256("another hash"), typed);
        for (uint256 i = 0; i < typed.length; i += 11) {
            bytes memory altered = bytes.concat(typed);
            altered[i] = ~altered[i];
            _assertInvalid(_appHash(), altered);
        }
        bytes memory personal = _signatureOf(PATIENT, _personalHash(_agent));
        _assertInvalid(keccak256("another hash"), personal);
        _assertInvalid(HASH, bytes.concat(personal, hex"00"));
        _assertInvalid(HASH, "");
        _assertInvalid(HASH, hex"00");
        _assertInvalid(HASH, new bytes(65));
        // Two words, as our own messages are signed: not a form of this standard.
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(PATIENT, _personalHash(_agent));
        _assertInvalid(HASH, abi.encode(r, bytes32(uint256(s) | (uint256(v - 27) << 255))));
    }

    function test_isValidSignature_refusesTheMalleableTwin() external view {
        uint256 order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(PATIENT, _personalHash(_agent));
        bytes32 digest = _personalHash(_agent);
        bytes32 otherS = bytes32(order - uint256(s));
        _assertEq(ecrecover(digest, 55 - v, r, otherS), _owner);
        _assertInvalid(HASH, abi.encodePacked(r, otherS, 55 - v));
    }

    function test_isValidSignature_ofEveryEnabledOwner() external {
        _enable(_agent, PATIENT, OTHER_OWNER);
        _assertBoth(OTHER_OWNER, VALID);
        _assertBoth(PATIENT, VALID);
        _disable(_agent, OTHER_OWNER, PATIENT);
        _assertBoth(PATIENT, INVALID);
        _assertBoth(OTHER_OWNER, VALID);
    }

    function test_isValidSignature_ofNoCustodian() external {
        _submit(_setCustodian(PATIENT, CUSTODIAN, 7, UNTIL));
        _assertBoth(CUSTODIAN, INVALID);
        _submit(_setCustody(PATIENT, 0, UNTIL));
        _assertBoth(CUSTODIAN, INVALID);
    }

    function test_isValidSignature_ofAnOwnerInCustodyWhoMayManage() external {
        _beginCustody(3);
        _assertBoth(PATIENT, INVALID);
        _submit(_setCustody(CUSTODIAN, 7, UNTIL));
        _assertBoth(PATIENT, VALID);
    }

    function test_isValidSignature_ofAnOwnerOnceCustodyHasEnded() external {
        _beginCustody(0);
        vm.warp(UNTIL - 1);
        _assertBoth(PATIENT, INVALID);
        vm.warp(UNTIL);
        _assertBoth(PATIENT, VALID);
    }

    /// @dev Nobody's key, in an Agent that nobody owns.
    function test_isValidSignature_isNeverTheImplementations() external {
        Agent implementation = Agent(_factory.implementation());
        bytes memory personal = _signatureOf(PATIENT, _personalHash(implementation));
        _assertTrue(implementation.isValidSignature(HASH, personal) == INVALID, "locked");
    }

    function test_isValidSignature_saysWhichStandardItFollows() external view {
        bytes32 question = 0x7739773977397739773977397739773977397739773977397739773977397739;
        _assertTrue(_agent.isValidSignature(question, "") == bytes4(0x77390001), "ERC-7739, version 1");
        _assertInvalid(question, hex"00");
        _assertInvalid(bytes32(uint256(question) + 1), "");
    }

    function test_eip712Domain_isOurs() external view {
        (
            bytes1 fields,
            string memory name,
            string memory version,
            uint256 chainId,
            address place,
            bytes32 salt,
            uint256[] memory extensions
        ) = _agent.eip712Domain();
        _assertTrue(fields == 0x0f, "name, version, chain and contract");
        _assertEq(keccak256(bytes(name)), keccak256("MedRec Agent"));
        _assertEq(keccak256(bytes(version)), keccak256("1"));
        _assertEq(chainId, CHAIN_ID);
        _assertEq(place, address(_agent));
        _assertEq(salt, 0);
        _assertEq(extensions.length, 0);
    }

    function _refuseEverywhere(bytes32 hash, bytes memory signature) private {
        _assertInvalid(hash, signature);
        vm.prank(MULTICALLER);
        _assertTrue(_agent.isValidSignature(hash, signature) == INVALID, "also for the multicaller");
        vm.prank(address(_factory));
        _assertTrue(_agent.isValidSignature(hash, signature) == INVALID, "also for the factory");
    }

    function _assertInvalid(bytes32 hash, bytes memory signature) private view {
        _assertTrue(_agent.isValidSignature(hash, signature) == INVALID, "is invalid");
    }

    function _assertBoth(uint256 key, bytes4 answer) private view {
        _assertTypedData(key, answer);
        _assertPersonal(key, answer);
    }

    function _assertTypedData(uint256 key, bytes4 answer) private view {
        _assertTrue(_agent.isValidSignature(_appHash(), _typedSignature(key, _agent)) == answer, "typed data");
    }

    function _assertPersonal(uint256 key, bytes4 answer) private view {
        bytes memory signature = _signatureOf(key, _personalHash(_agent));
        _assertTrue(_agent.isValidSignature(HASH, signature) == answer, "personal message");
    }

    /// @dev What the other contract asks about.
    function _appHash() private pure returns (bytes32) {
        return keccak256(bytes.concat(hex"1901", APP_DOMAIN, CONTENTS));
    }

    /// @dev The nested form: what is stated, within the Agent that states it, in the other's domain.
    function _typedSignature(uint256 key, Agent agent) private pure returns (bytes memory) {
        bytes32 typeHash = keccak256(
            bytes.concat(
                "TypedDataSign(Statement contents,string name,string version,uint256 chainId,",
                "address verifyingContract,bytes32 salt)",
                bytes(CONTENTS_TYPE)
            )
        );
        bytes memory nested = abi.encode(
            typeHash, CONTENTS, keccak256("MedRec Agent"), keccak256("1"), CHAIN_ID, agent, bytes32(0)
        );
        bytes32 digest = keccak256(bytes.concat(hex"1901", APP_DOMAIN, keccak256(nested)));
        return abi.encodePacked(
            _signatureOf(key, digest),
            APP_DOMAIN,
            CONTENTS,
            CONTENTS_TYPE,
            uint16(bytes(CONTENTS_TYPE).length)
        );
    }

    function _personalHash(Agent agent) private pure returns (bytes32) {
        bytes32 message = keccak256(abi.encode(keccak256("PersonalSign(bytes prefixed)"), HASH));
        return keccak256(bytes.concat(hex"1901", _agentDomain(agent), message));
    }

    function _signatureOf(uint256 key, bytes32 digest) private pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }
}
