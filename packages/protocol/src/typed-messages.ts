import type { Address, Hex, TypedDataDomain } from 'viem'
import type { UnixSeconds } from './unix-seconds.ts'

/**
 * Every message a person or a provider signs (EIP-712), as tables: what is signed is what is shown.
 * Messages that change the chain are checked by the contract in their domain; statements are kept
 * by both sides and bound to the network through its AgentRegistry.
 *
 * @see https://eips.ethereum.org/EIPS/eip-712
 * @see vectors/typed-messages.json
 */
const GRANT = [
  { name: 'commitment', type: 'bytes32' },
  { name: 'readKinds', type: 'uint64' },
  { name: 'writeKinds', type: 'uint64' },
  { name: 'notBefore', type: 'uint40' },
  { name: 'notAfter', type: 'uint40' },
  { name: 'purposes', type: 'uint16' },
  { name: 'version', type: 'uint32' },
  { name: 'finerTerms', type: 'bytes32' },
] as const

const TYPES = {
  Open: {
    Open: [
      { name: 'owner', type: 'address' },
      { name: 'agent', type: 'address' },
      { name: 'delegate', type: 'address' },
      { name: 'sealedPointer', type: 'bytes' },
      { name: 'grants', type: 'Grant[]' },
      { name: 'kindsVersion', type: 'uint16' },
      { name: 'kindsHash', type: 'bytes32' },
      { name: 'deadline', type: 'uint40' },
    ],
    Grant: GRANT,
  },
  SetGrants: {
    SetGrants: [
      { name: 'relationshipId', type: 'bytes32' },
      { name: 'grants', type: 'Grant[]' },
      { name: 'kindsVersion', type: 'uint16' },
      { name: 'kindsHash', type: 'bytes32' },
      { name: 'deadline', type: 'uint40' },
    ],
    Grant: GRANT,
  },
  End: {
    End: [
      { name: 'relationshipId', type: 'bytes32' },
      { name: 'deadline', type: 'uint40' },
    ],
  },
  RotateDelegate: {
    RotateDelegate: [
      { name: 'relationshipId', type: 'bytes32' },
      { name: 'delegate', type: 'address' },
      { name: 'rotation', type: 'uint32' },
      { name: 'deadline', type: 'uint40' },
    ],
  },
  EnableOwner: {
    EnableOwner: [
      { name: 'owner', type: 'address' },
      { name: 'sealedPointer', type: 'bytes' },
      { name: 'nonce', type: 'uint64' },
      { name: 'deadline', type: 'uint40' },
    ],
  },
  DisableOwner: {
    DisableOwner: [
      { name: 'owner', type: 'address' },
      { name: 'nonce', type: 'uint64' },
      { name: 'deadline', type: 'uint40' },
    ],
  },
  ProviderStatement: {
    ProviderStatement: [
      { name: 'relationshipId', type: 'bytes32' },
      { name: 'delegate', type: 'address' },
      { name: 'fingerprint', type: 'bytes16' },
      { name: 'inviteHash', type: 'bytes32' },
      { name: 'issuedAt', type: 'uint40' },
    ],
  },
  PatientStatement: {
    PatientStatement: [
      { name: 'relationshipId', type: 'bytes32' },
      { name: 'inviteHash', type: 'bytes32' },
      { name: 'issuedAt', type: 'uint40' },
    ],
  },
  DirectoryEntry: {
    DirectoryEntry: [
      { name: 'provider', type: 'address' },
      { name: 'agent', type: 'address' },
      { name: 'hpkeKey', type: 'bytes32' },
      { name: 'resourcesHash', type: 'bytes32' },
      { name: 'issuedAt', type: 'uint40' },
      { name: 'expiresAt', type: 'uint40' },
    ],
  },
  RelayOpening: {
    RelayOpening: [
      { name: 'openHash', type: 'bytes32' },
      { name: 'member', type: 'address' },
      { name: 'deadline', type: 'uint40' },
    ],
  },
} as const

/** A grant as it is signed: its terms and the viewer's commitment. */
export type GrantMessage = {
  readonly commitment: Hex
  readonly readKinds: bigint
  readonly writeKinds: bigint
  readonly notBefore: UnixSeconds
  readonly notAfter: UnixSeconds
  readonly purposes: number
  readonly version: number
  readonly finerTerms: Hex
}

/** Opens a relationship; signed by the patient's key and by the provider's delegate. */
export type OpenMessage = {
  /** The key that signs, first owner of the Agent. */
  readonly owner: Address
  readonly agent: Address
  readonly delegate: Address
  /** Exactly 64 bytes. */
  readonly sealedPointer: Hex
  readonly grants: readonly GrantMessage[]
  readonly kindsVersion: number
  readonly kindsHash: Hex
  readonly deadline: UnixSeconds
}

