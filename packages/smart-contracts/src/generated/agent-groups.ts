// Generated from contracts/AgentGroups.sol by scripts/generate.ts: change the contract, then "npm run generate".

/** The ABI of AgentGroups, its errors and events included. */
export const agentGroupsAbi = [
  {
    inputs: [
      {
        internalType: 'address',
        name: 'agentFactory',
        type: 'address',
      },
    ],
    stateMutability: 'nonpayable',
    type: 'constructor',
  },
  {
    inputs: [
      {
        internalType: 'address',
        name: 'group',
        type: 'address',
      },
    ],
    name: 'AgentGroups__AlreadyFounded',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'uint40',
        name: 'deadline',
        type: 'uint40',
      },
    ],
    name: 'AgentGroups__DeadlinePassed',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'address',
        name: 'group',
        type: 'address',
      },
      {
        internalType: 'address',
        name: 'agent',
        type: 'address',
      },
    ],
    name: 'AgentGroups__InvalidAgent',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'bytes32',
        name: 'digest',
        type: 'bytes32',
      },
    ],
    name: 'AgentGroups__InvalidSignature',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'address',
        name: 'group',
        type: 'address',
      },
      {
        internalType: 'address',
        name: 'agent',
        type: 'address',
      },
    ],
    name: 'AgentGroups__LastAdministrator',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'address',
        name: 'group',
        type: 'address',
      },
      {
        internalType: 'address',
        name: 'agent',
        type: 'address',
      },
    ],
    name: 'AgentGroups__NotAdministrator',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'address',
        name: 'agent',
        type: 'address',
      },
      {
        internalType: 'address',
        name: 'signer',
        type: 'address',
      },
    ],
    name: 'AgentGroups__NotAllowed',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'address',
        name: 'group',
        type: 'address',
      },
      {
        internalType: 'uint64',
        name: 'nonce',
        type: 'uint64',
      },
      {
        internalType: 'uint64',
        name: 'expected',
        type: 'uint64',
      },
    ],
    name: 'AgentGroups__StaleNonce',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'address',
        name: 'group',
        type: 'address',
      },
      {
        internalType: 'address',
        name: 'agent',
        type: 'address',
      },
    ],
    name: 'AgentGroups__Unchanged',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'address',
        name: 'group',
        type: 'address',
      },
    ],
    name: 'AgentGroups__Unknown',
    type: 'error',
  },
  {
    anonymous: false,
    inputs: [
      {
        indexed: true,
        internalType: 'address',
        name: 'group',
        type: 'address',
      },
      {
        indexed: true,
        internalType: 'address',
        name: 'agent',
        type: 'address',
      },
      {
        indexed: false,
        internalType: 'bool',
        name: 'isMember',
        type: 'bool',
      },
      {
        indexed: false,
        internalType: 'bool',
        name: 'isAdministrator',
        type: 'bool',
      },
      {
        indexed: false,
        internalType: 'uint64',
        name: 'nonce',
        type: 'uint64',
      },
    ],
    name: 'MembershipSet',
    type: 'event',
  },
  {
    inputs: [],
    name: 'eip712Domain',
    outputs: [
      {
        internalType: 'bytes1',
        name: 'fields',
        type: 'bytes1',
      },
      {
        internalType: 'string',
        name: 'name',
        type: 'string',
      },
      {
        internalType: 'string',
        name: 'version',
        type: 'string',
      },
      {
        internalType: 'uint256',
        name: 'chainId',
        type: 'uint256',
      },
      {
        internalType: 'address',
        name: 'verifyingContract',
        type: 'address',
      },
      {
        internalType: 'bytes32',
        name: 'salt',
        type: 'bytes32',
      },
      {
        internalType: 'uint256[]',
        name: 'extensions',
        type: 'uint256[]',
      },
    ],
    stateMutability: 'view',
    type: 'function',
  },
  {
    inputs: [],
    name: 'factory',
    outputs: [
      {
        internalType: 'address',
        name: '',
        type: 'address',
      },
    ],
    stateMutability: 'view',
    type: 'function',
  },
  {
    inputs: [
      {
        components: [
          {
            internalType: 'address',
            name: 'founder',
            type: 'address',
          },
          {
            internalType: 'bytes32',
            name: 'salt',
            type: 'bytes32',
          },
          {
            internalType: 'uint40',
            name: 'deadline',
            type: 'uint40',
          },
        ],
        internalType: 'struct IAgentGroups.Found',
        name: 'message',
        type: 'tuple',
      },
      {
        components: [
          {
            internalType: 'bytes32',
            name: 'r',
            type: 'bytes32',
          },
          {
            internalType: 'bytes32',
            name: 'vs',
            type: 'bytes32',
          },
        ],
        internalType: 'struct Signature',
        name: 'signature',
        type: 'tuple',
      },
    ],
    name: 'found',
    outputs: [
      {
        internalType: 'address',
        name: 'group',
        type: 'address',
      },
    ],
    stateMutability: 'nonpayable',
    type: 'function',
  },
  {
    inputs: [
      {
        internalType: 'address',
        name: 'founder',
        type: 'address',
      },
      {
        internalType: 'bytes32',
        name: 'salt',
        type: 'bytes32',
      },
    ],
    name: 'groupOf',
    outputs: [
      {
        internalType: 'address',
        name: 'group',
        type: 'address',
      },
    ],
    stateMutability: 'view',
    type: 'function',
  },
  {
    inputs: [
      {
        internalType: 'address',
        name: 'group',
        type: 'address',
      },
    ],
    name: 'groupState',
    outputs: [
      {
        internalType: 'uint32',
        name: 'administrators',
        type: 'uint32',
      },
      {
        internalType: 'uint64',
        name: 'nonce',
        type: 'uint64',
      },
    ],
    stateMutability: 'view',
    type: 'function',
  },
  {
    inputs: [
      {
        internalType: 'address',
        name: 'group',
        type: 'address',
      },
      {
        internalType: 'address',
        name: 'agent',
        type: 'address',
      },
    ],
    name: 'isAdministrator',
    outputs: [
      {
        internalType: 'bool',
        name: '',
        type: 'bool',
      },
    ],
    stateMutability: 'view',
    type: 'function',
  },
  {
    inputs: [
      {
        internalType: 'address',
        name: 'group',
        type: 'address',
      },
      {
        internalType: 'address',
        name: 'agent',
        type: 'address',
      },
    ],
    name: 'isMember',
    outputs: [
      {
        internalType: 'bool',
        name: '',
        type: 'bool',
      },
    ],
    stateMutability: 'view',
    type: 'function',
  },
  {
    inputs: [
      {
        components: [
          {
            internalType: 'address',
            name: 'group',
            type: 'address',
          },
          {
            internalType: 'address',
            name: 'administrator',
            type: 'address',
          },
          {
            internalType: 'address',
            name: 'agent',
            type: 'address',
          },
          {
            internalType: 'bool',
            name: 'isMember',
            type: 'bool',
          },
          {
            internalType: 'bool',
            name: 'isAdministrator',
            type: 'bool',
          },
          {
            internalType: 'uint64',
            name: 'nonce',
            type: 'uint64',
          },
          {
            internalType: 'uint40',
            name: 'deadline',
            type: 'uint40',
          },
        ],
        internalType: 'struct IAgentGroups.SetMembership',
        name: 'message',
        type: 'tuple',
      },
      {
        components: [
          {
            internalType: 'bytes32',
            name: 'r',
            type: 'bytes32',
          },
          {
            internalType: 'bytes32',
            name: 'vs',
            type: 'bytes32',
          },
        ],
        internalType: 'struct Signature',
        name: 'signature',
        type: 'tuple',
      },
    ],
    name: 'setMembership',
    outputs: [],
    stateMutability: 'nonpayable',
    type: 'function',
  },
] as const

