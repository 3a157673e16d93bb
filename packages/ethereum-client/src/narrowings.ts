import type { GrantTerms } from '@medrec/protocol'
import type { Address, Hex } from 'viem'
import type { CustodianEntry, CustodyEntry } from './agent-facts.ts'
import type { ChainEvent } from './chain-event.ts'
import { keyOf } from './keys.ts'
import {
  intersectTerms,
  type KeptNarrowing,
  type Narrowing,
  type NarrowingStore,
  packNarrowing,
  unpackNarrowing,
} from './narrowing.ts'
import { isNewer, pairKey, type Subject, subjectOf, subjectOfEvent } from './narrowing-of-event.ts'

/** What lies beside the chain part of the view: kept narrowings, in memory and in a store. */
export type Narrowings = {
  /** Counts from this call on; durable once {@link Narrowings.save} has resolved. */
  readonly add: (narrowing: Narrowing) => void
  /** Lets go what a final event is newer than. */
  readonly yieldTo: (final: ChainEvent) => void
  /** Says whether anything is kept about this. */
  readonly isAbout: (subject: Subject) => boolean
  readonly isEnded: (relationshipId: Hex) => boolean
  readonly isDisabled: (agent: Address, owner: Address) => boolean
  /** What is left of terms after every kept narrowing that is not older. */
  readonly narrow: (relationshipId: Hex, commitment: Hex, terms: GrantTerms) => GrantTerms
  /** A custodian has no more than each of these. */
  readonly custodianLimits: (agent: Address, custodian: Address) => readonly CustodianEntry[]
  /** An Agent's owners have no more than each of these. */
  readonly custodyLimits: (agent: Address) => readonly CustodyEntry[]
  readonly hasLeft: (group: Address, agent: Address) => boolean
  readonly isRemoved: (member: Address) => boolean
  /** Everything kept. */
  readonly all: () => readonly Narrowing[]
  readonly save: () => Promise<void>
}

type Type = Narrowing['type']
type NarrowingOf<Name extends Type> = Extract<Narrowing, { readonly type: Name }>

/** Loads the kept narrowings. */
export async function openNarrowings(store: NarrowingStore): Promise<Narrowings> {
  // Most of what is kept is never looked at again, so neither its id nor its text stays in memory.
  const kept = new Map<string, readonly Narrowing[]>()
  const unsaved = new Map<string, KeptNarrowing>()
  const dropped = new Set<string>()
  let saving: Promise<void> = Promise.resolve()

  function about<Name extends Type>(type: Name, key: string): readonly NarrowingOf<Name>[] {
    // Under a type's name nothing else is ever put.
    return (kept.get(`${type}:${key}`) ?? NOTHING) as readonly NarrowingOf<Name>[]
  }

  function put({ type, key }: Subject, narrowings: readonly Narrowing[]): void {
    if (narrowings.length === 0) kept.delete(`${type}:${key}`)
    else kept.set(`${type}:${key}`, narrowings)
  }

  /** @returns whether it was not known. */
  function remember(narrowing: Narrowing, { id }: KeptNarrowing): boolean {
    const subject = subjectOf(narrowing)
    const known: readonly Narrowing[] = about(subject.type, subject.key)
    if (known.some((other) => packNarrowing(other).id === id)) return false
    put(subject, known.concat(narrowing))
    return true
  }

  async function saveNow(): Promise<void> {
    const news = [...unsaved.values()]
    if (news.length > 0) {
      await store.keep(news)
      for (const { id } of news) unsaved.delete(id)
    }
    const gone = [...dropped]
    if (gone.length === 0) return
    await store.drop(gone)
    for (const id of gone) dropped.delete(id)
  }

  for (const stored of await store.load()) remember(unpackNarrowing(stored), stored)

  return {
    add(narrowing) {
      const packed = packNarrowing(narrowing)
      if (!remember(narrowing, packed)) return
      unsaved.set(packed.id, packed)
      dropped.delete(packed.id)
    },
    yieldTo(final) {
      const subject = subjectOfEvent(final)
      if (subject === undefined) return
      const known: readonly Narrowing[] = about(subject.type, subject.key)
      const gone = known.filter((narrowing) => isNewer(final, narrowing))
      if (gone.length === 0) return
      put(
        subject,
        known.filter((narrowing) => !gone.includes(narrowing)),
      )
      for (const narrowing of gone) {
        const { id } = packNarrowing(narrowing)
        unsaved.delete(id)
        // What a save under way may be writing is dropped too: dropping nothing is cheap.
        dropped.add(id)
      }
    },
    isAbout: ({ type, key }) => about(type, key).length > 0,
    isEnded: (relationshipId) => about('ended', keyOf(relationshipId)).length > 0,
    isDisabled: (agent, owner) => about('owner-disabled', pairKey(agent, owner)).length > 0,
    narrow(relationshipId, commitment, terms) {
      let left = terms
      for (const narrowing of about('grant', pairKey(relationshipId, commitment))) {
        if (narrowing.terms.version < terms.version) continue
        left = intersectTerms(left, narrowing.terms)
      }
      return left
    },
    custodianLimits: (agent, custodian) => about('custodian', pairKey(agent, custodian)),
    custodyLimits: (agent) => about('custody', keyOf(agent)),
    hasLeft: (group, agent) => about('left-group', pairKey(group, agent)).length > 0,
    isRemoved: (member) => about('member-removed', keyOf(member)).length > 0,
    all: () => [...kept.values()].flat(),
    save() {
      // One after the other, so that a late keep never undoes a drop.
      saving = saving.catch(() => undefined).then(saveNow)
      return saving
    },
  }
}

const NOTHING: readonly Narrowing[] = []
