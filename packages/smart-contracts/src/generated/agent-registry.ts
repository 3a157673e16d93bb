// Generated from contracts/AgentRegistry.sol by scripts/generate.ts: change the contract, then "npm run generate".

/** The ABI of AgentRegistry, its errors and events included. */
export const agentRegistryAbi = [
  {
    inputs: [
      {
        components: [
          {
            internalType: 'address',
            name: 'factory',
            type: 'address',
          },
          {
            internalType: 'address',
            name: 'relationships',
            type: 'address',
          },
          {
            internalType: 'address',
            name: 'groups',
            type: 'address',
          },
          {
            internalType: 'address',
            name: 'anchors',
            type: 'address',
          },
        ],
        internalType: 'struct IAgentRegistry.Contracts',
        name: 'named',
        type: 'tuple',
      },
      {
        components: [
          {
            internalType: 'uint16',
            name: 'admitNumerator',
            type: 'uint16',
          },
          {
            internalType: 'uint16',
            name: 'admitDenominator',
            type: 'uint16',
          },
          {
            internalType: 'uint16',
            name: 'removeNumerator',
            type: 'uint16',
          },
          {
            internalType: 'uint16',
            name: 'removeDenominator',
            type: 'uint16',
          },
          {
            internalType: 'uint40',
            name: 'delay',
            type: 'uint40',
          },
          {
            internalType: 'uint40',
            name: 'lifetime',
            type: 'uint40',
          },
          {
            internalType: 'uint128',
            name: 'allowance',
            type: 'uint128',
          },
        ],
        internalType: 'struct IAgentRegistry.Rules',
        name: 'initial',
        type: 'tuple',
      },
      {
        components: [
          {
            internalType: 'address',
            name: 'agent',
            type: 'address',
          },
          {
            internalType: 'address',
            name: 'account',
            type: 'address',
          },
          {
            internalType: 'address',
            name: 'sealer',
            type: 'address',
          },
          {
            internalType: 'bytes32',
            name: 'hpkeKey',
            type: 'bytes32',
          },
          {
            internalType: 'bytes32',
            name: 'logKey',
            type: 'bytes32',
          },
          {
            internalType: 'string',
            name: 'name',
            type: 'string',
          },
          {
            internalType: 'string',
            name: 'host',
            type: 'string',
          },
        ],
        internalType: 'struct IAgentRegistry.Member[]',
        name: 'founding',
        type: 'tuple[]',
      },
    ],
    stateMutability: 'payable',
    type: 'constructor',
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
        name: 'account',
        type: 'address',
      },
    ],
    name: 'AgentRegistry__DuplicateAccount',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'address',
        name: 'agent',
        type: 'address',
      },
    ],
    name: 'AgentRegistry__DuplicateAgent',
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
        internalType: 'string',
        name: 'host',
        type: 'string',
      },
    ],
    name: 'AgentRegistry__DuplicateHost',
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
        internalType: 'string',
        name: 'name',
        type: 'string',
      },
    ],
    name: 'AgentRegistry__DuplicateName',
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
        name: 'sealer',
        type: 'address',
      },
    ],
    name: 'AgentRegistry__DuplicateSealer',
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
        internalType: 'string',
        name: 'host',
        type: 'string',
      },
    ],
    name: 'AgentRegistry__InvalidHost',
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
        internalType: 'string',
        name: 'name',
        type: 'string',
      },
    ],
    name: 'AgentRegistry__InvalidName',
    type: 'error',
  },
  {
    inputs: [
      {
        components: [
          {
            internalType: 'uint16',
            name: 'admitNumerator',
            type: 'uint16',
          },
          {
            internalType: 'uint16',
            name: 'admitDenominator',
            type: 'uint16',
          },
          {
            internalType: 'uint16',
            name: 'removeNumerator',
            type: 'uint16',
          },
          {
            internalType: 'uint16',
            name: 'removeDenominator',
            type: 'uint16',
          },
          {
            internalType: 'uint40',
            name: 'delay',
            type: 'uint40',
          },
          {
            internalType: 'uint40',
            name: 'lifetime',
            type: 'uint40',
          },
          {
            internalType: 'uint128',
            name: 'allowance',
            type: 'uint128',
          },
        ],
        internalType: 'struct IAgentRegistry.Rules',
        name: 'rules',
        type: 'tuple',
      },
    ],
    name: 'AgentRegistry__InvalidRules',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'address',
        name: 'agent',
        type: 'address',
      },
    ],
    name: 'AgentRegistry__LastMember',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'address',
        name: 'agent',
        type: 'address',
      },
    ],
    name: 'AgentRegistry__LastSealer',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'bytes32',
        name: 'id',
        type: 'bytes32',
      },
      {
        internalType: 'address',
        name: 'agent',
        type: 'address',
      },
    ],
    name: 'AgentRegistry__MembershipEnded',
    type: 'error',
  },
  {
    inputs: [],
    name: 'AgentRegistry__NoMembers',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'address',
        name: 'agent',
        type: 'address',
      },
    ],
    name: 'AgentRegistry__NotAgent',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'bytes32',
        name: 'id',
        type: 'bytes32',
      },
      {
        internalType: 'uint256',
        name: 'inFavour',
        type: 'uint256',
      },
      {
        internalType: 'uint256',
        name: 'needed',
        type: 'uint256',
      },
    ],
    name: 'AgentRegistry__NotCarried',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'address',
        name: 'named',
        type: 'address',
      },
    ],
    name: 'AgentRegistry__NotContract',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'address',
        name: 'named',
        type: 'address',
      },
    ],
    name: 'AgentRegistry__NotFactory',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'address',
        name: 'agent',
        type: 'address',
      },
    ],
    name: 'AgentRegistry__NotMember',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'address',
        name: 'caller',
        type: 'address',
      },
      {
        internalType: 'address',
        name: 'agent',
        type: 'address',
      },
    ],
    name: 'AgentRegistry__NotOwnRecord',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'bytes32',
        name: 'id',
        type: 'bytes32',
      },
      {
        internalType: 'address',
        name: 'caller',
        type: 'address',
      },
    ],
    name: 'AgentRegistry__NotProposer',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'bytes32',
        name: 'id',
        type: 'bytes32',
      },
    ],
    name: 'AgentRegistry__OtherContent',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'address',
        name: 'user',
        type: 'address',
      },
      {
        internalType: 'address',
        name: 'factory',
        type: 'address',
      },
    ],
    name: 'AgentRegistry__OtherFactory',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'address',
        name: 'agent',
        type: 'address',
      },
    ],
    name: 'AgentRegistry__OwnRemoval',
    type: 'error',
  },
  {
    inputs: [],
    name: 'AgentRegistry__OwnSuccessor',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'bytes32',
        name: 'id',
        type: 'bytes32',
      },
      {
        internalType: 'enum IAgentRegistry.State',
        name: 'state',
        type: 'uint8',
      },
    ],
    name: 'AgentRegistry__ProposalClosed',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'bytes32',
        name: 'id',
        type: 'bytes32',
      },
      {
        internalType: 'uint40',
        name: 'enactableFrom',
        type: 'uint40',
      },
    ],
    name: 'AgentRegistry__TooEarly',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'uint256',
        name: 'limit',
        type: 'uint256',
      },
    ],
    name: 'AgentRegistry__TooManyMembers',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'bytes32',
        name: 'id',
        type: 'bytes32',
      },
    ],
    name: 'AgentRegistry__UnknownProposal',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'address',
        name: 'agent',
        type: 'address',
      },
    ],
    name: 'AgentRegistry__ZeroAccount',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'address',
        name: 'agent',
        type: 'address',
      },
    ],
    name: 'AgentRegistry__ZeroKey',
    type: 'error',
  },
  {
    anonymous: false,
    inputs: [
      {
        indexed: true,
        internalType: 'address',
        name: 'agent',
        type: 'address',
      },
      {
        indexed: true,
        internalType: 'address',
        name: 'account',
        type: 'address',
      },
      {
        indexed: false,
        internalType: 'uint256',
        name: 'amount',
        type: 'uint256',
      },
    ],
    name: 'AccountFunded',
    type: 'event',
  },
  {
    anonymous: false,
    inputs: [
      {
        indexed: true,
        internalType: 'enum IAgentRegistry.ContractName',
        name: 'name',
        type: 'uint8',
      },
      {
        indexed: true,
        internalType: 'address',
        name: 'named',
        type: 'address',
      },
    ],
    name: 'ContractNamed',
    type: 'event',
  },
  {
    anonymous: false,
    inputs: [
      {
        indexed: true,
        internalType: 'address',
        name: 'agent',
        type: 'address',
      },
      {
        indexed: false,
        internalType: 'address',
        name: 'account',
        type: 'address',
      },
      {
        indexed: false,
        internalType: 'address',
        name: 'sealer',
        type: 'address',
      },
      {
        indexed: false,
        internalType: 'bytes32',
        name: 'hpkeKey',
        type: 'bytes32',
      },
      {
        indexed: false,
        internalType: 'bytes32',
        name: 'logKey',
        type: 'bytes32',
      },
      {
        indexed: false,
        internalType: 'string',
        name: 'name',
        type: 'string',
      },
      {
        indexed: false,
        internalType: 'string',
        name: 'host',
        type: 'string',
      },
    ],
    name: 'MemberAdmitted',
    type: 'event',
  },
  {
    anonymous: false,
    inputs: [
      {
        indexed: true,
        internalType: 'address',
        name: 'agent',
        type: 'address',
      },
      {
        indexed: false,
        internalType: 'address',
        name: 'sealer',
        type: 'address',
      },
      {
        indexed: false,
        internalType: 'bool',
        name: 'byVote',
        type: 'bool',
      },
    ],
    name: 'MemberRemoved',
    type: 'event',
  },
  {
    anonymous: false,
    inputs: [
      {
        indexed: true,
        internalType: 'address',
        name: 'agent',
        type: 'address',
      },
      {
        indexed: false,
        internalType: 'address',
        name: 'account',
        type: 'address',
      },
      {
        indexed: false,
        internalType: 'address',
        name: 'sealer',
        type: 'address',
      },
      {
        indexed: false,
        internalType: 'bytes32',
        name: 'hpkeKey',
        type: 'bytes32',
      },
      {
        indexed: false,
        internalType: 'bytes32',
        name: 'logKey',
        type: 'bytes32',
      },
      {
        indexed: false,
        internalType: 'string',
        name: 'name',
        type: 'string',
      },
      {
        indexed: false,
        internalType: 'string',
        name: 'host',
        type: 'string',
      },
    ],
    name: 'MemberUpdated',
    type: 'event',
  },
  {
    anonymous: false,
    inputs: [
      {
        indexed: true,
        internalType: 'bytes32',
        name: 'id',
        type: 'bytes32',
      },
    ],
    name: 'ProposalEnacted',
    type: 'event',
  },
  {
    anonymous: false,
    inputs: [
      {
        indexed: true,
        internalType: 'bytes32',
        name: 'id',
        type: 'bytes32',
      },
    ],
    name: 'ProposalWithdrawn',
    type: 'event',
  },
  {
    anonymous: false,
    inputs: [
      {
        indexed: true,
        internalType: 'bytes32',
        name: 'id',
        type: 'bytes32',
      },
      {
        indexed: true,
        internalType: 'address',
        name: 'proposer',
        type: 'address',
      },
      {
        indexed: true,
        internalType: 'enum IAgentRegistry.Kind',
        name: 'kind',
        type: 'uint8',
      },
      {
        indexed: false,
        internalType: 'bytes',
        name: 'content',
        type: 'bytes',
      },
    ],
    name: 'Proposed',
    type: 'event',
  },
  {
    anonymous: false,
    inputs: [
      {
        components: [
          {
            internalType: 'uint16',
            name: 'admitNumerator',
            type: 'uint16',
          },
          {
            internalType: 'uint16',
            name: 'admitDenominator',
            type: 'uint16',
          },
          {
            internalType: 'uint16',
            name: 'removeNumerator',
            type: 'uint16',
          },
          {
            internalType: 'uint16',
            name: 'removeDenominator',
            type: 'uint16',
          },
          {
            internalType: 'uint40',
            name: 'delay',
            type: 'uint40',
          },
          {
            internalType: 'uint40',
            name: 'lifetime',
            type: 'uint40',
          },
          {
            internalType: 'uint128',
            name: 'allowance',
            type: 'uint128',
          },
        ],
        indexed: false,
        internalType: 'struct IAgentRegistry.Rules',
        name: 'rules',
        type: 'tuple',
      },
    ],
    name: 'RulesChanged',
    type: 'event',
  },
  {
    anonymous: false,
    inputs: [
      {
        indexed: true,
        internalType: 'bytes32',
        name: 'id',
        type: 'bytes32',
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
        name: 'inFavour',
        type: 'bool',
      },
    ],
    name: 'Voted',
    type: 'event',
  },
  {
    inputs: [
      {
        internalType: 'address',
        name: 'account',
        type: 'address',
      },
    ],
    name: 'agentOfAccount',
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
        internalType: 'string',
        name: 'host',
        type: 'string',
      },
    ],
    name: 'agentOfHost',
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
        internalType: 'string',
        name: 'name',
        type: 'string',
      },
    ],
    name: 'agentOfName',
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
        name: 'sealer',
        type: 'address',
      },
    ],
    name: 'agentOfSealer',
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
    inputs: [],
    name: 'anchors',
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
        internalType: 'bytes32',
        name: 'id',
        type: 'bytes32',
      },
      {
        internalType: 'bytes',
        name: 'content',
        type: 'bytes',
      },
    ],
    name: 'enact',
    outputs: [],
    stateMutability: 'nonpayable',
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
    inputs: [],
    name: 'getValidators',
    outputs: [
      {
        internalType: 'address[]',
        name: '',
        type: 'address[]',
      },
    ],
    stateMutability: 'view',
    type: 'function',
  },
  {
    inputs: [],
    name: 'groups',
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
    inputs: [],
    name: 'leave',
    outputs: [],
    stateMutability: 'nonpayable',
    type: 'function',
  },
  {
    inputs: [
      {
        internalType: 'address',
        name: 'agent',
        type: 'address',
      },
    ],
    name: 'member',
    outputs: [
      {
        components: [
          {
            internalType: 'address',
            name: 'agent',
            type: 'address',
          },
          {
            internalType: 'address',
            name: 'account',
            type: 'address',
          },
          {
            internalType: 'address',
            name: 'sealer',
            type: 'address',
          },
          {
            internalType: 'bytes32',
            name: 'hpkeKey',
            type: 'bytes32',
          },
          {
            internalType: 'bytes32',
            name: 'logKey',
            type: 'bytes32',
          },
          {
            internalType: 'string',
            name: 'name',
            type: 'string',
          },
          {
            internalType: 'string',
            name: 'host',
            type: 'string',
          },
        ],
        internalType: 'struct IAgentRegistry.Member',
        name: '',
        type: 'tuple',
      },
    ],
    stateMutability: 'view',
    type: 'function',
  },
  {
    inputs: [],
    name: 'memberCount',
    outputs: [
      {
        internalType: 'uint256',
        name: '',
        type: 'uint256',
      },
    ],
    stateMutability: 'view',
    type: 'function',
  },
  {
    inputs: [],
    name: 'members',
    outputs: [
      {
        components: [
          {
            internalType: 'address',
            name: 'agent',
            type: 'address',
          },
          {
            internalType: 'address',
            name: 'account',
            type: 'address',
          },
          {
            internalType: 'address',
            name: 'sealer',
            type: 'address',
          },
          {
            internalType: 'bytes32',
            name: 'hpkeKey',
            type: 'bytes32',
          },
          {
            internalType: 'bytes32',
            name: 'logKey',
            type: 'bytes32',
          },
          {
            internalType: 'string',
            name: 'name',
            type: 'string',
          },
          {
            internalType: 'string',
            name: 'host',
            type: 'string',
          },
        ],
        internalType: 'struct IAgentRegistry.Member[]',
        name: '',
        type: 'tuple[]',
      },
    ],
    stateMutability: 'view',
    type: 'function',
  },
  {
    inputs: [
      {
        internalType: 'bytes32',
        name: 'id',
        type: 'bytes32',
      },
    ],
    name: 'proposal',
    outputs: [
      {
        components: [
          {
            internalType: 'address',
            name: 'proposer',
            type: 'address',
          },
          {
            internalType: 'enum IAgentRegistry.Kind',
            name: 'kind',
            type: 'uint8',
          },
          {
            internalType: 'enum IAgentRegistry.State',
            name: 'state',
            type: 'uint8',
          },
          {
            internalType: 'uint40',
            name: 'proposedAt',
            type: 'uint40',
          },
          {
            internalType: 'uint40',
            name: 'expiresAt',
            type: 'uint40',
          },
          {
            internalType: 'uint40',
            name: 'enactableFrom',
            type: 'uint40',
          },
          {
            internalType: 'uint40',
            name: 'number',
            type: 'uint40',
          },
          {
            internalType: 'address',
            name: 'target',
            type: 'address',
          },
        ],
        internalType: 'struct IAgentRegistry.Proposal',
        name: 'made',
        type: 'tuple',
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
            name: 'agent',
            type: 'address',
          },
          {
            internalType: 'address',
            name: 'account',
            type: 'address',
          },
          {
            internalType: 'address',
            name: 'sealer',
            type: 'address',
          },
          {
            internalType: 'bytes32',
            name: 'hpkeKey',
            type: 'bytes32',
          },
          {
            internalType: 'bytes32',
            name: 'logKey',
            type: 'bytes32',
          },
          {
            internalType: 'string',
            name: 'name',
            type: 'string',
          },
          {
            internalType: 'string',
            name: 'host',
            type: 'string',
          },
        ],
        internalType: 'struct IAgentRegistry.Member',
        name: 'newcomer',
        type: 'tuple',
      },
    ],
    name: 'proposeAdmission',
    outputs: [
      {
        internalType: 'bytes32',
        name: 'id',
        type: 'bytes32',
      },
    ],
    stateMutability: 'nonpayable',
    type: 'function',
  },
  {
    inputs: [
      {
        internalType: 'enum IAgentRegistry.ContractName',
        name: 'name',
        type: 'uint8',
      },
      {
        internalType: 'address',
        name: 'named',
        type: 'address',
      },
    ],
    name: 'proposeContract',
    outputs: [
      {
        internalType: 'bytes32',
        name: 'id',
        type: 'bytes32',
      },
    ],
    stateMutability: 'nonpayable',
    type: 'function',
  },
  {
    inputs: [
      {
        internalType: 'address',
        name: 'target',
        type: 'address',
      },
    ],
    name: 'proposeRemoval',
    outputs: [
      {
        internalType: 'bytes32',
        name: 'id',
        type: 'bytes32',
      },
    ],
    stateMutability: 'nonpayable',
    type: 'function',
  },
  {
    inputs: [
      {
        components: [
          {
            internalType: 'uint16',
            name: 'admitNumerator',
            type: 'uint16',
          },
          {
            internalType: 'uint16',
            name: 'admitDenominator',
            type: 'uint16',
          },
          {
            internalType: 'uint16',
            name: 'removeNumerator',
            type: 'uint16',
          },
          {
            internalType: 'uint16',
            name: 'removeDenominator',
            type: 'uint16',
          },
          {
            internalType: 'uint40',
            name: 'delay',
            type: 'uint40',
          },
          {
            internalType: 'uint40',
            name: 'lifetime',
            type: 'uint40',
          },
          {
            internalType: 'uint128',
            name: 'allowance',
            type: 'uint128',
          },
        ],
        internalType: 'struct IAgentRegistry.Rules',
        name: 'proposed',
        type: 'tuple',
      },
    ],
    name: 'proposeRules',
    outputs: [
      {
        internalType: 'bytes32',
        name: 'id',
        type: 'bytes32',
      },
    ],
    stateMutability: 'nonpayable',
    type: 'function',
  },
  {
    inputs: [
      {
        components: [
          {
            internalType: 'address',
            name: 'agent',
            type: 'address',
          },
          {
            internalType: 'address',
            name: 'account',
            type: 'address',
          },
          {
            internalType: 'address',
            name: 'sealer',
            type: 'address',
          },
          {
            internalType: 'bytes32',
            name: 'hpkeKey',
            type: 'bytes32',
          },
          {
            internalType: 'bytes32',
            name: 'logKey',
            type: 'bytes32',
          },
          {
            internalType: 'string',
            name: 'name',
            type: 'string',
          },
          {
            internalType: 'string',
            name: 'host',
            type: 'string',
          },
        ],
        internalType: 'struct IAgentRegistry.Member',
        name: 'updated',
        type: 'tuple',
      },
    ],
    name: 'proposeUpdate',
    outputs: [
      {
        internalType: 'bytes32',
        name: 'id',
        type: 'bytes32',
      },
    ],
    stateMutability: 'nonpayable',
    type: 'function',
  },
  {
    inputs: [],
    name: 'relationships',
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
    inputs: [],
    name: 'rules',
    outputs: [
      {
        components: [
          {
            internalType: 'uint16',
            name: 'admitNumerator',
            type: 'uint16',
          },
          {
            internalType: 'uint16',
            name: 'admitDenominator',
            type: 'uint16',
          },
          {
            internalType: 'uint16',
            name: 'removeNumerator',
            type: 'uint16',
          },
          {
            internalType: 'uint16',
            name: 'removeDenominator',
            type: 'uint16',
          },
          {
            internalType: 'uint40',
            name: 'delay',
            type: 'uint40',
          },
          {
            internalType: 'uint40',
            name: 'lifetime',
            type: 'uint40',
          },
          {
            internalType: 'uint128',
            name: 'allowance',
            type: 'uint128',
          },
        ],
        internalType: 'struct IAgentRegistry.Rules',
        name: '',
        type: 'tuple',
      },
    ],
    stateMutability: 'view',
    type: 'function',
  },
  {
    inputs: [],
    name: 'successor',
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
        internalType: 'bytes32',
        name: 'id',
        type: 'bytes32',
      },
    ],
    name: 'tally',
    outputs: [
      {
        components: [
          {
            internalType: 'uint256',
            name: 'inFavour',
            type: 'uint256',
          },
          {
            internalType: 'uint256',
            name: 'against',
            type: 'uint256',
          },
          {
            internalType: 'uint256',
            name: 'electorate',
            type: 'uint256',
          },
          {
            internalType: 'uint256',
            name: 'needed',
            type: 'uint256',
          },
        ],
        internalType: 'struct IAgentRegistry.Tally',
        name: 'result',
        type: 'tuple',
      },
    ],
    stateMutability: 'view',
    type: 'function',
  },
  {
    inputs: [
      {
        internalType: 'bytes32',
        name: 'id',
        type: 'bytes32',
      },
      {
        internalType: 'bool',
        name: 'inFavour',
        type: 'bool',
      },
    ],
    name: 'vote',
    outputs: [],
    stateMutability: 'nonpayable',
    type: 'function',
  },
  {
    inputs: [
      {
        internalType: 'bytes32',
        name: 'id',
        type: 'bytes32',
      },
      {
        internalType: 'address',
        name: 'agent',
        type: 'address',
      },
    ],
    name: 'voteOf',
    outputs: [
      {
        internalType: 'enum IAgentRegistry.Vote',
        name: '',
        type: 'uint8',
      },
    ],
    stateMutability: 'view',
    type: 'function',
  },
  {
    inputs: [
      {
        internalType: 'bytes32',
        name: 'id',
        type: 'bytes32',
      },
    ],
    name: 'withdraw',
    outputs: [],
    stateMutability: 'nonpayable',
    type: 'function',
  },
] as const

