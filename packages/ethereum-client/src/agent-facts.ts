import type { UnixSeconds } from '@medrec/protocol'
import type { Address } from 'viem'
import { keyOf } from './keys.ts'

/** What an Agent's key may do; the numbers are the contract's. */
export const RIGHTS = { read: 0, grant: 1, manage: 2 } as const
export type Right = keyof typeof RIGHTS

/**
 * Who acts for an Agent, by its events. Keys are lower-case addresses. Nearly every Agent has one
 * owner and nothing else.
 */
export type AgentFacts = {
  /** The key it was made from. */
  readonly firstOwner: string
  readonly isFirstOwnerEnabled: boolean
  /** Every other owner there ever was → whether it is enabled. */
  readonly otherOwners: ReadonlyMap<string, boolean>
  /** The number that the next message about owners carries. */
  readonly nonce: bigint
  /** The number that the next message about custodians or custody carries. */
  readonly custodyNonce: bigint
  readonly custodians: ReadonlyMap<string, CustodianEntry>
  readonly custody: CustodyEntry
}

/** Rights one bit each, until the first second without them. */
export type CustodianEntry = { readonly rights: number; readonly until: UnixSeconds }

/** The owners have these rights alone, until the first second with all of them. */
export type CustodyEntry = { readonly ownerRights: number; readonly until: UnixSeconds }

/** Two clocks that may differ: what ends by time ends by either, what is withheld by time by both. */
export type ClockBounds = { readonly earliest: UnixSeconds; readonly latest: UnixSeconds }

/**
 * An Agent that only its first owner acts for: as it is before it is made, and right after.
 *
 * @param firstOwner in lower case
 */
export function newbornAgent(firstOwner: string): AgentFacts {
  return {
    firstOwner,
    isFirstOwnerEnabled: true,
    otherOwners: NOBODY,
    nonce: 0n,
    custodyNonce: 0n,
    custodians: NO_CUSTODIANS,
    custody: NO_CUSTODY,
  }
}

/** Whether a key is enabled as an owner; undefined if it never was one. */
export function ownerState(facts: AgentFacts, owner: Address): boolean | undefined {
  const key = keyOf(owner)
  return key === facts.firstOwner ? facts.isFirstOwnerEnabled : facts.otherOwners.get(key)
}

/** With an owner enabled or disabled. */
export function withOwner(facts: AgentFacts, owner: Address, isEnabled: boolean): AgentFacts {
  const key = keyOf(owner)
  if (key === facts.firstOwner) return { ...facts, isFirstOwnerEnabled: isEnabled }
  return { ...facts, otherOwners: new Map(facts.otherOwners).set(key, isEnabled) }
}

/** With this entry of a custodian in place of any other. */
export function withCustodian(
  facts: AgentFacts,
  custodian: Address,
  entry: CustodianEntry,
): AgentFacts {
  return { ...facts, custodians: new Map(facts.custodians).set(keyOf(custodian), entry) }
}

/** Says whether custody leaves the owners this right now. */
export function ownersKeepRight(custody: CustodyEntry, right: Right, clock: ClockBounds): boolean {
  const { ownerRights, until } = custody
  return !(clock.earliest < until) || hasBit(ownerRights, right)
}

/** Says whether a custodian's entry gives this right now. */
export function custodianHasRight(
  entry: CustodianEntry,
  right: Right,
  clock: ClockBounds,
): boolean {
  return clock.latest < entry.until && hasBit(entry.rights, right)
}

function hasBit(rights: number, right: Right): boolean {
  return ((rights >> RIGHTS[right]) & 1) === 1
}

// Shared by all Agents that have none, and never written to.
const NOBODY: ReadonlyMap<string, boolean> = new Map()
const NO_CUSTODIANS: ReadonlyMap<string, CustodianEntry> = new Map()
const NO_CUSTODY: CustodyEntry = { ownerRights: 0, until: 0 }
