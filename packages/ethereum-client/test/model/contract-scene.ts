import {
  type Address,
  concat,
  encodeAbiParameters,
  getContractAddress,
  type Hex,
  hashStruct,
  hashTypedData,
  keccak256,
  pad,
  stringToHex,
  toHex,
  zeroAddress,
  zeroHash,
} from 'viem'
import { type PrivateKeyAccount, privateKeyToAccount, sign } from 'viem/accounts'
import {
  type AgentName,
  type Directive,
  firstOwnerOf,
  type Grant,
  type GroupName,
  type GuardianSet,
  isProvider,
  type Key,
  type Pointer,
  partsOfGroup,
  partsOfRelationship,
  type RelationshipName,
  type Signing,
  type Subject,
} from './operation.ts'
import { DOMAIN_NAMES, SIGNED_TYPES, type SignedType } from './signed-types.ts'

export type Contracts = {
  readonly chainId: number
  readonly factory: Address
  readonly implementation: Address
  readonly relationships: Address
  readonly groups: Address
  readonly anchors: Address
}

export type CompactSignature = { readonly r: Hex; readonly vs: Hex }

/** A message as it is signed, and the contract that is to take it. */
export type Signable = {
  readonly domain: keyof typeof DOMAIN_NAMES
  readonly contract: Address
  readonly type: SignedType
  readonly message: Readonly<Record<string, unknown>>
}

export const KINDS = { kindsVersion: 1, kindsHash: toHex(1, { size: 32 }) }
export const POINTERS: Readonly<Record<Pointer, Hex>> = {
  none: '0x',
  red: `0x${'11'.repeat(64)}`,
  blue: `0x${'22'.repeat(64)}`,
  short: `0x${'33'.repeat(63)}`,
}

const NO_SIGNATURE = { r: zeroHash, vs: zeroHash }
const PROVIDER_BIT = 1n << 160n
const GUARDIAN_SET = {
  type: 'tuple',
  components: [
    { name: 'threshold', type: 'uint8' },
    { name: 'delaySeconds', type: 'uint40' },
    { name: 'commitments', type: 'bytes32[]' },
  ],
} as const

/**
 * The people of one sequence: keys that no other sequence has, and the addresses that follow from
 * them, computed here and not asked of the contracts.
 */
export class ContractScene {
  readonly contracts: Contracts
  readonly #salt: Hex
  readonly #accounts = new Map<Key, PrivateKeyAccount>()
  readonly #privateKeys = new Map<Key, Hex>()
  readonly #agents = new Map<AgentName, Address>()
  readonly #keyNames = new Map<string, Key>()
  readonly #guardianSets = new Map<Hex, string>()

  constructor(contracts: Contracts, salt: Hex) {
    this.contracts = contracts
    this.#salt = salt
  }

  address(key: Key): Address {
    return this.#account(key).address
  }

  /** The key behind an address that was met here before. */
  keyAt(address: Address): Key {
    return this.#keyNames.get(address.toLowerCase()) ?? `unknown ${address}`
  }

  agent(name: AgentName): Address {
    const known = this.#agents.get(name)
    if (known !== undefined) return known
    const { factory, implementation } = this.contracts
    const identity = BigInt(this.address(firstOwnerOf(name)))
    const address = getContractAddress({
      opcode: 'CREATE2',
      from: factory,
      salt: pad(toHex(isProvider(name) ? identity | PROVIDER_BIT : identity)),
      bytecode: concat([
        '0x3d602d80600a3d3981f3363d3d373d3d3d363d73',
        implementation,
        '0x5af43d82803e903d91602b57fd5bf3',
      ]),
    })
    this.#agents.set(name, address)
    return address
  }

  group(name: GroupName): Address {
    const { founder, salt } = partsOfGroup(name)
    const { chainId, groups } = this.contracts
    const hash = keccak256(
      encodeAbiParameters(
        ['bytes32', 'uint256', 'address', 'address', 'bytes32'].map((type) => ({ type })),
        [
          keccak256(stringToHex('medrec:group:v1')),
          BigInt(chainId),
          groups,
          this.agent(founder),
          word(salt),
        ],
      ),
    )
    return `0x${hash.slice(-40)}`
  }

  subject(name: Subject): Address {
    if (name === 'nobody') return zeroAddress
    return name.startsWith('group ') ? this.group(name) : this.agent(name)
  }

