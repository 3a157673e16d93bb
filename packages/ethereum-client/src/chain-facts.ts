import type { GrantTerms } from '@medrec/protocol'
import type { Address, Hex } from 'viem'
import { type AgentFacts, newbornAgent } from './agent-facts.ts'
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

/**
 * The chain part of the permission view: nothing but the events, applied in order. Two of these
 * that were given the same events are equal. Keys are lower-case.
 */
export type ChainFacts = {
  readonly agents: Map<string, AgentFacts>
  /** Key → every Agent that it ever was owner or custodian of. */
  readonly agentsOfKey: Map<string, Set<Address>>
  readonly relationships: Map<string, ChainRelationship>
  readonly relationshipsOfAgent: Map<string, Hex[]>
  /** Relationship → commitment → terms, revoked ones too. */
  readonly grants: Map<string, Map<string, GrantTerms>>
  readonly members: Map<string, Member>
  /** AgentGroup → the Agents that are its members. */
  readonly groupMembers: Map<string, Set<string>>
  /** AgentGroup → the number that the next message about it carries. */
  readonly groupNonces: Map<string, bigint>
}

/** A chain of which nothing is known yet. */
export function noFacts(): ChainFacts {
  return {
    agents: new Map(),
    agentsOfKey: new Map(),
    relationships: new Map(),
    relationshipsOfAgent: new Map(),
    grants: new Map(),
    members: new Map(),
    groupMembers: new Map(),
    groupNonces: new Map(),
  }
}

/** Applies the next event of the chain. */
export function applyFact(facts: ChainFacts, fact: ChainFact): void {
  switch (fact.type) {
    case 'OwnerEnabled':
      enableOwner(facts, fact)
      break
    case 'OwnerDisabled':
      disableOwner(facts, fact)
      break
    case 'CustodianSet':
      setCustodian(facts, fact)
      break
    case 'CustodySet':
      setCustody(facts, fact)
      break
    case 'MembershipSet':
      setMembership(facts, fact)
      break
    case 'RelationshipOpened':
      openRelationship(facts, fact)
      break
    case 'GrantSet':
      setGrant(facts, fact)
      break
    case 'RelationshipEnded':
      changeRelationship(facts, fact.relationshipId, { isEnded: true })
      break
    case 'DelegateRotated': {
      const { relationshipId, delegate, rotation } = fact
      changeRelationship(facts, relationshipId, { delegate, rotation })
      break
    }
    case 'MemberAdmitted':
    case 'MemberUpdated':
      facts.members.set(keyOf(fact.member.agent), fact.member)
      break
    case 'MemberRemoved':
      facts.members.delete(keyOf(fact.agent))
      break
    // Notices: what they lead to comes as an event of its own.
    case 'GuardiansSet':
    case 'RecoveryProposed':
    case 'RecoveryVetoed':
    case 'RecoveryCompleted':
    case 'SwitchSet':
    case 'DirectiveReleased':
    case 'Proposed':
    case 'Voted':
    case 'ProposalWithdrawn':
    case 'ProposalEnacted':
    case 'RulesChanged':
    case 'ContractNamed':
    case 'AccountFunded':
      break
  }
}

type Fact<Type extends ChainFact['type']> = Extract<ChainFact, { readonly type: Type }>

function enableOwner(facts: ChainFacts, fact: Fact<'OwnerEnabled'>): void {
  const { agent, owner, nonce } = fact
  noteKey(facts, owner, agent)
  const known = facts.agents.get(keyOf(agent))
  if (known === undefined) {
    facts.agents.set(keyOf(agent), newbornAgent(owner))
    return
  }
  // An Agent that is made after it was used: its first owner acts already, and no message was spent.
  if (nonce === 0n) return
  known.owners.set(keyOf(owner), true)
  known.nonce = nonce
}

function disableOwner(facts: ChainFacts, fact: Fact<'OwnerDisabled'>): void {
  const { agent, owner, nonce } = fact
  const known = facts.agents.get(keyOf(agent))
  if (known === undefined) return
  known.owners.set(keyOf(owner), false)
  known.nonce = nonce
}

function setCustodian(facts: ChainFacts, fact: Fact<'CustodianSet'>): void {
  const { agent, custodian, rights, until, nonce } = fact
  noteKey(facts, custodian, agent)
  const known = facts.agents.get(keyOf(agent))
  if (known === undefined) return
  known.custodians.set(keyOf(custodian), { rights, until })
  known.custodyNonce = nonce
}

function setCustody(facts: ChainFacts, fact: Fact<'CustodySet'>): void {
  const { agent, ownerRights, until, nonce } = fact
  const known = facts.agents.get(keyOf(agent))
  if (known === undefined) return
  known.custody = { ownerRights, until }
  known.custodyNonce = nonce
}

function setMembership(facts: ChainFacts, fact: Fact<'MembershipSet'>): void {
  const members = facts.groupMembers.get(keyOf(fact.group)) ?? new Set()
  facts.groupMembers.set(keyOf(fact.group), members)
  if (fact.isMember) members.add(keyOf(fact.agent))
  else members.delete(keyOf(fact.agent))
  facts.groupNonces.set(keyOf(fact.group), fact.nonce)
}

function noteKey(facts: ChainFacts, key: Address, agent: Address): void {
  const agents = facts.agentsOfKey.get(keyOf(key)) ?? new Set()
  facts.agentsOfKey.set(keyOf(key), agents.add(agent))
}

function openRelationship(facts: ChainFacts, fact: Fact<'RelationshipOpened'>): void {
  const { relationshipId: id, agent, delegate, owner, sealedPointer } = fact
  if (!facts.agents.has(keyOf(agent))) {
    // Not made yet: the contract has checked that it is this owner's.
    facts.agents.set(keyOf(agent), newbornAgent(owner))
    noteKey(facts, owner, agent)
  }
  const opened = { id, agent, delegate, rotation: 0, isEnded: false, sealedPointer }
  facts.relationships.set(keyOf(id), opened)
  const ofAgent = facts.relationshipsOfAgent.get(keyOf(agent)) ?? []
  facts.relationshipsOfAgent.set(keyOf(agent), [...ofAgent, id])
}

function setGrant(facts: ChainFacts, fact: Fact<'GrantSet'>): void {
  const { relationshipId, commitment, terms } = fact
  const grants = facts.grants.get(keyOf(relationshipId)) ?? new Map<string, GrantTerms>()
  facts.grants.set(keyOf(relationshipId), grants)
  grants.set(keyOf(commitment), terms)
}

function changeRelationship(facts: ChainFacts, id: Hex, change: Partial<ChainRelationship>): void {
  const relationship = facts.relationships.get(keyOf(id))
  if (relationship === undefined) return
  facts.relationships.set(keyOf(id), { ...relationship, ...change })
}
