import {
  concat,
  encodeAbiParameters,
  encodePacked,
  getContractAddress,
  type Hex,
  hashStruct,
  hashTypedData,
  keccak256,
  pad,
  parseAbiParameters,
  slice,
  stringToHex,
  type TypedDataDefinition,
  toHex,
} from 'viem'
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { TYPES } from './typed-message-types.ts'

/**
 * Computes the known answers of `vectors/typed-messages.json` with viem alone, independently of the contracts,
 * whose tests read the file. Integers of more than 48 bits stand in it as decimal strings.
 */
export async function typedMessageVectors(): Promise<string> {
  const messages: Record<string, unknown> = {}
  for (const { name, typed, signers } of typedMessages()) {
    const signatures: Record<string, Hex> = {}
    for (const signer of signers) signatures[signer] = await ACCOUNTS[signer].signTypedData(typed)
    messages[name] = { ...typed, digest: hashTypedData(typed), signatures }
  }
  const vectors = {
    description:
      'Known answers of MedRec: EIP-712 messages of Agents and Relationships, ids, commitments, packed terms. Integers of more than 48 bits are decimal strings. Relationships, and the factory it makes, groups and anchors stand where `deployer` deploys them in this order on a fresh chain of this id. The keys are public: they are for tests alone.',
    chainId: CHAIN_ID,
    keys: Object.fromEntries(
      ROLES.map((role) => [
        role,
        { privateKey: privateKeyOf(role), address: ACCOUNTS[role].address },
      ]),
    ),
    contracts: {
      factory: FACTORY,
      implementation: IMPLEMENTATION,
      relationships: RELATIONSHIPS,
      groups: GROUPS,
      anchors: ANCHORS,
    },
    agents: { patient: AGENT, viewer: VIEWER },
    relationshipId: {
      chainId: CHAIN_ID,
      contract: RELATIONSHIPS,
      agent: AGENT,
      firstDelegate: ACCOUNTS.delegate.address,
      relationshipId: RELATIONSHIP_ID,
    },
    commitment: {
      tag: stringToHex('medrec:commitment:v1'),
      chainId: CHAIN_ID,
      contract: RELATIONSHIPS,
      relationshipId: RELATIONSHIP_ID,
      viewer: VIEWER,
      salt: SALT,
      commitment: COMMITMENT,
    },
    terms: Object.fromEntries(
      Object.entries(GRANTS).map(([name, grant]) => [
        name,
        { grant, packed: packedTerms(grant), isRevocation: name === 'revocation' },
      ]),
    ),
    guardian: {
      agent: AGENT,
      guardian: ACCOUNTS.delegate.address,
      salt: SALT,
      commitment: GUARDIAN,
    },
    guardians: { ...GUARDIANS, guardiansHash: GUARDIANS_HASH },
    group: { founder: AGENT, salt: SALT, group: GROUP },
    directive: { ...DIRECTIVE, hash: DIRECTIVE_HASH },
    messages,
  }
  return `${JSON.stringify(vectors, bigintAsText, 2)}\n`
}

type Role = (typeof ROLES)[number]
type NamedMessage = {
  readonly name: string
  readonly typed: TypedDataDefinition
  readonly signers: readonly Role[]
}

const ROLES = [
  'deployer',
  'patient',
  'otherOwner',
  'delegate',
  'nextDelegate',
  'viewerOwner',
] as const
const CHAIN_ID = 918_273_645_546
/** 2100-01-01: the messages stay good on any chain that keeps real time. */
const FAR_FUTURE = 4_102_444_800

