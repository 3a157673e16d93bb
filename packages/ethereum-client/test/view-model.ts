import { type GrantTerms, isRevocation, revocationTerms } from '@medrec/protocol'
import { type Address, type Hex, isAddressEqual } from 'viem'
import {
  type ChainEvent,
  type ChainFact,
  type PermissionView,
  RIGHTS,
  type Right,
} from '../src/index.ts'
import { intersectTerms } from '../src/narrowing.ts'
import {
  AGENTS,
  GROUP,
  KEYS,
  NOW,
  PROVIDERS,
  relationshipOf,
  VIEWERS,
} from './simulated-contracts.ts'

/** Everything a view can be asked in the simulation. */
export type Answers = {
  readonly grants: readonly (GrantTerms | undefined)[]
  readonly isEnded: readonly (boolean | undefined)[]
  readonly allowed: readonly string[]
  readonly groupMembers: readonly Address[]
  readonly members: readonly Address[]
}

export function answersOf(view: PermissionView): Answers {
  const ids = AGENTS.map((_, agent) => relationshipOf(agent))
  return {
    grants: ids.flatMap((id) => VIEWERS.map((viewer) => withoutRemains(view.grant(id, viewer)))),
    isEnded: ids.map((id) => view.relationship(id)?.isEnded),
    allowed: everyRight().flatMap(({ agent, key, right, name }) =>
      view.allows(agent, key, right) ? [name] : [],
    ),
    groupMembers: AGENTS.filter((agent) => view.isGroupMember(GROUP, agent)),
    members: PROVIDERS.filter((agent) => view.member(agent) !== undefined),
  }
}

/**
 * What is in force, by the sentence of the design alone and with no state: `final` are the events
 * up to the newest final block, `seen` all that were ever seen, on whichever chain. It is slow, and
 * shares nothing with the view but how two terms are combined.
 */
export function inForce(final: readonly ChainEvent[], seen: readonly ChainEvent[]): Answers {
  const ids = AGENTS.map((_, agent) => relationshipOf(agent))
  return {
    grants: ids.flatMap((id) =>
      VIEWERS.map((viewer) => withoutRemains(grantInForce(final, seen, [id, viewer]))),
    ),
    isEnded: ids.map((id) => {
      const isOf = (event: ChainEvent, type: ChainFact['type']) =>
        event.type === type && 'relationshipId' in event && event.relationshipId === id
      if (!final.some((event) => isOf(event, 'RelationshipOpened'))) return undefined
      return [...final, ...seen].some((event) => isOf(event, 'RelationshipEnded'))
    }),
    allowed: everyRight().flatMap(({ agent, key, right, name }) => {
      const of = { agent, key, right }
      return ownerMay(final, seen, of) || custodianMay(final, seen, of) ? [name] : []
    }),
    groupMembers: AGENTS.filter((agent) => {
      const isOf = (event: ChainEvent) => event.type === 'MembershipSet' && event.agent === agent
      return lastAndLater(final, seen, isOf).every(
        (event) => event.type === 'MembershipSet' && event.isMember,
      )
    }).filter((agent) => final.some((event) => isMembershipOf(event, agent))),
    members: PROVIDERS.filter((agent) => isProvider(final, seen, agent)),
  }
}

/** Where nothing is left, what times and purposes are left depends on the order of the terms. */
function withoutRemains(terms: GrantTerms | undefined): GrantTerms | undefined {
  const isNothing = terms?.readKinds === 0n && terms.writeKinds === 0n
  return isNothing ? revocationTerms(terms.version) : terms
}

type Case = { readonly agent: Address; readonly key: Address; readonly right: Right }

function everyRight(): readonly (Case & { readonly name: string })[] {
  const rights = Object.keys(RIGHTS) as Right[]
  return AGENTS.flatMap((agent, at) =>
    KEYS.flatMap((key, place) =>
      rights.map((right) => ({ agent, key, right, name: `key ${place} may ${right} for ${at}` })),
    ),
  )
}

