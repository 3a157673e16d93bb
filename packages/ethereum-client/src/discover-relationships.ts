import type { Address, Hex } from 'viem'
import type { ChainEvent } from './chain-event.ts'
import { keyOf } from './keys.ts'

/** An Agent that names one of the addresses looked for. */
export type OwnAgent = {
  readonly agent: Address
  readonly owner: Address
  /** Whether the key may still act. */
  readonly isEnabled: boolean
  /** The pointer sealed for this key; undefined at birth, where the opening carries it. */
  readonly sealedPointer: Hex | undefined
}

/** A relationship that the words lead to. */
export type DiscoveredRelationship = {
  readonly index: number
  /** The newest rotation of the key that is on the chain. */
  readonly rotation: number
  readonly owner: Address
  readonly agent: Address
  readonly isOwnerEnabled: boolean
  readonly relationshipId: Hex
  readonly delegate: Address
  readonly isEnded: boolean
  /**
   * Opens with the secret of `index` if this relationship is really ours. Anybody can name our
   * address in an Agent of their own: drop what does not open.
   */
  readonly sealedPointer: Hex
}

export type DiscoveryOptions = {
  /** All events of the network, in order; the provider asked learns nothing of what is ours. */
  readonly events: readonly ChainEvent[]
  readonly addressAt: (index: number, rotation: number) => Promise<Address>
  /** How many indexes in a row may be unused before the search ends. */
  readonly gapLimit: number
}

export type Discovery = {
  readonly relationships: readonly DiscoveredRelationship[]
  /** The first index that was never used: the next relationship takes it. */
  readonly nextIndex: number
}

/** Finds every relationship of some words by deriving addresses and matching events with them. */
export async function discoverRelationships(options: DiscoveryOptions): Promise<Discovery> {
  const { events, addressAt, gapLimit } = options
  const opened = readOpened(events)
  const agentsOf = indexAgents(events)
  const relationships: DiscoveredRelationship[] = []
  let nextIndex = 0
  for (let index = 0; index < nextIndex + gapLimit; index += 1) {
    const newest = new Map<string, OwnAgent & { readonly rotation: number }>()
    for (let rotation = 0; ; rotation += 1) {
      const found = agentsOf.get(keyOf(await addressAt(index, rotation))) ?? []
      if (found.length === 0) break
      for (const own of found) newest.set(keyOf(own.agent), { ...own, rotation })
    }
    if (newest.size > 0) nextIndex = index + 1
    for (const { isEnabled, sealedPointer, ...own } of newest.values()) {
      for (const relationship of opened.get(keyOf(own.agent)) ?? []) {
        relationships.push({
          ...relationship,
          ...own,
          index,
          isOwnerEnabled: isEnabled,
          sealedPointer: sealedPointer ?? relationship.sealedPointer,
        })
      }
    }
  }
  return { relationships, nextIndex }
}

/** Finds the Agents that name one of these addresses as an owner. */
export function findOwnAgents(
  events: readonly ChainEvent[],
  addresses: readonly Address[],
): readonly OwnAgent[] {
  const agentsOf = indexAgents(events)
  return addresses.flatMap((address) => agentsOf.get(keyOf(address)) ?? [])
}

/** Owner → the Agents that name it, each as it stands after the last event. */
function indexAgents(events: readonly ChainEvent[]): Map<string, readonly OwnAgent[]> {
  const found = new Map<string, Map<string, OwnAgent>>()
  const known = new Set<string>()

  function note(agent: Address, owner: Address, change: Pick<OwnAgent, 'isEnabled'> & Carried) {
    known.add(keyOf(agent))
    const ofOwner = found.get(keyOf(owner)) ?? new Map<string, OwnAgent>()
    found.set(keyOf(owner), ofOwner)
    const sealedPointer = change.sealedPointer ?? ofOwner.get(keyOf(agent))?.sealedPointer
    ofOwner.set(keyOf(agent), { agent, owner, isEnabled: change.isEnabled, sealedPointer })
  }

  for (const event of events) {
    switch (event.type) {
      case 'RelationshipOpened':
        // The first word of an Agent that was not made yet: it is this owner's.
        if (!known.has(keyOf(event.agent))) note(event.agent, event.owner, { isEnabled: true })
        break
      case 'OwnerEnabled': {
        const { agent, owner, sealedPointer } = event
        const carried = sealedPointer === '0x' ? {} : { sealedPointer }
        note(agent, owner, { isEnabled: true, ...carried })
        break
      }
      case 'OwnerDisabled':
        note(event.agent, event.owner, { isEnabled: false })
        break
      default:
    }
  }
  return new Map([...found].map(([owner, agents]) => [owner, [...agents.values()]]))
}

type Carried = { readonly sealedPointer?: Hex }

type Opened = Pick<
  DiscoveredRelationship,
  'relationshipId' | 'delegate' | 'isEnded' | 'sealedPointer'
>

/** Agent → its relationships, each as it stands after the last event. */
function readOpened(events: readonly ChainEvent[]): Map<string, readonly Opened[]> {
  const byId = new Map<Hex, Opened & { readonly agent: Address }>()
  for (const event of events) {
    if (event.type === 'RelationshipOpened') {
      const { relationshipId, agent, delegate, sealedPointer } = event
      byId.set(relationshipId, { relationshipId, agent, delegate, sealedPointer, isEnded: false })
      continue
    }
    if (event.type !== 'RelationshipEnded' && event.type !== 'DelegateRotated') continue
    const known = byId.get(event.relationshipId)
    if (known === undefined) continue
    const change =
      event.type === 'RelationshipEnded' ? { isEnded: true } : { delegate: event.delegate }
    byId.set(event.relationshipId, { ...known, ...change })
  }
  const ofAgent = new Map<string, Opened[]>()
  for (const { agent, ...opened } of byId.values()) {
    ofAgent.set(keyOf(agent), [...(ofAgent.get(keyOf(agent)) ?? []), opened])
  }
  return ofAgent
}
