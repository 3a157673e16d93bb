import type { GrantTerms, UnixSeconds } from '@medrec/protocol'
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
      /** That the next message about owners carries; 0 when the Agent is made. */
      readonly nonce: bigint
      /** 64 bytes, or `0x` when the Agent is made. */
      readonly sealedPointer: Hex
    }
  | {
      readonly type: 'OwnerDisabled'
      readonly agent: Address
      readonly owner: Address
      readonly nonce: bigint
    }
  | {
      readonly type: 'CustodianSet'
      readonly agent: Address
      readonly custodian: Address
      /** One bit each, by the number of the right. */
      readonly rights: number
      readonly until: UnixSeconds
      readonly nonce: bigint
    }
  | {
      readonly type: 'CustodySet'
      readonly agent: Address
      readonly ownerRights: number
      /** 0: there is no custody. */
      readonly until: UnixSeconds
      readonly nonce: bigint
    }
  | { readonly type: 'GuardiansSet'; readonly agent: Address; readonly guardiansHash: Hex }
  | {
      readonly type: 'RecoveryProposed'
      readonly agent: Address
      readonly owner: Address
      readonly readyAt: UnixSeconds
      readonly sealedPointer: Hex
    }
  | { readonly type: 'RecoveryVetoed'; readonly agent: Address; readonly signer: Address }
  | { readonly type: 'RecoveryCompleted'; readonly agent: Address; readonly owner: Address }
  | {
      readonly type: 'SwitchSet'
      readonly agent: Address
      readonly timeout: number
      readonly directives: readonly Hex[]
    }
  | {
      readonly type: 'MembershipSet'
      readonly group: Address
      readonly agent: Address
      readonly isMember: boolean
      readonly isAdministrator: boolean
      readonly nonce: bigint
    }
  | {
      readonly type: 'RelationshipOpened'
      readonly relationshipId: Hex
      readonly agent: Address
      readonly delegate: Address
      /** The Agent's first owner, if the Agent was not made yet. */
      readonly owner: Address
      readonly sealedPointer: Hex
    }
  | { readonly type: 'DirectiveReleased'; readonly relationshipId: Hex; readonly directive: Hex }
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
  | { readonly type: 'MemberAdmitted' | 'MemberUpdated'; readonly member: Member }
  | { readonly type: 'MemberRemoved'; readonly agent: Address }
  | {
      /** What is decided comes as a fact of its own. */
      readonly type:
        | 'Proposed'
        | 'Voted'
        | 'ProposalWithdrawn'
        | 'ProposalEnacted'
        | 'RulesChanged'
        | 'ContractNamed'
        | 'AccountFunded'
    }

/** An event of the network's fixed contracts. */
export type ChainEvent = ChainFact & EventPosition
