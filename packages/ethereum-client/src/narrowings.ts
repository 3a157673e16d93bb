import { type GrantTerms, isRevocation } from '@medrec/protocol'
import type { Address, Hex } from 'viem'
import type { ChainFacts, OwnerChange } from './chain-facts.ts'
import { keyOf } from './keys.ts'
import {
  intersectTerms,
  type KeptNarrowing,
  type Narrowing,
  type NarrowingStore,
  packNarrowing,
  unpackNarrowing,
} from './narrowing.ts'

type GrantKey = { readonly relationshipId: Hex; readonly commitment: Hex }
type Entry = { readonly narrowing: Narrowing; readonly kept: KeptNarrowing; isSaved: boolean }

/** What lies beside the chain part of the view: kept narrowings, in memory and in a store. */
export type Narrowings = {
  /** Counts from this call on; durable once {@link Narrowings.save} has resolved. */
  readonly add: (narrowing: Narrowing) => void
  /** Lets an owner be enabled again, if by a message later than the one that disabled it. */
  readonly yieldToOwner: (enabled: OwnerChange) => void
  /** Lets go what is kept of a grant whose version on the chain is higher. */
  readonly yieldToGrant: (facts: ChainFacts, grant: GrantKey) => void
  readonly isEnded: (relationshipId: Hex) => boolean
  readonly isDisabled: (agent: Address, owner: Address) => boolean
  /** What is left of terms after every kept narrowing that is not older. */
  readonly narrow: (relationshipId: Hex, commitment: Hex, terms: GrantTerms) => GrantTerms
  /** What the chain does not say yet, so that somebody has to relay it (again). */
  readonly missingFrom: (facts: ChainFacts) => readonly Narrowing[]
  readonly save: () => Promise<void>
}

/** Loads the kept narrowings. */
export async function openNarrowings(store: NarrowingStore): Promise<Narrowings> {
  const entries = new Map<string, Entry>()
  /** Relationship and commitment → ids. */
  const ofGrant = new Map<string, Set<string>>()
  const ended = new Set<string>()
  /** Agent and owner → ids. */
  const disabled = new Map<string, Set<string>>()
  const dropped = new Set<string>()
  let saving: Promise<void> = Promise.resolve()

  function remember(narrowing: Narrowing, kept: KeptNarrowing, isSaved: boolean): void {
    if (entries.has(kept.id)) return
    entries.set(kept.id, { narrowing, kept, isSaved })
    dropped.delete(kept.id)
    if (narrowing.type === 'grant') addTo(ofGrant, grantKey(narrowing), kept.id)
    else if (narrowing.type === 'ended') ended.add(keyOf(narrowing.relationshipId))
    else addTo(disabled, ownerKey(narrowing), kept.id)
  }

  function forget(index: Map<string, Set<string>>, key: string, id: string): void {
    const entry = entries.get(id)
    entries.delete(id)
    // What a save under way may be writing this moment is dropped too: dropping nothing is cheap.
    if (entry !== undefined) dropped.add(id)
    const ids = index.get(key)
    ids?.delete(id)
    if (ids?.size === 0) index.delete(key)
  }

  function kept(index: Map<string, Set<string>>, key: string): readonly Entry[] {
    const ids = index.get(key)
    if (ids === undefined) return []
    return [...ids].flatMap((id) => entries.get(id) ?? [])
  }

  async function saveNow(): Promise<void> {
    const unsaved = [...entries.values()].filter((entry) => !entry.isSaved)
    if (unsaved.length > 0) {
      await store.keep(unsaved.map((entry) => entry.kept))
      for (const entry of unsaved) entry.isSaved = true
    }
    const gone = [...dropped]
    if (gone.length === 0) return
    await store.drop(gone)
    for (const id of gone) dropped.delete(id)
  }

  for (const stored of await store.load()) remember(unpackNarrowing(stored), stored, true)

  return {
    add(narrowing) {
      remember(narrowing, packNarrowing(narrowing), false)
    },
    yieldToOwner(enabled) {
      for (const { narrowing, kept: stored } of kept(disabled, ownerKey(enabled))) {
        if (narrowing.type !== 'owner-disabled' || narrowing.nonce >= enabled.nonce) continue
        forget(disabled, ownerKey(enabled), stored.id)
      }
    },
    yieldToGrant(facts, grant) {
      const onChain = chainTerms(facts, grant)
      if (onChain === undefined) return
      for (const { narrowing, kept: stored } of kept(ofGrant, grantKey(grant))) {
        if (narrowing.type !== 'grant' || narrowing.terms.version >= onChain.version) continue
        forget(ofGrant, grantKey(grant), stored.id)
      }
    },
    isEnded: (relationshipId) => ended.has(keyOf(relationshipId)),
    isDisabled: (agent, owner) => disabled.has(ownerKey({ agent, owner })),
    narrow(relationshipId, commitment, terms) {
      let left = terms
      for (const { narrowing } of kept(ofGrant, grantKey({ relationshipId, commitment }))) {
        if (narrowing.type !== 'grant' || narrowing.terms.version < terms.version) continue
        left = intersectTerms(left, narrowing.terms)
      }
      return left
    },
    missingFrom(facts) {
      const all = [...entries.values()].map((entry) => entry.narrowing)
      return all.filter((narrowing) => isMissing(facts, narrowing))
    },
    save() {
      // One after the other, so that a late keep never undoes a drop.
      saving = saving.catch(() => undefined).then(saveNow)
      return saving
    },
  }
}

/** Says whether a narrowing is older than what the chain has, so that it takes nothing away. */
export function isOutdated(facts: ChainFacts, narrowing: Narrowing): boolean {
  switch (narrowing.type) {
    case 'grant': {
      const onChain = chainTerms(facts, narrowing)
      if (onChain === undefined) return false
      const isSameVersion = onChain.version === narrowing.terms.version
      return isSameVersion
        ? !isRevocation(narrowing.terms)
        : onChain.version > narrowing.terms.version
    }
    case 'ended':
      return false
    case 'owner-disabled': {
      const nextNonce = facts.agents.get(keyOf(narrowing.agent))?.nonce
      return nextNonce !== undefined && narrowing.nonce < nextNonce
    }
  }
}

function isMissing(facts: ChainFacts, narrowing: Narrowing): boolean {
  switch (narrowing.type) {
    case 'grant': {
      const onChain = chainTerms(facts, narrowing)
      if (onChain === undefined || onChain.version < narrowing.terms.version) return true
      const isSameVersion = onChain.version === narrowing.terms.version
      return isSameVersion && isRevocation(narrowing.terms) && !isRevocation(onChain)
    }
    case 'ended':
      return facts.relationships.get(keyOf(narrowing.relationshipId))?.isEnded !== true
    case 'owner-disabled': {
      const owners = facts.agents.get(keyOf(narrowing.agent))?.owners
      return owners?.get(keyOf(narrowing.owner)) !== false
    }
  }
}

function chainTerms(facts: ChainFacts, grant: GrantKey): GrantTerms | undefined {
  return facts.grants.get(keyOf(grant.relationshipId))?.get(keyOf(grant.commitment))
}

function grantKey(grant: GrantKey): string {
  return `${keyOf(grant.relationshipId)}:${keyOf(grant.commitment)}`
}

function ownerKey(of: { readonly agent: Address; readonly owner: Address }): string {
  return `${keyOf(of.agent)}:${keyOf(of.owner)}`
}

function addTo(index: Map<string, Set<string>>, key: string, id: string): void {
  index.set(key, (index.get(key) ?? new Set()).add(id))
}