/** The code that deploys AgentGroups; its constructor's arguments follow it. */
export const agentGroupsBytecode =
  '0x61014060405234801561001157600080fd5b50604051611936380380611936833981016040819052610030916100f7565b306080524660a05260608061008260408051808201825260128152714d6564526563204167656e7447726f75707360701b602080830191909152825180840190935260018352603160f81b9083015291565b815160209283012081519183019190912060c082905260e0819052604080517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f8152938401929092529082015246606082015230608082015260a090206101005250506001600160a01b031661012052610127565b60006020828403121561010957600080fd5b81516001600160a01b038116811461012057600080fd5b9392505050565b60805160a05160c05160e05161010051610120516117b961017d600039600081816101e30152610b5d01526000611077015260006111310152600061110b015260006110bb0152600061109801526117b96000f3fe608060405234801561001057600080fd5b50600436106100885760003560e01c8063b502b3971161005b578063b502b3971461011d578063c1af6e0314610193578063c45a0155146101e1578063ddf58a161461020757600080fd5b806339ac7a081461008d57806381351e58146100b557806384b0196e146100ed578063b2e4c4ca14610108575b600080fd5b6100a061009b366004611318565b61028c565b60405190151581526020015b60405180910390f35b6100c86100c3366004611363565b6102c9565b60405173ffffffffffffffffffffffffffffffffffffffff90911681526020016100ac565b6100f5610603565b6040516100ac97969594939291906113fa565b61011b6101163660046114bb565b6106ac565b005b61016e61012b3660046114ef565b73ffffffffffffffffffffffffffffffffffffffff1660009081526020819052604090205463ffffffff81169164010000000090910467ffffffffffffffff1690565b6040805163ffffffff909316835267ffffffffffffffff9091166020830152016100ac565b6100a06101a1366004611318565b73ffffffffffffffffffffffffffffffffffffffff9182166000908152600160209081526040808320939094168252919091522054610100900460ff1690565b7f00000000000000000000000000000000000000000000000000000000000000006100c8565b6100c8610215366004611511565b604080517f86c98bcfe133f91008a8afdd924f52373e0601a5ebbb6c71f9ed98ce45de7178602080830191909152468284015230606083015273ffffffffffffffffffffffffffffffffffffffff94909416608082015260a0808201939093528151808203909301835260c0019052805191012090565b73ffffffffffffffffffffffffffffffffffffffff80831660009081526001602090815260408083209385168352929052205460ff165b92915050565b60006102db6060840160408501611550565b64ffffffffff1642111561033a576102f96060840160408501611550565b6040517f04c1641b00000000000000000000000000000000000000000000000000000000815264ffffffffff90911660048201526024015b60405180910390fd5b6103c661034a60208501856114ef565b8460200135604080517f86c98bcfe133f91008a8afdd924f52373e0601a5ebbb6c71f9ed98ce45de7178602080830191909152468284015230606083015273ffffffffffffffffffffffffffffffffffffffff94909416608082015260a0808201939093528151808203909301835260c0019052805191012090565b73ffffffffffffffffffffffffffffffffffffffff811660009081526020819052604090205490915063ffffffff1615610444576040517ff9d9419200000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff82166004820152602401610331565b6104a361045460208501856114ef565b7fda0543c7c5561d2c9f9d3b2c7effc7172e09472841809c902d8b2932f5accd8f8560405160200161048792919061156b565b6040516020818303038152906040528051906020012084610a9e565b60408051808201825260018082526000602080840182815273ffffffffffffffffffffffffffffffffffffffff8716835282825285832094518554915167ffffffffffffffff16640100000000027fffffffffffffffffffffffffffffffffffffffff00000000000000000000000090921663ffffffff91909116171790935581835292832090929091610539908701876114ef565b73ffffffffffffffffffffffffffffffffffffffff1681526020808201929092526040016000208054921515610100027fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00ff909316929092179091556105a0908401846114ef565b6040805160008082526001602083015281830152905173ffffffffffffffffffffffffffffffffffffffff928316928416917fd3d23287030a8ff630c5538d34586df64ec1e2a74b5331fb5061c0e3540029b1919081900360600190a392915050565b7f0f00000000000000000000000000000000000000000000000000000000000000606080600080808361069a604080518082018252601281527f4d6564526563204167656e7447726f75707300000000000000000000000000006020808301919091528251808401909352600183527f31000000000000000000000000000000000000000000000000000000000000009083015291565b97989097965046955030945091925090565b6106bc60e0830160c08401611550565b64ffffffffff164211156106da576102f960e0830160c08401611550565b6000806106ea60208501856114ef565b6106fa60608601604087016114ef565b73ffffffffffffffffffffffffffffffffffffffff821660009081526020819052604081208054939550919350909163ffffffff16900361077f576040517f57012f0e00000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff84166004820152602401610331565b8054640100000000900467ffffffffffffffff166107a360c0870160a088016115dd565b67ffffffffffffffff161461082f57826107c360c0870160a088016115dd565b82546040517fcb930fbf00000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff909316600484015267ffffffffffffffff91821660248401526401000000009004166044820152606401610331565b61089161084260408701602088016114ef565b7f92fc66676e570e4402aa4c707af8b88f8ec97c5d21ece357a25237f08b5af1f687604051602001610875929190611614565b6040516020818303038152906040528051906020012086610a9e565b73ffffffffffffffffffffffffffffffffffffffff8316600090815260016020908152604080832092916108c99189019089016114ef565b73ffffffffffffffffffffffffffffffffffffffff168152602081019190915260400160002054610100900460ff166109055761090585610c25565b73ffffffffffffffffffffffffffffffffffffffff82161580610952575073ffffffffffffffffffffffffffffffffffffffff821660009081526020819052604090205463ffffffff1615155b156109a9576040517f340b1c8300000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff808516600483015283166024820152604401610331565b80546000906109cb90640100000000900467ffffffffffffffff166001611727565b82547fffffffffffffffffffffffffffffffffffffffff0000000000000000ffffffff1664010000000067ffffffffffffffff8316021783559050610a0f86610d20565b73ffffffffffffffffffffffffffffffffffffffff8084169085167fd3d23287030a8ff630c5538d34586df64ec1e2a74b5331fb5061c0e3540029b1610a5b60808a0160608b01611747565b610a6b60a08b0160808c01611747565b604080519215158352901515602083015267ffffffffffffffff86169082015260600160405180910390a3505050505050565b6000610aa983611075565b90506000610ab7838361118d565b905073ffffffffffffffffffffffffffffffffffffffff8116610b09576040517f819446b800000000000000000000000000000000000000000000000000000000815260048101839052602401610331565b6040517f1befaaf700000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff86811660048301528281166024830152600260448301527f00000000000000000000000000000000000000000000000000000000000000001690631befaaf790606401602060405180830381865afa158015610ba4573d6000803e3d6000fd5b505050506040513d601f19601f82011682018060405250810190610bc89190611764565b610c1e576040517f69d950a700000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff808716600483015282166024820152604401610331565b5050505050565b6000610c3760408301602084016114ef565b73ffffffffffffffffffffffffffffffffffffffff16610c5d60608401604085016114ef565b73ffffffffffffffffffffffffffffffffffffffff16148015610c8d5750610c8b6080830160608401611747565b155b8015610ca65750610ca460a0830160808401611747565b155b905080610d1c57610cba60208301836114ef565b610cca60408401602085016114ef565b6040517f970979ac00000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff928316600482015291166024820152604401610331565b5050565b60008080610d3160208501856114ef565b73ffffffffffffffffffffffffffffffffffffffff1673ffffffffffffffffffffffffffffffffffffffff1681526020019081526020016000209050600060016000846000016020810190610d8691906114ef565b73ffffffffffffffffffffffffffffffffffffffff1673ffffffffffffffffffffffffffffffffffffffff1681526020019081526020016000206000846040016020810190610dd591906114ef565b73ffffffffffffffffffffffffffffffffffffffff16815260208101919091526040016000209050610e0d6080840160608501611747565b815460ff161515901515148015610e415750610e2f60a0840160808501611747565b815460ff610100909104161515901515145b15610eb557610e5360208401846114ef565b610e6360608501604086016114ef565b6040517f860edfd300000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff928316600482015291166024820152604401610331565b8054610100900460ff168015610ed85750610ed660a0840160808501611747565b155b15610f9957815463ffffffff16600103610f5b57610ef960208401846114ef565b610f0960608501604086016114ef565b6040517f2a22f6a900000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff928316600482015291166024820152604401610331565b81546001908390600090610f7690849063ffffffff16611781565b92506101000a81548163ffffffff021916908363ffffffff160217905550610ffa565b8054610100900460ff16158015610fbb5750610fbb60a0840160808501611747565b15610ffa5781546001908390600090610fdb90849063ffffffff1661179d565b92506101000a81548163ffffffff021916908363ffffffff1602179055505b61100a6080840160608501611747565b61101a60a0850160808601611747565b82547fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff000016610100911515919091027fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff0016179015151790555050565b7f00000000000000000000000000000000000000000000000000000000000000007f000000000000000000000000000000000000000000000000000000000000000030147f00000000000000000000000000000000000000000000000000000000000000004614166111685750604080517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f81527f000000000000000000000000000000000000000000000000000000000000000060208201527f00000000000000000000000000000000000000000000000000000000000000009181019190915246606082015230608082015260a090205b67190100000000000060005280601a5281603a52604260182090506000603a52919050565b600061119f82843560208601356111a9565b5090949350505050565b600080807f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff8416601b60ff86901c016111e4888289856111f5565b945094509450505093509350939050565b600080807f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a084111561123057506000915060039050826112e5565b604080516000808252602082018084528a905260ff891692820192909252606081018790526080810186905260019060a0016020604051602081039080840390855afa158015611284573d6000803e3d6000fd5b50506040517fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0015191505073ffffffffffffffffffffffffffffffffffffffff81166112db575060009250600191508290506112e5565b9250600091508190505b9450945094915050565b803573ffffffffffffffffffffffffffffffffffffffff8116811461131357600080fd5b919050565b6000806040838503121561132b57600080fd5b611334836112ef565b9150611342602084016112ef565b90509250929050565b60006040828403121561135d57600080fd5b50919050565b60008082840360a081121561137757600080fd5b606081121561138557600080fd5b50829150611342846060850161134b565b6000815180845260005b818110156113bc576020818501810151868301820152016113a0565b5060006020828601015260207fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f83011685010191505092915050565b7fff000000000000000000000000000000000000000000000000000000000000008816815260e06020820152600061143560e0830189611396565b82810360408401526114478189611396565b6060840188905273ffffffffffffffffffffffffffffffffffffffff8716608085015260a0840186905283810360c08501528451808252602080870193509091019060005b818110156114aa57835183526020938401939092019160010161148c565b50909b9a5050505050505050505050565b6000808284036101208112156114d057600080fd5b60e08112156114de57600080fd5b508291506113428460e0850161134b565b60006020828403121561150157600080fd5b61150a826112ef565b9392505050565b6000806040838503121561152457600080fd5b61152d836112ef565b946020939093013593505050565b803564ffffffffff8116811461131357600080fd5b60006020828403121561156257600080fd5b61150a8261153b565b8281526080810173ffffffffffffffffffffffffffffffffffffffff611590846112ef565b1660208301526000602084013590508060408401525064ffffffffff6115b86040850161153b565b1660608301529392505050565b803567ffffffffffffffff8116811461131357600080fd5b6000602082840312156115ef57600080fd5b61150a826115c5565b801515811461160657600080fd5b50565b8035611313816115f8565b828152610100810173ffffffffffffffffffffffffffffffffffffffff61163a846112ef565b16602083015273ffffffffffffffffffffffffffffffffffffffff611661602085016112ef565b16604083015273ffffffffffffffffffffffffffffffffffffffff611688604085016112ef565b166060830152606083013561169c816115f8565b8015156080840152506116b160808401611609565b80151560a0840152506116c660a084016115c5565b67ffffffffffffffff811660c0840152506116e360c0840161153b565b64ffffffffff811660e0840152509392505050565b7f4e487b7100000000000000000000000000000000000000000000000000000000600052601160045260246000fd5b67ffffffffffffffff81811683821601908111156102c3576102c36116f8565b60006020828403121561175957600080fd5b813561150a816115f8565b60006020828403121561177657600080fd5b815161150a816115f8565b63ffffffff82811682821603908111156102c3576102c36116f8565b63ffffffff81811683821601908111156102c3576102c36116f856'
