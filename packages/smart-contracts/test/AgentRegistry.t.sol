// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgentFactory} from "../contracts/AgentFactory.sol";
import {AgentRegistry} from "../contracts/AgentRegistry.sol";
import {IAgentRegistry} from "../contracts/interfaces/IAgentRegistry.sol";
import {MedRecTest} from "./support/MedRecTest.sol";

contract AgentRegistryTest is MedRecTest {
    IAgentRegistry.Member[] private _founding;

    function setUp() public override {
        super.setUp();
        _founding.push(_member(1, "Riverside Family Clinic", "localhost:8481"));
        _founding.push(_member(2, "Lakeside General Hospital", "records.lakeside-general.org"));
    }

    function test_constructor_admitsTheFounders() external {
        AgentRegistry registry = _deploy();
        _assertEq(registry.factory(), address(_factory));
        _assertEq(registry.relationships(), address(_relationships));
        _assertEq(keccak256(abi.encode(registry.members())), keccak256(abi.encode(_founding)));
        for (uint256 i = 0; i < _founding.length; ++i) {
            _assertTrue(registry.isMember(_founding[i].agent), "a founder is a member");
            _assertEq(
                keccak256(abi.encode(registry.member(_founding[i].agent))),
                keccak256(abi.encode(_founding[i]))
            );
        }
    }

    function test_constructor_takesMembersThatSealNothing() external {
        _founding[0].sealer = address(0);
        _founding[1].sealer = address(0);
        _deploy();
    }

    function testFuzz_member_revertsWhen_stranger(address stranger) external {
        AgentRegistry registry = _deploy();
        vm.assume(stranger != _founding[0].agent && stranger != _founding[1].agent);
        _assertTrue(!registry.isMember(stranger), "a stranger is no member");
        vm.expectRevert(abi.encodeWithSelector(IAgentRegistry.AgentRegistry__NotMember.selector, stranger));
        registry.member(stranger);
    }

    function test_constructor_revertsWhen_empty() external {
        delete _founding;
        _refuse(abi.encodeWithSelector(IAgentRegistry.AgentRegistry__NoMembers.selector));
    }

    function test_constructor_revertsWhen_relationshipsUseAnotherFactory() external {
        address other = address(new AgentFactory(address(this)));
        vm.expectRevert(
            abi.encodeWithSelector(
                IAgentRegistry.AgentRegistry__OtherFactory.selector,
                address(_relationships),
                address(_factory)
            )
        );
        new AgentRegistry(other, address(_relationships), _founding);
    }

    function test_constructor_revertsWhen_agentIsForeign() external {
        address foreign = new AgentFactory(address(this)).createAgent(vm.addr(STRANGER));
        _founding[1].agent = foreign;
        _refuse(abi.encodeWithSelector(IAgentRegistry.AgentRegistry__NotAgent.selector, foreign));
    }

    function test_constructor_revertsWhen_somethingIsTakenTwice() external {
        address agent = _founding[1].agent;
        _founding[1].sealer = _founding[0].sealer;
        _refuse(
            abi.encodeWithSelector(
                IAgentRegistry.AgentRegistry__DuplicateSealer.selector, agent, _founding[0].sealer
            )
        );
        _founding[1].host = _founding[0].host;
        _refuse(
            abi.encodeWithSelector(
                IAgentRegistry.AgentRegistry__DuplicateHost.selector, agent, _founding[0].host
            )
        );
        _founding[1].name = _founding[0].name;
        _refuse(
            abi.encodeWithSelector(
                IAgentRegistry.AgentRegistry__DuplicateName.selector, agent, _founding[0].name
            )
        );
        _founding[1].agent = _founding[0].agent;
        _refuse(
            abi.encodeWithSelector(IAgentRegistry.AgentRegistry__DuplicateAgent.selector, _founding[0].agent)
        );
    }

    function test_constructor_revertsWhen_keyIsZero() external {
        bytes memory refusal =
            abi.encodeWithSelector(IAgentRegistry.AgentRegistry__ZeroKey.selector, _founding[0].agent);
        _founding[0].hpkeKey = 0;
        _refuse(refusal);
        _founding[0].hpkeKey = keccak256("hpke");
        _founding[0].logKey = 0;
        _refuse(refusal);
    }

    function test_constructor_revertsWhen_nameIsEmptyOrLong() external {
        string[2] memory names = ["", string(new bytes(101))];
        for (uint256 i = 0; i < names.length; ++i) {
            _founding[0].name = names[i];
            _refuse(
                abi.encodeWithSelector(
                    IAgentRegistry.AgentRegistry__InvalidName.selector, _founding[0].agent, names[i]
                )
            );
        }
    }

    function test_constructor_revertsWhen_hostIsNoHost() external {
        string[8] memory hosts = [
            "",
            "https://a.org",
            "A.org",
            "a.org; script-src *",
            "a.org/path",
            "user@a.org",
            "a.org\n",
            string(new bytes(256))
        ];
        for (uint256 i = 0; i < hosts.length; ++i) {
            _founding[0].host = hosts[i];
            _refuse(
                abi.encodeWithSelector(
                    IAgentRegistry.AgentRegistry__InvalidHost.selector, _founding[0].agent, hosts[i]
                )
            );
        }
    }

    function _deploy() private returns (AgentRegistry) {
        return new AgentRegistry(address(_factory), address(_relationships), _founding);
    }

    function _refuse(bytes memory refusal) private {
        vm.expectRevert(refusal);
        _deploy();
    }

    function _member(uint256 key, string memory name, string memory host)
        private
        returns (IAgentRegistry.Member memory)
    {
        return IAgentRegistry.Member({
            agent: address(_newAgent(key)),
            sealer: vm.addr(key + 100),
            hpkeKey: keccak256(abi.encode("hpke", key)),
            logKey: keccak256(abi.encode("log", key)),
            name: name,
            host: host
        });
    }
}