const ACCOUNTS = accounts()
const RELATIONSHIPS = getContractAddress({ from: ACCOUNTS.deployer.address, nonce: 0n })
/** A contract's first creation has nonce 1 (EIP-161). */
const FACTORY = getContractAddress({ from: RELATIONSHIPS, nonce: 1n })
const IMPLEMENTATION = getContractAddress({ from: FACTORY, nonce: 1n })
const GROUPS = getContractAddress({ from: ACCOUNTS.deployer.address, nonce: 1n })
const ANCHORS = getContractAddress({ from: ACCOUNTS.deployer.address, nonce: 2n })
const AGENT = agentOf(ACCOUNTS.patient.address)
const VIEWER = agentOf(ACCOUNTS.viewerOwner.address)
const RELATIONSHIP_ID = keccak256(
  encodeAbiParameters(
    [{ type: 'uint256' }, { type: 'address' }, { type: 'address' }, { type: 'address' }],
    [BigInt(CHAIN_ID), RELATIONSHIPS, AGENT, ACCOUNTS.delegate.address],
  ),
)
const SALT = keccak256(stringToHex('salt'))
const COMMITMENT = keccak256(
  encodeAbiParameters(
    [
      { type: 'bytes32' },
      { type: 'uint256' },
      { type: 'address' },
      { type: 'bytes32' },
      { type: 'address' },
      { type: 'bytes32' },
    ],
    [
      keccak256(stringToHex('medrec:commitment:v1')),
      BigInt(CHAIN_ID),
      RELATIONSHIPS,
      RELATIONSHIP_ID,
      VIEWER,
      SALT,
    ],
  ),
)
const OTHER_COMMITMENT = keccak256(stringToHex('another viewer'))
const POINTER = concat([keccak256(stringToHex('pointer 1')), keccak256(stringToHex('pointer 2'))])
const NONE = pad('0x', { size: 32 })

const TAGGED = [
  { type: 'bytes32' },
  { type: 'uint256' },
  { type: 'address' },
  { type: 'address' },
  { type: 'bytes32' },
] as const
const GUARDIAN = keccak256(
  encodeAbiParameters(TAGGED, [
    keccak256(stringToHex('medrec:guardian:v1')),
    BigInt(CHAIN_ID),
    AGENT,
    ACCOUNTS.delegate.address,
    SALT,
  ]),
)
const GUARDIANS = { threshold: 1, delaySeconds: 259_200, commitments: [GUARDIAN] } as const
const GUARDIANS_HASH = keccak256(
  encodeAbiParameters(
    parseAbiParameters('(uint8 threshold, uint40 delaySeconds, bytes32[] commitments)'),
    [GUARDIANS],
  ),
)
const GROUP = slice(
  keccak256(
    encodeAbiParameters(TAGGED, [
      keccak256(stringToHex('medrec:group:v1')),
      BigInt(CHAIN_ID),
      GROUPS,
      AGENT,
      SALT,
    ]),
  ),
  12,
)

type Grant = {
  readonly commitment: Hex
  readonly readKinds: bigint
  readonly writeKinds: bigint
  readonly notBefore: number
  readonly notAfter: number
  readonly purposes: number
  readonly version: number
  readonly finerTerms: Hex
}

const GRANTS = {
  reading: {
    commitment: COMMITMENT,
    readKinds: 0b1111n,
    writeKinds: 0n,
    notBefore: 0,
    notAfter: FAR_FUTURE,
    purposes: 1,
    version: 1,
    finerTerms: NONE,
  },
  narrowed: {
    commitment: OTHER_COMMITMENT,
    readKinds: 0x3ffffn,
    writeKinds: 0x800n,
    notBefore: 1_800_000_000,
    notAfter: FAR_FUTURE,
    purposes: 0b101,
    version: 1,
    finerTerms: keccak256(stringToHex('finer terms')),
  },
  changed: {
    commitment: COMMITMENT,
    readKinds: 0x8000_0000_0000_0001n,
    writeKinds: 0x4000_0000_0000_0002n,
    notBefore: 1_800_000_000,
    notAfter: 0xff_ffff_ffff,
    purposes: 0x8001,
    version: 0xffff_fffe,
    finerTerms: NONE,
  },
  revocation: {
    commitment: OTHER_COMMITMENT,
    readKinds: 0n,
    writeKinds: 0n,
    notBefore: 0,
    notAfter: 0,
    purposes: 0,
    version: 1,
    finerTerms: NONE,
  },
} as const satisfies Record<string, Grant>

const KINDS = { kindsVersion: 1, kindsHash: keccak256(stringToHex('kinds')) } as const
const DIRECTIVE = {
  relationshipId: RELATIONSHIP_ID,
  grants: [{ ...GRANTS.reading, version: 7 }],
  ...KINDS,
  salt: SALT,
} as const
const DIRECTIVE_HASH = hashStruct({
  types: { Directive: TYPES.Directive, Grant: TYPES.Grant },
  primaryType: 'Directive',
  data: DIRECTIVE,
})

