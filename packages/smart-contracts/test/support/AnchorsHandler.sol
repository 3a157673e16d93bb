// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessLogAnchors} from "../../contracts/AccessLogAnchors.sol";
import {Signature} from "../../contracts/Signature.sol";
import {IAccessLogAnchors} from "../../contracts/interfaces/IAccessLogAnchors.sol";
import {IAgentFactory} from "../../contracts/interfaces/IAgentFactory.sol";
import {TypedMessages} from "./TypedMessages.sol";
import {Vm} from "./Vm.sol";

/// @dev Two Agents that anchor roots, of this interval and of others, while time passes; everything ever signed is
/// submitted again. What was written first is remembered here.
contract AnchorsHandler {
    struct Signed {
        IAccessLogAnchors.Anchor message;
        Signature signature;
    }

    Vm private constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
    uint256 public constant PROVIDERS = 2;

    AccessLogAnchors public immutable anchors;
    uint256 public time;
    /// @dev Of what was accepted: how often it was for another interval than that of the block's time.
    uint256 public acceptedForAnotherInterval;
    uint256 public acceptedTwice;
    IAccessLogAnchors.Anchor[] private _written;
    mapping(address provider => mapping(uint40 interval => bytes32 root)) public firstRoots;

    IAgentFactory private immutable _factory;
    bytes32 private immutable _domain;
    Signed[] private _signed;

    constructor(AccessLogAnchors anchors_, uint256 chainId, uint256 time_) {
        anchors = anchors_;
        _factory = IAgentFactory(anchors_.factory());
        _domain = TypedMessages.anchorsDomain(chainId, address(anchors_));
        time = time_;
    }

    /// @param shift of the interval: none, or one to three into the past or the future
    function anchor(uint256 provider, int8 shift, bytes32 root) external {
        uint256 key = 0x9204 + (provider % PROVIDERS);
        uint40 interval = uint40(uint256(int256(time / 600) + shift % 4));
        IAccessLogAnchors.Anchor memory message =
            IAccessLogAnchors.Anchor(_factory.agentOf(vm.addr(key)), interval, root);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, TypedMessages.anchor(_domain, message));
        _signed.push(Signed(message, Signature(r, bytes32(uint256(s) | (uint256(v - 27) << 255)))));
        _submit(_signed.length - 1);
    }

    function submitAgain(uint256 which) external {
        if (_signed.length != 0) _submit(which % _signed.length);
    }

    function letTimePass(uint16 howLong) external {
        time += howLong % 1500;
    }

    function written() external view returns (IAccessLogAnchors.Anchor[] memory) {
        return _written;
    }

    function _submit(uint256 which) private {
        IAccessLogAnchors.Anchor memory message = _signed[which].message;
        vm.warp(time);
        try anchors.anchor(message, _signed[which].signature) {
            if (message.interval != time / 600) ++acceptedForAnotherInterval;
            if (firstRoots[message.provider][message.interval] != 0) ++acceptedTwice;
            else firstRoots[message.provider][message.interval] = message.root;
            _written.push(message);
        } catch {}
    }
}
