// Generated from contracts/AgentFactory.sol by scripts/generate.ts: change the contract, then "npm run generate".

/** The ABI of AgentFactory, its errors and events included. */
export const agentFactoryAbi = [
  {
    inputs: [
      {
        internalType: 'address',
        name: 'relationships',
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
        name: 'caller',
        type: 'address',
      },
      {
        internalType: 'Identity',
        name: 'identity',
        type: 'uint256',
      },
    ],
    name: 'AgentFactory__NotAgent',
    type: 'error',
  },
  {
    inputs: [],
    name: 'AgentFactory__ZeroOwner',
    type: 'error',
  },
  {
    inputs: [],
    name: 'FailedDeployment',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'uint256',
        name: 'balance',
        type: 'uint256',
      },
      {
        internalType: 'uint256',
        name: 'needed',
        type: 'uint256',
      },
    ],
    name: 'InsufficientBalance',
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
        name: 'custodian',
        type: 'address',
      },
      {
        indexed: false,
        internalType: 'uint8',
        name: 'rights',
        type: 'uint8',
      },
      {
        indexed: false,
        internalType: 'uint40',
        name: 'until',
        type: 'uint40',
      },
      {
        indexed: false,
        internalType: 'uint64',
        name: 'nonce',
        type: 'uint64',
      },
    ],
    name: 'CustodianSet',
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
        internalType: 'uint8',
        name: 'ownerRights',
        type: 'uint8',
      },
      {
        indexed: false,
        internalType: 'uint40',
        name: 'until',
        type: 'uint40',
      },
      {
        indexed: false,
        internalType: 'uint64',
        name: 'nonce',
        type: 'uint64',
      },
    ],
    name: 'CustodySet',
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
        internalType: 'bytes32',
        name: 'guardiansHash',
        type: 'bytes32',
      },
    ],
    name: 'GuardiansSet',
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
        indexed: true,
        internalType: 'address',
        name: 'owner',
        type: 'address',
      },
      {
        indexed: false,
        internalType: 'uint64',
        name: 'nonce',
        type: 'uint64',
      },
    ],
    name: 'OwnerDisabled',
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
        indexed: true,
        internalType: 'address',
        name: 'owner',
        type: 'address',
      },
      {
        indexed: false,
        internalType: 'uint64',
        name: 'nonce',
        type: 'uint64',
      },
      {
        indexed: false,
        internalType: 'bytes',
        name: 'sealedPointer',
        type: 'bytes',
      },
    ],
    name: 'OwnerEnabled',
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
        indexed: true,
        internalType: 'address',
        name: 'owner',
        type: 'address',
      },
    ],
    name: 'RecoveryCompleted',
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
        indexed: true,
        internalType: 'address',
        name: 'owner',
        type: 'address',
      },
      {
        indexed: false,
        internalType: 'uint40',
        name: 'readyAt',
        type: 'uint40',
      },
      {
        indexed: false,
        internalType: 'bytes',
        name: 'sealedPointer',
        type: 'bytes',
      },
    ],
    name: 'RecoveryProposed',
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
        indexed: true,
        internalType: 'address',
        name: 'signer',
        type: 'address',
      },
    ],
    name: 'RecoveryVetoed',
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
        internalType: 'uint40',
        name: 'timeout',
        type: 'uint40',
      },
      {
        indexed: false,
        internalType: 'bytes32[]',
        name: 'directives',
        type: 'bytes32[]',
      },
    ],
    name: 'SwitchSet',
    type: 'event',
  },
  {
    inputs: [
      {
        internalType: 'address',
        name: 'owner',
        type: 'address',
      },
    ],
    name: 'agentOf',
    outputs: [
      {
        internalType: 'address',
        name: 'agent',
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
      {
        internalType: 'address',
        name: 'signer',
        type: 'address',
      },
      {
        internalType: 'uint8',
        name: 'right',
        type: 'uint8',
      },
    ],
    name: 'allows',
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
        name: 'owner',
        type: 'address',
      },
    ],
    name: 'createAgent',
    outputs: [
      {
        internalType: 'address',
        name: 'agent',
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
        name: 'owner',
        type: 'address',
      },
    ],
    name: 'createProviderAgent',
    outputs: [
      {
        internalType: 'address',
        name: 'agent',
        type: 'address',
      },
    ],
    stateMutability: 'nonpayable',
    type: 'function',
  },
  {
    inputs: [],
    name: 'implementation',
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
        name: 'account',
        type: 'address',
      },
    ],
    name: 'isAgent',
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
        name: 'account',
        type: 'address',
      },
    ],
    name: 'isProviderAgent',
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
        name: 'owner',
        type: 'address',
      },
    ],
    name: 'providerAgentOf',
    outputs: [
      {
        internalType: 'address',
        name: 'agent',
        type: 'address',
      },
    ],
    stateMutability: 'view',
    type: 'function',
  },
  {
    inputs: [
      {
        internalType: 'Identity',
        name: 'identity',
        type: 'uint256',
      },
      {
        internalType: 'address',
        name: 'custodian',
        type: 'address',
      },
      {
        internalType: 'uint8',
        name: 'rights',
        type: 'uint8',
      },
      {
        internalType: 'uint40',
        name: 'until',
        type: 'uint40',
      },
      {
        internalType: 'uint64',
        name: 'nonce',
        type: 'uint64',
      },
    ],
    name: 'reportCustodianSet',
    outputs: [],
    stateMutability: 'nonpayable',
    type: 'function',
  },
  {
    inputs: [
      {
        internalType: 'Identity',
        name: 'identity',
        type: 'uint256',
      },
      {
        internalType: 'uint8',
        name: 'ownerRights',
        type: 'uint8',
      },
      {
        internalType: 'uint40',
        name: 'until',
        type: 'uint40',
      },
      {
        internalType: 'uint64',
        name: 'nonce',
        type: 'uint64',
      },
    ],
    name: 'reportCustodySet',
    outputs: [],
    stateMutability: 'nonpayable',
    type: 'function',
  },
  {
    inputs: [
      {
        internalType: 'Identity',
        name: 'identity',
        type: 'uint256',
      },
      {
        internalType: 'bytes32',
        name: 'guardiansHash',
        type: 'bytes32',
      },
    ],
    name: 'reportGuardiansSet',
    outputs: [],
    stateMutability: 'nonpayable',
    type: 'function',
  },
  {
    inputs: [
      {
        internalType: 'Identity',
        name: 'identity',
        type: 'uint256',
      },
      {
        internalType: 'address',
        name: 'owner',
        type: 'address',
      },
      {
        internalType: 'uint64',
        name: 'nonce',
        type: 'uint64',
      },
    ],
    name: 'reportOwnerDisabled',
    outputs: [],
    stateMutability: 'nonpayable',
    type: 'function',
  },
  {
    inputs: [
      {
        internalType: 'Identity',
        name: 'identity',
        type: 'uint256',
      },
      {
        internalType: 'address',
        name: 'owner',
        type: 'address',
      },
      {
        internalType: 'uint64',
        name: 'nonce',
        type: 'uint64',
      },
      {
        internalType: 'bytes',
        name: 'sealedPointer',
        type: 'bytes',
      },
    ],
    name: 'reportOwnerEnabled',
    outputs: [],
    stateMutability: 'nonpayable',
    type: 'function',
  },
  {
    inputs: [
      {
        internalType: 'Identity',
        name: 'identity',
        type: 'uint256',
      },
      {
        internalType: 'address',
        name: 'owner',
        type: 'address',
      },
    ],
    name: 'reportRecoveryCompleted',
    outputs: [],
    stateMutability: 'nonpayable',
    type: 'function',
  },
  {
    inputs: [
      {
        internalType: 'Identity',
        name: 'identity',
        type: 'uint256',
      },
      {
        internalType: 'address',
        name: 'owner',
        type: 'address',
      },
      {
        internalType: 'uint40',
        name: 'readyAt',
        type: 'uint40',
      },
      {
        internalType: 'bytes',
        name: 'sealedPointer',
        type: 'bytes',
      },
    ],
    name: 'reportRecoveryProposed',
    outputs: [],
    stateMutability: 'nonpayable',
    type: 'function',
  },
  {
    inputs: [
      {
        internalType: 'Identity',
        name: 'identity',
        type: 'uint256',
      },
      {
        internalType: 'address',
        name: 'signer',
        type: 'address',
      },
    ],
    name: 'reportRecoveryVetoed',
    outputs: [],
    stateMutability: 'nonpayable',
    type: 'function',
  },
  {
    inputs: [
      {
        internalType: 'Identity',
        name: 'identity',
        type: 'uint256',
      },
      {
        internalType: 'uint40',
        name: 'timeout',
        type: 'uint40',
      },
      {
        internalType: 'bytes32[]',
        name: 'directives',
        type: 'bytes32[]',
      },
    ],
    name: 'reportSwitchSet',
    outputs: [],
    stateMutability: 'nonpayable',
    type: 'function',
  },
] as const
