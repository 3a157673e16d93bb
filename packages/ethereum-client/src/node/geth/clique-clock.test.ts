import { getAddress } from 'viem'
import { describe, expect, it } from 'vitest'
import { judgeClock } from './clique-clock.ts'

const judge = (offsetsMs: readonly number[]) =>
  judgeClock({
    samples: offsetsMs.map((offsetMs, index) => ({
      sealer: getAddress(`0x${(index + 1).toString(16).padStart(40, '0')}`),
      offsetMs,
    })),
    ...{ signers: 4, slackMs: 500, limitMs: 2_000 },
  })

describe('judgeClock', () => {
  it('takes it for right that blocks are seen late by their wiggle, rounding and way', () => {
    expect(judge([0, 1_000, 3_000])).toEqual({ type: 'steady', driftMs: 0 })
  })

  it('finds a clock ahead or behind by more than the limit', () => {
    for (const driftMs of [5_000, 60_000, 600_000]) {
      expect(judge([driftMs, driftMs + 900, driftMs + 3_000])).toMatchObject({ type: 'drifting' })
      expect(judge([-driftMs, -driftMs + 900, -driftMs + 2_900])).toMatchObject({
        type: 'drifting',
      })
    }
    expect(judge([-1_900, -1_000, 0])).toMatchObject({ type: 'steady', driftMs: -1_000 })
  })

  it('stops for no single authority whose clock is wrong', () => {
    expect(judge([60_000, 100, 900])).toEqual({ type: 'steady', driftMs: 0 })
    expect(judge([-60_000, 100])).toMatchObject({ type: 'steady' })
  })

  it('cannot tell from fewer than two others', () => {
    expect(judge([])).toEqual({ type: 'unknown' })
    expect(judge([60_000])).toEqual({ type: 'unknown' })
  })
})
