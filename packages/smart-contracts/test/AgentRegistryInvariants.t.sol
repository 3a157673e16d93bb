// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAgentRegistry} from "../contracts/interfaces/IAgentRegistry.sol";
import {RegistryHandler} from "./support/RegistryHandler.sol";
import {RegistryTest} from "./support/RegistryTest.sol";

contract AgentRegistryInvariantsTest is RegistryTest {
    RegistryHandler private _handler;

    /// @dev Three of the eight found the network, and compete for some of the accounts and sealers.
    function setUp() public override {
        super.setUp();
        for (uint256 i = 1; i <= 8; ++i) {
            _newProviderAgent(i);
        }
        vm.recordLogs();
        _deployFunded(3, 7, 1000);
        _handler = new RegistryHandler(_registry, _factory);
        _handler.replay();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_theMembersAreThoseOfTheEvents() external view {
        _assertMembers(_handler.members());
        for (uint256 i = 0; i < _handler.AGENTS(); ++i) {
            address agent = _handler.agentOf(i);
            _assertTrue(_registry.isMember(agent) == _handler.isMember(agent), "a member in both");
        }
    }

    function invariant_aNetworkAlwaysKeepsAMember() external view {
        _assertTrue(_registry.memberCount() >= 1, "a member");
    }

    function invariant_whatIsHeldIsHeldByExactlyOnePresentMember() external view {
        IAgentRegistry.Member[] memory all = _handler.members();
        for (uint256 claim = 0; claim < _handler.CLAIMS(); ++claim) {
            address[4] memory holders;
            for (uint256 i = 0; i < all.length; ++i) {
                IAgentRegistry.Member memory one = all[i];
                if (one.account == _handler.accountOf(claim)) holders[0] = _only(holders[0], one.agent);
                if (one.sealer != address(0) && one.sealer == _handler.sealerOf(claim)) {
                    holders[1] = _only(holders[1], one.agent);
                }
                // The last letter alone tells these names apart.
                if (bytes(one.name)[6] == bytes(_handler.nameOf(claim))[6]) {
                    holders[2] = _only(holders[2], one.agent);
                }
                if (keccak256(bytes(one.host)) == keccak256(bytes(_handler.hostOf(claim)))) {
                    holders[3] = _only(holders[3], one.agent);
                }
            }
            _assertEq(_registry.agentOfAccount(_handler.accountOf(claim)), holders[0]);
            _assertEq(_registry.agentOfSealer(_handler.sealerOf(claim)), holders[1]);
            _assertEq(_registry.agentOfName(_handler.nameOf(claim)), holders[2]);
            _assertEq(_registry.agentOfHost(_handler.hostOf(claim)), holders[3]);
        }
    }

    function invariant_theValidatorsAreTheSealersOfTheMembers() external view {
        IAgentRegistry.Member[] memory all = _handler.members();
        address[] memory validators = _registry.getValidators();
        uint256 count = 0;
        for (uint256 i = 0; i < all.length; ++i) {
            if (all[i].sealer == address(0)) continue;
            _assertEq(validators[count++], all[i].sealer);
        }
        _assertEq(validators.length, count);
    }

    function invariant_aNetworkThatSealsKeepsASealer() external view {
        _assertEq(_handler.sealersLost(), 0);
        _assertTrue(_registry.getValidators().length >= 1, "it began with three");
    }

    function invariant_onlyPresentMembersVotesCount() external view {
        uint256 count = _registry.memberCount();
        for (uint256 i = 0; i < _handler.proposals(); ++i) {
            IAgentRegistry.Tally memory tally = _registry.tally(_handler.idOf(i));
            _assertEq(tally.inFavour, _handler.inFavour(i));
            _assertTrue(tally.inFavour + tally.against <= count, "at most one vote a member");
            _assertTrue(tally.electorate <= count && tally.electorate + 1 >= count, "all but a target");
        }
        _assertEq(_handler.strangersAccepted(), 0);
    }

    function invariant_aClosedProposalStaysClosed() external view {
        _assertEq(_handler.closedAccepted(), 0);
        for (uint256 i = 0; i < _handler.proposals(); ++i) {
            bool isPending = _registry.proposal(_handler.idOf(i)).state == IAgentRegistry.State.Pending;
            _assertTrue(isPending == _handler.isOpen(i), "open in both");
        }
    }

    function invariant_nothingIsEnactedByAMinorityOrOutOfTime() external view {
        _assertEq(_handler.minoritiesEnacted(), 0);
        _assertEq(_handler.untimelyEnacted(), 0);
    }

    function invariant_theTreasuryPaysWhatTheEventsSay() external view {
        _assertEq(address(_registry).balance + _handler.paid(), 1000);
    }

    /// @dev Proof that random play gets somewhere: a scripted one reaches each kind.
    function test_decideNewest_enacts() external {
        _handler.proposeAdmission(5, 3, 1);
        _handler.decideNewest(0);
        _assertEq(_registry.memberCount(), 4);
        _assertEq(_handler.paid(), 7);
        _handler.proposeRemoval(1, 13);
        _handler.wait(1 days);
        _handler.decideNewest(0);
        _assertEq(_handler.enacted(IAgentRegistry.Kind.Admit), 1);
        _assertEq(_handler.enacted(IAgentRegistry.Kind.Remove), 1);
        _assertEq(_registry.memberCount(), 3);
        _assertMembers(_handler.members());
    }

    function _only(address former, address holder) private pure returns (address) {
        _assertTrue(former == address(0), "held once");
        return holder;
    }
}
