import {
  concat,
  encodeAbiParameters,
  encodePacked,
  getContractAddress,
  type Hex,
  hashStruct,
  keccak256,
  pad,
  parseAbiParameters,
  slice,
  stringToHex,
  toHex,
} from 'viem'
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { TYPES } from './typed-message-types.ts'

/** Who and what the known answers are about: keys, addresses, ids, hashes, computed with viem alone. */

export type Role = (typeof ROLES)[number]
export const ROLES = [
  'deployer',
  'patient',
  'otherOwner',
  'delegate',
  'nextDelegate',
  'viewerOwner',
] as const
export const CHAIN_ID = 918_273_645_546
/** 2100-01-01: the messages stay good on any chain that keeps real time. */
export const FAR_FUTURE = 4_102_444_800

export const ACCOUNTS = accounts()
export const RELATIONSHIPS = getContractAddress({ from: ACCOUNTS.deployer.address, nonce: 0n })
/** A contract's first creation has nonce 1 (EIP-161). */
export const FACTORY = getContractAddress({ from: RELATIONSHIPS, nonce: 1n })
export const IMPLEMENTATION = getContractAddress({ from: FACTORY, nonce: 1n })
export const GROUPS = getContractAddress({ from: ACCOUNTS.deployer.address, nonce: 1n })
export const ANCHORS = getContractAddress({ from: ACCOUNTS.deployer.address, nonce: 2n })
export const AGENT = agentOf(ACCOUNTS.patient.address)
export const VIEWER = agentOf(ACCOUNTS.viewerOwner.address)
export const RELATIONSHIP_ID = keccak256(
  encodeAbiParameters(
    [{ type: 'uint256' }, { type: 'address' }, { type: 'address' }, { type: 'address' }],
    [BigInt(CHAIN_ID), RELATIONSHIPS, AGENT, ACCOUNTS.delegate.address],
  ),
)
export const SALT = keccak256(stringToHex('salt'))
export const COMMITMENT = keccak256(
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
export const OTHER_COMMITMENT = keccak256(stringToHex('another viewer'))
export const POINTER = concat([
  keccak256(stringToHex('pointer 1')),
  keccak256(stringToHex('pointer 2')),
])
export const NONE = pad('0x', { size: 32 })

export const TAGGED = [
  { type: 'bytes32' },
  { type: 'uint256' },
  { type: 'address' },
  { type: 'address' },
  { type: 'bytes32' },
] as const
export const GUARDIAN = keccak256(
  encodeAbiParameters(TAGGED, [
    keccak256(stringToHex('medrec:guardian:v1')),
    BigInt(CHAIN_ID),
    AGENT,
    ACCOUNTS.delegate.address,
    SALT,
  ]),
)
export const GUARDIANS = { threshold: 1, delaySeconds: 259_200, commitments: [GUARDIAN] } as const
export const GUARDIANS_HASH = keccak256(
  encodeAbiParameters(
    parseAbiParameters('(uint8 threshold, uint40 delaySeconds, bytes32[] commitments)'),
    [GUARDIANS],
  ),
)
export const GROUP = slice(
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

export type Grant = {
  readonly commitment: Hex
  readonly readKinds: bigint
  readonly writeKinds: bigint
  readonly notBefore: number
  readonly notAfter: number
  readonly purposes: number
  readonly version: number
  readonly finerTerms: Hex
}

export const GRANTS = {
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

export const KINDS = { kindsVersion: 1, kindsHash: keccak256(stringToHex('kinds')) } as const
export const DIRECTIVE = {
  relationshipId: RELATIONSHIP_ID,
  grants: [{ ...GRANTS.reading, version: 7 }],
  ...KINDS,
  salt: SALT,
} as const
export const DIRECTIVE_HASH = hashStruct({
  types: { Directive: TYPES.Directive, Grant: TYPES.Grant },
  primaryType: 'Directive',
  data: DIRECTIVE,
})

export const RELATIONSHIPS_DOMAIN = {
  name: 'MedRec Relationships',
  version: '1',
  chainId: CHAIN_ID,
  verifyingContract: RELATIONSHIPS,
} as const
export const GROUPS_DOMAIN = {
  ...RELATIONSHIPS_DOMAIN,
  name: 'MedRec AgentGroups',
  verifyingContract: GROUPS,
} as const
export const ANCHORS_DOMAIN = {
  ...RELATIONSHIPS_DOMAIN,
  name: 'MedRec AccessLogAnchors',
  verifyingContract: ANCHORS,
} as const
export const AGENT_DOMAIN = {
  name: 'MedRec Agent',
  version: '1',
  chainId: CHAIN_ID,
  verifyingContract: AGENT,
} as const

/** LSB first: readKinds 64, writeKinds 64, notBefore 40, notAfter 40, purposes 16, version 32. */
export function packedTerms(grant: Grant): Hex {
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
export function privateKeyOf(role: Role): Hex {
  return toHex(ROLES.indexOf(role) + 1, { size: 32 })
}
