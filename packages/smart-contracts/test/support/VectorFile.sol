// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessLogAnchors} from "../../contracts/AccessLogAnchors.sol";
import {Agent} from "../../contracts/Agent.sol";
import {AgentFactory} from "../../contracts/AgentFactory.sol";
import {AgentGroups} from "../../contracts/AgentGroups.sol";
import {Relationships} from "../../contracts/Relationships.sol";
import {Signature} from "../../contracts/Signature.sol";
import {FullGrant} from "./FullGrant.sol";
import {MedRecTest} from "./MedRecTest.sol";
import {TypedMessages} from "./TypedMessages.sol";

/// @title Reads the known answers that the TypeScript tests read too, and sets up what they are about
abstract contract VectorFile is MedRecTest {
    string internal _json;
    bytes32 internal _id;
    Agent internal _agent;
    AgentGroups internal _groups;
    AccessLogAnchors internal _anchors;

    function setUp() public virtual override {
        _json = vm.readFile("../../vectors/typed-messages.json");
        vm.chainId(_uint(".chainId"));
        vm.warp(NOW);
        vm.startPrank(_address(".keys.deployer.address"));
        _relationships = new Relationships();
        _factory = AgentFactory(_relationships.factory());
        _groups = new AgentGroups(address(_factory));
        _anchors = new AccessLogAnchors(address(_factory));
        vm.stopPrank();
        _id = _bytes32(".relationshipId.relationshipId");
        _agent = Agent(_address(".agents.patient"));
    }

    function _relationshipsDomain() internal view returns (bytes32) {
        return TypedMessages.relationshipsDomain(_uint(".chainId"), address(_relationships));
    }

    function _grantAt(string memory path) internal view returns (FullGrant memory) {
        return FullGrant({
            commitment: _bytes32(string.concat(path, ".commitment")),
            readKinds: uint64(_uint(string.concat(path, ".readKinds"))),
            writeKinds: uint64(_uint(string.concat(path, ".writeKinds"))),
            notBefore: uint40(_uint(string.concat(path, ".notBefore"))),
            notAfter: uint40(_uint(string.concat(path, ".notAfter"))),
            purposes: uint16(_uint(string.concat(path, ".purposes"))),
            version: uint32(_uint(string.concat(path, ".version"))),
            finerTerms: _bytes32(string.concat(path, ".finerTerms"))
        });
    }

    function _signature(string memory message, string memory signer)
        internal
        view
        returns (Signature memory)
    {
        bytes memory full = vm.parseJsonBytes(
            _json, string.concat(".messages.", message, ".signatures.", signer)
        );
        (bytes32 r, bytes32 s) = (bytes32(0), bytes32(0));
        assembly {
            r := mload(add(full, 0x20))
            s := mload(add(full, 0x40))
        }
        return Signature({r: r, vs: bytes32(uint256(s) | (uint256(uint8(full[64]) - 27) << 255))});
    }

    function _uint(string memory key) internal view returns (uint256) {
        return vm.parseJsonUint(_json, key);
    }

    function _address(string memory key) internal view returns (address) {
        return vm.parseJsonAddress(_json, key);
    }

    function _bytes32(string memory key) internal view returns (bytes32) {
        return vm.parseJsonBytes32(_json, key);
    }
}
