// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Terms} from "../contracts/GrantTerms.sol";
import {IAgent} from "../contracts/interfaces/IAgent.sol";
import {IRelationships} from "../contracts/interfaces/IRelationships.sol";
import {FullGrant, FullGrants} from "./support/FullGrant.sol";
import {TypedMessages} from "./support/TypedMessages.sol";

import {VectorFile} from "./support/VectorFile.sol";

/// @title The known answers that the TypeScript tests read too
contract VectorsTest is VectorFile {
    function test_addresses_areTheKnownOnes() external view {
        _assertEq(address(_factory), _address(".contracts.factory"));
        _assertEq(_factory.implementation(), _address(".contracts.implementation"));
        _assertEq(address(_relationships), _address(".contracts.relationships"));
        _assertEq(address(_groups), _address(".contracts.groups"));
        _assertEq(address(_anchors), _address(".contracts.anchors"));
        _assertEq(_factory.agentOf(_address(".keys.patient.address")), address(_agent));
        _assertEq(_factory.agentOf(_address(".keys.viewerOwner.address")), _address(".agents.viewer"));
    }

    function test_relationshipId_isTheKnownOne() external view {
        _assertEq(_relationships.relationshipIdOf(address(_agent), _address(".keys.delegate.address")), _id);
    }

    function test_commitment_isTheKnownOne() external view {
        bytes32 commitment = keccak256(
            abi.encode(
                keccak256("medrec:commitment:v1"),
                _uint(".commitment.chainId"),
                _address(".commitment.contract"),
                _bytes32(".commitment.relationshipId"),
                _address(".commitment.viewer"),
                _bytes32(".commitment.salt")
            )
        );
        _assertEq(commitment, _bytes32(".commitment.commitment"));
        _assertEq(keccak256(vm.parseJsonBytes(_json, ".commitment.tag")), keccak256("medrec:commitment:v1"));
    }

    function test_terms_packAsKnown() external view {
        string[4] memory names = ["reading", "narrowed", "changed", "revocation"];
        for (uint256 i = 0; i < names.length; ++i) {
            string memory path = string.concat(".terms.", names[i]);
            Terms terms = FullGrants.termsOf(_grantAt(string.concat(path, ".grant")));
            _assertEq(Terms.unwrap(terms), uint256(_bytes32(string.concat(path, ".packed"))));
            bool isRevocation = vm.parseJsonBool(_json, string.concat(path, ".isRevocation"));
            _assertTrue(terms.isRevocation() == isRevocation, names[i]);
        }
    }

    function test_messages_hashAsKnownAndAreAccepted() external {
        _openTheKnown();
        _setTheKnown();
        _changeOwnersAsKnown();
        _rotateAsKnown();
        _endTheKnown();
        (address agent, address delegate, uint32 rotation, bool ended) = _relationships.relationship(_id);
        _assertEq(agent, address(_agent));
        _assertEq(delegate, _address(".keys.nextDelegate.address"));
        _assertEq(rotation, 1);
        _assertTrue(ended, "ended");
    }

    function _openTheKnown() private {
        string memory path = ".messages.open.message";
        FullGrant[] memory grants = new FullGrant[](2);
        grants[0] = _grantAt(string.concat(path, ".grants[0]"));
        grants[1] = _grantAt(string.concat(path, ".grants[1]"));
        IRelationships.Open memory message = IRelationships.Open({
            owner: _address(string.concat(path, ".owner")),
            agent: _address(string.concat(path, ".agent")),
            delegate: _address(string.concat(path, ".delegate")),
            sealedPointer: abi.decode(
                vm.parseJsonBytes(_json, string.concat(path, ".sealedPointer")), (bytes32[2])
            ),
            grants: FullGrants.pack(grants),
            kindsVersion: uint16(_uint(string.concat(path, ".kindsVersion"))),
            kindsHash: _bytes32(string.concat(path, ".kindsHash")),
            deadline: uint40(_uint(string.concat(path, ".deadline")))
        });
        _assertEq(TypedMessages.open(_relationshipsDomain(), message), _bytes32(".messages.open.digest"));
        _relationships.open(message, _signature("open", "patient"), _signature("open", "delegate"));
    }

    function _setTheKnown() private {
        string memory path = ".messages.setGrants.message";
        FullGrant[] memory grants = new FullGrant[](2);
        grants[0] = _grantAt(string.concat(path, ".grants[0]"));
        grants[1] = _grantAt(string.concat(path, ".grants[1]"));
        IRelationships.SetGrants memory message = IRelationships.SetGrants({
            relationshipId: _bytes32(string.concat(path, ".relationshipId")),
            grants: FullGrants.pack(grants),
            kindsVersion: uint16(_uint(string.concat(path, ".kindsVersion"))),
            kindsHash: _bytes32(string.concat(path, ".kindsHash")),
            deadline: uint40(_uint(string.concat(path, ".deadline")))
        });
        bytes32 digest = TypedMessages.setGrants(_relationshipsDomain(), message);
        _assertEq(digest, _bytes32(".messages.setGrants.digest"));
        _relationships.setGrants(message, _signature("setGrants", "patient"));
    }

    function _changeOwnersAsKnown() private {
        bytes32 domain = TypedMessages.agentDomain(_uint(".chainId"), address(_agent));
        string memory path = ".messages.enableOwner.message";
        IAgent.EnableOwner memory enabling = IAgent.EnableOwner({
            owner: _address(string.concat(path, ".owner")),
            sealedPointer: vm.parseJsonBytes(_json, string.concat(path, ".sealedPointer")),
            nonce: uint64(_uint(string.concat(path, ".nonce"))),
            deadline: uint40(_uint(string.concat(path, ".deadline")))
        });
        bytes32 digest = TypedMessages.enableOwner(domain, enabling);
        _assertEq(digest, _bytes32(".messages.enableOwner.digest"));
        _factory.createAgent(_address(".keys.patient.address"));
        _agent.enableOwner(
            enabling, _signature("enableOwner", "patient"), _signature("enableOwner", "otherOwner")
        );

        path = ".messages.disableOwner.message";
        IAgent.DisableOwner memory disabling = IAgent.DisableOwner({
            owner: _address(string.concat(path, ".owner")),
            nonce: uint64(_uint(string.concat(path, ".nonce"))),
            deadline: uint40(_uint(string.concat(path, ".deadline")))
        });
        digest = TypedMessages.disableOwner(domain, disabling);
        _assertEq(digest, _bytes32(".messages.disableOwner.digest"));
        _agent.disableOwner(disabling, _signature("disableOwner", "otherOwner"));
    }

    function _rotateAsKnown() private {
        string memory path = ".messages.rotateDelegate.message";
        IRelationships.RotateDelegate memory message = IRelationships.RotateDelegate({
            relationshipId: _bytes32(string.concat(path, ".relationshipId")),
            delegate: _address(string.concat(path, ".delegate")),
            rotation: uint32(_uint(string.concat(path, ".rotation"))),
            deadline: uint40(_uint(string.concat(path, ".deadline")))
        });
        bytes32 digest = TypedMessages.rotateDelegate(_relationshipsDomain(), message);
        _assertEq(digest, _bytes32(".messages.rotateDelegate.digest"));
        _relationships.rotateDelegate(
            message, _signature("rotateDelegate", "delegate"), _signature("rotateDelegate", "nextDelegate")
        );
    }

    function _endTheKnown() private {
        string memory path = ".messages.end.message";
        IRelationships.End memory message = IRelationships.End({
            relationshipId: _bytes32(string.concat(path, ".relationshipId")),
            deadline: uint40(_uint(string.concat(path, ".deadline")))
        });
        _assertEq(TypedMessages.end(_relationshipsDomain(), message), _bytes32(".messages.end.digest"));
        _relationships.end(message, _signature("end", "nextDelegate"));
    }
}
