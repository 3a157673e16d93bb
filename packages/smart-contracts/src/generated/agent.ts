// Generated from contracts/Agent.sol by scripts/generate.ts: change the contract, then "npm run generate".

/** The ABI of Agent, its errors and events included. */
export const agentAbi = [
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
        name: 'owner',
        type: 'address',
      },
    ],
    name: 'Agent__AlreadyEnabled',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'address',
        name: 'firstOwner',
        type: 'address',
      },
    ],
    name: 'Agent__AlreadyInitialized',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'uint256',
        name: 'place',
        type: 'uint256',
      },
      {
        internalType: 'bytes',
        name: 'reason',
        type: 'bytes',
      },
    ],
    name: 'Agent__CallFailed',
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
    name: 'Agent__DeadlinePassed',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'uint256',
        name: 'place',
        type: 'uint256',
      },
      {
        internalType: 'address',
        name: 'to',
        type: 'address',
      },
    ],
    name: 'Agent__ForbiddenCall',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'uint256',
        name: 'place',
        type: 'uint256',
      },
      {
        internalType: 'address',
        name: 'signer',
        type: 'address',
      },
    ],
    name: 'Agent__InvalidApproval',
    type: 'error',
  },
  {
    inputs: [
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
    ],
    name: 'Agent__InvalidCustodian',
    type: 'error',
  },
  {
    inputs: [
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
    ],
    name: 'Agent__InvalidCustody',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'bytes32',
        name: 'guardiansHash',
        type: 'bytes32',
      },
    ],
    name: 'Agent__InvalidGuardians',
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
    name: 'Agent__InvalidSignature',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'uint40',
        name: 'timeout',
        type: 'uint40',
      },
      {
        internalType: 'uint256',
        name: 'directives',
        type: 'uint256',
      },
    ],
    name: 'Agent__InvalidSwitch',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'address',
        name: 'owner',
        type: 'address',
      },
    ],
    name: 'Agent__LastOwner',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'address',
        name: 'custodian',
        type: 'address',
      },
      {
        internalType: 'uint40',
        name: 'until',
        type: 'uint40',
      },
    ],
    name: 'Agent__NoManagingCustodian',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'address',
        name: 'owner',
        type: 'address',
      },
    ],
    name: 'Agent__NoRecovery',
    type: 'error',
  },
  {
    inputs: [
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
    name: 'Agent__NotAllowed',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'address',
        name: 'owner',
        type: 'address',
      },
    ],
    name: 'Agent__NotEnabled',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'address',
        name: 'caller',
        type: 'address',
      },
    ],
    name: 'Agent__NotFactory',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'address',
        name: 'firstOwner',
        type: 'address',
      },
    ],
    name: 'Agent__NotProvider',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'address',
        name: 'caller',
        type: 'address',
      },
    ],
    name: 'Agent__NotRelationships',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'address',
        name: 'owner',
        type: 'address',
      },
      {
        internalType: 'uint256',
        name: 'length',
        type: 'uint256',
      },
    ],
    name: 'Agent__PointerLength',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'uint40',
        name: 'readyAt',
        type: 'uint40',
      },
      {
        internalType: 'uint40',
        name: 'endsAt',
        type: 'uint40',
      },
    ],
    name: 'Agent__RecoveryNotReady',
    type: 'error',
  },
  {
    inputs: [
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
    name: 'Agent__StaleNonce',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'uint256',
        name: 'approvals',
        type: 'uint256',
      },
      {
        internalType: 'uint8',
        name: 'threshold',
        type: 'uint8',
      },
    ],
    name: 'Agent__TooFewApprovals',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'address',
        name: 'owner',
        type: 'address',
      },
    ],
    name: 'Agent__TooManyOwners',
    type: 'error',
  },
  {
    inputs: [
      {
        internalType: 'address',
        name: 'signer',
        type: 'address',
      },
      {
        internalType: 'address',
        name: 'expected',
        type: 'address',
      },
    ],
    name: 'Agent__WrongSigner',
    type: 'error',
  },
  {
    inputs: [
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
      {
        internalType: 'bytes',
        name: 'sealedPointer',
        type: 'bytes',
      },
    ],
    name: 'completeRecovery',
    outputs: [],
    stateMutability: 'nonpayable',
    type: 'function',
  },
  {
    inputs: [
      {
        internalType: 'address',
        name: 'custodian',
        type: 'address',
      },
    ],
    name: 'custodianOf',
    outputs: [
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
    ],
    stateMutability: 'view',
    type: 'function',
  },
  {
    inputs: [],
    name: 'custody',
    outputs: [
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
    ],
    stateMutability: 'view',
    type: 'function',
  },
  {
    inputs: [],
    name: 'deadManSwitch',
    outputs: [
      {
        internalType: 'uint40',
        name: 'timeout',
        type: 'uint40',
      },
      {
        internalType: 'uint40',
        name: 'touchedAt',
        type: 'uint40',
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
            name: 'owner',
            type: 'address',
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
        internalType: 'struct IAgent.DisableOwner',
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
    name: 'disableOwner',
    outputs: [],
    stateMutability: 'nonpayable',
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
    inputs: [
      {
        components: [
          {
            internalType: 'address',
            name: 'owner',
            type: 'address',
          },
          {
            internalType: 'bytes',
            name: 'sealedPointer',
            type: 'bytes',
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
        internalType: 'struct IAgent.EnableOwner',
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
        name: 'ownerSignature',
        type: 'tuple',
      },
    ],
    name: 'enableOwner',
    outputs: [],
    stateMutability: 'nonpayable',
    type: 'function',
  },
  {
    inputs: [],
    name: 'enabledOwners',
    outputs: [
      {
        internalType: 'uint16',
        name: '',
        type: 'uint16',
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
            components: [
              {
                internalType: 'address',
                name: 'to',
                type: 'address',
              },
              {
                internalType: 'bytes',
                name: 'data',
                type: 'bytes',
              },
            ],
            internalType: 'struct IAgent.Call[]',
            name: 'calls',
            type: 'tuple[]',
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
        internalType: 'struct IAgent.Execute',
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
    name: 'execute',
    outputs: [],
    stateMutability: 'nonpayable',
    type: 'function',
  },
  {
    inputs: [
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
    name: 'exercise',
    outputs: [
      {
        internalType: 'bool',
        name: '',
        type: 'bool',
      },
    ],
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
    name: 'identity',
    outputs: [
      {
        internalType: 'Identity',
        name: '',
        type: 'uint256',
      },
    ],
    stateMutability: 'view',
    type: 'function',
  },
  {
    inputs: [
      {
        internalType: 'Identity',
        name: 'identity_',
        type: 'uint256',
      },
    ],
    name: 'initialize',
    outputs: [],
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
    name: 'isOwnerEnabled',
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
        internalType: 'bytes32',
        name: 'directive',
        type: 'bytes32',
      },
    ],
    name: 'isReleased',
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
        internalType: 'bytes32',
        name: 'hash',
        type: 'bytes32',
      },
      {
        internalType: 'bytes',
        name: 'signature',
        type: 'bytes',
      },
    ],
    name: 'isValidSignature',
    outputs: [
      {
        internalType: 'bytes4',
        name: '',
        type: 'bytes4',
      },
    ],
    stateMutability: 'view',
    type: 'function',
  },
  {
    inputs: [],
    name: 'nonces',
    outputs: [
      {
        internalType: 'uint64',
        name: 'owners',
        type: 'uint64',
      },
      {
        internalType: 'uint64',
        name: 'custodians',
        type: 'uint64',
      },
      {
        internalType: 'uint64',
        name: 'guardians',
        type: 'uint64',
      },
      {
        internalType: 'uint64',
        name: 'switches',
        type: 'uint64',
      },
      {
        internalType: 'uint64',
        name: 'calls',
        type: 'uint64',
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
            name: 'owner',
            type: 'address',
          },
          {
            internalType: 'bytes',
            name: 'sealedPointer',
            type: 'bytes',
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
        internalType: 'struct IAgent.Recover',
        name: 'message',
        type: 'tuple',
      },
      {
        components: [
          {
            internalType: 'uint8',
            name: 'threshold',
            type: 'uint8',
          },
          {
            internalType: 'uint40',
            name: 'delaySeconds',
            type: 'uint40',
          },
          {
            internalType: 'bytes32[]',
            name: 'commitments',
            type: 'bytes32[]',
          },
        ],
        internalType: 'struct IAgent.GuardianSet',
        name: 'guardians',
        type: 'tuple',
      },
      {
        components: [
          {
            internalType: 'uint256',
            name: 'index',
            type: 'uint256',
          },
          {
            internalType: 'bytes32',
            name: 'salt',
            type: 'bytes32',
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
        internalType: 'struct IAgent.Approval[]',
        name: 'approvals',
        type: 'tuple[]',
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
        name: 'ownerSignature',
        type: 'tuple',
      },
    ],
    name: 'proposeRecovery',
    outputs: [],
    stateMutability: 'nonpayable',
    type: 'function',
  },
  {
    inputs: [],
    name: 'recovery',
    outputs: [
      {
        internalType: 'bytes32',
        name: 'guardiansHash',
        type: 'bytes32',
      },
      {
        internalType: 'address',
        name: 'pendingOwner',
        type: 'address',
      },
      {
        internalType: 'uint40',
        name: 'readyAt',
        type: 'uint40',
      },
      {
        internalType: 'bytes32',
        name: 'pointerHash',
        type: 'bytes32',
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
            name: 'oldOwner',
            type: 'address',
          },
          {
            internalType: 'address',
            name: 'newOwner',
            type: 'address',
          },
          {
            internalType: 'bytes',
            name: 'sealedPointer',
            type: 'bytes',
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
        internalType: 'struct IAgent.RotateOwner',
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
        name: 'ownerSignature',
        type: 'tuple',
      },
    ],
    name: 'rotateOwner',
    outputs: [],
    stateMutability: 'nonpayable',
    type: 'function',
  },
  {
    inputs: [
      {
        components: [
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
          {
            internalType: 'uint40',
            name: 'deadline',
            type: 'uint40',
          },
        ],
        internalType: 'struct IAgent.SetCustodian',
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
    name: 'setCustodian',
    outputs: [],
    stateMutability: 'nonpayable',
    type: 'function',
  },
  {
    inputs: [
      {
        components: [
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
            internalType: 'address',
            name: 'custodian',
            type: 'address',
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
        internalType: 'struct IAgent.SetCustody',
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
    name: 'setCustody',
    outputs: [],
    stateMutability: 'nonpayable',
    type: 'function',
  },
  {
    inputs: [
      {
        components: [
          {
            internalType: 'bytes32',
            name: 'guardiansHash',
            type: 'bytes32',
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
        internalType: 'struct IAgent.SetGuardians',
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
    name: 'setGuardians',
    outputs: [],
    stateMutability: 'nonpayable',
    type: 'function',
  },
  {
    inputs: [
      {
        components: [
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
        internalType: 'struct IAgent.SetSwitch',
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
    name: 'setSwitch',
    outputs: [],
    stateMutability: 'nonpayable',
    type: 'function',
  },
  {
    inputs: [
      {
        components: [
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
        internalType: 'struct IAgent.Touch',
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
    name: 'touch',
    outputs: [],
    stateMutability: 'nonpayable',
    type: 'function',
  },
  {
    inputs: [
      {
        components: [
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
        internalType: 'struct IAgent.VetoRecovery',
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
    name: 'vetoRecovery',
    outputs: [],
    stateMutability: 'nonpayable',
    type: 'function',
  },
] as const
