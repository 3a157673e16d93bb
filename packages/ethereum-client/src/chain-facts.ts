import type { GrantTerms } from '@medrec/protocol'
import type { Address, Hex } from 'viem'
import type { ChainFact } from './chain-event.ts'
import { keyOf } from './keys.ts'
import type { Member } from './network.ts'

/** A relationship as the chain has it. */
export type ChainRelationship = {
  readonly id: Hex
  readonly agent: Address
  /** The provider's account now. */
  readonly delegate: Address
  /** How many delegates came after the first. */
  readonly rotation: number
  readonly isEnded: boolean
  /** 64 bytes, as they stood at the opening. */
  readonly sealedPointer: Hex
}

type AgentFacts = {
  /** Owner → whether it is enabled. */
  readonly owners: Map<string, boolean>
  /** The number that the Agent's next message carries. */
  nonce: bigint
}

/**
 * The chain part of the permission view: nothing but the events, applied in order. Two of these
 * that were given the same events are equal. Keys are lower-case.
 */
export type ChainFacts = {
  readonly agents: Map<string, AgentFacts>
  /** Owner → every Agent that ever had it. */
  readonly agentsOfOwner: Map<string, Set<Address>>
  readonly relationships: Map<string, ChainRelationship>
  readonly relationshipsOfAgent: Map<string, Hex[]>
  /** Relationship → commitment → terms, revoked ones too. */
  readonly grants: Map<string, Map<string, GrantTerms>>
  readonly members: Map<string, Member>
}

/** Hears of what may take a right away, or give it back, after it was applied. */
export type ChangeListener = {
  /** Terms replaced others; a first grant narrows nothing and is not heard of. */
  readonly onGrantChanged: (relationshipId: Hex, commitment: Hex, terms: GrantTerms) => void
  readonly onRelationshipEnded: (relationshipId: Hex) => void
  /** `nonce` is the number of the message that did it. */
  readonly onOwnerEnabled: (change: OwnerChange) => void
  readonly onOwnerDisabled: (change: OwnerChange) => void
}

export type OwnerChange = {
  readonly agent: Address
  readonly owner: Address
  readonly nonce: bigint
}

/** A chain of which nothing is known yet. */
export function noFacts(): ChainFacts {
  return {
    agents: new Map(),
    agentsOfOwner: new Map(),
    relationships: new Map(),
    relationshipsOfAgent: new Map(),
    grants: new Map(),
    members: new Map(),
  }
}

/** Applies the next event of the chain. */
export function applyFact(facts: ChainFacts, fact: ChainFact, listener: ChangeListener): void {
  switch (fact.type) {
    case 'OwnerEnabled':
      enableOwner(facts, fact, listener)
      break
    case 'OwnerDisabled':
      disableOwner(facts, fact, listener)
      break
    case 'RelationshipOpened':
      openRelationship(facts, fact)
      break
    case 'GrantSet':
      setGrant(facts, fact, listener)
      break
    case 'RelationshipEnded':
      changeRelationship(facts, fact.relationshipId, { isEnded: true })
      listener.onRelationshipEnded(fact.relationshipId)
      break
    case 'DelegateRotated': {
      const { relationshipId, delegate, rotation } = fact
      changeRelationship(facts, relationshipId, { delegate, rotation })
      break
    }
    case 'MemberAdmitted':
      facts.members.set(keyOf(fact.member.agent), fact.member)
  }
}

type Fact<Type extends ChainFact['type']> = Extract<ChainFact, { readonly type: Type }>

function enableOwner(
  facts: ChainFacts,
  { agent, owner }: Fact<'OwnerEnabled'>,
  listener: ChangeListener,
): void {
  const ownerKey = keyOf(owner)
  facts.agentsOfOwner.set(ownerKey, (facts.agentsOfOwner.get(ownerKey) ?? new Set()).add(agent))
  const known = facts.agents.get(keyOf(agent))
  if (known === undefined) {
    // Its birth, which no numbered message ordered.
    facts.agents.set(keyOf(agent), { owners: new Map([[ownerKey, true]]), nonce: 0n })
    return
  }
  known.owners.set(ownerKey, true)
  listener.onOwnerEnabled({ agent, owner, nonce: known.nonce++ })
}

function disableOwner(
  facts: ChainFacts,
  { agent, owner }: Fact<'OwnerDisabled'>,
  listener: ChangeListener,
): void {
  const known = facts.agents.get(keyOf(agent))
  if (known === undefined) return
  known.owners.set(keyOf(owner), false)
  listener.onOwnerDisabled({ agent, owner, nonce: known.nonce++ })
}

function openRelationship(facts: ChainFacts, fact: Fact<'RelationshipOpened'>): void {
  const { relationshipId: id, agent, delegate, sealedPointer } = fact
  const opened = { id, agent, delegate, rotation: 0, isEnded: false, sealedPointer }
  facts.relationships.set(keyOf(id), opened)
  const ofAgent = facts.relationshipsOfAgent.get(keyOf(agent)) ?? []
  facts.relationshipsOfAgent.set(keyOf(agent), [...ofAgent, id])
}

function setGrant(facts: ChainFacts, fact: Fact<'GrantSet'>, listener: ChangeListener): void {
  const { relationshipId, commitment, terms } = fact
  const grants = facts.grants.get(keyOf(relationshipId)) ?? new Map<string, GrantTerms>()
  facts.grants.set(keyOf(relationshipId), grants)
  const isChange = grants.has(keyOf(commitment))
  grants.set(keyOf(commitment), terms)
  if (isChange) listener.onGrantChanged(relationshipId, commitment, terms)
}

function changeRelationship(facts: ChainFacts, id: Hex, change: Partial<ChainRelationship>): void {
  const relationship = facts.relationships.get(keyOf(id))
  if (relationship === undefined) return
  facts.relationships.set(keyOf(id), { ...relationship, ...change })
}