  relationshipId(name: RelationshipName): Hex {
    const { agent, firstDelegate } = partsOfRelationship(name)
    const { chainId, relationships } = this.contracts
    return keccak256(
      encodeAbiParameters(
        ['uint256', 'address', 'address', 'address'].map((type) => ({ type })),
        [BigInt(chainId), relationships, this.agent(agent), this.address(firstDelegate)],
      ),
    )
  }

  /** A grant as it is signed. */
  grant({ viewer, finerTerms, readKinds, writeKinds, ...terms }: Grant) {
    return {
      ...terms,
      commitment: commitment(viewer),
      readKinds: BigInt(readKinds),
      writeKinds: BigInt(writeKinds),
      finerTerms: word(finerTerms),
    }
  }

  directive({ relationship, grants, salt }: Directive) {
    return {
      relationshipId: this.relationshipId(relationship),
      grants: grants.map((grant) => this.grant(grant)),
      ...KINDS,
      salt: word(salt),
    }
  }

  directiveHash(directive: Directive): Hex {
    return hashStruct({
      data: this.directive(directive),
      primaryType: 'Directive',
      types: SIGNED_TYPES,
    } as unknown as Parameters<typeof hashStruct>[0])
  }

  guardianSet(agent: AgentName, { threshold, delaySeconds, members }: GuardianSet) {
    return {
      threshold,
      delaySeconds,
      commitments: members.map((member, index) => this.#guardianCommitment(agent, member, index)),
    }
  }

  guardiansHash(agent: AgentName, guardians: GuardianSet | null): Hex {
    if (guardians === null) return zeroHash
    const hash = keccak256(
      encodeAbiParameters([GUARDIAN_SET], [this.guardianSet(agent, guardians)]),
    )
    this.#guardianSets.set(hash, JSON.stringify(guardians))
    return hash
  }

  /** The set behind a hash that was met here before. */
  guardiansAt(hash: Hex): string | null {
    return hash === zeroHash ? null : (this.#guardianSets.get(hash) ?? `unknown ${hash}`)
  }

  async sign(signing: Signing, signable: Signable): Promise<CompactSignature> {
    if (signing.over === 'nothing') return NO_SIGNATURE
    const { chainId, factory } = this.contracts
    const { domain, contract, type, message } = signable
    const elsewhere = domain === 'agent' ? this.agent('person s0') : factory
    const hash = hashTypedData({
      domain: {
        name: DOMAIN_NAMES[domain],
        version: '1',
        chainId: signing.over === 'another chain' ? chainId + 1 : chainId,
        verifyingContract: signing.over === 'another contract' ? elsewhere : contract,
      },
      types: SIGNED_TYPES,
      primaryType: type,
      message: signing.over === 'another message' ? changed(message) : message,
    } as Parameters<typeof hashTypedData>[0])
    this.#account(signing.by)
    const privateKey = this.#privateKeys.get(signing.by) ?? zeroHash
    const { r, s, yParity } = await sign({ hash, privateKey })
    return { r, vs: toHex(BigInt(s) | (BigInt(yParity ?? 0) << 255n), { size: 32 }) }
  }

  #account(key: Key): PrivateKeyAccount {
    const known = this.#accounts.get(key)
    if (known !== undefined) return known
    const privateKey = keccak256(concat([this.#salt, stringToHex(key)]))
    const account = privateKeyToAccount(privateKey)
    this.#privateKeys.set(key, privateKey)
    this.#accounts.set(key, account)
    this.#keyNames.set(account.address.toLowerCase(), key)
    return account
  }

  #guardianCommitment(agent: AgentName, member: Key, index: number): Hex {
    return keccak256(
      encodeAbiParameters(
        ['bytes32', 'uint256', 'address', 'address', 'bytes32'].map((type) => ({ type })),
        [
          keccak256(stringToHex('medrec:guardian:v1')),
          BigInt(this.contracts.chainId),
          this.agent(agent),
          this.address(member),
          guardianSalt(index),
        ],
      ),
    )
  }
}

export function word(value: number): Hex {
  return toHex(value, { size: 32 })
}

export function commitment(viewer: number): Hex {
  return keccak256(stringToHex(`viewer ${viewer}`))
}

export function guardianSalt(index: number): Hex {
  return keccak256(stringToHex(`salt ${index}`))
}

/** The same but for one field, the last that is a number. */
function changed(message: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const last = Object.entries(message).findLast(([, value]) => typeof value === 'number')
  if (last === undefined) throw new Error('a message without a number')
  return { ...message, [last[0]]: Number(last[1]) + 1 }
}
