import type { GrantTerms, UnixSeconds } from '@medrec/protocol'
import type { Address, Hex } from 'viem'
import {
  type ClockBounds,
  custodianHasRight,
  ownerHasRight,
  RIGHTS,
  type Right,
} from './agent-facts.ts'
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
  /**
   * Says whether a key may do something for an Agent now: an enabled owner, but for what custody
   * withholds, or a custodian until its date. Disabled keys are left out at first sight.
   */
  readonly allows: (agent: Address, signer: Address, right: Right) => boolean
  /** The Agents that a key may read for now, as an owner or as a custodian. */
  readonly agentsOfKey: (key: Address) => readonly Address[]
  /** Says whether an Agent is a member of an AgentGroup, and so reads what was granted to it. */
  readonly isGroupMember: (group: Address, agent: Address) => boolean
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
 * Makes an empty view over what was kept. `now` is the server's clock and `monotonicNow` (milliseconds) the
 * one that a head's `receivedAt` was read from: rights that end by time end by the earlier of
 * server and chain.
 *
 * @throws {NarrowingError} MEDREC_NARROWING_MALFORMED if what was kept cannot be read.
 */
export async function createPermissionView(options: {
  readonly store: NarrowingStore
  readonly now: () => UnixSeconds
  /** `performance.now` by default. */
  readonly monotonicNow?: () => number
}): Promise<PermissionView> {
  const { now, monotonicNow = () => performance.now() } = options
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

  function chainTime(at: number): UnixSeconds {
    return head === undefined ? 0 : head.timestamp + Math.floor((at - head.receivedAt) / 1000)
  }

  function clockBounds(): ClockBounds {
    const [server, chain] = [now(), chainTime(monotonicNow())]
    return { earliest: Math.min(server, chain), latest: Math.max(server, chain) }
  }

  function allows(agent: Address, signer: Address, right: Right): boolean {
    const known = facts.agents.get(keyOf(agent))
    if (known === undefined || !Object.hasOwn(RIGHTS, right)) return false
    const clock = clockBounds()
    if (isEnabled(agent, signer) && ownerHasRight(known, right, clock)) return true
    return custodianHasRight(known, { address: signer, right }, clock)
  }

  return {
    allows,
    agentsOfKey(key) {
      const agents = facts.agentsOfKey.get(keyOf(key)) ?? []
      return [...agents].filter((agent) => allows(agent, key, 'read'))
    },
    isGroupMember: (group, agent) =>
      facts.groupMembers.get(keyOf(group))?.has(keyOf(agent)) === true,
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
    chainTime,
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