/** Sets, narrows or revokes grants of one relationship; signed by the patient's side. */
export type SetGrantsMessage = {
  readonly relationshipId: Hex
  readonly grants: readonly GrantMessage[]
  readonly kindsVersion: number
  readonly kindsHash: Hex
  readonly deadline: UnixSeconds
}

/** Ends a relationship for good; signed by either side. */
export type EndMessage = { readonly relationshipId: Hex; readonly deadline: UnixSeconds }

/** Replaces the provider's delegate; signed by the present and the next one. */
export type RotateDelegateMessage = {
  readonly relationshipId: Hex
  readonly delegate: Address
  /** One more than the stored rotation. */
  readonly rotation: number
  readonly deadline: UnixSeconds
}

/** Enables a key of an Agent; carries the pointer sealed again for it (64 bytes, or none). */
export type EnableOwnerMessage = {
  readonly owner: Address
  readonly sealedPointer: Hex
  readonly nonce: bigint
  readonly deadline: UnixSeconds
}

/** Disables a key of an Agent, never the last enabled one. */
export type DisableOwnerMessage = {
  readonly owner: Address
  readonly nonce: bigint
  readonly deadline: UnixSeconds
}

/** The provider's half of the attestable link between record and chain. */
export type ProviderStatement = {
  readonly relationshipId: Hex
  readonly delegate: Address
  /** 16 bytes; see providerFingerprint. */
  readonly fingerprint: Hex
  readonly inviteHash: Hex
  readonly issuedAt: UnixSeconds
}

/** The patient's half of the attestable link between record and chain. */
export type PatientStatement = {
  readonly relationshipId: Hex
  readonly inviteHash: Hex
  readonly issuedAt: UnixSeconds
}

/** What a provider signs of a member of its staff. */
export type DirectoryEntryMessage = {
  readonly provider: Address
  readonly agent: Address
  /** Raw X25519 public key, 32 bytes. */
  readonly hpkeKey: Hex
  /** keccak256 of the canonical JSON of the entry's two FHIR resources. */
  readonly resourcesHash: Hex
  readonly issuedAt: UnixSeconds
  readonly expiresAt: UnixSeconds
}

/** A member's order to another member's Database Manager to relay an opening. */
export type RelayOpeningMessage = {
  /** EIP-712 digest of the Open message. */
  readonly openHash: Hex
  /** The ordering member's Agent. */
  readonly member: Address
  readonly deadline: UnixSeconds
}

/** The domain of the messages that Relationships checks. */
export function relationshipsDomain(parts: {
  readonly chainId: number
  readonly contract: Address
}): TypedDataDomain {
  return domain('MedRec Relationships', parts.chainId, parts.contract)
}

/** The domain of the messages that one Agent checks: its own address. */
export function agentDomain(parts: {
  readonly chainId: number
  readonly agent: Address
}): TypedDataDomain {
  return domain('MedRec Agent', parts.chainId, parts.agent)
}

/** The domain of statements that no contract checks: the network, named by its AgentRegistry. */
export function networkDomain(parts: {
  readonly chainId: number
  readonly registry: Address
}): TypedDataDomain {
  return domain('MedRec', parts.chainId, parts.registry)
}

export const typedOpen = typed<'Open', OpenMessage>('Open')
export const typedSetGrants = typed<'SetGrants', SetGrantsMessage>('SetGrants')
export const typedEnd = typed<'End', EndMessage>('End')
export const typedRotateDelegate = typed<'RotateDelegate', RotateDelegateMessage>('RotateDelegate')
export const typedEnableOwner = typed<'EnableOwner', EnableOwnerMessage>('EnableOwner')
export const typedDisableOwner = typed<'DisableOwner', DisableOwnerMessage>('DisableOwner')
export const typedProviderStatement = typed<'ProviderStatement', ProviderStatement>(
  'ProviderStatement',
)
export const typedPatientStatement = typed<'PatientStatement', PatientStatement>('PatientStatement')
export const typedDirectoryEntry = typed<'DirectoryEntry', DirectoryEntryMessage>('DirectoryEntry')
export const typedRelayOpening = typed<'RelayOpening', RelayOpeningMessage>('RelayOpening')

/** Makes the function that turns a message into what viem signs, hashes and recovers. */
function typed<Name extends keyof typeof TYPES, Message>(name: Name) {
  return (typedDataDomain: TypedDataDomain, message: Message) => ({
    domain: typedDataDomain,
    types: TYPES[name],
    primaryType: name,
    message,
  })
}

function domain(name: string, chainId: number, verifyingContract: Address): TypedDataDomain {
  return { name, version: '1', chainId, verifyingContract }
}
