import type { GrantTerms, UnixSeconds } from '@medrec/protocol'
import type { Address, Hex } from 'viem'
import {
  type ClockBounds,
  custodianHasRight,
  ownerState,
  ownersKeepRight,
  RIGHTS,
  type Right,
} from './agent-facts.ts'
import type { ChainEvent } from './chain-event.ts'
import { applyFact, type ChainFacts, grantOnChain, noFacts } from './chain-facts.ts'
import type { BlockId } from './finality.ts'
import { keyOf } from './keys.ts'
import { type Narrowing, type NarrowingStore, packNarrowing } from './narrowing.ts'
import { narrowingOfEvent } from './narrowing-of-event.ts'
import { isMissing, isOutdated, takesAway, wouldNarrow } from './narrowing-on-chain.ts'
import { openNarrowings } from './narrowings.ts'
import type { Member } from './network.ts'
import { rebuildChainPart } from './rebuild.ts'
import type { ChainRelationship } from './relationship-table.ts'

/** The newest block the view has seen. */
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
 * What is known from the chain, in memory: what its contracts said up to the newest final block, and
 * beside it the narrowings that were seen since or handed over, which are kept. In force is what
 * both allow: what widens counts when final, what narrows when first seen. Before the first final
 * block it allows nothing.
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
  /** The newest block that is final: everything up to it counts. */
  readonly finalHead: () => BlockId | undefined
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
  /** Says whether a message handed over takes away something that the chain gives. */
  readonly wouldNarrow: (narrowing: Narrowing) => boolean
  /** Kept narrowings that no block says (yet): to be relayed again. */
  readonly missingNarrowings: () => readonly Narrowing[]
  /** Applies the next events and the head they lead to. Counts at once; resolves when durable. */
  readonly apply: (batch: ChainBatch) => Promise<void>
  /** Replaces everything above the newest final block by these events from there on. */
  readonly reorganize: (batch: ChainBatch) => Promise<void>
  /** Replaces the chain part by these events from genesis on; kept narrowings stay. */
  readonly rebuild: (batch: ChainBatch) => Promise<void>
  /** Begins the same for events that come in pages. Nothing counts before the last one. */
  readonly startRebuild: (to: Omit<ChainBatch, 'events'>) => ViewRebuild
}

/** A rebuild under way; whoever lets go of it changes nothing. */
export type ViewRebuild = {
  /** Takes the next events, in the order of the chain from genesis on. */
  readonly add: (events: readonly ChainEvent[]) => void
  /** After all of them: replaces the chain part. Counts at once; resolves when durable. */
  readonly finish: () => Promise<void>
}

/** Events in the order of the chain, and the block up to which these are all. */
export type ChainBatch = {
  readonly events: readonly ChainEvent[]
  readonly head: ChainHead
  /** The newest final block on the way to the head; the head itself if absent. */
  readonly final?: BlockId
}