function grantInForce(
  final: readonly ChainEvent[],
  seen: readonly ChainEvent[],
  [id, viewer]: readonly [Hex, Hex],
): GrantTerms | undefined {
  const termsOf = (events: readonly ChainEvent[]) =>
    events.flatMap((event) => {
      if (event.type !== 'GrantSet') return []
      return event.relationshipId === id && event.commitment === viewer ? [event.terms] : []
    })
  const newest = termsOf(final).at(-1)
  if (newest === undefined) return undefined
  // A grant of the lowest version is later than nothing.
  const later = termsOf(seen).filter(
    (terms) => terms.version >= newest.version && (terms.version > 1 || isRevocation(terms)),
  )
  return later.reduce(intersectTerms, newest)
}

function ownerMay(final: readonly ChainEvent[], seen: readonly ChainEvent[], of: Case): boolean {
  const { agent, key, right } = of
  const isFirst = final.some(
    (event) => event.type === 'RelationshipOpened' && event.agent === agent && event.owner === key,
  )
  const states = final.filter(
    (event) =>
      (event.type === 'OwnerEnabled' || event.type === 'OwnerDisabled') &&
      event.agent === agent &&
      event.owner === key,
  )
  const isEnabled = states.at(-1)?.type === 'OwnerEnabled' || (isFirst && states.length === 0)
  const lastEnabled = nonceOf(states.findLast(({ type }) => type === 'OwnerEnabled'))
  const isDisabled = seen.some(
    (event) =>
      event.type === 'OwnerDisabled' &&
      event.agent === agent &&
      event.owner === key &&
      event.nonce >= lastEnabled,
  )
  const isOf = (event: ChainEvent) => event.type === 'CustodySet' && event.agent === agent
  const isKept = lastAndLater(final, seen, isOf).every(
    (event) =>
      event.type === 'CustodySet' && (event.until <= NOW || hasBit(event.ownerRights, right)),
  )
  return isEnabled && !isDisabled && isKept
}

function custodianMay(
  final: readonly ChainEvent[],
  seen: readonly ChainEvent[],
  { agent, key, right }: Case,
): boolean {
  const isOf = (event: ChainEvent) =>
    event.type === 'CustodianSet' && event.agent === agent && event.custodian === key
  if (!final.some(isOf)) return false
  return lastAndLater(final, seen, isOf).every(
    (event) => event.type === 'CustodianSet' && event.until > NOW && hasBit(event.rights, right),
  )
}

function isProvider(
  final: readonly ChainEvent[],
  seen: readonly ChainEvent[],
  agent: Address,
): boolean {
  const last = final.findLast(
    (event) =>
      (event.type === 'MemberAdmitted' && event.member.agent === agent) ||
      (event.type === 'MemberRemoved' && event.agent === agent),
  )
  if (last?.type !== 'MemberAdmitted') return false
  return !seen.some(
    (event) =>
      event.type === 'MemberRemoved' &&
      isAddressEqual(event.agent, agent) &&
      position(event) >= position(last),
  )
}

/** The newest final one of a sort of events, and everyone seen that is not older. */
function lastAndLater(
  final: readonly ChainEvent[],
  seen: readonly ChainEvent[],
  isOf: (event: ChainEvent) => boolean,
): readonly ChainEvent[] {
  const last = final.findLast(isOf)
  const later = seen.filter((event) => isOf(event) && nonceOf(event) >= nonceOf(last))
  return last === undefined ? later : [last, ...later]
}

function isMembershipOf(event: ChainEvent, agent: Address): boolean {
  return event.type === 'MembershipSet' && event.agent === agent
}

function nonceOf(event: ChainEvent | undefined): bigint {
  return event !== undefined && 'nonce' in event ? event.nonce : 0n
}

function position(event: ChainEvent): number {
  return event.blockNumber * 1_000 + event.logIndex
}

function hasBit(rights: number, right: Right): boolean {
  return ((rights >> RIGHTS[right]) & 1) === 1
}
