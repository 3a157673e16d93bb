import type { ChainEvent } from './chain-event.ts'
import { applyFact, type ChainFacts, noFacts } from './chain-facts.ts'
import type { BlockId } from './finality.ts'
import { type Narrowing, packNarrowing } from './narrowing.ts'
import { isNewer, narrowingOfEvent, subjectOf, subjectOfEvent } from './narrowing-of-event.ts'
import { takesAway } from './narrowing-on-chain.ts'
import type { Narrowings } from './narrowings.ts'

/** A chain part that is made beside the one that counts. Whoever lets go of it changes nothing. */
export type ChainPartRebuild = {
  /** Takes the next events of the chain from genesis on. */
  readonly add: (events: readonly ChainEvent[]) => void
  /** Lets what these events took away count too, and what they are newer than go. */
  readonly settle: () => { readonly facts: ChainFacts; readonly open: readonly ChainEvent[] }
}

/**
 * Begins a chain part from genesis, which is final up to this block. Needs memory for what it comes
 * to and not for the events on the way.
 */
export function rebuildChainPart(final: BlockId, narrowings: Narrowings): ChainPartRebuild {
  const facts = noFacts()
  const open: ChainEvent[] = []
  const pending = pendingNarrowings(narrowings)
  return {
    add(events) {
      for (const event of events) {
        if (event.blockNumber > final.number) {
          open.push(event)
          continue
        }
        // Kept although it is final: an engine that is killed may lose even that.
        if (takesAway(facts, event)) pending.add(narrowingOfEvent(event))
        applyFact(facts, event)
        pending.yieldTo(event)
      }
    },
    settle() {
      pending.settle()
      return { facts, open }
    },
  }
}

/**
 * What final events do to the kept narrowings, in the same order but all at once at the end: no
 * narrowing yields to an event of a chain part that does not count.
 */
function pendingNarrowings(kept: Narrowings) {
  const added = new Map<string, readonly Narrowing[]>()
  /** The newest event of each subject of which something is kept. */
  const newest = new Map<string, ChainEvent>()
  return {
    add(narrowing: Narrowing | undefined): void {
      if (narrowing === undefined) return
      const key = textOf(subjectOf(narrowing))
      const known = added.get(key) ?? []
      const { id } = packNarrowing(narrowing)
      if (known.some((other) => packNarrowing(other).id === id)) return
      added.set(key, known.concat(narrowing))
    },
    yieldTo(event: ChainEvent): void {
      const subject = subjectOfEvent(event)
      if (subject === undefined) return
      const key = textOf(subject)
      if (kept.isAbout(subject)) newest.set(key, event)
      const left = added.get(key)?.filter((narrowing) => !isNewer(event, narrowing))
      if (left?.length === 0) added.delete(key)
      else if (left !== undefined) added.set(key, left)
    },
    settle(): void {
      for (const event of newest.values()) kept.yieldTo(event)
      for (const narrowing of [...added.values()].flat()) kept.add(narrowing)
    },
  }
}

function textOf({ type, key }: { readonly type: string; readonly key: string }): string {
  return `${type}:${key}`
}
