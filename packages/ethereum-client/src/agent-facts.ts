import type { UnixSeconds } from '@medrec/protocol'
import type { Address } from 'viem'
import { keyOf } from './keys.ts'

/** What an Agent's key may do; the numbers are the contract's. */
export const RIGHTS = { read: 0, grant: 1, manage: 2 } as const
export type Right = keyof typeof RIGHTS

/** Who acts for an Agent, by its events. Keys are lower-case addresses. */
export type AgentFacts = {
  /** Owner → whether it is enabled. */
  readonly owners: Map<string, boolean>
  /** The number that the next message about owners carries. */
  nonce: bigint
  /** Rights one bit each, until the first second without them. */
  readonly custodians: Map<string, { readonly rights: number; readonly until: UnixSeconds }>
  /** The owners have these rights alone, until the first second with all of them. */
  custody: { readonly ownerRights: number; readonly until: UnixSeconds }
}

/** Two clocks that may differ: what ends by time ends by either, what is withheld by time by both. */
export type ClockBounds = { readonly earliest: UnixSeconds; readonly latest: UnixSeconds }

/** An Agent that only its first owner acts for: as it is before it is made, and right after. */
export function newbornAgent(firstOwner: Address): AgentFacts {
  return {
    owners: new Map([[keyOf(firstOwner), true]]),
    nonce: 0n,
    custodians: new Map(),
    custody: { ownerRights: 0, until: 0 },
  }
}

/** Says whether an enabled owner has this right now, which custody may withhold. */
export function ownerHasRight(facts: AgentFacts, right: Right, clock: ClockBounds): boolean {
  const { ownerRights, until } = facts.custody
  return !(clock.earliest < until) || hasBit(ownerRights, right)
}

/** Says whether somebody has this right now as a custodian. */
export function custodianHasRight(
  facts: AgentFacts,
  custodian: { readonly address: Address; readonly right: Right },
  clock: ClockBounds,
): boolean {
  const entry = facts.custodians.get(keyOf(custodian.address))
  return entry !== undefined && clock.latest < entry.until && hasBit(entry.rights, custodian.right)
}

function hasBit(rights: number, right: Right): boolean {
  return ((rights >> RIGHTS[right]) & 1) === 1
}
