import { type GrantTerms, packTerms, unpackTerms } from '@medrec/protocol'
import { type Address, type Hex, zeroHash } from 'viem'
import { type AgentFacts, newbornAgent, setCustodian, setOwner } from './agent-facts.ts'
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
  readonly agentsOfKey: Map<string, readonly Address[]>
  readonly relationships: Map<string, ChainRelationship>
  /** Relationship → commitment → terms, revoked ones too. */
  readonly grants: Map<string, Map<string, StoredTerms>>
  readonly members: Map<string, Member>
  /** AgentGroup → the Agents that are its members. */
  readonly groupMembers: Map<string, Set<string>>
  /** AgentGroup → the number that the next message about it carries. */
  readonly groupNonces: Map<string, bigint>
}

/** Terms as the contract packs them, a third of the room; with the hash of finer ones if any. */
type StoredTerms = bigint | { readonly packed: bigint; readonly finerTerms: Hex }

/** The terms that the chain has of a grant, revoked ones too. */
export function grantOnChain(
  facts: ChainFacts,
  grant: { readonly relationshipId: Hex; readonly commitment: Hex },
): GrantTerms | undefined {
  const stored = facts.grants.get(keyOf(grant.relationshipId))?.get(keyOf(grant.commitment))
  if (stored === undefined) return undefined
  return typeof stored === 'bigint'
    ? unpackTerms(stored, zeroHash)
    : unpackTerms(stored.packed, stored.finerTerms)
}

/** The commitments of a relationship's grants, revoked ones too. */
export function commitmentsOnChain(facts: ChainFacts, relationshipId: Hex): readonly Hex[] {
  // Its keys are commitments in lower case.
  return [...(facts.grants.get(keyOf(relationshipId))?.keys() ?? [])] as Hex[]
}

/** A chain of which nothing is known yet. */
export function noFacts(): ChainFacts {
  return {
    agents: new Map(),
    agentsOfKey: new Map(),
    relationships: new Map(),
    grants: new Map(),
    members: new Map(),
    groupMembers: new Map(),
    groupNonces: new Map(),
  }
}

/**
 * Applies the next event of the chain. Lists grow by `concat`, which takes no more room than they
 * need; a spread leaves room for sixteen more.
 */
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
  const ownerKey = noteKey(facts, owner, agent)
  const known = facts.agents.get(keyOf(agent))
  if (known === undefined) {
    facts.agents.set(keyOf(agent), newbornAgent(ownerKey))
    return
  }
  // An Agent that is made after it was used: its first owner acts already, and no message was spent.
  if (nonce === 0n) return
  setOwner(known, owner, true)
  known.nonce = nonce
}

function disableOwner(facts: ChainFacts, fact: Fact<'OwnerDisabled'>): void {
  const { agent, owner, nonce } = fact
  const known = facts.agents.get(keyOf(agent))
  if (known === undefined) return
  setOwner(known, owner, false)
  known.nonce = nonce
}

function changeCustodian(facts: ChainFacts, fact: Fact<'CustodianSet'>): void {
  const { agent, custodian, rights, until, nonce } = fact
  noteKey(facts, custodian, agent)
  const known = facts.agents.get(keyOf(agent))
  if (known === undefined) return
  setCustodian(known, custodian, { rights, until })
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

/** @returns the one text of the key, so that no second one is kept. */
function noteKey(facts: ChainFacts, address: Address, agent: Address): string {
  const key = keyOf(address)
  const agents = facts.agentsOfKey.get(key) ?? []
  if (!agents.includes(agent)) facts.agentsOfKey.set(key, agents.concat(agent))
  return key
}

function openRelationship(facts: ChainFacts, fact: Fact<'RelationshipOpened'>): void {
  const { relationshipId: id, agent, delegate, owner, sealedPointer } = fact
  // Not made yet: the contract has checked that it is this owner's.
  const known = facts.agents.get(keyOf(agent)) ?? newbornAgent(noteKey(facts, owner, agent))
  if (known.relationships.length === 0) facts.agents.set(keyOf(agent), known)
  known.relationships = known.relationships.concat(id)
  const opened = { id, agent, delegate, rotation: 0, isEnded: false, sealedPointer }
  facts.relationships.set(keyOf(id), opened)
}

function setGrant(facts: ChainFacts, fact: Fact<'GrantSet'>): void {
  const { relationshipId, commitment, terms } = fact
  let grants = facts.grants.get(keyOf(relationshipId))
  if (grants === undefined) {
    grants = new Map()
    // The relationship's own text, so that no second one is kept.
    const { id } = facts.relationships.get(keyOf(relationshipId)) ?? { id: relationshipId }
    facts.grants.set(keyOf(id), grants)
  }
  const packed = packTerms(terms)
  const { finerTerms } = terms
  const stored = finerTerms === zeroHash ? packed : { packed, finerTerms }
  grants.set(keyOf(commitment), stored)
}

function changeRelationship(facts: ChainFacts, id: Hex, change: Partial<ChainRelationship>): void {
  const relationship = facts.relationships.get(keyOf(id))
  if (relationship === undefined) return
  facts.relationships.set(keyOf(id), { ...relationship, ...change })
}