const RELATIONSHIPS_DOMAIN = {
  name: 'MedRec Relationships',
  version: '1',
  chainId: CHAIN_ID,
  verifyingContract: RELATIONSHIPS,
} as const
const GROUPS_DOMAIN = {
  ...RELATIONSHIPS_DOMAIN,
  name: 'MedRec AgentGroups',
  verifyingContract: GROUPS,
} as const
const ANCHORS_DOMAIN = {
  ...RELATIONSHIPS_DOMAIN,
  name: 'MedRec AccessLogAnchors',
  verifyingContract: ANCHORS,
} as const
const AGENT_DOMAIN = {
  name: 'MedRec Agent',
  version: '1',
  chainId: CHAIN_ID,
  verifyingContract: AGENT,
} as const

/** The last six in the order in which one chain accepts them all. */
function typedMessages(): readonly NamedMessage[] {
  const { Open, SetGrants, Grant, EnableOwner, DisableOwner, RotateDelegate, End } = TYPES
  const relationships = { domain: RELATIONSHIPS_DOMAIN }
  const agent = { domain: AGENT_DOMAIN }
  const relationshipId = RELATIONSHIP_ID
  const deadline = FAR_FUTURE
  return [
    ...moduleMessages(),
    {
      name: 'open',
      signers: ['patient', 'delegate'],
      typed: {
        ...relationships,
        types: { Open, Grant },
        primaryType: 'Open',
        message: {
          owner: ACCOUNTS.patient.address,
          agent: AGENT,
          delegate: ACCOUNTS.delegate.address,
          sealedPointer: POINTER,
          grants: [GRANTS.reading, GRANTS.narrowed],
          ...KINDS,
          deadline,
        },
      },
    },
    {
      name: 'setGrants',
      signers: ['patient'],
      typed: {
        ...relationships,
        types: { SetGrants, Grant },
        primaryType: 'SetGrants',
        message: {
          relationshipId,
          grants: [GRANTS.changed, GRANTS.revocation],
          ...KINDS,
          deadline,
        },
      },
    },
    {
      name: 'enableOwner',
      signers: ['patient', 'otherOwner'],
      typed: {
        ...agent,
        types: { EnableOwner },
        primaryType: 'EnableOwner',
        message: {
          owner: ACCOUNTS.otherOwner.address,
          sealedPointer: POINTER,
          nonce: 0n,
          deadline,
        },
      },
    },
    {
      name: 'disableOwner',
      signers: ['otherOwner'],
      typed: {
        ...agent,
        types: { DisableOwner },
        primaryType: 'DisableOwner',
        message: { owner: ACCOUNTS.patient.address, nonce: 1n, deadline },
      },
    },
    {
      name: 'rotateDelegate',
      signers: ['delegate', 'nextDelegate'],
      typed: {
        ...relationships,
        types: { RotateDelegate },
        primaryType: 'RotateDelegate',
        message: { relationshipId, delegate: ACCOUNTS.nextDelegate.address, rotation: 1, deadline },
      },
    },
    {
      name: 'end',
      signers: ['nextDelegate'],
      typed: {
        ...relationships,
        types: { End },
        primaryType: 'End',
        message: { relationshipId, deadline },
      },
    },
  ]
}

