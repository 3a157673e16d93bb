import { attack, type HitRates, type Lesson, learn, type Target } from './attack.ts'
import { observedIn } from './observed.ts'
import { makePeople, PATIENTS, RELATIONSHIPS_EACH } from './people.ts'
import { plan } from './plan.ts'
import { randomOf } from './random.ts'
import type { Scenario } from './scenarios.ts'

/** How often a blind guess is right: four others of the same person among all others. */
export const CHANCE = (RELATIONSHIPS_EACH - 1) / (PATIENTS * RELATIONSHIPS_EACH - 1)

/** Chains of other people than those attacked, of whom the attacker knows who is who. */
const KNOWN_SEEDS = [901, 902, 903, 904]

/** How many times better than chance a feature links. */
export type Link = {
  readonly feature: string
  readonly timesChance: number
  /** Twice the standard error over the seeds, in the same unit. */
  readonly margin: number
  readonly hitRate: number
}

/** What the people of one seed bring to the chain. */
export function planOf({ rules, habits }: Scenario, seed: number, patients = PATIENTS) {
  return plan(makePeople(randomOf(seed), habits, patients), rules, randomOf(seed + 1_000_000))
}

/** What the attacker of a scenario knows beforehand. */
function lessonOf(scenario: Scenario): Lesson {
  return learn(KNOWN_SEEDS.map((seed) => targetOf(scenario, seed)))
}

export function targetOf(scenario: Scenario, seed: number, patients = PATIENTS): Target {
  const { transactions, personOf } = planOf(scenario, seed, patients)
  return { chain: observedIn(transactions), personOf }
}

/** Attacks a scenario with these seeds; the best feature first. */
export function measureLinks(scenario: Scenario, seeds: number): readonly Link[] {
  const lesson = lessonOf(scenario)
  const runs = Array.from({ length: seeds }, (_, seed) => attack(targetOf(scenario, seed), lesson))
  return linksOf(runs)
}

function linksOf(runs: readonly HitRates[]): readonly Link[] {
  const links = Object.keys(runs[0] ?? {}).map((feature): Link => {
    const rates = runs.map((run) => run[feature] ?? Number.NaN)
    const mean = rates.reduce((total, rate) => total + rate, 0) / rates.length
    const squares = rates.reduce((total, rate) => total + (rate - mean) ** 2, 0)
    const error = Math.sqrt(squares / Math.max(1, rates.length - 1) / rates.length)
    return { feature, timesChance: mean / CHANCE, margin: (2 * error) / CHANCE, hitRate: mean }
  })
  return links.toSorted((one, other) => other.timesChance - one.timesChance)
}
