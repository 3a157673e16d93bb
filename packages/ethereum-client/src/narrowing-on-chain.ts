import { isRevocation } from '@medrec/protocol'
import { ownerState } from './agent-facts.ts'
import type { ChainFact } from './chain-event.ts'
import { type ChainFacts, grantOnChain } from './chain-facts.ts'
import { keyOf } from './keys.ts'
import type { Narrowing } from './narrowing.ts'

/** Says whether a narrowing is older than what the chain has, so that it takes nothing away. */
export function isOutdated(facts: ChainFacts, narrowing: Narrowing): boolean {
  switch (narrowing.type) {
    case 'grant': {
      const onChain = grantOnChain(facts, narrowing)
      if (onChain === undefined) return false
      const isSameVersion = onChain.version === narrowing.terms.version
      return isSameVersion
        ? !isRevocation(narrowing.terms)
        : onChain.version > narrowing.terms.version
    }
    case 'owner-disabled':
      return isBelow(narrowing.nonce, facts.agents.get(narrowing.agent)?.nonce)
    case 'custodian':
    case 'custody':
      return isBelow(narrowing.nonce, facts.agents.get(narrowing.agent)?.custodyNonce)
    case 'left-group':
      return isBelow(narrowing.nonce, facts.groupNonces.get(keyOf(narrowing.group)))
    case 'ended':
    // No message removes a member: only a block does.
    case 'member-removed':
      return false
  }
}

/** Says whether the chain does not say (yet) what a narrowing takes away. */
export function isMissing(facts: ChainFacts, narrowing: Narrowing): boolean {
  switch (narrowing.type) {
    case 'grant': {
      const onChain = grantOnChain(facts, narrowing)
      if (onChain === undefined || onChain.version < narrowing.terms.version) return true
      const isSameVersion = onChain.version === narrowing.terms.version
      return isSameVersion && isRevocation(narrowing.terms) && !isRevocation(onChain)
    }
    case 'ended':
      return facts.relationships.get(narrowing.relationshipId)?.isEnded !== true
    case 'owner-disabled': {
      const agent = facts.agents.get(narrowing.agent)
      return agent === undefined || ownerState(agent, narrowing.owner) !== false
    }
    case 'custodian': {
      const agent = facts.agents.get(narrowing.agent)
      const onChain = agent?.custodians.get(keyOf(narrowing.custodian))
      if (onChain === undefined) return !isBelow(narrowing.nonce, agent?.custodyNonce)
      return (onChain.rights & ~narrowing.rights) !== 0 || onChain.until > narrowing.until
    }
    case 'custody': {
      const custody = facts.agents.get(narrowing.agent)?.custody
      if (custody === undefined || custody.until < narrowing.until) return true
      return (custody.ownerRights & ~narrowing.ownerRights) !== 0
    }
    case 'left-group': {
      const { group, agent, nonce } = narrowing
      if (!isBelow(nonce, facts.groupNonces.get(keyOf(group)))) return true
      return facts.groupMembers.get(keyOf(group))?.has(keyOf(agent)) === true
    }
    case 'member-removed':
      return facts.members.has(keyOf(narrowing.agent))
  }
}

/**
 * Says whether an event that is about to be applied changes what stood before. A first grant and a
 * new custodian take nothing away; a revocation does, since it may overtake its grant.
 */
export function takesAway(facts: ChainFacts, event: ChainFact): boolean {
  switch (event.type) {
    case 'GrantSet':
      return grantOnChain(facts, event) !== undefined || isRevocation(event.terms)
    case 'CustodianSet': {
      const custodians = facts.agents.get(event.agent)?.custodians
      return event.rights === 0 || custodians?.has(keyOf(event.custodian)) === true
    }
    default:
      return true
  }
}

/**
 * Says whether a narrowing that was handed over takes away something that the chain gives. A
 * custodian who is named anew and somebody who was no member lose nothing.
 */
export function wouldNarrow(facts: ChainFacts, narrowing: Narrowing): boolean {
  if (isOutdated(facts, narrowing) || !isMissing(facts, narrowing)) return false
  switch (narrowing.type) {
    case 'owner-disabled': {
      const agent = facts.agents.get(narrowing.agent)
      return agent !== undefined && ownerState(agent, narrowing.owner) === true
    }
    case 'custodian':
      return facts.agents.get(narrowing.agent)?.custodians.has(keyOf(narrowing.custodian)) === true
    case 'custody': {
      const custody = facts.agents.get(narrowing.agent)?.custody
      return custody !== undefined && narrowing.until > 0
    }
    case 'left-group':
      return facts.groupMembers.get(keyOf(narrowing.group))?.has(keyOf(narrowing.agent)) === true
    case 'grant':
    case 'ended':
    case 'member-removed':
      return true
  }
}

/** A message whose number is used up never takes effect. */
function isBelow(nonce: bigint, next: bigint | undefined): boolean {
  return next !== undefined && nonce < next
}