/** Of custody, guardians, switch, calls, groups and anchors: known digests, each the first of its sort. */
function moduleMessages(): readonly NamedMessage[] {
  const { RotateOwner, SetCustodian, SetCustody, SetGuardians, Recover, VetoRecovery } = TYPES
  const { SetSwitch, Touch, Execute, Call, Found, SetMembership, Anchor } = TYPES
  const next = { nonce: 0n, deadline: FAR_FUTURE }
  const custodian = ACCOUNTS.nextDelegate.address
  const owner = ACCOUNTS.otherOwner.address
  const message = (
    name: string,
    typed: Omit<TypedDataDefinition, 'domain'>,
    domain: TypedDataDefinition['domain'] = AGENT_DOMAIN,
  ): NamedMessage => ({
    name,
    signers: ['patient'],
    typed: { ...typed, domain } as TypedDataDefinition,
  })
  return [
    message('rotateOwner', {
      types: { RotateOwner },
      primaryType: 'RotateOwner',
      message: {
        oldOwner: ACCOUNTS.patient.address,
        newOwner: owner,
        sealedPointer: POINTER,
        ...next,
      },
    }),
    message('setCustodian', {
      types: { SetCustodian },
      primaryType: 'SetCustodian',
      message: { custodian, rights: 7, until: 2_000_000_000, ...next },
    }),
    message('setCustody', {
      types: { SetCustody },
      primaryType: 'SetCustody',
      message: { ownerRights: 1, until: 2_000_000_000, custodian, ...next },
    }),
    message('setGuardians', {
      types: { SetGuardians },
      primaryType: 'SetGuardians',
      message: { guardiansHash: GUARDIANS_HASH, ...next },
    }),
    message('recover', {
      types: { Recover },
      primaryType: 'Recover',
      message: { owner, sealedPointer: POINTER, ...next },
    }),
    message('vetoRecovery', {
      types: { VetoRecovery },
      primaryType: 'VetoRecovery',
      message: next,
    }),
    message('setSwitch', {
      types: { SetSwitch },
      primaryType: 'SetSwitch',
      message: { timeout: 31_536_000, directives: [DIRECTIVE_HASH, SALT], ...next },
    }),
    message('touch', { types: { Touch }, primaryType: 'Touch', message: next }),
    message('execute', {
      types: { Execute, Call },
      primaryType: 'Execute',
      message: {
        calls: [
          { to: RELATIONSHIPS, data: '0x' },
          { to: FACTORY, data: '0x00112233' },
        ],
        ...next,
      },
    }),
    message(
      'found',
      {
        types: { Found },
        primaryType: 'Found',
        message: { founder: AGENT, salt: SALT, deadline: FAR_FUTURE },
      },
      GROUPS_DOMAIN,
    ),
    message(
      'setMembership',
      {
        types: { SetMembership },
        primaryType: 'SetMembership',
        message: {
          group: GROUP,
          administrator: AGENT,
          agent: VIEWER,
          isMember: true,
          isAdministrator: false,
          ...next,
        },
      },
      GROUPS_DOMAIN,
    ),
    message(
      'anchor',
      {
        types: { Anchor },
        primaryType: 'Anchor',
        message: { provider: AGENT, interval: 3_000_000, root: SALT },
      },
      ANCHORS_DOMAIN,
    ),
  ]
}

/** LSB first: readKinds 64, writeKinds 64, notBefore 40, notAfter 40, purposes 16, version 32. */
function packedTerms(grant: Grant): Hex {
  return encodePacked(
    ['uint32', 'uint16', 'uint40', 'uint40', 'uint64', 'uint64'],
    [
      grant.version,
      grant.purposes,
      grant.notAfter,
      grant.notBefore,
      grant.writeKinds,
      grant.readKinds,
    ],
  )
}

function agentOf(owner: Hex): Hex {
  return getContractAddress({
    opcode: 'CREATE2',
    from: FACTORY,
    salt: pad(owner, { size: 32 }),
    // ERC-1167, with the creation code that OpenZeppelin's Clones puts before it.
    bytecode: concat([
      '0x3d602d80600a3d3981f3363d3d373d3d3d363d73',
      IMPLEMENTATION,
      '0x5af43d82803e903d91602b57fd5bf3',
    ]),
  })
}

function accounts(): Record<Role, PrivateKeyAccount> {
  const account = (role: Role) => privateKeyToAccount(privateKeyOf(role))
  return {
    deployer: account('deployer'),
    patient: account('patient'),
    otherOwner: account('otherOwner'),
    delegate: account('delegate'),
    nextDelegate: account('nextDelegate'),
    viewerOwner: account('viewerOwner'),
  }
}

/** 1 for the deployer, 2 for the patient and so on: plain, so that nobody takes one for a real key. */
function privateKeyOf(role: Role): Hex {
  return toHex(ROLES.indexOf(role) + 1, { size: 32 })
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}
