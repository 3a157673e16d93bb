// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Signature} from "../../contracts/Signature.sol";
import {IRelationships} from "../../contracts/interfaces/IRelationships.sol";
import {FullGrant, FullGrants} from "./FullGrant.sol";
import {TypedMessages} from "./TypedMessages.sol";
import {Vm} from "./Vm.sol";

/// @dev A patient who grants, changes and revokes for three viewers with a few versions, a delegate who
/// rotates, somebody who submits every message ever signed again in any order, and, seldom, an end.
contract GrantsHandler {
    Vm private constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
    uint256 private constant PATIENT = 0xa11ce;
    uint256 private constant FIRST_DELEGATE = 0xde1e;
    uint40 private constant DEADLINE = type(uint40).max;
    uint256 public constant VIEWERS = 3;

    IRelationships public immutable relationships;
    bytes32 public immutable id;
    uint256 public acceptedAfterEnd;
    bool public hasEnded;
    uint32 public rotations;
    mapping(bytes32 commitment => uint32 version) public revokedVersion;
    mapping(bytes32 commitment => uint32 version) public highestVersion;

    FullGrant[] private _signed;
    Signature[] private _signatures;
    bytes32 private immutable _domain;

    constructor(IRelationships relationships_, bytes32 id_, uint256 chainId) {
        relationships = relationships_;
        id = id_;
        _domain = TypedMessages.relationshipsDomain(chainId, address(relationships_));
    }

    function grant(uint256 viewer, uint32 version, uint64 kinds, bool isRevocation) external {
        FullGrant memory made;
        made.commitment = commitmentOf(viewer);
        made.version = version % 20;
        if (!isRevocation) {
            made.readKinds = kinds | 1;
            made.purposes = 1;
            made.notAfter = DEADLINE;
        }
        _signed.push(made);
        _signatures.push(_sign(PATIENT, TypedMessages.setGrants(_domain, _message(made))));
        _submit(_signed.length - 1);
    }

    function submitAgain(uint256 which) external {
        if (_signed.length != 0) _submit(which % _signed.length);
    }

    function rotate() external {
        uint256 current = FIRST_DELEGATE + rotations;
        IRelationships.RotateDelegate memory message =
            IRelationships.RotateDelegate(id, vm.addr(current + 1), rotations + 1, DEADLINE);
        bytes32 digest = TypedMessages.rotateDelegate(_domain, message);
        try relationships.rotateDelegate(message, _sign(current, digest), _sign(current + 1, digest)) {
            ++rotations;
            _noteAccepted();
        } catch {}
    }

    function end(uint8 seldom, bool isByPatient) external {
        if (seldom % 16 != 0) return;
        IRelationships.End memory message = IRelationships.End(id, DEADLINE);
        uint256 key = isByPatient ? PATIENT : FIRST_DELEGATE + rotations;
        try relationships.end(message, _sign(key, TypedMessages.end(_domain, message))) {
            _noteAccepted();
            hasEnded = true;
        } catch {}
    }

    function commitmentOf(uint256 viewer) public pure returns (bytes32) {
        return keccak256(abi.encode("viewer", viewer % VIEWERS));
    }

    function _submit(uint256 which) private {
        FullGrant memory made = _signed[which];
        try relationships.setGrants(_message(made), _signatures[which]) {
            _noteAccepted();
            highestVersion[made.commitment] = made.version;
            if (made.purposes == 0) revokedVersion[made.commitment] = made.version;
        } catch {}
    }

    function _noteAccepted() private {
        if (hasEnded) ++acceptedAfterEnd;
    }

    function _message(FullGrant memory made) private view returns (IRelationships.SetGrants memory message) {
        message.relationshipId = id;
        message.grants = new IRelationships.Grant[](1);
        message.grants[0] = FullGrants.pack(made);
        message.deadline = DEADLINE;
    }

    function _sign(uint256 key, bytes32 digest) private pure returns (Signature memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return Signature({r: r, vs: bytes32(uint256(s) | (uint256(v - 27) << 255))});
    }
}
