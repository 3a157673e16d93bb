// Generated from contracts/AccessLogAnchors.sol by scripts/generate.ts: change the contract, then "npm run generate".

/** The ABI of AccessLogAnchors, its errors and events included. */
export const accessLogAnchorsAbi = [
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
        name: 'provider',
        type: 'address',
      },
      {
        internalType: 'uint40',
        name: 'interval',
        type: 'uint40',
      },
      {
        internalType: 'bytes32',
        name: 'root',
        type: 'bytes32',
      },
    ],
    name: 'AccessLogAnchors__AlreadyAnchored',
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
    name: 'AccessLogAnchors__InvalidSignature',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'address',
        name: 'provider',
        type: 'address',
      },
      {
        internalType: 'address',
        name: 'signer',
        type: 'address',
      },
    ],
    name: 'AccessLogAnchors__NotAllowed',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'address',
        name: 'provider',
        type: 'address',
      },
      {
        internalType: 'uint40',
        name: 'interval',
        type: 'uint40',
      },
      {
        internalType: 'uint40',
        name: 'current',
        type: 'uint40',
      },
    ],
    name: 'AccessLogAnchors__OtherInterval',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'address',
        name: 'provider',
        type: 'address',
      },
      {
        internalType: 'uint40',
        name: 'interval',
        type: 'uint40',
      },
    ],
    name: 'AccessLogAnchors__ZeroRoot',
    type: 'error',
  },
  {
    anonymous: false,
    inputs: [
      {
        indexed: true,
        internalType: 'address',
        name: 'provider',
        type: 'address',
      },
      {
        indexed: true,
        internalType: 'uint40',
        name: 'interval',
        type: 'uint40',
      },
      {
        indexed: false,
        internalType: 'bytes32',
        name: 'root',
        type: 'bytes32',
      },
    ],
    name: 'LogAnchored',
    type: 'event',
  },
  {
    inputs: [
      {
        components: [
          {
            internalType: 'address',
            name: 'provider',
            type: 'address',
          },
          {
            internalType: 'uint40',
            name: 'interval',
            type: 'uint40',
          },
          {
            internalType: 'bytes32',
            name: 'root',
            type: 'bytes32',
          },
        ],
        internalType: 'struct IAccessLogAnchors.Anchor',
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
    name: 'anchor',
    outputs: [],
    stateMutability: 'nonpayable',
    type: 'function',
  },
  {
    inputs: [],
    name: 'currentInterval',
    outputs: [
      {
        internalType: 'uint40',
        name: '',
        type: 'uint40',
      },
    ],
    stateMutability: 'view',
    type: 'function',
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
        internalType: 'address',
        name: 'provider',
        type: 'address',
      },
      {
        internalType: 'uint40',
        name: 'interval',
        type: 'uint40',
      },
    ],
    name: 'rootOf',
    outputs: [
      {
        internalType: 'bytes32',
        name: '',
        type: 'bytes32',
      },
    ],
    stateMutability: 'view',
    type: 'function',
  },
] as const

