import type { Address, Hex } from 'viem'
import { typed } from './typed-data.ts'
import type { UnixSeconds } from './unix-seconds.ts'

/** What no contract checks: both sides keep it, or a member's Database Manager does. */

/** The provider's half of the attestable link between record and chain. */
export type ProviderStatement = {
  readonly relationshipId: Hex
  readonly delegate: Address
  /** 16 bytes; see providerFingerprint. */
  readonly fingerprint: Hex
  readonly inviteHash: Hex
  readonly issuedAt: UnixSeconds
}

export const typedProviderStatement = typed<ProviderStatement>()(
  {
    ProviderStatement: [
      { name: 'relationshipId', type: 'bytes32' },
      { name: 'delegate', type: 'address' },
      { name: 'fingerprint', type: 'bytes16' },
      { name: 'inviteHash', type: 'bytes32' },
      { name: 'issuedAt', type: 'uint40' },
    ],
  },
  'ProviderStatement',
)

/** The patient's half of the attestable link between record and chain. */
export type PatientStatement = {
  readonly relationshipId: Hex
  readonly inviteHash: Hex
  readonly issuedAt: UnixSeconds
}

export const typedPatientStatement = typed<PatientStatement>()(
  {
    PatientStatement: [
      { name: 'relationshipId', type: 'bytes32' },
      { name: 'inviteHash', type: 'bytes32' },
      { name: 'issuedAt', type: 'uint40' },
    ],
  },
  'PatientStatement',
)

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

export const typedDirectoryEntry = typed<DirectoryEntryMessage>()(
  {
    DirectoryEntry: [
      { name: 'provider', type: 'address' },
      { name: 'agent', type: 'address' },
      { name: 'hpkeKey', type: 'bytes32' },
      { name: 'resourcesHash', type: 'bytes32' },
      { name: 'issuedAt', type: 'uint40' },
      { name: 'expiresAt', type: 'uint40' },
    ],
  },
  'DirectoryEntry',
)

/** A member's order to another member's Database Manager to relay an opening. */
export type RelayOpeningMessage = {
  /** EIP-712 digest of the Open message. */
  readonly openHash: Hex
  /** The ordering member's Agent. */
  readonly member: Address
  readonly deadline: UnixSeconds
}

export const typedRelayOpening = typed<RelayOpeningMessage>()(
  {
    RelayOpening: [
      { name: 'openHash', type: 'bytes32' },
      { name: 'member', type: 'address' },
      { name: 'deadline', type: 'uint40' },
    ],
  },
  'RelayOpening',
)
