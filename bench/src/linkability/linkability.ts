import { startBenchChain } from '../chain/bench-chain.ts'
import { rounded } from '../median.ts'
import { attack, type HitRates } from './attack.ts'
import { CHANCE, type Link, measureLinks, planOf, targetOf } from './measure.ts'
import { play, readChain, targetIn } from './real-chain.ts'
import { ORIGINAL, OURS, type Scenario, VARIANTS } from './scenarios.ts'

/** How well relationships of one person may be linked, and must be in the layout of the original. */
export const LINK_BUDGETS = { 'ours.timesChance': 1.5, 'original.missedShare': 0.05 } as const

/** So many that chance alone, four hits of a thousand in each, does not decide. */
export const SEEDS = 40
const VARIANT_SEEDS = 4
const SHOWN = 5

/**
 * Measures how well somebody who reads the chain links two relationships of one person, and prints
 * what links in which layout and under which rule of the client.
 */
export async function linkability() {
  await requireFaithful(OURS)
  console.log(`\n200 people with 5 relationships; a blind guess is right in ${percent(CHANCE)}.`)
  const ours = measureLinks(OURS, SEEDS)
  const original = measureLinks(ORIGINAL, VARIANT_SEEDS)
  printLinks('Ours, each feature alone and all together', ours)
  printLinks('A layout like the original', original)
  const variants = Object.entries(VARIANTS).map(([name, scenario]) => {
    const links = measureLinks(scenario, VARIANT_SEEDS)
    printLinks(`Ours, but: ${name}`, links.slice(0, SHOWN))
    return [`variants.${name}`, rounded(bestOf(links).timesChance)] as const
  })
  return {
    'ours.timesChance': rounded(bestOf(ours).timesChance),
    'ours.margin': rounded(bestOf(ours).margin),
    'ours.hitRate': rounded(bestOf(ours).hitRate, 4),
    'original.hitRate': rounded(bestOf(original).hitRate, 4),
    'original.missedShare': rounded(1 - bestOf(original).hitRate, 4),
    ...Object.fromEntries(variants),
  }
}

/** The feature that links best. */
export function bestOf(links: readonly Link[]): Link {
  const [best] = links
  if (best === undefined) throw new Error('Nothing was tried.')
  return best
}

/**
 * Plays a scenario on the real contracts and attacks what can be read there, and what its plan says
 * will be read.
 *
 * @returns both; they are equal, or the plan is not faithful
 */
export async function attackBoth(
  scenario: Scenario,
  patients?: number,
): Promise<{
  readonly real: HitRates
  readonly modelled: HitRates
  readonly transactions: number
}> {
  await using chain = await startBenchChain()
  const { transactions: planned, personOf } = planOf(scenario, 0, patients)
  await play(chain, planned)
  const observed = await readChain(chain)
  const nothing = new Map()
  return {
    real: attack(targetIn(chain, { observed, planned, personOf }), nothing),
    modelled: attack(targetOf(scenario, 0, patients), nothing),
    transactions: observed.length,
  }
}

async function requireFaithful(scenario: Scenario): Promise<void> {
  const { real, modelled, transactions } = await attackBoth(scenario)
  for (const [feature, rate] of Object.entries(modelled)) {
    if (real[feature] === rate) continue
    throw new Error(`${feature}: ${rate} by the plan, ${real[feature]} by the chain.`)
  }
  console.log(`One of these lives was played on the real contracts: ${transactions} transactions.`)
}

function printLinks(title: string, links: readonly Link[]): void {
  console.log(`\n${title}`)
  console.table(
    Object.fromEntries(
      links.map(({ feature, timesChance, margin, hitRate }) => [
        feature,
        { 'times chance': rounded(timesChance), '±': rounded(margin), right: percent(hitRate) },
      ]),
    ),
  )
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`
}
