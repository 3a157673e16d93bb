import type { GrantTerms } from '@medrec/protocol'
import type { Address, Hex } from 'viem'
import type { Member } from './network.ts'

/** Where an event stands in the chain. */
export type EventPosition = {
  readonly blockNumber: number
  readonly blockHash: Hex
  readonly transaction: Hex
  readonly logIndex: number
}

/** What an event says. Addresses are checksummed; ids, hashes and bytes are lower-case hex. */
export type ChainFact =
  | {
      readonly type: 'OwnerEnabled'
      readonly agent: Address
      readonly owner: Address
      /** 64 bytes, or `0x` at an Agent's birth. */
      readonly sealedPointer: Hex
    }
  | { readonly type: 'OwnerDisabled'; readonly agent: Address; readonly owner: Address }
  | {
      readonly type: 'RelationshipOpened'
      readonly relationshipId: Hex
      readonly agent: Address
      readonly delegate: Address
      readonly sealedPointer: Hex
    }
  | {
      readonly type: 'GrantSet'
      readonly relationshipId: Hex
      readonly commitment: Hex
      readonly terms: GrantTerms
    }
  | { readonly type: 'RelationshipEnded'; readonly relationshipId: Hex; readonly signer: Address }
  | {
      readonly type: 'DelegateRotated'
      readonly relationshipId: Hex
      readonly delegate: Address
      readonly rotation: number
    }
  | { readonly type: 'MemberAdmitted'; readonly member: Member }

/** An event of the network's fixed contracts. */
export type ChainEvent = ChainFact & EventPosition
