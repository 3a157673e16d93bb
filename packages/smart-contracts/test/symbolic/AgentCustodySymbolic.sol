// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Agent} from "../../contracts/Agent.sol";
import {Signature} from "../../contracts/Signature.sol";
import {ALL_RIGHTS, IAgent, RIGHT_MANAGE} from "../../contracts/interfaces/IAgent.sol";
import {TypedMessages} from "../support/TypedMessages.sol";
import {SymbolicTest} from "./SymbolicTest.sol";

/// @title What a custodian can and cannot do, whatever it signs: proved by Halmos on the contract itself
contract AgentCustodySymbolic is SymbolicTest {
    uint40 private constant UNTIL = NOW + 100 days;

    Agent private _agent;

    function setUp() public override {
        super.setUp();
        _agent = Agent(_factory.createAgent(OWNER));
        _setCustodian(OWNER, OTHER, ALL_RIGHTS, UNTIL, 0);
    }

    function check_setCustodian_givesACustodianNoMoreByItsOwnHand(
        address custodian,
        uint8 rights,
        uint40 until
    ) external {
        _setCustodian(OTHER, custodian, rights, until, 1);
        assert(custodian == OTHER);
        assert(rights & ~ALL_RIGHTS == 0);
        assert(until <= UNTIL);
    }

    function check_setCustody_leavesACustodianWhoManagesToItsEnd(uint8 ownerRights, uint40 until) external {
        IAgent.SetCustody memory message = IAgent.SetCustody(ownerRights, until, OTHER, 1, LATER);
        bytes32 digest = TypedMessages.setCustody(_agentDomain(_agent), message);
        _agent.setCustody(message, _signatureOf(OWNER, digest));
        assert(until > block.timestamp && until <= UNTIL);
        assert(ownerRights < ALL_RIGHTS);
        assert(_agent.allows(OTHER, RIGHT_MANAGE));
    }

    function check_setCustody_isNeverNarrowedByACustodian(uint8 ownerRights, uint40 until) external {
        uint8 present = 1;
        IAgent.SetCustody memory message = IAgent.SetCustody(present, UNTIL - 1, OTHER, 1, LATER);
        bytes32 digest = TypedMessages.setCustody(_agentDomain(_agent), message);
        _agent.setCustody(message, _signatureOf(OWNER, digest));

        message = IAgent.SetCustody(ownerRights, until, OTHER, 2, LATER);
        digest = TypedMessages.setCustody(_agentDomain(_agent), message);
        _agent.setCustody(message, _signatureOf(OTHER, digest));
        assert(until < UNTIL && present & ~ownerRights == 0 && ownerRights <= ALL_RIGHTS);
    }

    function _setCustodian(address signer, address custodian, uint8 rights, uint40 until, uint64 nonce)
        private
    {
        IAgent.SetCustodian memory message = IAgent.SetCustodian(custodian, rights, until, nonce, LATER);
        bytes32 digest = TypedMessages.setCustodian(_agentDomain(_agent), message);
        Signature memory signature = _signatureOf(signer, digest);
        _agent.setCustodian(message, signature);
    }
}