/** What the chain says: up to the newest final block applied, above it only seen. */
type ChainPart = {
  readonly facts: ChainFacts
  readonly final: BlockId | undefined
  readonly open: readonly ChainEvent[]
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
  let facts = noFacts()
  let final: BlockId | undefined
  let open: readonly ChainEvent[] = []
  let head: ChainHead | undefined

  function advance(from: ChainPart, batch: ChainBatch): Promise<void> {
    const next = later(from.final, batch.final ?? batch.head)
    for (const event of batch.events) if (event.blockNumber > next.number) seeFirst(event)
    const events = [...from.open, ...batch.events]
    for (const event of events) if (event.blockNumber <= next.number) applyFinal(from.facts, event)
    facts = from.facts
    final = next
    open = events.filter((event) => event.blockNumber > next.number)
    head = batch.head
    return narrowings.save()
  }

  function startRebuild(to: Omit<ChainBatch, 'events'>): ViewRebuild {
    const next = to.final ?? to.head
    const part = rebuildChainPart(next, narrowings)
    return {
      add: part.add,
      finish() {
        const made = part.settle()
        for (const event of made.open) seeFirst(event)
        facts = made.facts
        open = made.open
        final = next
        head = to.head
        return narrowings.save()
      },
    }
  }

  function seeFirst(event: ChainEvent): void {
    const narrowing = narrowingOfEvent(event)
    if (narrowing !== undefined) narrowings.add(narrowing)
  }

  function applyFinal(onto: ChainFacts, event: ChainEvent): void {
    // Kept although it is final: an engine that is killed may lose even that.
    if (takesAway(onto, event)) seeFirst(event)
    applyFact(onto, event)
    narrowings.yieldTo(event)
  }

  function inForce(known: ChainRelationship): ChainRelationship {
    return !known.isEnded && narrowings.isEnded(known.id) ? { ...known, isEnded: true } : known
  }

  function grant(relationshipId: Hex, commitment: Hex): GrantTerms | undefined {
    const terms = grantOnChain(facts, { relationshipId, commitment })
    return terms && narrowings.narrow(relationshipId, commitment, terms)
  }

  function chainTime(at: number): UnixSeconds {
    return head === undefined ? 0 : head.timestamp + Math.floor((at - head.receivedAt) / 1000)
  }

  function clockBounds(): ClockBounds {
    const [server, chain] = [now(), chainTime(monotonicNow())]
    return { earliest: Math.min(server, chain), latest: Math.max(server, chain) }
  }

  function allows(agent: Address, signer: Address, right: Right): boolean {
    const known = facts.agents.get(agent)
    if (known === undefined || !Object.hasOwn(RIGHTS, right)) return false
    const clock = clockBounds()
    const custodies = [known.custody, ...narrowings.custodyLimits(agent)]
    const isOwner = ownerState(known, signer) === true && !narrowings.isDisabled(agent, signer)
    if (isOwner && custodies.every((custody) => ownersKeepRight(custody, right, clock))) return true
    const entry = known.custodians.get(keyOf(signer))
    if (entry === undefined) return false
    const entries = [entry, ...narrowings.custodianLimits(agent, signer)]
    return entries.every((limit) => custodianHasRight(limit, right, clock))
  }

  function isMember(agent: Address): boolean {
    return facts.members.has(keyOf(agent)) && !narrowings.isRemoved(agent)
  }

  /** No block says them: neither a final one nor one that was seen since. */
  function missingNarrowings(): readonly Narrowing[] {
    const seen = new Set(open.map((event) => idOf(narrowingOfEvent(event))))
    return narrowings
      .all()
      .filter((narrowing) => isMissing(facts, narrowing) && !seen.has(idOf(narrowing)))
  }

  return {
    allows,
    agentsOfKey: (key) => facts.agents.ofKey(key).filter((agent) => allows(agent, key, 'read')),
    isGroupMember: (group, agent) =>
      facts.groupMembers.get(keyOf(group))?.has(keyOf(agent)) === true &&
      !narrowings.hasLeft(group, agent),
    relationship(id) {
      const known = facts.relationships.get(id)
      return known && inForce(known)
    },
    relationshipsOfAgent: (agent) => facts.relationships.ofAgent(agent).map(inForce),
    grant,
    grants: (relationshipId) =>
      facts.relationships.commitments(relationshipId).flatMap((commitment) => {
        const terms = grant(relationshipId, commitment)
        return terms === undefined ? [] : [{ commitment, terms }]
      }),
    member: (agent) => (isMember(agent) ? facts.members.get(keyOf(agent)) : undefined),
    members: () => [...facts.members.values()].filter(({ agent }) => isMember(agent)),
    head: () => head,
    finalHead: () => final,
    chainTime,
    ageSeconds: (now) => (head === undefined ? Number.POSITIVE_INFINITY : now - head.timestamp),
    narrow(seen) {
      for (const narrowing of seen) if (!isOutdated(facts, narrowing)) narrowings.add(narrowing)
      return narrowings.save()
    },
    wouldNarrow: (narrowing) => wouldNarrow(facts, narrowing),
    missingNarrowings,
    apply: (batch) => advance({ facts, final, open }, batch),
    reorganize: (batch) => advance({ facts, final, open: [] }, batch),
    rebuild(batch) {
      const rebuilding = startRebuild(batch)
      rebuilding.add(batch.events)
      return rebuilding.finish()
    },
    startRebuild,
  }
}

/** What is final stays so, whatever a chain that is shorter for a moment says. */
function later(known: BlockId | undefined, next: BlockId): BlockId {
  return known !== undefined && known.number > next.number ? known : next
}

function idOf(narrowing: Narrowing | undefined): string | undefined {
  return narrowing && packNarrowing(narrowing).id
}
