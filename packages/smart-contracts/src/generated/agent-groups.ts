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
  '0x61014060405234801561001157600080fd5b50604051611969380380611969833981016040819052610030916100f7565b306080524660a05260608061008260408051808201825260128152714d6564526563204167656e7447726f75707360701b602080830191909152825180840190935260018352603160f81b9083015291565b815160209283012081519183019190912060c082905260e0819052604080517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f8152938401929092529082015246606082015230608082015260a090206101005250506001600160a01b031661012052610127565b60006020828403121561010957600080fd5b81516001600160a01b038116811461012057600080fd5b9392505050565b60805160a05160c05160e05161010051610120516117ec61017d600039600081816101e30152610b90015260006110aa015260006111640152600061113e015260006110ee015260006110cb01526117ec6000f3fe608060405234801561001057600080fd5b50600436106100885760003560e01c8063b502b3971161005b578063b502b3971461011d578063c1af6e0314610193578063c45a0155146101e1578063ddf58a161461020757600080fd5b806339ac7a081461008d57806381351e58146100b557806384b0196e146100ed578063b2e4c4ca14610108575b600080fd5b6100a061009b36600461134b565b61028c565b60405190151581526020015b60405180910390f35b6100c86100c3366004611396565b6102c9565b60405173ffffffffffffffffffffffffffffffffffffffff90911681526020016100ac565b6100f5610603565b6040516100ac979695949392919061142d565b61011b6101163660046114ee565b6106ac565b005b61016e61012b366004611522565b73ffffffffffffffffffffffffffffffffffffffff1660009081526020819052604090205463ffffffff81169164010000000090910467ffffffffffffffff1690565b6040805163ffffffff909316835267ffffffffffffffff9091166020830152016100ac565b6100a06101a136600461134b565b73ffffffffffffffffffffffffffffffffffffffff9182166000908152600160209081526040808320939094168252919091522054610100900460ff1690565b7f00000000000000000000000000000000000000000000000000000000000000006100c8565b6100c8610215366004611544565b604080517f86c98bcfe133f91008a8afdd924f52373e0601a5ebbb6c71f9ed98ce45de7178602080830191909152468284015230606083015273ffffffffffffffffffffffffffffffffffffffff94909416608082015260a0808201939093528151808203909301835260c0019052805191012090565b73ffffffffffffffffffffffffffffffffffffffff80831660009081526001602090815260408083209385168352929052205460ff165b92915050565b60006102db6060840160408501611583565b64ffffffffff1642111561033a576102f96060840160408501611583565b6040517f04c1641b00000000000000000000000000000000000000000000000000000000815264ffffffffff90911660048201526024015b60405180910390fd5b6103c661034a6020850185611522565b8460200135604080517f86c98bcfe133f91008a8afdd924f52373e0601a5ebbb6c71f9ed98ce45de7178602080830191909152468284015230606083015273ffffffffffffffffffffffffffffffffffffffff94909416608082015260a0808201939093528151808203909301835260c0019052805191012090565b73ffffffffffffffffffffffffffffffffffffffff811660009081526020819052604090205490915063ffffffff1615610444576040517ff9d9419200000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff82166004820152602401610331565b6104a36104546020850185611522565b7fda0543c7c5561d2c9f9d3b2c7effc7172e09472841809c902d8b2932f5accd8f8560405160200161048792919061159e565b6040516020818303038152906040528051906020012084610ad1565b60408051808201825260018082526000602080840182815273ffffffffffffffffffffffffffffffffffffffff8716835282825285832094518554915167ffffffffffffffff16640100000000027fffffffffffffffffffffffffffffffffffffffff00000000000000000000000090921663ffffffff9190911617179093558183529283209092909161053990870187611522565b73ffffffffffffffffffffffffffffffffffffffff1681526020808201929092526040016000208054921515610100027fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00ff909316929092179091556105a090840184611522565b6040805160008082526001602083015281830152905173ffffffffffffffffffffffffffffffffffffffff928316928416917fd3d23287030a8ff630c5538d34586df64ec1e2a74b5331fb5061c0e3540029b1919081900360600190a392915050565b7f0f00000000000000000000000000000000000000000000000000000000000000606080600080808361069a604080518082018252601281527f4d6564526563204167656e7447726f75707300000000000000000000000000006020808301919091528251808401909352600183527f31000000000000000000000000000000000000000000000000000000000000009083015291565b97989097965046955030945091925090565b6106bc60e0830160c08401611583565b64ffffffffff164211156106da576102f960e0830160c08401611583565b6000806106ea6020850185611522565b6106fa6060860160408701611522565b73ffffffffffffffffffffffffffffffffffffffff821660009081526020819052604081208054939550919350909163ffffffff16900361077f576040517f57012f0e00000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff84166004820152602401610331565b8054640100000000900467ffffffffffffffff166107a360c0870160a08801611610565b67ffffffffffffffff161461082f57826107c360c0870160a08801611610565b82546040517fcb930fbf00000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff909316600484015267ffffffffffffffff91821660248401526401000000009004166044820152606401610331565b6108916108426040870160208801611522565b7f92fc66676e570e4402aa4c707af8b88f8ec97c5d21ece357a25237f08b5af1f687604051602001610875929190611647565b6040516020818303038152906040528051906020012086610ad1565b73ffffffffffffffffffffffffffffffffffffffff8316600090815260016020908152604080832092916108c9918901908901611522565b73ffffffffffffffffffffffffffffffffffffffff168152602081019190915260400160002054610100900460ff166109055761090585610c58565b6000610917608087016060880161172b565b8061092d575061092d60a087016080880161172b565b9050808015610984575073ffffffffffffffffffffffffffffffffffffffff83161580610984575073ffffffffffffffffffffffffffffffffffffffff831660009081526020819052604090205463ffffffff1615155b156109db576040517f340b1c8300000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff808616600483015284166024820152604401610331565b81546000906109fd90640100000000900467ffffffffffffffff166001611777565b83547fffffffffffffffffffffffffffffffffffffffff0000000000000000ffffffff1664010000000067ffffffffffffffff8316021784559050610a4187610d53565b73ffffffffffffffffffffffffffffffffffffffff8085169086167fd3d23287030a8ff630c5538d34586df64ec1e2a74b5331fb5061c0e3540029b1610a8d60808b0160608c0161172b565b610a9d60a08c0160808d0161172b565b604080519215158352901515602083015267ffffffffffffffff86169082015260600160405180910390a350505050505050565b6000610adc836110a8565b90506000610aea83836111c0565b905073ffffffffffffffffffffffffffffffffffffffff8116610b3c576040517f819446b800000000000000000000000000000000000000000000000000000000815260048101839052602401610331565b6040517f1befaaf700000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff86811660048301528281166024830152600260448301527f00000000000000000000000000000000000000000000000000000000000000001690631befaaf790606401602060405180830381865afa158015610bd7573d6000803e3d6000fd5b505050506040513d601f19601f82011682018060405250810190610bfb9190611797565b610c51576040517f69d950a700000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff808716600483015282166024820152604401610331565b5050505050565b6000610c6a6040830160208401611522565b73ffffffffffffffffffffffffffffffffffffffff16610c906060840160408501611522565b73ffffffffffffffffffffffffffffffffffffffff16148015610cc05750610cbe608083016060840161172b565b155b8015610cd95750610cd760a083016080840161172b565b155b905080610d4f57610ced6020830183611522565b610cfd6040840160208501611522565b6040517f970979ac00000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff928316600482015291166024820152604401610331565b5050565b60008080610d646020850185611522565b73ffffffffffffffffffffffffffffffffffffffff1673ffffffffffffffffffffffffffffffffffffffff1681526020019081526020016000209050600060016000846000016020810190610db99190611522565b73ffffffffffffffffffffffffffffffffffffffff1673ffffffffffffffffffffffffffffffffffffffff1681526020019081526020016000206000846040016020810190610e089190611522565b73ffffffffffffffffffffffffffffffffffffffff16815260208101919091526040016000209050610e40608084016060850161172b565b815460ff161515901515148015610e745750610e6260a084016080850161172b565b815460ff610100909104161515901515145b15610ee857610e866020840184611522565b610e966060850160408601611522565b6040517f860edfd300000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff928316600482015291166024820152604401610331565b8054610100900460ff168015610f0b5750610f0960a084016080850161172b565b155b15610fcc57815463ffffffff16600103610f8e57610f2c6020840184611522565b610f3c6060850160408601611522565b6040517f2a22f6a900000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff928316600482015291166024820152604401610331565b81546001908390600090610fa990849063ffffffff166117b4565b92506101000a81548163ffffffff021916908363ffffffff16021790555061102d565b8054610100900460ff16158015610fee5750610fee60a084016080850161172b565b1561102d578154600190839060009061100e90849063ffffffff166117d0565b92506101000a81548163ffffffff021916908363ffffffff1602179055505b61103d608084016060850161172b565b61104d60a085016080860161172b565b82547fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff000016610100911515919091027fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff0016179015151790555050565b7f00000000000000000000000000000000000000000000000000000000000000007f000000000000000000000000000000000000000000000000000000000000000030147f000000000000000000000000000000000000000000000000000000000000000046141661119b5750604080517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f81527f000000000000000000000000000000000000000000000000000000000000000060208201527f00000000000000000000000000000000000000000000000000000000000000009181019190915246606082015230608082015260a090205b67190100000000000060005280601a5281603a52604260182090506000603a52919050565b60006111d282843560208601356111dc565b5090949350505050565b600080807f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff8416601b60ff86901c0161121788828985611228565b945094509450505093509350939050565b600080807f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a08411156112635750600091506003905082611318565b604080516000808252602082018084528a905260ff891692820192909252606081018790526080810186905260019060a0016020604051602081039080840390855afa1580156112b7573d6000803e3d6000fd5b50506040517fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0015191505073ffffffffffffffffffffffffffffffffffffffff811661130e57506000925060019150829050611318565b9250600091508190505b9450945094915050565b803573ffffffffffffffffffffffffffffffffffffffff8116811461134657600080fd5b919050565b6000806040838503121561135e57600080fd5b61136783611322565b915061137560208401611322565b90509250929050565b60006040828403121561139057600080fd5b50919050565b60008082840360a08112156113aa57600080fd5b60608112156113b857600080fd5b50829150611375846060850161137e565b6000815180845260005b818110156113ef576020818501810151868301820152016113d3565b5060006020828601015260207fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f83011685010191505092915050565b7fff000000000000000000000000000000000000000000000000000000000000008816815260e06020820152600061146860e08301896113c9565b828103604084015261147a81896113c9565b6060840188905273ffffffffffffffffffffffffffffffffffffffff8716608085015260a0840186905283810360c08501528451808252602080870193509091019060005b818110156114dd5783518352602093840193909201916001016114bf565b50909b9a5050505050505050505050565b60008082840361012081121561150357600080fd5b60e081121561151157600080fd5b508291506113758460e0850161137e565b60006020828403121561153457600080fd5b61153d82611322565b9392505050565b6000806040838503121561155757600080fd5b61156083611322565b946020939093013593505050565b803564ffffffffff8116811461134657600080fd5b60006020828403121561159557600080fd5b61153d8261156e565b8281526080810173ffffffffffffffffffffffffffffffffffffffff6115c384611322565b1660208301526000602084013590508060408401525064ffffffffff6115eb6040850161156e565b1660608301529392505050565b803567ffffffffffffffff8116811461134657600080fd5b60006020828403121561162257600080fd5b61153d826115f8565b801515811461163957600080fd5b50565b80356113468161162b565b828152610100810173ffffffffffffffffffffffffffffffffffffffff61166d84611322565b16602083015273ffffffffffffffffffffffffffffffffffffffff61169460208501611322565b16604083015273ffffffffffffffffffffffffffffffffffffffff6116bb60408501611322565b16606083015260608301356116cf8161162b565b8015156080840152506116e46080840161163c565b80151560a0840152506116f960a084016115f8565b67ffffffffffffffff811660c08401525061171660c0840161156e565b64ffffffffff811660e0840152509392505050565b60006020828403121561173d57600080fd5b813561153d8161162b565b7f4e487b7100000000000000000000000000000000000000000000000000000000600052601160045260246000fd5b67ffffffffffffffff81811683821601908111156102c3576102c3611748565b6000602082840312156117a957600080fd5b815161153d8161162b565b63ffffffff82811682821603908111156102c3576102c3611748565b63ffffffff81811683821601908111156102c3576102c361174856'
