import { type Address, encodeAbiParameters, type Hex, keccak256, toBytes } from 'viem'
import { typed } from './typed-data.ts'
import type { UnixSeconds } from './unix-seconds.ts'

/** What one Agent checks. Each sort of message has a nonce of its own. */

/** Enables a key of an Agent; carries the pointer sealed again for it (64 bytes, or none). */
export type EnableOwnerMessage = {
  readonly owner: Address
  readonly sealedPointer: Hex
  readonly nonce: bigint
  readonly deadline: UnixSeconds
}

export const typedEnableOwner = typed<EnableOwnerMessage>()(
  {
    EnableOwner: [
      { name: 'owner', type: 'address' },
      { name: 'sealedPointer', type: 'bytes' },
      { name: 'nonce', type: 'uint64' },
      { name: 'deadline', type: 'uint40' },
    ],
  },
  'EnableOwner',
)

/** Disables a key of an Agent, never the last enabled one. */
export type DisableOwnerMessage = {
  readonly owner: Address
  readonly nonce: bigint
  readonly deadline: UnixSeconds
}

export const typedDisableOwner = typed<DisableOwnerMessage>()(
  {
    DisableOwner: [
      { name: 'owner', type: 'address' },
      { name: 'nonce', type: 'uint64' },
      { name: 'deadline', type: 'uint40' },
    ],
  },
  'DisableOwner',
)

/** Puts a key of an Agent in the place of another; signed by an owner and by the new key. */
export type RotateOwnerMessage = {
  readonly oldOwner: Address
  readonly newOwner: Address
  /** 64 bytes, or none. */
  readonly sealedPointer: Hex
  readonly nonce: bigint
  readonly deadline: UnixSeconds
}

export const typedRotateOwner = typed<RotateOwnerMessage>()(
  {
    RotateOwner: [
      { name: 'oldOwner', type: 'address' },
      { name: 'newOwner', type: 'address' },
      { name: 'sealedPointer', type: 'bytes' },
      { name: 'nonce', type: 'uint64' },
      { name: 'deadline', type: 'uint40' },
    ],
  },
  'RotateOwner',
)

/** Sets what a custodian may do until a date; signed by an owner, or by the custodian to give something up. */
export type SetCustodianMessage = {
  readonly custodian: Address
  /** One bit each, by the number of the right; 0: none any more. */
  readonly rights: number
  /** The first second without them. */
  readonly until: UnixSeconds
  readonly nonce: bigint
  readonly deadline: UnixSeconds
}

export const typedSetCustodian = typed<SetCustodianMessage>()(
  {
    SetCustodian: [
      { name: 'custodian', type: 'address' },
      { name: 'rights', type: 'uint8' },
      { name: 'until', type: 'uint40' },
      { name: 'nonce', type: 'uint64' },
      { name: 'deadline', type: 'uint40' },
    ],
  },
  'SetCustodian',
)

/** Leaves the owners some rights alone until a date; signed by whoever may manage. */
export type SetCustodyMessage = {
  readonly ownerRights: number
  readonly until: UnixSeconds
  /** Who may manage until then. */
  readonly custodian: Address
  readonly nonce: bigint
  readonly deadline: UnixSeconds
}

export const typedSetCustody = typed<SetCustodyMessage>()(
  {
    SetCustody: [
      { name: 'ownerRights', type: 'uint8' },
      { name: 'until', type: 'uint40' },
      { name: 'custodian', type: 'address' },
      { name: 'nonce', type: 'uint64' },
      { name: 'deadline', type: 'uint40' },
    ],
  },
  'SetCustody',
)

/** Sets who may recover an Agent; signed by an owner. */
export type SetGuardiansMessage = {
  /** See guardiansHashOf; zero: nobody. */
  readonly guardiansHash: Hex
  readonly nonce: bigint
  readonly deadline: UnixSeconds
}

export const typedSetGuardians = typed<SetGuardiansMessage>()(
  {
    SetGuardians: [
      { name: 'guardiansHash', type: 'bytes32' },
      { name: 'nonce', type: 'uint64' },
      { name: 'deadline', type: 'uint40' },
    ],
  },
  'SetGuardians',
)

