import type { GrantTerms } from '@medrec/protocol'
import type { Address } from 'viem'
import { type AgentFacts, withCustodian, withOwner } from './agent-facts.ts'
import { AgentTable } from './agent-table.ts'
import type { ChainFact } from './chain-event.ts'
import { HexIndex } from './hex-index.ts'
import { keyOf } from './keys.ts'
import type { Member } from './network.ts'
import { type GrantKey, RelationshipTable } from './relationship-table.ts'

/**
 * The chain part of the permission view: nothing but the events, applied in order. Two of these
 * that were given the same events are equal. Agents and relationships, of which there are many, lie
 * packed; the keys of the rest are lower-case.
 */
export type ChainFacts = {
  readonly agents: AgentTable
  readonly relationships: RelationshipTable
  readonly members: Map<string, Member>
  /** AgentGroup → the Agents that are its members. */
  readonly groupMembers: Map<string, Set<string>>
  /** AgentGroup → the number that the next message about it carries. */
  readonly groupNonces: Map<string, bigint>
}

/** The terms that the chain has of a grant, revoked ones too. */
export function grantOnChain(facts: ChainFacts, grant: GrantKey): GrantTerms | undefined {
  return facts.relationships.grant(grant)
}

/** A chain of which nothing is known yet. */
export function noFacts(): ChainFacts {
  const agents = new HexIndex(20)
  return {
    agents: new AgentTable(agents),
    relationships: new RelationshipTable(agents),
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
      changeCustodian(facts, fact)
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
      facts.relationships.setGrant(fact, fact.terms)
      break
    case 'RelationshipEnded':
      facts.relationships.end(fact.relationshipId)
      break
    case 'DelegateRotated':
      facts.relationships.rotate(fact.relationshipId, fact.delegate, fact.rotation)
      break
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
  facts.agents.note(owner, agent)
  if (facts.agents.get(agent) === undefined) {
    facts.agents.bear(agent, owner)
    return
  }
  // An Agent that is made after it was used: its first owner acts already, and no message was spent.
  if (nonce === 0n) return
  change(facts, agent, (known) => ({ ...withOwner(known, owner, true), nonce }))
}

function disableOwner(facts: ChainFacts, fact: Fact<'OwnerDisabled'>): void {
  const { agent, owner, nonce } = fact
  change(facts, agent, (known) => ({ ...withOwner(known, owner, false), nonce }))
}

function changeCustodian(facts: ChainFacts, fact: Fact<'CustodianSet'>): void {
  const { agent, custodian, rights, until, nonce: custodyNonce } = fact
  facts.agents.note(custodian, agent)
  const entry = { rights, until }
  change(facts, agent, (known) => ({ ...withCustodian(known, custodian, entry), custodyNonce }))
}

function setCustody(facts: ChainFacts, fact: Fact<'CustodySet'>): void {
  const { agent, ownerRights, until, nonce: custodyNonce } = fact
  change(facts, agent, (known) => ({ ...known, custody: { ownerRights, until }, custodyNonce }))
}

function change(facts: ChainFacts, agent: Address, to: (known: AgentFacts) => AgentFacts): void {
  const known = facts.agents.get(agent)
  if (known !== undefined) facts.agents.change(agent, to(known))
}

function setMembership(facts: ChainFacts, fact: Fact<'MembershipSet'>): void {
  const members = facts.groupMembers.get(keyOf(fact.group)) ?? new Set()
  facts.groupMembers.set(keyOf(fact.group), members)
  if (fact.isMember) members.add(keyOf(fact.agent))
  else members.delete(keyOf(fact.agent))
  facts.groupNonces.set(keyOf(fact.group), fact.nonce)
}

function openRelationship(facts: ChainFacts, fact: Fact<'RelationshipOpened'>): void {
  const { relationshipId: id, agent, delegate, owner, sealedPointer } = fact
  // Not made yet: the contract has checked that it is this owner's.
  if (facts.agents.get(agent) === undefined) facts.agents.bear(agent, owner)
  facts.relationships.open({ id, agent, delegate, sealedPointer })
}
