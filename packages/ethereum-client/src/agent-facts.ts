import type { UnixSeconds } from '@medrec/protocol'
import type { Address, Hex } from 'viem'
import { keyOf } from './keys.ts'

/** What an Agent's key may do; the numbers are the contract's. */
export const RIGHTS = { read: 0, grant: 1, manage: 2 } as const
export type Right = keyof typeof RIGHTS

/**
 * Who acts for an Agent, by its events. Keys are lower-case addresses. Nearly every Agent has one
 * owner and nothing else, so that the rest takes no memory before it is set.
 */
export type AgentFacts = {
  /** The key it was made from. */
  readonly firstOwner: string
  isFirstOwnerEnabled: boolean
  /** Every other owner there ever was → whether it is enabled. */
  otherOwners: ReadonlyMap<string, boolean>
  /** The number that the next message about owners carries. */
  nonce: bigint
  /** The number that the next message about custodians or custody carries. */
  custodyNonce: bigint
  custodians: ReadonlyMap<string, CustodianEntry>
  custody: CustodyEntry
  /** In the order they were opened. */
  relationships: readonly Hex[]
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
    relationships: [],
  }
}

/** Whether a key is enabled as an owner; undefined if it never was one. */
export function ownerState(facts: AgentFacts, owner: Address): boolean | undefined {
  const key = keyOf(owner)
  return key === facts.firstOwner ? facts.isFirstOwnerEnabled : facts.otherOwners.get(key)
}

/** Enables or disables an owner. */
export function setOwner(facts: AgentFacts, owner: Address, isEnabled: boolean): void {
  const key = keyOf(owner)
  if (key === facts.firstOwner) facts.isFirstOwnerEnabled = isEnabled
  else facts.otherOwners = new Map(facts.otherOwners).set(key, isEnabled)
}

/** Gives a custodian this entry in place of any other. */
export function setCustodian(facts: AgentFacts, custodian: Address, entry: CustodianEntry): void {
  facts.custodians = new Map(facts.custodians).set(keyOf(custodian), entry)
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
