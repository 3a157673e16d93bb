import {
  type Address,
  encodeAbiParameters,
  getAddress,
  type Hex,
  keccak256,
  slice,
  toBytes,
} from 'viem'
import { typed } from './typed-data.ts'
import type { UnixSeconds } from './unix-seconds.ts'

/** What AgentGroups checks. */

/** Founds a group; signed by a key that may manage the founder. */
export type FoundMessage = {
  readonly founder: Address
  /** 32 bytes that tell the founder's groups apart. */
  readonly salt: Hex
  readonly deadline: UnixSeconds
}

export const typedFound = typed<FoundMessage>()(
  {
    Found: [
      { name: 'founder', type: 'address' },
      { name: 'salt', type: 'bytes32' },
      { name: 'deadline', type: 'uint40' },
    ],
  },
  'Found',
)

/** Sets what an Agent is in a group; signed by a key that may manage the administrator. */
export type SetMembershipMessage = {
  readonly group: Address
  readonly administrator: Address
  readonly agent: Address
  readonly isMember: boolean
  readonly isAdministrator: boolean
  readonly nonce: bigint
  readonly deadline: UnixSeconds
}

export const typedSetMembership = typed<SetMembershipMessage>()(
  {
    SetMembership: [
      { name: 'group', type: 'address' },
      { name: 'administrator', type: 'address' },
      { name: 'agent', type: 'address' },
      { name: 'isMember', type: 'bool' },
      { name: 'isAdministrator', type: 'bool' },
      { name: 'nonce', type: 'uint64' },
      { name: 'deadline', type: 'uint40' },
    ],
  },
  'SetMembership',
)

const GROUP_TAG = keccak256(toBytes('medrec:group:v1'))

/** What a grant to a group names as its viewer: the last 20 bytes of the hash of founder and salt. */
export function agentGroupOf(parts: {
  readonly chainId: number
  /** The AgentGroups contract. */
  readonly contract: Address
  readonly founder: Address
  readonly salt: Hex
}): Address {
  const hash = keccak256(
    encodeAbiParameters(
      [
        { type: 'bytes32' },
        { type: 'uint256' },
        { type: 'address' },
        { type: 'address' },
        { type: 'bytes32' },
      ],
      [GROUP_TAG, BigInt(parts.chainId), parts.contract, parts.founder, parts.salt],
    ),
  )
  return getAddress(slice(hash, 12))
}
