import { featuresOf, profilesOf } from './features.ts'
import type { Observed } from './observed.ts'

/** A chain, and who is who in it: what the attacker wants to know. */
export type Target = {
  readonly chain: readonly Observed[]
  readonly personOf: ReadonlyMap<string, number>
}

/** By feature: how often the relationship that looks most alike is of the same person, from 0 to 1. */
export type HitRates = Readonly<Record<string, number>>

const ALL_TOGETHER = 'all of them, learned'

const BINS = 32
/** So many pairs of other people are looked at for each of one person while learning. */
const STRANGERS_LOOKED_AT = 20

/** What the attacker learned of a feature: how much more often each range of scores is one person's. */
type Learned = { readonly edges: readonly number[]; readonly weights: readonly number[] }
export type Lesson = ReadonlyMap<string, Learned>

/**
 * Attacks a chain: for each relationship the attacker names the one of all others that looks most
 * alike, by each feature alone and by all together, as it learned to weigh them from chains of
 * other people whom it knows. Where several look alike it takes one of them at random.
 */
export function attack(target: Target, lesson: Lesson): HitRates {
  const { scores, people, names } = scoresOf(target)
  const rates: Record<string, number> = {}
  const total = new Float64Array(people.length ** 2)
  for (const name of names) {
    const matrix = scores(name)
    rates[name] = hitRate(matrix, people)
    const learned = lesson.get(name)
    if (learned === undefined) continue
    for (let pair = 0; pair < matrix.length; pair += 1) {
      const bin = binOf(learned.edges, matrix[pair] ?? 0)
      total[pair] = (total[pair] ?? 0) + (learned.weights[bin] ?? 0)
    }
  }
  rates[ALL_TOGETHER] = hitRate(total, people)
  return rates
}

/** Learns from chains of which the attacker knows who is who: naive Bayes over ranges of scores. */
export function learn(targets: readonly Target[]): Lesson {
  const seen = targets.map((target) => scoresOf(target))
  const lesson = new Map<string, Learned>()
  for (const name of seen[0]?.names ?? []) {
    const same: number[] = []
    const different: number[] = []
    for (const { scores, people } of seen) {
      const matrix = scores(name)
      for (const [one, person] of people.entries()) {
        for (let step = 1; step <= STRANGERS_LOOKED_AT; step += 1) {
          const other = (one + step * 37) % people.length
          if (people[other] !== person) different.push(matrix[one * people.length + other] ?? 0)
        }
        for (const [other, its] of people.entries()) {
          if (other !== one && its === person) same.push(matrix[one * people.length + other] ?? 0)
        }
      }
    }
    lesson.set(name, weightsOf(same, different))
  }
  return lesson
}

/** What is scored of whom; a matrix is made when it is asked for, since each is large. */
function scoresOf({ chain, personOf }: Target) {
  const profiles = profilesOf(chain)
  const features = featuresOf(profiles)
  const people = profiles.map(({ relationship }) => personOf.get(relationship) ?? Number.NaN)
  const scores = (name: string): Float64Array => {
    const feature = features[name]
    const matrix = new Float64Array(profiles.length ** 2)
    if (feature === undefined) return matrix
    for (let row = 0; row < profiles.length; row += 1) {
      for (let column = row + 1; column < profiles.length; column += 1) {
        const score = feature(row, column)
        matrix[row * profiles.length + column] = score
        matrix[column * profiles.length + row] = score
      }
    }
    return matrix
  }
  return { scores, people, names: Object.keys(features) }
}

function hitRate(matrix: Float64Array, people: readonly number[]): number {
  const size = people.length
  let hits = 0
  for (let row = 0; row < size; row += 1) {
    let best = Number.NEGATIVE_INFINITY
    let alike = 0
    let right = 0
    for (let column = 0; column < size; column += 1) {
      if (column === row) continue
      const score = matrix[row * size + column] ?? 0
      if (score < best) continue
      if (score > best) {
        best = score
        alike = 0
        right = 0
      }
      alike += 1
      if (people[column] === people[row]) right += 1
    }
    hits += right / alike
  }
  return hits / size
}

function weightsOf(same: readonly number[], different: readonly number[]): Learned {
  // Finer where the scores are those of one person: there the links are.
  const sorted = Float64Array.from(same).sort()
  const edges = Array.from({ length: BINS - 1 }, (_, bin) => {
    return sorted[Math.floor(((bin + 1) * sorted.length) / BINS)] ?? 0
  })
  const count = (values: readonly number[]): number[] => {
    const counts = Array.from({ length: BINS }, () => 1)
    for (const value of values) {
      const bin = binOf(edges, value)
      counts[bin] = (counts[bin] ?? 0) + 1
    }
    return counts.map((each) => each / (values.length + BINS))
  }
  const ofSame = count(same)
  const ofDifferent = count(different)
  const weights = ofSame.map((share, bin) => Math.log(share / (ofDifferent[bin] ?? 1)))
  return { edges, weights }
}

/** How many edges a score has reached. */
function binOf(edges: readonly number[], score: number): number {
  let low = 0
  let high = edges.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (score >= (edges[middle] ?? 0)) low = middle + 1
    else high = middle
  }
  return low
}