/** The code that deploys AccessLogAnchors; its constructor's arguments follow it. */
export const accessLogAnchorsBytecode =
  '0x61014060405234801561001157600080fd5b50604051610ceb380380610ceb83398101604081905261003091610102565b306080524660a05260608061008d604080518082018252601781527f4d6564526563204163636573734c6f67416e63686f7273000000000000000000602080830191909152825180840190935260018352603160f81b9083015291565b815160209283012081519183019190912060c082905260e0819052604080517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f8152938401929092529082015246606082015230608082015260a090206101005250506001600160a01b031661012052610132565b60006020828403121561011457600080fd5b81516001600160a01b038116811461012b57600080fd5b9392505050565b60805160a05160c05160e0516101005161012051610b6361018860003960008181610131015261040d01526000610604015260006106be0152600061069801526000610648015260006106250152610b636000f3fe608060405234801561001057600080fd5b50600436106100675760003560e01c806384b0196e1161005057806384b0196e146100a4578063b5902454146100bf578063c45a01551461011757600080fd5b80632f64ccb21461006c578063363487bc14610081575b600080fd5b61007f61007a36600461087c565b61015b565b005b610089610546565b60405164ffffffffff90911681526020015b60405180910390f35b6100ac610559565b60405161009b9796959493929190610943565b6101096100cd366004610a42565b73ffffffffffffffffffffffffffffffffffffffff821660009081526020818152604080832064ffffffffff8516845290915290205492915050565b60405190815260200161009b565b60405173ffffffffffffffffffffffffffffffffffffffff7f000000000000000000000000000000000000000000000000000000000000000016815260200161009b565b6000808061016c6020860186610a75565b61017c6040870160208801610a97565b86604001359250925092506000610191610546565b90508064ffffffffff168364ffffffffff161461020c576040517feac05e2400000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff8516600482015264ffffffffff8085166024830152821660448201526064015b60405180910390fd5b73ffffffffffffffffffffffffffffffffffffffff841660009081526020818152604080832064ffffffffff8716845290915290205480156102a6576040517fb86f1d7800000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff8616600482015264ffffffffff8516602482015260448101829052606401610203565b6000839003610306576040517f2bccd53b00000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff8616600482015264ffffffffff85166024820152604401610203565b60006103597f92097e548f6cd3dbfe645c9ef2766978f0c55ebe17c792bdb06799ee75f628788960405160200161033e929190610ab2565b60405160208183030381529060405280519060200120610602565b90506000610367888361071a565b905073ffffffffffffffffffffffffffffffffffffffff81166103b9576040517f061e91b600000000000000000000000000000000000000000000000000000000815260048101839052602401610203565b6040517f1befaaf700000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff88811660048301528281166024830152600260448301527f00000000000000000000000000000000000000000000000000000000000000001690631befaaf790606401602060405180830381865afa158015610454573d6000803e3d6000fd5b505050506040513d601f19601f820116820180604052508101906104789190610b06565b6104ce576040517f821931ef00000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff808916600483015282166024820152604401610203565b73ffffffffffffffffffffffffffffffffffffffff871660008181526020818152604080832064ffffffffff8b1680855290835292819020899055518881529192917ff75243a3e79f06fbf4d67a3425a965c90e39a4124a8c93f450c998e72cc08034910160405180910390a3505050505050505050565b600061055461025842610b28565b905090565b7f0f0000000000000000000000000000000000000000000000000000000000000060608060008080836105f0604080518082018252601781527f4d6564526563204163636573734c6f67416e63686f72730000000000000000006020808301919091528251808401909352600183527f31000000000000000000000000000000000000000000000000000000000000009083015291565b97989097965046955030945091925090565b7f00000000000000000000000000000000000000000000000000000000000000007f000000000000000000000000000000000000000000000000000000000000000030147f00000000000000000000000000000000000000000000000000000000000000004614166106f55750604080517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f81527f000000000000000000000000000000000000000000000000000000000000000060208201527f00000000000000000000000000000000000000000000000000000000000000009181019190915246606082015230608082015260a090205b67190100000000000060005280601a5281603a52604260182090506000603a52919050565b600061072c8284356020860135610736565b5090949350505050565b600080807f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff8416601b60ff86901c0161077188828985610782565b945094509450505093509350939050565b600080807f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a08411156107bd5750600091506003905082610872565b604080516000808252602082018084528a905260ff891692820192909252606081018790526080810186905260019060a0016020604051602081039080840390855afa158015610811573d6000803e3d6000fd5b50506040517fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0015191505073ffffffffffffffffffffffffffffffffffffffff811661086857506000925060019150829050610872565b9250600091508190505b9450945094915050565b60008082840360a081121561089057600080fd5b606081121561089e57600080fd5b83925060407fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa0820112156108d157600080fd5b506060830190509250929050565b6000815180845260005b81811015610905576020818501810151868301820152016108e9565b5060006020828601015260207fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f83011685010191505092915050565b7fff000000000000000000000000000000000000000000000000000000000000008816815260e06020820152600061097e60e08301896108df565b828103604084015261099081896108df565b6060840188905273ffffffffffffffffffffffffffffffffffffffff8716608085015260a0840186905283810360c08501528451808252602080870193509091019060005b818110156109f35783518352602093840193909201916001016109d5565b50909b9a5050505050505050505050565b803573ffffffffffffffffffffffffffffffffffffffff81168114610a2857600080fd5b919050565b803564ffffffffff81168114610a2857600080fd5b60008060408385031215610a5557600080fd5b610a5e83610a04565b9150610a6c60208401610a2d565b90509250929050565b600060208284031215610a8757600080fd5b610a9082610a04565b9392505050565b600060208284031215610aa957600080fd5b610a9082610a2d565b8281526080810173ffffffffffffffffffffffffffffffffffffffff610ad784610a04565b16602083015264ffffffffff610aef60208501610a2d565b166040830152604083013560608301529392505050565b600060208284031215610b1857600080fd5b81518015158114610a9057600080fd5b600082610b5e577f4e487b7100000000000000000000000000000000000000000000000000000000600052601260045260246000fd5b50049056'
