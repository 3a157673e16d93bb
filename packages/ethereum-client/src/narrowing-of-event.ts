import { isRevocation } from '@medrec/protocol'
import type { Hex } from 'viem'
import type { ChainEvent } from './chain-event.ts'
import { keyOf } from './keys.ts'
import type { Narrowing } from './narrowing.ts'

/**
 * What an event may take away from what an earlier one about the same gave, on this chain or on
 * another that comes in its place. Most events take nothing.
 */
export function narrowingOfEvent(event: ChainEvent): Narrowing | undefined {
  switch (event.type) {
    case 'GrantSet': {
      const { relationshipId, commitment, terms } = event
      // The lowest version comes after none.
      const isLowest = terms.version <= 1 && !isRevocation(terms)
      return isLowest ? undefined : { type: 'grant', relationshipId, commitment, terms }
    }
    case 'RelationshipEnded':
      return { type: 'ended', relationshipId: event.relationshipId }
    case 'OwnerDisabled': {
      const { agent, owner } = event
      return { type: 'owner-disabled', agent, owner, nonce: messageNonce(event) }
    }
    case 'CustodianSet': {
      const { agent, custodian, rights, until } = event
      return { type: 'custodian', agent, custodian, rights, until, nonce: messageNonce(event) }
    }
    case 'CustodySet': {
      const { agent, ownerRights, until } = event
      if (until === 0) return undefined
      return { type: 'custody', agent, ownerRights, until, nonce: messageNonce(event) }
    }
    case 'MembershipSet': {
      const { group, agent, isMember, nonce } = event
      // The founder is no member, and nobody was before.
      if (isMember || nonce === 0n) return undefined
      return { type: 'left-group', group, agent, nonce: messageNonce(event) }
    }
    case 'MemberRemoved': {
      const { agent, blockNumber, logIndex } = event
      return { type: 'member-removed', agent, blockNumber, logIndex }
    }
    default:
      return undefined
  }
}

/**
 * Says whether an event is by a later message about the same than what took something away, so that
 * the two no longer count together once the event is final.
 */
export function isNewer(event: ChainEvent, narrowing: Narrowing): boolean {
  switch (narrowing.type) {
    case 'grant':
      return event.type === 'GrantSet' && event.terms.version > narrowing.terms.version
    case 'ended':
      return false
    case 'owner-disabled':
      return event.type === 'OwnerEnabled' && messageNonce(event) > narrowing.nonce
    case 'custodian':
      return event.type === 'CustodianSet' && messageNonce(event) > narrowing.nonce
    case 'custody':
      return event.type === 'CustodySet' && messageNonce(event) > narrowing.nonce
    case 'left-group':
      return event.type === 'MembershipSet' && messageNonce(event) > narrowing.nonce
    case 'member-removed':
      return (
        event.type === 'MemberAdmitted' &&
        (event.blockNumber > narrowing.blockNumber ||
          (event.blockNumber === narrowing.blockNumber && event.logIndex > narrowing.logIndex))
      )
  }
}

/** What two narrowings, or a narrowing and an event, share if they are about the same. */
export type Subject<Type extends Narrowing['type'] = Narrowing['type']> = {
  readonly type: Type
  readonly key: string
}

/** What a narrowing is about. */
export function subjectOf(narrowing: Narrowing): Subject {
  const { type } = narrowing
  switch (type) {
    case 'grant':
      return { type, key: pairKey(narrowing.relationshipId, narrowing.commitment) }
    case 'ended':
      return { type, key: keyOf(narrowing.relationshipId) }
    case 'owner-disabled':
      return { type, key: pairKey(narrowing.agent, narrowing.owner) }
    case 'custodian':
      return { type, key: pairKey(narrowing.agent, narrowing.custodian) }
    case 'custody':
      return { type, key: keyOf(narrowing.agent) }
    case 'left-group':
      return { type, key: pairKey(narrowing.group, narrowing.agent) }
    case 'member-removed':
      return { type, key: keyOf(narrowing.agent) }
  }
}

/** What an event may be newer than. */
export function subjectOfEvent(event: ChainEvent): Subject | undefined {
  switch (event.type) {
    case 'GrantSet':
      return { type: 'grant', key: pairKey(event.relationshipId, event.commitment) }
    case 'OwnerEnabled':
      return { type: 'owner-disabled', key: pairKey(event.agent, event.owner) }
    case 'CustodianSet':
      return { type: 'custodian', key: pairKey(event.agent, event.custodian) }
    case 'CustodySet':
      return { type: 'custody', key: keyOf(event.agent) }
    case 'MembershipSet':
      return { type: 'left-group', key: pairKey(event.group, event.agent) }
    case 'MemberAdmitted':
      return { type: 'member-removed', key: keyOf(event.member.agent) }
    default:
      return undefined
  }
}

/** One key of two ids or addresses. */
export function pairKey(one: Hex, other: Hex): string {
  return `${keyOf(one)}:${keyOf(other)}`
}

/** An event says what the next message carries. */
function messageNonce(event: { readonly nonce: bigint }): bigint {
  return event.nonce - 1n
}
