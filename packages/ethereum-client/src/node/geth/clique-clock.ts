import type { Address } from 'viem'

/** By how much one's own clock was past the time in another's block, when the block was first seen. */
export type ClockSample = { readonly sealer: Address; readonly offsetMs: number }

export type ClockVerdict =
  /** Too few others to tell whose clock is wrong. */
  | { readonly type: 'unknown' }
  /** Negative: behind the others. */
  | { readonly type: 'steady' | 'drifting'; readonly driftMs: number }

/** Out of turn, Clique waits up to this for each signer of a majority. */
const WIGGLE_MS = 500
/** Block times are whole seconds. */
const ROUNDING_MS = 1_000

/**
 * Compares one's own clock with those of the others, which stand in their blocks. Pure. Adrift is
 * who differs by more than the limit from more than half of at least two others: one authority with
 * a wrong clock stops no other.
 *
 * @param state.samples the newest of each other sealer
 * @param state.slackMs how late a block may be seen for other reasons: the way, and the asking
 */
export function judgeClock(state: {
  readonly samples: readonly ClockSample[]
  readonly signers: number
  readonly slackMs: number
  readonly limitMs: number
}): ClockVerdict {
  const latestMs = (Math.floor(state.signers / 2) + 1) * WIGGLE_MS + ROUNDING_MS + state.slackMs
  const drifts = state.samples
    .map(({ offsetMs }) => (offsetMs < 0 ? offsetMs : Math.max(0, offsetMs - latestMs)))
    .sort((a, b) => a - b)
  const median = drifts[Math.floor((drifts.length - 1) / 2)]
  if (median === undefined || drifts.length < 2) return { type: 'unknown' }
  const isMajority = (disagreeing: readonly number[]) => 2 * disagreeing.length > drifts.length
  const isAhead = isMajority(drifts.filter((drift) => drift > state.limitMs))
  const isBehind = isMajority(drifts.filter((drift) => drift < -state.limitMs))
  return { type: isAhead || isBehind ? 'drifting' : 'steady', driftMs: median }
}
