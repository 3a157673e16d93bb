import { describe, expect, it } from 'vitest'
import { attack } from '../src/linkability/attack.ts'
import { attackBoth, bestOf, LINK_BUDGETS, SEEDS } from '../src/linkability/linkability.ts'
import { CHANCE, measureLinks, targetOf } from '../src/linkability/measure.ts'
import { ORIGINAL, OURS, type Scenario, VARIANTS } from '../src/linkability/scenarios.ts'

describe('linking two relationships of one person', () => {
  it('goes no better than 1.5 times chance from our chain, by any feature or all of them', () => {
    const best = bestOf(measureLinks(OURS, SEEDS))
    expect(best.timesChance, best.feature).toBeLessThanOrEqual(LINK_BUDGETS['ours.timesChance'])
  }, 300_000)

  it('goes nearly always in a layout like that of the original', () => {
    expect(1 - bestRateOf(ORIGINAL)).toBeLessThan(LINK_BUDGETS['original.missedShare'])
  }, 60_000)

  it('goes far better when changes to several relationships leave in one sitting', () => {
    const together = VARIANTS['several at once leave together']
    if (together === undefined) throw new Error('The scenario is gone.')
    expect(bestRateOf(together) / CHANCE).toBeGreaterThan(20)
  }, 60_000)

  it.each([
    ['ours', OURS],
    ['like the original', ORIGINAL],
  ])(
    'finds in the real contracts what the plan says is there: %s',
    async (_, scenario) => {
      const { real, modelled, transactions } = await attackBoth(scenario, 20)
      expect(transactions).toBeGreaterThan(200)
      expect(real).toEqual(modelled)
    },
    60_000,
  )
})

function bestRateOf(scenario: Scenario): number {
  return Math.max(...Object.values(attack(targetOf(scenario, 0), new Map())))
}
