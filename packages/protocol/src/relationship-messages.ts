import { type Address, type Hex, hashStruct } from 'viem'
import { typed } from './typed-data.ts'
import type { UnixSeconds } from './unix-seconds.ts'

/** What Relationships checks. */

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

export const typedOpen = typed<OpenMessage>()(
  {
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
  'Open',
)

/** Sets, narrows or revokes grants of one relationship; signed by the patient's side. */
export type SetGrantsMessage = {
  readonly relationshipId: Hex
  readonly grants: readonly GrantMessage[]
  readonly kindsVersion: number
  readonly kindsHash: Hex
  readonly deadline: UnixSeconds
}

export const typedSetGrants = typed<SetGrantsMessage>()(
  {
    SetGrants: [
      { name: 'relationshipId', type: 'bytes32' },
      { name: 'grants', type: 'Grant[]' },
      { name: 'kindsVersion', type: 'uint16' },
      { name: 'kindsHash', type: 'bytes32' },
      { name: 'deadline', type: 'uint40' },
    ],
    Grant: GRANT,
  },
  'SetGrants',
)

/** Ends a relationship for good; signed by either side. */
export type EndMessage = { readonly relationshipId: Hex; readonly deadline: UnixSeconds }

export const typedEnd = typed<EndMessage>()(
  {
    End: [
      { name: 'relationshipId', type: 'bytes32' },
      { name: 'deadline', type: 'uint40' },
    ],
  },
  'End',
)

/** Replaces the provider's delegate; signed by the present and the next one. */
export type RotateDelegateMessage = {
  readonly relationshipId: Hex
  readonly delegate: Address
  /** One more than the stored rotation. */
  readonly rotation: number
  readonly deadline: UnixSeconds
}

export const typedRotateDelegate = typed<RotateDelegateMessage>()(
  {
    RotateDelegate: [
      { name: 'relationshipId', type: 'bytes32' },
      { name: 'delegate', type: 'address' },
      { name: 'rotation', type: 'uint32' },
      { name: 'deadline', type: 'uint40' },
    ],
  },
  'RotateDelegate',
)

/** What an owner wants granted when nothing is heard of them any more; signed by its hash. */
export type DirectiveMessage = {
  readonly relationshipId: Hex
  readonly grants: readonly GrantMessage[]
  readonly kindsVersion: number
  readonly kindsHash: Hex
  /** 32 random bytes, so that the hash cannot be guessed. */
  readonly salt: Hex
}

const DIRECTIVE = {
  Directive: [
    { name: 'relationshipId', type: 'bytes32' },
    { name: 'grants', type: 'Grant[]' },
    { name: 'kindsVersion', type: 'uint16' },
    { name: 'kindsHash', type: 'bytes32' },
    { name: 'salt', type: 'bytes32' },
  ],
  Grant: GRANT,
} as const

/** The hash by which a dead man's switch names a directive: EIP-712's hashStruct, without a domain. */
export function directiveHashOf(directive: DirectiveMessage): Hex {
  return hashStruct({ types: DIRECTIVE, primaryType: 'Directive', data: directive })
}