/** The code that deploys AgentRegistry; its constructor's arguments follow it. */
export const agentRegistryBytecode =
  '0x6080604052604051617168380380617168833981016040819052610022916119a4565b80516000036100445760405163300cfecb60e11b815260040160405180910390fd5b8251610052906000906100df565b610067600184602001516100df60201b60201c565b61007c600284604001516100df60201b60201c565b610091600384606001516100df60201b60201c565b61009a8261017b565b60005b81518110156100d6576100ce8282815181106100bb576100bb611ae4565b602002602001015161029e60201b60201c565b60010161009d565b50505050611ed5565b6100e9828261031d565b806000808460048111156100ff576100ff611afa565b600481111561011057610110611afa565b8152602081019190915260400160002080546001600160a01b0319166001600160a01b03928316179055811682600481111561014e5761014e611afa565b6040517f9bb684b0c021ce3b523aee6c4e45c3a96b2eca66fd3dac6fc13c004964a5246490600090a35050565b6101848161050b565b80516001805460208401516040808601516060870151608088015160a089015161ffff98891663ffffffff199097169690961762010000958916959095029490941763ffffffff60201b19166401000000009288169290920261ffff60301b1916919091176601000000000000969091169590950294909417600160401b600160901b0319166801000000000000000064ffffffffff9283160264ffffffffff60681b1916176d0100000000000000000000000000919092160217905560c0820151600280546001600160801b0319166001600160801b03909216919091179055517f389b0cb948b9f8700be98bf5437dad7303af3b18579e344b4198e7460bf7e65f90610293908390611b10565b60405180910390a150565b6000808052602052600080516020617148833981519152546102cd9060049083906001600160a01b0316610532565b6003805461031a9183916000906102ea9064ffffffffff16611bab565b91906101000a81548164ffffffffff021916908364ffffffffff1602179055600461064760201b9092919060201c565b50565b806001600160a01b03163b60000361035857604051631937cc3f60e01b81526001600160a01b03821660048201526024015b60405180910390fd5b600082600481111561036c5761036c611afa565b03610407576040516307feec1960e21b8152600060048201526001600160a01b03821690631ffbb06490602401602060405180830381865afa1580156103b6573d6000803e3d6000fd5b505050506040513d601f19601f820116820180604052508101906103da9190611bd2565b156104035760405163bb425e5f60e01b81526001600160a01b038216600482015260240161034f565b5050565b600482600481111561041b5761041b611afa565b0361044957306001600160a01b038216036104035760405163666e611960e11b815260040160405180910390fd5b6000816001600160a01b031663c45a01556040518163ffffffff1660e01b8152600401602060405180830381865afa158015610489573d6000803e3d6000fd5b505050506040513d601f19601f820116820180604052508101906104ad9190611bf4565b6000808052602052600080516020617148833981519152549091506001600160a01b0380831691161461050657604051631421585960e31b81526001600160a01b0380841660048301528216602482015260440161034f565b505050565b61051481610714565b61031a578060405162f5dec360e81b815260040161034f9190611b10565b81518354607f190161055a576040516340322ebb60e01b81526080600482015260240161034f565b6001600160a01b038116600090815260028501602052604090205464ffffffffff16156105a55760405163143eb8f560e11b81526001600160a01b038216600482015260240161034f565b60405163589ee09b60e11b81526001600160a01b03828116600483015283169063b13dc13690602401602060405180830381865afa1580156105eb573d6000803e3d6000fd5b505050506040513d601f19601f8201168201806040525081019061060f9190611bd2565b6106375760405163b453e65360e01b81526001600160a01b038216600482015260240161034f565b61064184846107c8565b50505050565b815183546001810185556000858152602080822090920180546001600160a01b0319166001600160a01b039485161790558451909216825260028501905260409020805464ffffffffff191664ffffffffff83161790556106a883836109bd565b81600001516001600160a01b03167f2595d6f989dc03b565c4313b238b00d4ffeccc9a4210282255e284150d0726f883602001518460400151856060015186608001518760a001518860c0015160405161070796959493929190611c3b565b60405180910390a2505050565b6000610736826000015161ffff16836020015161ffff16610abc60201b60201c565b801561075d575061075d826040015161ffff16836060015161ffff16610abc60201b60201c565b801561077757506276a700826080015164ffffffffff1611155b801561079257506301e133808260a0015164ffffffffff1611155b80156107c2575062015180826080015164ffffffffff166107b39190611c94565b8260a0015164ffffffffff1610155b92915050565b805160208201516001600160a01b03166108005760405163d24ff74b60e01b81526001600160a01b038216600482015260240161034f565b6060820151158061081357506080820151155b1561083c57604051638101d52b60e01b81526001600160a01b038216600482015260240161034f565b60a082015161084a90610ade565b61086e5760a082015160405163250679e760e01b815261034f918391600401611ca7565b60c082015161087c90610b6b565b6108a05760c0820151604051632d251ebf60e01b815261034f918391600401611ca7565b6108bd816108b8858560200151610bfa60201b60201c565b610c2b565b156108f45760208201516040516378a7a0a560e01b81526001600160a01b038084166004830152909116602482015260440161034f565b61090c816108b8858560a00151610c5360201b60201c565b156109315760a082015160405163010e444b60e21b815261034f918391600401611ca7565b610949816108b8858560c00151610c6360201b60201c565b1561096e5760c082015160405163673b327360e01b815261034f918391600401611ca7565b610986816108b8858560400151610c7360201b60201c565b15610506576040808301519051634b2326e360e01b81526001600160a01b038084166004830152909116602482015260440161034f565b60408101516001600160a01b031615610a01576004820180546000906109e69061ffff16611ccb565b91906101000a81548161ffff021916908361ffff1602179055505b8051610a109083908390610c83565b80516001600160a01b03908116600090815260018085016020908152604092839020855181549086166001600160a01b0319918216178255918601519281018054938616938316939093179092559184015160028201805491909416921691909117909155606082015160038201556080820151600482015560a08201518291906005820190610aa09082611d78565b5060c08201516006820190610ab59082611d78565b5050505050565b60008183108015610ad7575081610ad4846002611e36565b10155b9392505050565b805160009082901580610af2575060648151115b15610b005750600092915050565b602060005b8251811015610b5f5760208214610b1c8483610dbb565b9093509150600019831480610b355750610b3583610f5e565b80610b485750826020148015610b485750805b15610b595750600095945050505050565b50610b05565b50602014159392505050565b60008181610b7e82601d60f91b83611053565b905081518114610bdc57600080610ba184610b9a856001611c94565b8651611097565b91509150811580610bb0575080155b80610bbc575061ffff81115b80610bc857506101bb81145b15610bd95750600095945050505050565b50505b60fd8111158015610bf25750610bf2828261119c565b949350505050565b60006003830181610c0a84611267565b81526020810191909152604001600020546001600160a01b03169392505050565b60006001600160a01b03821615801590610ad75750506001600160a01b039081169116141590565b60006003830181610c0a846112be565b60006003830181610c0a846112d9565b60006003830181610c0a846112ec565b80836003016000610c9d856020015161126760201b60201c565b815260200190815260200160002060006101000a8154816001600160a01b0302191690836001600160a01b0316021790555080836003016000610ce98560a001516112be60201b60201c565b815260200190815260200160002060006101000a8154816001600160a01b0302191690836001600160a01b0316021790555080836003016000610d358560c001516112d960201b60201c565b81526020810191909152604090810160002080546001600160a01b0319166001600160a01b0393841617905583015116156105065780836003016000610d8485604001516112ec60201b60201c565b815260200190815260200160002060006101000a8154816001600160a01b0302191690836001600160a01b03160217905550505050565b6000806000848481518110610dd257610dd2611ae4565b016020015160f81c90506080811015610dfb5780610df1856001611c94565b9250925050610f57565b600060f0821015610e1d5760e0821015610e16576002610e20565b6003610e20565b60045b60ff16905060c0821080610e34575060f782115b80610e4857508551610e468287611c94565b115b15610e5c5760001985935093505050610f57565b607f811c8216935060015b81811015610eca57600087610e7c8389611c94565b81518110610e8c57610e8c611ae4565b016020015160f81c9050608060c0821614610eb257600019879550955050505050610f57565b80603f16600687901b17955050806001019050610e67565b50600081600414610ef15781600314610ee4576080610ee8565b6108005b61ffff16610ef6565b620100005b62ffffff169050600061d8008610158015610f13575061dfff8611155b905081861080610f2557506210ffff86115b80610f2d5750805b15610f4357600019879550955050505050610f57565b85610f4e8489611c94565b95509550505050505b9250929050565b60006020821080610f7c5750607f8210158015610f7c575060a08211155b15610f8957506001919050565b612000821015610fc9578160ad1480610fa357508161034f145b80610faf57508161061c145b80610fbb575081611680145b806107c257505061180e1490565b61200f82111580610fe957506120288210158015610fe9575061202f8211155b80611003575061205f8210158015611003575061206f8211155b8061100f575081613000145b8061101b57508161feff145b80611035575061fff98210158015611035575061fffb8211155b806107c25750620e000082101580156107c2575050620e0fff101590565b805b8351811015610ad757826001600160f81b03191684828151811061107b5761107b611ae4565b01602001516001600160f81b03191614610ad757600101611055565b600080806110a58585611e4d565b90508015806110b45750600581115b806110ee57506001811180156110ee57508585815181106110d7576110d7611ae4565b6020910101516001600160f81b031916600360fc1b145b15611100576000809250925050611194565b845b8481101561118d5761113387828151811061111f5761111f611ae4565b01602001516001600160f81b031916611329565b61114557600080935093505050611194565b865160309088908390811061115c5761115c611ae4565b016020015160f81c61116f85600a611e36565b6111799190611c94565b6111839190611e4d565b9250600101611102565b5060019250505b935093915050565b6000808080805b8581116112445760006111bb88601760f91b84611053565b9050868111156111c85750855b6111d388838361135c565b6111e5576000955050505050506107c2565b6000806111f38a8585611097565b915091508661120190611e60565b9650818015611211575060ff8111155b156112225761121f86611e60565b95505b61122d8a8585611492565b945061123a836001611c94565b93505050506111a3565b5080158061125d575060048314801561125d5750600482145b9695505050505050565b604080516020810182905260076060820152661858d8dbdd5b9d60ca1b60808201526001600160a01b0383169181019190915260009060a0015b604051602081830303815290604052805190602001209050919050565b60006112c9826115c5565b6040516020016112a19190611e79565b6000816040516020016112a19190611ea7565b6040805160208101829052600660608201526539b2b0b632b960d11b60808201526001600160a01b0383169181019190915260009060a0016112a1565b6000600360fc1b6001600160f81b03198316108015906107c25750603960f81b6001600160f81b03198316111592915050565b6000818314806113755750603f6113738484611e4d565b115b1561138257506000610ad7565b83838151811061139457611394611ae4565b6020910101516001600160f81b031916602d60f81b14806113e35750836113bc600184611e4d565b815181106113cc576113cc611ae4565b6020910101516001600160f81b031916602d60f81b145b156113f057506000610ad7565b825b8281101561148757600085828151811061140e5761140e611ae4565b01602001516001600160f81b0319169050606160f81b81108015906114415750603d60f91b6001600160f81b0319821611155b158015611454575061145281611329565b155b801561146e5750602d60f81b6001600160f81b0319821614155b1561147e57600092505050610ad7565b506001016113f2565b506001949350505050565b60008060026114a18585611e4d565b101580156114d357508484815181106114bc576114bc611ae4565b6020910101516001600160f81b031916600360fc1b145b801561150d5750846114e6856001611c94565b815181106114f6576114f6611ae4565b6020910101516001600160f81b031916600f60fb1b145b905060008161151c5784611527565b611527856002611c94565b90505b838110156115b957600086828151811061154657611546611ae4565b01602001516001600160f81b031916905061156081611329565b15801561159f57508280156115835750606160f81b6001600160f81b0319821610155b801561159d5750603360f91b6001600160f81b0319821611155b155b156115b05760009350505050610ad7565b5060010161152a565b50600195945050505050565b805160609082906001600160401b038111156115e3576115e36116ff565b6040519080825280601f01601f19166020018201604052801561160d576020820181803683370190505b50915060005b81518110156116f857604160f81b82828151811061163357611633611ae4565b01602001516001600160f81b031916108015906116745750602d60f91b82828151811061166257611662611ae4565b01602001516001600160f81b03191611155b61169e5781818151811061168a5761168a611ae4565b01602001516001600160f81b0319166116c7565b8181815181106116b0576116b0611ae4565b6020910101516001600160f81b031916600160fd1b175b8382815181106116d9576116d9611ae4565b60200101906001600160f81b031916908160001a905350600101611613565b5050919050565b634e487b7160e01b600052604160045260246000fd5b60405160e081016001600160401b0381118282101715611737576117376116ff565b60405290565b604051608081016001600160401b0381118282101715611737576117376116ff565b604051601f8201601f191681016001600160401b0381118282101715611787576117876116ff565b604052919050565b80516001600160a01b03811681146117a657600080fd5b919050565b805161ffff811681146117a657600080fd5b805164ffffffffff811681146117a657600080fd5b60005b838110156117ed5781810151838201526020016117d5565b50506000910152565b600082601f83011261180757600080fd5b81516001600160401b03811115611820576118206116ff565b611833601f8201601f191660200161175f565b81815284602083860101111561184857600080fd5b610bf28260208301602087016117d2565b600082601f83011261186a57600080fd5b81516001600160401b03811115611883576118836116ff565b8060051b6118936020820161175f565b918252602081850181019290810190868411156118af57600080fd5b6020860192505b8383101561125d5782516001600160401b038111156118d457600080fd5b860160e0818903601f190112156118ea57600080fd5b6118f2611715565b6118fe6020830161178f565b815261190c6040830161178f565b602082015261191d6060830161178f565b6040820152608082810151606083015260a08301519082015260c08201516001600160401b0381111561194f57600080fd5b61195e8a6020838601016117f6565b60a08301525060e08201516001600160401b0381111561197d57600080fd5b61198c8a6020838601016117f6565b60c083015250835250602092830192909101906118b6565b60008060008385036101808112156119bb57600080fd5b60808112156119c957600080fd5b6119d161173d565b6119da8661178f565b81526119e86020870161178f565b60208201526119f96040870161178f565b6040820152611a0a6060870161178f565b6060820152935060e0607f1982011215611a2357600080fd5b50611a2c611715565b611a38608086016117ab565b8152611a4660a086016117ab565b6020820152611a5760c086016117ab565b6040820152611a6860e086016117ab565b6060820152611a7a61010086016117bd565b6080820152611a8c61012086016117bd565b60a08201526101408501516001600160801b0381168114611aac57600080fd5b60c08201526101608501519092506001600160401b03811115611ace57600080fd5b611ada86828701611859565b9150509250925092565b634e487b7160e01b600052603260045260246000fd5b634e487b7160e01b600052602160045260246000fd5b600060e08201905061ffff835116825261ffff602084015116602083015261ffff604084015116604083015261ffff606084015116606083015264ffffffffff608084015116608083015260a0830151611b7360a084018264ffffffffff169052565b5060c0830151611b8e60c08401826001600160801b03169052565b5092915050565b634e487b7160e01b600052601160045260246000fd5b600064ffffffffff821664ffffffffff8103611bc957611bc9611b95565b60010192915050565b600060208284031215611be457600080fd5b81518015158114610ad757600080fd5b600060208284031215611c0657600080fd5b610ad78261178f565b60008151808452611c278160208601602086016117d2565b601f01601f19169290920160200192915050565b6001600160a01b03878116825286166020820152604081018590526060810184905260c060808201819052600090611c7590830185611c0f565b82810360a0840152611c878185611c0f565b9998505050505050505050565b808201808211156107c2576107c2611b95565b6001600160a01b0383168152604060208201819052600090610bf290830184611c0f565b600061ffff821661ffff8103611bc957611bc9611b95565b600181811c90821680611cf757607f821691505b602082108103611d1757634e487b7160e01b600052602260045260246000fd5b50919050565b601f821115610506578282111561050657806000526020600020601f840160051c6020851015611d4b575060005b90810190601f840160051c0360005b81811015611d7057600083820155600101611d5a565b505050505050565b81516001600160401b03811115611d9157611d916116ff565b611da581611d9f8454611ce3565b84611d1d565b6020601f821160018114611dd95760008315611dc15750848201515b600019600385901b1c1916600184901b178455610ab5565b600084815260208120601f198516915b82811015611e095787850151825560209485019460019092019101611de9565b5084821015611e275786840151600019600387901b60f8161c191681555b50505050600190811b01905550565b80820281158282048414176107c2576107c2611b95565b818103818111156107c2576107c2611b95565b600060018201611e7257611e72611b95565b5060010190565b6040815260046040820152636e616d6560e01b6060820152608060208201526000610ad76080830184611c0f565b6040815260046040820152631a1bdcdd60e21b6060820152608060208201526000610ad76080830184611c0f565b61526480611ee46000396000f3fe608060405234801561001057600080fd5b50600436106101b95760003560e01c80638e19899e116100f9578063bdd4d18d11610097578063cdd4010011610071578063cdd4010014610477578063d66d9e191461048a578063e7d4539e14610492578063f6e22eb5146104b257600080fd5b8063bdd4d18d14610452578063be4f20ec14610467578063c45a01551461046f57600080fd5b8063a230c524116100d3578063a230c524146103c8578063b2d590491461040a578063b7ab4db51461041d578063bbad29c91461043257600080fd5b80638e19899e1461039a57806398d35f20146103ad5780639f2ce678146103b557600080fd5b80635bf89d9e1161016657806360ddda6c1161014057806360ddda6c1461034c5780636da590411461035f5780636ff968c31461037f5780638b68890c1461038757600080fd5b80635bf89d9e1461031c5780635fcee45714610324578063603884321461033757600080fd5b806311aee3801161019757806311aee380146102225780633a71cfef1461022a57806352f6747a1461023d57600080fd5b806301f7c6e3146101be5780630275ef76146101e45780630d4eea8b1461020f575b600080fd5b6101d16101cc3660046142f4565b6104f8565b6040519081526020015b60405180910390f35b6101f76101f2366004614353565b61059e565b6040516001600160a01b0390911681526020016101db565b6101f761021d3660046142f4565b6105ec565b6004546101d1565b6101d16102383660046143a7565b6105f9565b61030f6040805160e081018252600080825260208201819052918101829052606081018290526080810182905260a0810182905260c0810191909152506040805160e08101825260015461ffff808216835262010000820481166020840152640100000000820481169383019390935266010000000000008104909216606082015264ffffffffff680100000000000000008304811660808301526d010000000000000000000000000090920490911660a08201526002546fffffffffffffffffffffffffffffffff1660c082015290565b6040516101db91906143dc565b6101f7610663565b6101d161033236600461446a565b61069a565b61034a610345366004614486565b6106d7565b005b6101f761035a366004614353565b6109cd565b61037261036d3660046144d2565b610a12565b6040516101db919061452a565b6101f7610bdf565b6101d16103953660046143a7565b610bea565b61034a6103a83660046144d2565b610c93565b6101f7610d69565b61034a6103c33660046145e9565b610d74565b6103fa6103d63660046142f4565b6001600160a01b031660009081526006602052604090205464ffffffffff16151590565b60405190151581526020016101db565b6101d1610418366004614628565b610dde565b610425610e10565b6040516101db9190614654565b6104456104403660046146a0565b610e21565b6040516101db91906146c5565b61045a610ec8565b6040516101db91906147c7565b6101f7610ed4565b6101f7610edf565b6101f76104853660046142f4565b610ee9565b61034a610ef6565b6104a56104a03660046142f4565b610f11565b6040516101db919061484a565b6104c56104c03660046144d2565b6110e5565b6040516101db91908151815260208083015190820152604080830151908201526060918201519181019190915260800190565b60006105056004336112b6565b50336001600160a01b03831603610558576040517f4e4dc0530000000000000000000000000000000000000000000000000000000081526001600160a01b03831660048201526024015b60405180910390fd5b6105636004836112b6565b50604080516001600160a01b0384166020820152610596916002918591015b60405160208183030381529060405261131d565b90505b919050565b60006105e383838080601f0160208091040260200160405190810160405280939291908181526020018383808284376000920191909152506004939250506116a39050565b90505b92915050565b60006105966004836116d5565b60006106066004336112b6565b5061064c61061383614a1d565b600080805b6004811115610629576106296144eb565b8152602081019190915260400160002054600491906001600160a01b03166116e6565b610596600080846040516020016105829190614ad6565b6000808060025b600481111561067b5761067b6144eb565b81526020810191909152604001600020546001600160a01b0316919050565b60006106a76004336112b6565b506106bf6106ba36849003840184614bf9565b61187d565b61059660036000846040516020016105829190614c8d565b60006106e2846118c1565b9050836107338260c001518360000151846020015187878080601f0160208091040260200160405190810160405280939291908181526020018383808284376000920191909152506119b692505050565b1461076d576040517fc830f93c0000000000000000000000000000000000000000000000000000000081526004810185905260240161054f565b8060a0015164ffffffffff164210156107c85760a08101516040517fb855e8c90000000000000000000000000000000000000000000000000000000081526004810186905264ffffffffff909116602482015260440161054f565b60006107d3856110e5565b905080606001518160000151101561082e57805160608201516040517fdb44f7a4000000000000000000000000000000000000000000000000000000008152600481018890526024810192909252604482015260640161054f565b60008581526009602052604080822080547fffffffffffffffffffff00ffffffffffffffffffffffffffffffffffffffffff1675020000000000000000000000000000000000000000001790555186917fa3b6368b6d3f37515d1e7c5f2419ec24fb57f5f867fd9456a70d950bdac1f4c691a26000826020015160048111156108b9576108b96144eb565b036108e65760006108cc84860186614d38565b90506108d7816119ef565b6108e081611a49565b506109c6565b6001826020015160048111156108fe576108fe6144eb565b03610932576109168583600001518460c00151611b32565b61092d61092584860186614d38565b600490611b96565b6109c6565b60028260200151600481111561094a5761094a6144eb565b0361097557610962858360e001518460c00151611b32565b60e082015161092d906004906001611c43565b60038260200151600481111561098d5761098d6144eb565b036109a65761092d6109a184860186614bf9565b611e92565b6000806109b585870187614628565b915091506109c3828261204f565b50505b5050505050565b60006105e383838080601f0160208091040260200160405190810160405280939291908181526020018383808284376000920191909152506004939250506121039050565b610a5b6040805161010081019091526000808252602082019081526020016000815260006020820181905260408201819052606082018190526080820181905260a09091015290565b6000828152600960209081526040918290208251610100810190935280546001600160a01b0381168452909183019074010000000000000000000000000000000000000000900460ff166004811115610ab657610ab66144eb565b6004811115610ac757610ac76144eb565b815281546020909101907501000000000000000000000000000000000000000000900460ff166004811115610afe57610afe6144eb565b6004811115610b0f57610b0f6144eb565b8152815464ffffffffff7601000000000000000000000000000000000000000000008204811660208401527b0100000000000000000000000000000000000000000000000000000090910481166040830152600192830154808216606084015265010000000000810490911660808301526001600160a01b036a01000000000000000000009091041660a09091015290915081604001516004811115610bb757610bb76144eb565b148015610bce5750806080015164ffffffffff1642115b156105995760046040820152919050565b60008080600461066a565b6000610bf76004336112b6565b5033610c0660208401846142f4565b6001600160a01b031614610c675733610c2260208401846142f4565b6040517fcc42b32c0000000000000000000000000000000000000000000000000000000081526001600160a01b0392831660048201529116602482015260440161054f565b610c7b610c7383614a1d565b600490612114565b61059660016000846040516020016105829190614ad6565b610c9e6004336112b6565b5033610ca9826118c1565b516001600160a01b031614610cf3576040517f2dd429c90000000000000000000000000000000000000000000000000000000081526004810182905233602482015260440161054f565b60008181526009602052604080822080547fffffffffffffffffffff00ffffffffffffffffffffffffffffffffffffffffff1675030000000000000000000000000000000000000000001790555182917fa837d5f31da8d1189e961cfc0b9a1cb09534bb2de83857b5bed14db7f2c7f75d91a250565b60008080600361066a565b610d7f6004336112b6565b5033610d8a836118c1565b60e001516001600160a01b031603610dd0576040517f4e4dc05300000000000000000000000000000000000000000000000000000000815233600482015260240161054f565b610dda82826123b7565b5050565b6000610deb6004336112b6565b50610df68383612470565b6105e3600460008585604051602001610582929190614d6d565b6060610e1c60046126df565b905090565b6000828152600a602090815260408083206001600160a01b0385168452825280832081518083019092525464ffffffffff81168083526501000000000090910460ff16151592820192909252901580610e9e57506001600160a01b038316600090815260066020526040902054815164ffffffffff908116911614155b15610ead5760009150506105e6565b8060200151610ebd576002610ec0565b60015b949350505050565b6060610e1c60046127de565b60008080600161066a565b600080808061066a565b6000610596600483612a4e565b610f016004336112b6565b50610f0f6004336000611c43565b565b6040805160e0810182526000808252602082018190529181018290526060808201839052608082019290925260a0810182905260c0810191909152610f576004836112b6565b506001600160a01b03808316600090815260056020818152604092839020835160e081018552815486168152600182015486169281019290925260028101549094169281019290925260038301546060830152600483015460808301528201805491929160a084019190610fca90614d92565b80601f0160208091040260200160405190810160405280929190818152602001828054610ff690614d92565b80156110435780601f1061101857610100808354040283529160200191611043565b820191906000526020600020905b81548152906001019060200180831161102657829003601f168201915b5050505050815260200160068201805461105c90614d92565b80601f016020809104026020016040519081016040528092919081815260200182805461108890614d92565b80156110d55780601f106110aa576101008083540402835291602001916110d5565b820191906000526020600020905b8154815290600101906020018083116110b857829003601f168201915b5050505050815250509050919050565b6111106040518060800160405280600081526020016000815260200160008152602001600081525090565b600061111b83612a5f565b60045490915060005b818110156111c5576000611162866004600001848154811061114857611148614ddf565b6000918252602090912001546001600160a01b0316610e21565b90506001816002811115611178576111786144eb565b03611191578451859061118a90614e3d565b90526111bc565b60028160028111156111a5576111a56144eb565b036111bc578460200180516111b990614e3d565b90525b50600101611124565b5060e08201516001600160a01b031660009081526006602052604090205464ffffffffff16156111ff576111fa600182614e57565b611201565b805b6040808501918252805160e08101825260015461ffff8082168352620100008204811660208085019190915264010000000083048216948401949094526601000000000000820416606083015264ffffffffff680100000000000000008204811660808401526d01000000000000000000000000009091041660a08201526002546fffffffffffffffffffffffffffffffff1660c08201529084015191516112a99290612c40565b6060840152509092915050565b6001600160a01b038116600090815260028301602052604081205464ffffffffff16908190036105e6576040517f9b8bcd9f0000000000000000000000000000000000000000000000000000000081526001600160a01b038316600482015260240161054f565b60038054600091829182906113389064ffffffffff16614e6a565b91906101000a81548164ffffffffff021916908364ffffffffff16021790559050611365813387866119b6565b60408051610100810190915233815290925042906020810187600481111561138f5761138f6144eb565b81526020016001815264ffffffffff80841660208301526001546040909201916113cc916d01000000000000000000000000009091041684614e91565b64ffffffffff1681526020016113e188612ce9565b6113eb578261140b565b60015461140b9068010000000000000000900464ffffffffff1684614e91565b64ffffffffff908116825284166020808301919091526001600160a01b03808916604093840152600087815260098352929092208351815493167fffffffffffffffffffffffff0000000000000000000000000000000000000000841681178255918401519092909183917fffffffffffffffffffffff0000000000000000000000000000000000000000001617740100000000000000000000000000000000000000008360048111156114c1576114c16144eb565b02179055506040820151815482907fffffffffffffffffffff00ffffffffffffffffffffffffffffffffffffffffff16750100000000000000000000000000000000000000000083600481111561151a5761151a6144eb565b021790555060608201518154608084015175ffffffffffffffffffffffffffffffffffffffffffff90911676010000000000000000000000000000000000000000000064ffffffffff938416027affffffffffffffffffffffffffffffffffffffffffffffffffffff16177b010000000000000000000000000000000000000000000000000000009183169190910217825560a08301516001909201805460c085015160e0909501519383167fffffffffffffffffffffffffffffffffffffffffffff0000000000000000000090911617650100000000009490921693909302177fffff0000000000000000000000000000000000000000ffffffffffffffffffff166a01000000000000000000006001600160a01b039092169190910217905585600481111561164d5761164d6144eb565b336001600160a01b0316847fdd31e0e4c95ccbe8639a3fb0448aae33e67858f6d83ed149bf8cec0c669bfb7a876040516116879190614eae565b60405180910390a461169a8360016123b7565b50509392505050565b60008260030160006116b484612d23565b81526020810191909152604001600020546001600160a01b03169392505050565b60008260030160006116b484612d53565b815183547fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff8001611745576040517f40322ebb0000000000000000000000000000000000000000000000000000000081526080600482015260240161054f565b6001600160a01b038116600090815260028501602052604090205464ffffffffff16156117a9576040517f287d71ea0000000000000000000000000000000000000000000000000000000081526001600160a01b038216600482015260240161054f565b6040517fb13dc1360000000000000000000000000000000000000000000000000000000081526001600160a01b03828116600483015283169063b13dc13690602401602060405180830381865afa158015611808573d6000803e3d6000fd5b505050506040513d601f19601f8201168201806040525081019061182c9190614ec1565b61186d576040517fb453e6530000000000000000000000000000000000000000000000000000000081526001600160a01b038216600482015260240161054f565b6118778484612114565b50505050565b61188681612da7565b6118be57806040517ff5dec30000000000000000000000000000000000000000000000000000000000815260040161054f91906143dc565b50565b61190a6040805161010081019091526000808252602082019081526020016000815260006020820181905260408201819052606082018190526080820181905260a09091015290565b61191382612a5f565b905060018160400151600481111561192d5761192d6144eb565b1461196c578181604001516040517ff1d6ac3300000000000000000000000000000000000000000000000000000000815260040161054f929190614ede565b806080015164ffffffffff16421115610599578160046040517ff1d6ac3300000000000000000000000000000000000000000000000000000000815260040161054f929190614ede565b6000848484846040516020016119cf9493929190614efb565b604051602081830303815290604052805190602001209050949350505050565b6119fc8160008080610618565b600380546118be918391600090611a199064ffffffffff16614e6a565b91906101000a81548164ffffffffff021916908364ffffffffff16021790556004612e4e9092919063ffffffff16565b6002546fffffffffffffffffffffffffffffffff16801580611a6a57504781115b15611a73575050565b600082602001516001600160a01b031682600090604051600060405180830381858888f193505050503d8060008114611ac8576040519150601f19603f3d011682016040523d82523d6000602084013e611acd565b606091505b505090508015611b2d5782602001516001600160a01b031683600001516001600160a01b03167f291f84cc50460ba253dd410dfb3142a5f89d5d3e95bcbcb3c3739fc60abe10f884604051611b2491815260200190565b60405180910390a35b505050565b64ffffffffff8116611b456004846112b6565b64ffffffffff161115611b2d576040517f687e8890000000000000000000000000000000000000000000000000000000008152600481018490526001600160a01b038316602482015260440161054f565b611ba08282612114565b60408101516001600160a01b0316611bc057611bc0828260000151612f4d565b611bce828260000151612fc5565b611bd88282613225565b80600001516001600160a01b03167f5df496ce8cf5bd97cea0d7844927135f7bd114ade02b84212c59b256f17e0ef082602001518360400151846060015185608001518660a001518760c00151604051611c3796959493929190614f39565b60405180910390a25050565b8254600103611c89576040517f373d61a00000000000000000000000000000000000000000000000000000000081526001600160a01b038316600482015260240161054f565b611c938383612f4d565b6001600160a01b03808316600090815260018501602052604090206002015416611cbd8484612fc5565b6001600160a01b0383166000908152600285016020526040812080547fffffffffffffffffffffffffffffffffffffffffffffffffffffff00000000001690555b836001600160a01b0316856000018281548110611d1d57611d1d614ddf565b6000918252602090912001546001600160a01b031614611d4757611d4081614e3d565b9050611cfe565b8454600090611d5890600190614e57565b90505b80821015611de45785611d6f836001614f95565b81548110611d7f57611d7f614ddf565b60009182526020909120015486546001600160a01b0390911690879084908110611dab57611dab614ddf565b9060005260206000200160006101000a8154816001600160a01b0302191690836001600160a01b03160217905550816001019150611d5b565b508454859080611df657611df6614fa8565b600082815260209020810160001990810180547fffffffffffffffffffffffff00000000000000000000000000000000000000001690550190556040516001600160a01b038516907f76faa2c4bcafe816ada6680481d66525477d971ad6a6ab2d34a4d446d5ff9f5b90611e8390859087906001600160a01b039290921682521515602082015260400190565b60405180910390a25050505050565b611e9b8161187d565b80516001805460208401516040808601516060870151608088015160a089015161ffff9889167fffffffffffffffffffffffffffffffffffffffffffffffffffffffff00000000909716969096176201000095891695909502949094177fffffffffffffffffffffffffffffffffffffffffffffffff00000000ffffffff16640100000000928816929092027fffffffffffffffffffffffffffffffffffffffffffffffff0000ffffffffffff169190911766010000000000009690911695909502949094177fffffffffffffffffffffffffffff00000000000000000000ffffffffffffffff166801000000000000000064ffffffffff928316027fffffffffffffffffffffffffffff0000000000ffffffffffffffffffffffffff16176d0100000000000000000000000000919092160217905560c0820151600280547fffffffffffffffffffffffffffffffff00000000000000000000000000000000166fffffffffffffffffffffffffffffffff909216919091179055517f389b0cb948b9f8700be98bf5437dad7303af3b18579e344b4198e7460bf7e65f906120449083906143dc565b60405180910390a150565b6120598282612470565b8060008084600481111561206f5761206f6144eb565b6004811115612080576120806144eb565b8152602081019190915260400160002080547fffffffffffffffffffffffff0000000000000000000000000000000000000000166001600160a01b0392831617905581168260048111156120d6576120d66144eb565b6040517f9bb684b0c021ce3b523aee6c4e45c3a96b2eca66fd3dac6fc13c004964a5246490600090a35050565b60008260030160006116b484613335565b805160208201516001600160a01b0316612165576040517fd24ff74b0000000000000000000000000000000000000000000000000000000081526001600160a01b038216600482015260240161054f565b6060820151158061217857506080820151155b156121ba576040517f8101d52b0000000000000000000000000000000000000000000000000000000081526001600160a01b038216600482015260240161054f565b6121c78260a00151613350565b6122045760a08201516040517f250679e700000000000000000000000000000000000000000000000000000000815261054f918391600401614fd7565b6122118260c001516133dd565b61224e5760c08201516040517f2d251ebf00000000000000000000000000000000000000000000000000000000815261054f918391600401614fd7565b612265816122608585602001516116d5565b613480565b156122b55760208201516040517f78a7a0a50000000000000000000000000000000000000000000000000000000081526001600160a01b038084166004830152909116602482015260440161054f565b6122c781612260858560a00151612103565b156123055760a08201516040517f0439112c00000000000000000000000000000000000000000000000000000000815261054f918391600401614fd7565b61231781612260858560c001516116a3565b156123555760c08201516040517f673b327300000000000000000000000000000000000000000000000000000000815261054f918391600401614fd7565b61236781612260858560400151612a4e565b15611b2d5760408083015190517f4b2326e30000000000000000000000000000000000000000000000000000000081526001600160a01b038084166004830152909116602482015260440161054f565b604080518082018252336000818152600660209081528482205464ffffffffff9081168552861515828601818152898552600a8452878520868652845293879020955186549451151565010000000000027fffffffffffffffffffffffffffffffffffffffffffffffffffff0000000000009095169216919091179290921790935592519283529184917f16efd9a5766ad43ca179f5ef58b8748c48ddedd2dd2a228460465bfa90d4d069910160405180910390a35050565b806001600160a01b03163b6000036124bf576040517f1937cc3f0000000000000000000000000000000000000000000000000000000081526001600160a01b038216600482015260240161054f565b60008260048111156124d3576124d36144eb565b0361259c576040517f1ffbb064000000000000000000000000000000000000000000000000000000008152600060048201526001600160a01b03821690631ffbb06490602401602060405180830381865afa158015612536573d6000803e3d6000fd5b505050506040513d601f19601f8201168201806040525081019061255a9190614ec1565b15610dda576040517fbb425e5f0000000000000000000000000000000000000000000000000000000081526001600160a01b038216600482015260240161054f565b60048260048111156125b0576125b06144eb565b036125f757306001600160a01b03821603610dda576040517fccdcc23200000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6000816001600160a01b031663c45a01556040518163ffffffff1660e01b8152600401602060405180830381865afa158015612637573d6000803e3d6000fd5b505050506040513d601f19601f8201168201806040525081019061265b9190614ff9565b60008080526020527fad3228b676f7d3cd4284a5443f17f1962b36e491b30a40b2405849e597ba5fb5549091506001600160a01b03808316911614611b2d576040517fa10ac2c80000000000000000000000000000000000000000000000000000000081526001600160a01b0380841660048301528216602482015260440161054f565b600481015460609061ffff1667ffffffffffffffff8111156127035761270361485d565b60405190808252806020026020018201604052801561272c578160200160208202803683370190505b5090506000805b83548110156127d757600084600101600086600001848154811061275957612759614ddf565b60009182526020808320909101546001600160a01b03908116845290830193909352604090910190206002015416905080156127ce5780848461279b81614e3d565b9550815181106127ad576127ad614ddf565b60200260200101906001600160a01b031690816001600160a01b0316815250505b50600101612733565b5050919050565b805460609067ffffffffffffffff8111156127fb576127fb61485d565b60405190808252806020026020018201604052801561286457816020015b6040805160e081018252600080825260208083018290529282018190526060808301829052608083019190915260a0820181905260c082015282526000199092019101816128195790505b50905060005b8151811015612a485782600101600084600001838154811061288e5761288e614ddf565b60009182526020808320909101546001600160a01b039081168452838201949094526040928301909120825160e0810184528154851681526001820154851692810192909252600281015490931691810191909152600382015460608201526004820154608082015260058201805491929160a08401919061290f90614d92565b80601f016020809104026020016040519081016040528092919081815260200182805461293b90614d92565b80156129885780601f1061295d57610100808354040283529160200191612988565b820191906000526020600020905b81548152906001019060200180831161296b57829003601f168201915b505050505081526020016006820180546129a190614d92565b80601f01602080910402602001604051908101604052809291908181526020018280546129cd90614d92565b8015612a1a5780601f106129ef57610100808354040283529160200191612a1a565b820191906000526020600020905b8154815290600101906020018083116129fd57829003601f168201915b505050505081525050828281518110612a3557612a35614ddf565b602090810291909101015260010161286a565b50919050565b60008260030160006116b4846134a8565b612aa86040805161010081019091526000808252602082019081526020016000815260006020820181905260408201819052606082018190526080820181905260a09091015290565b6000828152600960209081526040918290208251610100810190935280546001600160a01b0381168452909183019074010000000000000000000000000000000000000000900460ff166004811115612b0357612b036144eb565b6004811115612b1457612b146144eb565b815281546020909101907501000000000000000000000000000000000000000000900460ff166004811115612b4b57612b4b6144eb565b6004811115612b5c57612b5c6144eb565b81528154760100000000000000000000000000000000000000000000810464ffffffffff90811660208401527b0100000000000000000000000000000000000000000000000000000090910481166040830152600190920154808316606083015265010000000000810490921660808201526a01000000000000000000009091046001600160a01b031660a0909101529050600081604001516004811115612c0657612c066144eb565b03610599576040517f2f0d8ac70000000000000000000000000000000000000000000000000000000081526004810183905260240161054f565b6000612c4b83612ce9565b612c84576020840151845161ffff91821691612c68911684615016565b612c72919061502d565b612c7d906001614f95565b9050612ce2565b836060015161ffff16846040015161ffff1683612ca19190615016565b612cab919061502d565b612cb6906001614f95565b90506002836004811115612ccc57612ccc6144eb565b148015612cd95750600281105b15612ce2575060025b9392505050565b600080826004811115612cfe57612cfe6144eb565b1415801561059657506001826004811115612d1b57612d1b6144eb565b141592915050565b600081604051602001612d369190615068565b604051602081830303815290604052805190602001209050919050565b6040805160208101829052600760608201527f6163636f756e740000000000000000000000000000000000000000000000000060808201526001600160a01b0383169181019190915260009060a001612d36565b6000612dc3826000015161ffff16836020015161ffff166134fc565b8015612de45750612de4826040015161ffff16836060015161ffff166134fc565b8015612dfe57506276a700826080015164ffffffffff1611155b8015612e1957506301e133808260a0015164ffffffffff1611155b8015610596575062015180826080015164ffffffffff16612e3a9190614f95565b8260a0015164ffffffffff16101592915050565b815183546001810185556000858152602080822090920180547fffffffffffffffffffffffff0000000000000000000000000000000000000000166001600160a01b03948516179055845190921682526002850190526040902080547fffffffffffffffffffffffffffffffffffffffffffffffffffffff00000000001664ffffffffff8316179055612ee18383613225565b81600001516001600160a01b03167f2595d6f989dc03b565c4313b238b00d4ffeccc9a4210282255e284150d0726f883602001518460400151856060015186608001518760a001518860c00151604051612f4096959493929190614f39565b60405180910390a2505050565b600482015461ffff166001148015612f8357506001600160a01b0381811660009081526001840160205260409020600201541615155b15610dda576040517fad6648660000000000000000000000000000000000000000000000000000000081526001600160a01b038216600482015260240161054f565b6001600160a01b038082166000908152600180850160209081526040808420815160e0810183528154871681529381015486169284019290925260028201549094169382019390935260038301546060820152600483015460808201526005830180549293919260a08401919061303b90614d92565b80601f016020809104026020016040519081016040528092919081815260200182805461306790614d92565b80156130b45780601f10613089576101008083540402835291602001916130b4565b820191906000526020600020905b81548152906001019060200180831161309757829003601f168201915b505050505081526020016006820180546130cd90614d92565b80601f01602080910402602001604051908101604052809291908181526020018280546130f990614d92565b80156131465780601f1061311b57610100808354040283529160200191613146565b820191906000526020600020905b81548152906001019060200180831161312957829003601f168201915b5050509190925250505060408101519091506001600160a01b0316156131975760048301805460009061317c9061ffff166150af565b91906101000a81548161ffff021916908361ffff1602179055505b6131a38382600061351d565b6001600160a01b038216600090815260018085016020526040822080547fffffffffffffffffffffffff000000000000000000000000000000000000000090811682559181018054831690556002810180549092169091556003810182905560048101829055906132176005830182614289565b6109c6600683016000614289565b60408101516001600160a01b0316156132695760048201805460009061324e9061ffff166150cd565b91906101000a81548161ffff021916908361ffff1602179055505b6132788282836000015161351d565b80516001600160a01b03908116600090815260018085016020908152604092839020855181549086167fffffffffffffffffffffffff0000000000000000000000000000000000000000918216178255918601519281018054938616938316939093179092559184015160028201805491909416921691909117909155606082015160038201556080820151600482015560a082015182919060058201906133209082615140565b5060c082015160068201906109c69082615140565b600061334082613655565b604051602001612d36919061521d565b805160009082901580613364575060648151115b156133725750600092915050565b602060005b82518110156133d1576020821461338e8483613855565b90935091506000198314806133a757506133a7836139f8565b806133ba57508260201480156133ba5750805b156133cb5750600095945050505050565b50613377565b50602014159392505050565b6000818161340c827f3a0000000000000000000000000000000000000000000000000000000000000083613aed565b90508151811461346a5760008061342f84613428856001614f95565b8651613b61565b9150915081158061343e575080155b8061344a575061ffff81115b8061345657506101bb81145b156134675750600095945050505050565b50505b60fd8111158015610ec05750610ec08282613cb2565b60006001600160a01b038216158015906105e35750506001600160a01b039081169116141590565b6040805160208101829052600660608201527f7365616c6572000000000000000000000000000000000000000000000000000060808201526001600160a01b0383169181019190915260009060a001612d36565b600081831080156105e3575081613514846002615016565b10159392505050565b808360030160006135318560200151612d53565b815260200190815260200160002060006101000a8154816001600160a01b0302191690836001600160a01b03160217905550808360030160006135778560a00151613335565b815260200190815260200160002060006101000a8154816001600160a01b0302191690836001600160a01b03160217905550808360030160006135bd8560c00151612d23565b81526020810191909152604090810160002080547fffffffffffffffffffffffff0000000000000000000000000000000000000000166001600160a01b039384161790558301511615611b2d578083600301600061361e85604001516134a8565b815260200190815260200160002060006101000a8154816001600160a01b0302191690836001600160a01b03160217905550505050565b8051606090829067ffffffffffffffff8111156136745761367461485d565b6040519080825280601f01601f19166020018201604052801561369e576020820181803683370190505b50915060005b81518110156127d7577f41000000000000000000000000000000000000000000000000000000000000008282815181106136e0576136e0614ddf565b01602001517fff00000000000000000000000000000000000000000000000000000000000000161080159061376d57507f5a0000000000000000000000000000000000000000000000000000000000000082828151811061374357613743614ddf565b01602001517fff000000000000000000000000000000000000000000000000000000000000001611155b6137af5781818151811061378357613783614ddf565b01602001517fff000000000000000000000000000000000000000000000000000000000000001661380c565b8181815181106137c1576137c1614ddf565b6020910101517fff00000000000000000000000000000000000000000000000000000000000000167f2000000000000000000000000000000000000000000000000000000000000000175b83828151811061381e5761381e614ddf565b60200101907effffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff1916908160001a9053506001016136a4565b600080600084848151811061386c5761386c614ddf565b016020015160f81c90506080811015613895578061388b856001614f95565b92509250506139f1565b600060f08210156138b75760e08210156138b05760026138ba565b60036138ba565b60045b60ff16905060c08210806138ce575060f782115b806138e2575085516138e08287614f95565b115b156138f657600019859350935050506139f1565b607f811c8216935060015b81811015613964576000876139168389614f95565b8151811061392657613926614ddf565b016020015160f81c9050608060c082161461394c576000198795509550505050506139f1565b80603f16600687901b17955050806001019050613901565b5060008160041461398b578160031461397e576080613982565b6108005b61ffff16613990565b620100005b62ffffff169050600061d80086101580156139ad575061dfff8611155b9050818610806139bf57506210ffff86115b806139c75750805b156139dd576000198795509550505050506139f1565b856139e88489614f95565b95509550505050505b9250929050565b60006020821080613a165750607f8210158015613a16575060a08211155b15613a2357506001919050565b612000821015613a63578160ad1480613a3d57508161034f145b80613a4957508161061c145b80613a55575081611680145b8061059657505061180e1490565b61200f82111580613a8357506120288210158015613a83575061202f8211155b80613a9d575061205f8210158015613a9d575061206f8211155b80613aa9575081613000145b80613ab557508161feff145b80613acf575061fff98210158015613acf575061fffb8211155b806105965750620e00008210158015610596575050620e0fff101590565b805b8351811015612ce257827effffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff1916848281518110613b2d57613b2d614ddf565b01602001517fff000000000000000000000000000000000000000000000000000000000000001614612ce257600101613aef565b60008080613b6f8585614e57565b9050801580613b7e5750600581115b80613bec5750600181118015613bec5750858581518110613ba157613ba1614ddf565b6020910101517fff00000000000000000000000000000000000000000000000000000000000000167f3000000000000000000000000000000000000000000000000000000000000000145b15613bfe576000809250925050613caa565b845b84811015613ca357613c49878281518110613c1d57613c1d614ddf565b01602001517fff0000000000000000000000000000000000000000000000000000000000000016613d99565b613c5b57600080935093505050613caa565b8651603090889083908110613c7257613c72614ddf565b016020015160f81c613c8585600a615016565b613c8f9190614f95565b613c999190614e57565b9250600101613c00565b5060019250505b935093915050565b6000808080805b858111613d76576000613ced887f2e0000000000000000000000000000000000000000000000000000000000000084613aed565b905086811115613cfa5750855b613d05888383613e34565b613d17576000955050505050506105e6565b600080613d258a8585613b61565b9150915086613d3390614e3d565b9650818015613d43575060ff8111155b15613d5457613d5186614e3d565b95505b613d5f8a858561406e565b9450613d6c836001614f95565b9350505050613cb9565b50801580613d8f5750600483148015613d8f5750600482145b9695505050505050565b60007f30000000000000000000000000000000000000000000000000000000000000007fff0000000000000000000000000000000000000000000000000000000000000083161080159061059657507f39000000000000000000000000000000000000000000000000000000000000007fff000000000000000000000000000000000000000000000000000000000000008316111592915050565b600081831480613e4d5750603f613e4b8484614e57565b115b15613e5a57506000612ce2565b838381518110613e6c57613e6c614ddf565b6020910101517fff00000000000000000000000000000000000000000000000000000000000000167f2d000000000000000000000000000000000000000000000000000000000000001480613f23575083613ec8600184614e57565b81518110613ed857613ed8614ddf565b6020910101517fff00000000000000000000000000000000000000000000000000000000000000167f2d00000000000000000000000000000000000000000000000000000000000000145b15613f3057506000612ce2565b825b82811015614063576000858281518110613f4e57613f4e614ddf565b01602001517fff000000000000000000000000000000000000000000000000000000000000001690507f61000000000000000000000000000000000000000000000000000000000000008110801590613fe957507f7a000000000000000000000000000000000000000000000000000000000000007fff00000000000000000000000000000000000000000000000000000000000000821611155b158015613ffc5750613ffa81613d99565b155b801561404a57507f2d000000000000000000000000000000000000000000000000000000000000007fff00000000000000000000000000000000000000000000000000000000000000821614155b1561405a57600092505050612ce2565b50600101613f32565b506001949350505050565b600080600261407d8585614e57565b101580156140e3575084848151811061409857614098614ddf565b6020910101517fff00000000000000000000000000000000000000000000000000000000000000167f3000000000000000000000000000000000000000000000000000000000000000145b80156141515750846140f6856001614f95565b8151811061410657614106614ddf565b6020910101517fff00000000000000000000000000000000000000000000000000000000000000167f7800000000000000000000000000000000000000000000000000000000000000145b9050600081614160578461416b565b61416b856002614f95565b90505b8381101561427d57600086828151811061418a5761418a614ddf565b01602001517fff000000000000000000000000000000000000000000000000000000000000001690506141bc81613d99565b158015614263575082801561421357507f61000000000000000000000000000000000000000000000000000000000000007fff00000000000000000000000000000000000000000000000000000000000000821610155b801561426157507f66000000000000000000000000000000000000000000000000000000000000007fff00000000000000000000000000000000000000000000000000000000000000821611155b155b156142745760009350505050612ce2565b5060010161416e565b50600195945050505050565b50805461429590614d92565b6000825580601f106142a5575050565b601f016020900490600052602060002090610f0f919060005b80821115611b2d576000818401556001016142be565b6001600160a01b03811681146118be57600080fd5b8035610599816142d4565b60006020828403121561430657600080fd5b8135612ce2816142d4565b60008083601f84011261432357600080fd5b50813567ffffffffffffffff81111561433b57600080fd5b6020830191508360208285010111156139f157600080fd5b6000806020838503121561436657600080fd5b823567ffffffffffffffff81111561437d57600080fd5b61438985828601614311565b90969095509350505050565b600060e08284031215612a4857600080fd5b6000602082840312156143b957600080fd5b813567ffffffffffffffff8111156143d057600080fd5b610ec084828501614395565b600060e08201905061ffff835116825261ffff602084015116602083015261ffff604084015116604083015261ffff606084015116606083015264ffffffffff608084015116608083015260a083015161443f60a084018264ffffffffff169052565b5060c083015161446360c08401826fffffffffffffffffffffffffffffffff169052565b5092915050565b600060e0828403121561447c57600080fd5b6105e38383614395565b60008060006040848603121561449b57600080fd5b83359250602084013567ffffffffffffffff8111156144b957600080fd5b6144c586828701614311565b9497909650939450505050565b6000602082840312156144e457600080fd5b5035919050565b7f4e487b7100000000000000000000000000000000000000000000000000000000600052602160045260246000fd5b600581106118be576118be6144eb565b81516001600160a01b03168152602082015161010082019061454b8161451a565b6020830152604083015161455e8161451a565b8060408401525064ffffffffff6060840151166060830152608083015161458e608084018264ffffffffff169052565b5060a08301516145a760a084018264ffffffffff169052565b5060c08301516145c060c084018264ffffffffff169052565b5060e083015161446360e08401826001600160a01b03169052565b80151581146118be57600080fd5b600080604083850312156145fc57600080fd5b82359150602083013561460e816145db565b809150509250929050565b80356005811061059957600080fd5b6000806040838503121561463b57600080fd5b61464483614619565b9150602083013561460e816142d4565b602080825282518282018190526000918401906040840190835b818110156146955783516001600160a01b031683526020938401939092019160010161466e565b509095945050505050565b600080604083850312156146b357600080fd5b82359150602083013561460e816142d4565b60208101600383106146d9576146d96144eb565b91905290565b6000815180845260005b81811015614705576020818501810151868301820152016146e9565b5060006020828601015260207fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f83011685010191505092915050565b6001600160a01b0381511682526001600160a01b0360208201511660208301526001600160a01b0360408201511660408301526060810151606083015260808101516080830152600060a082015160e060a08501526147a560e08501826146df565b905060c083015184820360c08601526147be82826146df565b95945050505050565b6000602082016020835280845180835260408501915060408160051b86010192506020860160005b8281101561483e577fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc0878603018452614829858351614743565b945060209384019391909101906001016147ef565b50929695505050505050565b6020815260006105e36020830184614743565b7f4e487b7100000000000000000000000000000000000000000000000000000000600052604160045260246000fd5b60405160e0810167ffffffffffffffff811182821017156148af576148af61485d565b60405290565b600082601f8301126148c657600080fd5b813567ffffffffffffffff8111156148e0576148e061485d565b604051601f82017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0908116603f0116810167ffffffffffffffff8111828210171561492d5761492d61485d565b60405281815283820160200185101561494557600080fd5b816020850160208301376000918101602001919091529392505050565b600060e0828403121561497457600080fd5b61497c61488c565b9050614987826142e9565b8152614995602083016142e9565b60208201526149a6604083016142e9565b6040820152606082810135908201526080808301359082015260a082013567ffffffffffffffff8111156149d957600080fd5b6149e5848285016148b5565b60a08301525060c082013567ffffffffffffffff811115614a0557600080fd5b614a11848285016148b5565b60c08301525092915050565b60006105963683614962565b60008083357fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe1843603018112614a5e57600080fd5b830160208101925035905067ffffffffffffffff811115614a7e57600080fd5b8036038213156139f157600080fd5b8183528181602085013750600060208284010152600060207fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f840116840101905092915050565b6020815260008235614ae7816142d4565b6001600160a01b0381166020840152506020830135614b05816142d4565b6001600160a01b038116604084015250614b21604084016142e9565b6001600160a01b038116606084015250606083013560808381019190915283013560a080840191909152614b5790840184614a29565b60e060c0850152614b6d61010085018284614a8d565b915050614b7d60c0850185614a29565b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe08584030160e0860152613d8f838284614a8d565b803561ffff8116811461059957600080fd5b803564ffffffffff8116811461059957600080fd5b80356fffffffffffffffffffffffffffffffff8116811461059957600080fd5b600060e0828403128015614c0c57600080fd5b50614c1561488c565b614c1e83614bb2565b8152614c2c60208401614bb2565b6020820152614c3d60408401614bb2565b6040820152614c4e60608401614bb2565b6060820152614c5f60808401614bc4565b6080820152614c7060a08401614bc4565b60a0820152614c8160c08401614bd9565b60c08201529392505050565b60e0810161ffff614c9d84614bb2565b16825261ffff614caf60208501614bb2565b16602083015261ffff614cc460408501614bb2565b16604083015261ffff614cd960608501614bb2565b16606083015264ffffffffff614cf160808501614bc4565b166080830152614d0360a08401614bc4565b64ffffffffff1660a0830152614d1b60c08401614bd9565b6fffffffffffffffffffffffffffffffff811660c0840152614463565b600060208284031215614d4a57600080fd5b813567ffffffffffffffff811115614d6157600080fd5b610ec084828501614962565b60408101614d7a8461451a565b9281526001600160a01b039190911660209091015290565b600181811c90821680614da657607f821691505b602082108103612a48577f4e487b7100000000000000000000000000000000000000000000000000000000600052602260045260246000fd5b7f4e487b7100000000000000000000000000000000000000000000000000000000600052603260045260246000fd5b7f4e487b7100000000000000000000000000000000000000000000000000000000600052601160045260246000fd5b60006000198203614e5057614e50614e0e565b5060010190565b818103818111156105e6576105e6614e0e565b600064ffffffffff821664ffffffffff8103614e8857614e88614e0e565b60010192915050565b64ffffffffff81811683821601908111156105e6576105e6614e0e565b6020815260006105e360208301846146df565b600060208284031215614ed357600080fd5b8151612ce2816145db565b82815260408101614eee8361451a565b8260208301529392505050565b64ffffffffff851681526001600160a01b0384166020820152614f1d8361451a565b826040820152608060608201526000613d8f60808301846146df565b6001600160a01b03871681526001600160a01b038616602082015284604082015283606082015260c060808201526000614f7660c08301856146df565b82810360a0840152614f8881856146df565b9998505050505050505050565b808201808211156105e6576105e6614e0e565b7f4e487b7100000000000000000000000000000000000000000000000000000000600052603160045260246000fd5b6001600160a01b0383168152604060208201526000610ec060408301846146df565b60006020828403121561500b57600080fd5b8151612ce2816142d4565b80820281158282048414176105e6576105e6614e0e565b600082615063577f4e487b7100000000000000000000000000000000000000000000000000000000600052601260045260246000fd5b500490565b60408152600460408201527f686f73740000000000000000000000000000000000000000000000000000000060608201526080602082015260006105e360808301846146df565b600061ffff8216806150c3576150c3614e0e565b6000190192915050565b600061ffff821661ffff8103614e8857614e88614e0e565b601f821115611b2d5782821115611b2d57806000526020600020601f840160051c6020851015615113575060005b90810190601f840160051c0360005b8181101561513857600083820155600101615122565b505050505050565b815167ffffffffffffffff81111561515a5761515a61485d565b61516e816151688454614d92565b846150e5565b6020601f8211600181146151a2576000831561518a5750848201515b600019600385901b1c1916600184901b1784556109c6565b6000848152602081207fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe08516915b828110156151f057878501518255602094850194600190920191016151d0565b508482101561520e5786840151600019600387901b60f8161c191681555b50505050600190811b01905550565b60408152600460408201527f6e616d650000000000000000000000000000000000000000000000000000000060608201526080602082015260006105e360808301846146df56ad3228b676f7d3cd4284a5443f17f1962b36e491b30a40b2405849e597ba5fb5'
