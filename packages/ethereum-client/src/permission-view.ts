import type { GrantTerms, UnixSeconds } from '@medrec/protocol'
import type { Address, Hex } from 'viem'
import type { ChainEvent } from './chain-event.ts'
import {
  applyFact,
  type ChainFacts,
  type ChainRelationship,
  type ChangeListener,
  noFacts,
} from './chain-facts.ts'
import { keyOf } from './keys.ts'
import type { Narrowing, NarrowingStore } from './narrowing.ts'
import { isOutdated, openNarrowings } from './narrowings.ts'
import type { Member } from './network.ts'

/** What an Agent's key may do; the numbers are the contract's. */
export const RIGHTS = { read: 0, grant: 1, manage: 2 } as const
export type Right = keyof typeof RIGHTS

/** The newest block the view has applied. */
export type ChainHead = {
  readonly number: number
  readonly hash: Hex
  readonly timestamp: UnixSeconds
  /** Milliseconds of a monotonic clock when it arrived here. */
  readonly receivedAt: number
}

/** Commitment and terms of a grant, as they are in force. */
export type GrantInForce = { readonly commitment: Hex; readonly terms: GrantTerms }

/**
 * What is known from the chain, in memory: the events of its contracts, and beside them the kept
 * narrowings. Before the first block was applied it allows nothing.
 */
export type PermissionView = {
  /** Says whether a key may do something for an Agent, disabled keys left out at first sight. */
  readonly allows: (agent: Address, signer: Address, right: Right) => boolean
  /** The Agents that a key may act for now. */
  readonly agentsOfOwner: (owner: Address) => readonly Address[]
  readonly relationship: (id: Hex) => ChainRelationship | undefined
  readonly relationshipsOfAgent: (agent: Address) => readonly ChainRelationship[]
  /** The terms in force: what the newest final state and every later version seen allow. */
  readonly grant: (relationshipId: Hex, commitment: Hex) => GrantTerms | undefined
  /** Every grant of a relationship, revoked ones too. */
  readonly grants: (relationshipId: Hex) => readonly GrantInForce[]
  readonly member: (agent: Address) => Member | undefined
  readonly members: () => readonly Member[]
  readonly head: () => ChainHead | undefined
  /**
   * The chain's time carried on from the newest head.
   *
   * @param nowMonotonic milliseconds of the clock that `receivedAt` was read from
   * @returns 0 before the first block
   */
  readonly chainTime: (nowMonotonic: number) => UnixSeconds
  /** Age of the newest head; infinite before the first block. */
  readonly ageSeconds: (now: UnixSeconds) => number
  /**
   * Obeys the narrowings of a signed message before any block has it. The caller has checked the
   * signature, that the signer may, and that the message is not late.
   *
   * What is older than the chain is left out.
   *
   * @returns when they are also on disk.
   */
  readonly narrow: (narrowings: readonly Narrowing[]) => Promise<void>
  /** Kept narrowings that the chain does not say (yet): to be relayed again. */
  readonly missingNarrowings: () => readonly Narrowing[]
  /** Applies the next events and the head they lead to. Counts at once; resolves when durable. */
  readonly apply: (batch: ChainBatch) => Promise<void>
  /** Replaces the chain part by these events from genesis on; kept narrowings stay. */
  readonly rebuild: (batch: ChainBatch) => Promise<void>
}

/** Events in the order of the chain, and the block up to which these are all. */
export type ChainBatch = {
  readonly events: readonly ChainEvent[]
  readonly head: ChainHead
}

/**
 * Makes an empty view over what was kept.
 *
 * @throws {NarrowingError} MEDREC_NARROWING_MALFORMED if what was kept cannot be read.
 */
export async function createPermissionView(options: {
  readonly store: NarrowingStore
}): Promise<PermissionView> {
  const narrowings = await openNarrowings(options.store)
  const listener: ChangeListener = {
    onGrantChanged: (relationshipId, commitment, terms) =>
      narrowings.add({ type: 'grant', relationshipId, commitment, terms }),
    onRelationshipEnded: (relationshipId) => narrowings.add({ type: 'ended', relationshipId }),
    onOwnerDisabled: (change) => narrowings.add({ type: 'owner-disabled', ...change }),
    onOwnerEnabled: narrowings.yieldToOwner,
  }
  let facts = noFacts()
  let head: ChainHead | undefined

  function advance(next: ChainFacts, batch: ChainBatch): Promise<void> {
    for (const event of batch.events) applyFact(next, event, listener)
    for (const event of batch.events) {
      if (event.type === 'GrantSet') narrowings.yieldToGrant(next, event)
    }
    facts = next
    head = batch.head
    return narrowings.save()
  }

  function relationship(id: Hex): ChainRelationship | undefined {
    const known = facts.relationships.get(keyOf(id))
    return known && !known.isEnded && narrowings.isEnded(id) ? { ...known, isEnded: true } : known
  }

  function grant(relationshipId: Hex, commitment: Hex): GrantTerms | undefined {
    const terms = facts.grants.get(keyOf(relationshipId))?.get(keyOf(commitment))
    return terms && narrowings.narrow(relationshipId, commitment, terms)
  }

  function isEnabled(agent: Address, owner: Address): boolean {
    const isEnabledOnChain = facts.agents.get(keyOf(agent))?.owners.get(keyOf(owner)) === true
    return isEnabledOnChain && !narrowings.isDisabled(agent, owner)
  }

  return {
    allows: (agent, signer, right) => Object.hasOwn(RIGHTS, right) && isEnabled(agent, signer),
    agentsOfOwner(owner) {
      const agents = facts.agentsOfOwner.get(keyOf(owner)) ?? []
      return [...agents].filter((agent) => isEnabled(agent, owner))
    },
    relationship,
    relationshipsOfAgent: (agent) =>
      (facts.relationshipsOfAgent.get(keyOf(agent)) ?? []).flatMap((id) => relationship(id) ?? []),
    grant,
    grants: (relationshipId) =>
      [...(facts.grants.get(keyOf(relationshipId))?.entries() ?? [])].map(
        ([commitment, terms]) => ({
          commitment: commitment as Hex,
          terms: narrowings.narrow(relationshipId, commitment as Hex, terms),
        }),
      ),
    member: (agent) => facts.members.get(keyOf(agent)),
    members: () => [...facts.members.values()],
    head: () => head,
    chainTime(nowMonotonic) {
      if (head === undefined) return 0
      return head.timestamp + Math.floor((nowMonotonic - head.receivedAt) / 1000)
    },
    ageSeconds: (now) => (head === undefined ? Number.POSITIVE_INFINITY : now - head.timestamp),
    narrow(seen) {
      for (const narrowing of seen) if (!isOutdated(facts, narrowing)) narrowings.add(narrowing)
      return narrowings.save()
    },
    missingNarrowings: () => narrowings.missingFrom(facts),
    apply: (batch) => advance(facts, batch),
    rebuild: (batch) => advance(noFacts(), batch),
  }
}