/** Makes a key an owner after the guardians' delay; signed by guardians and by that key. */
export type RecoverMessage = {
  readonly owner: Address
  /** 64 bytes, or none. */
  readonly sealedPointer: Hex
  readonly nonce: bigint
  readonly deadline: UnixSeconds
}

export const typedRecover = typed<RecoverMessage>()(
  {
    Recover: [
      { name: 'owner', type: 'address' },
      { name: 'sealedPointer', type: 'bytes' },
      { name: 'nonce', type: 'uint64' },
      { name: 'deadline', type: 'uint40' },
    ],
  },
  'Recover',
)

/** Refuses the pending recovery; signed by an owner, or by whoever may manage. */
export type VetoRecoveryMessage = {
  readonly nonce: bigint
  readonly deadline: UnixSeconds
}

export const typedVetoRecovery = typed<VetoRecoveryMessage>()(
  {
    VetoRecovery: [
      { name: 'nonce', type: 'uint64' },
      { name: 'deadline', type: 'uint40' },
    ],
  },
  'VetoRecovery',
)

/** Sets the dead man's switch; signed by an owner. */
export type SetSwitchMessage = {
  /** Seconds without a sign of life; 0 with no directives: no switch. */
  readonly timeout: number
  /** See directiveHashOf. */
  readonly directives: readonly Hex[]
  readonly nonce: bigint
  readonly deadline: UnixSeconds
}

export const typedSetSwitch = typed<SetSwitchMessage>()(
  {
    SetSwitch: [
      { name: 'timeout', type: 'uint40' },
      { name: 'directives', type: 'bytes32[]' },
      { name: 'nonce', type: 'uint64' },
      { name: 'deadline', type: 'uint40' },
    ],
  },
  'SetSwitch',
)

/** A sign of life, as every other message of an owner is; signed by an owner. */
export type TouchMessage = {
  readonly nonce: bigint
  readonly deadline: UnixSeconds
}

export const typedTouch = typed<TouchMessage>()(
  {
    Touch: [
      { name: 'nonce', type: 'uint64' },
      { name: 'deadline', type: 'uint40' },
    ],
  },
  'Touch',
)

/** Lets a provider's Agent call others, all or none; signed by an owner. */
export type ExecuteMessage = {
  readonly calls: readonly { readonly to: Address; readonly data: Hex }[]
  readonly nonce: bigint
  readonly deadline: UnixSeconds
}

export const typedExecute = typed<ExecuteMessage>()(
  {
    Execute: [
      { name: 'calls', type: 'Call[]' },
      { name: 'nonce', type: 'uint64' },
      { name: 'deadline', type: 'uint40' },
    ],
    Call: [
      { name: 'to', type: 'address' },
      { name: 'data', type: 'bytes' },
    ],
  },
  'Execute',
)

/** What `guardiansHash` hides until a recovery. */
export type GuardianSet = {
  /** How many guardians have to agree; at least 1. */
  readonly threshold: number
  /** How long an owner has to veto: a day to a year. */
  readonly delaySeconds: number
  /** At most 32; see guardianCommitmentOf. */
  readonly commitments: readonly Hex[]
}

const GUARDIAN_TAG = keccak256(toBytes('medrec:guardian:v1'))

/** Commits to a guardian of one Agent without naming anybody: 32 bytes, opened in a recovery alone. */
export function guardianCommitmentOf(parts: {
  readonly chainId: number
  readonly agent: Address
  readonly guardian: Address
  /** 32 random bytes, known to the owner and the guardian. */
  readonly salt: Hex
}): Hex {
  return keccak256(
    encodeAbiParameters(
      [
        { type: 'bytes32' },
        { type: 'uint256' },
        { type: 'address' },
        { type: 'address' },
        { type: 'bytes32' },
      ],
      [GUARDIAN_TAG, BigInt(parts.chainId), parts.agent, parts.guardian, parts.salt],
    ),
  )
}

/** The hash by which an Agent knows its guardians: keccak256(abi.encode(GuardianSet)). */
export function guardiansHashOf(guardians: GuardianSet): Hex {
  return keccak256(
    encodeAbiParameters(
      [
        {
          type: 'tuple',
          components: [
            { name: 'threshold', type: 'uint8' },
            { name: 'delaySeconds', type: 'uint40' },
            { name: 'commitments', type: 'bytes32[]' },
          ],
        },
      ],
      [guardians],
    ),
  )
}
