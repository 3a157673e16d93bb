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
  /** The number that the next message about custodians or custody carries. */
  custodyNonce: bigint
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
    custodyNonce: 0n,
    custodians: new Map(),
    custody: { ownerRights: 0, until: 0 },
  }
}

/** Says whether custody leaves the owners this right now. */
export function ownersKeepRight(
  custody: AgentFacts['custody'],
  right: Right,
  clock: ClockBounds,
): boolean {
  const { ownerRights, until } = custody
  return !(clock.earliest < until) || hasBit(ownerRights, right)
}

/** Says whether a custodian's entry gives this right now. */
export function custodianHasRight(
  entry: { readonly rights: number; readonly until: UnixSeconds },
  right: Right,
  clock: ClockBounds,
): boolean {
  return clock.latest < entry.until && hasBit(entry.rights, right)
}

function hasBit(rights: number, right: Right): boolean {
  return ((rights >> RIGHTS[right]) & 1) === 1
}
