import { CONTRACT_BUDGETS, contracts } from './contracts/contracts.ts'
import { LINK_BUDGETS, linkability } from './linkability/linkability.ts'
import { mainJob } from './main-job/main-job.ts'
import { NETWORK_BUDGETS, network } from './network/network.ts'
import { writeResult } from './result.ts'

/** What a benchmark measured, by its published key. */
export type Figures = Readonly<Record<string, number>>

/** A number alone is the most a figure may be. */
type Budgets = Readonly<Record<string, number | { readonly atLeast: number }>>

type Benchmark = {
  readonly what: string
  readonly run: () => Promise<Figures>
  /** What a figure has to keep to; else it is a failure, after it was written down. */
  readonly budgets?: Budgets
}

const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  'main-job': { what: 'start, timeline, revocation and a governed read', run: mainJob },
  contracts: {
    what: "a patient's life on the chain beside the original's, and the storage of a node",
    run: contracts,
    budgets: CONTRACT_BUDGETS,
  },
  linkability: {
    what: 'how well a reader of the chain links two relationships of one person',
    run: linkability,
    budgets: LINK_BUDGETS,
  },
  network: {
    what: 'five geth authorities: how soon a change counts, how many a second, who joins, a rebuild',
    run: network,
    budgets: NETWORK_BUDGETS,
  },
}

/** Runs one benchmark by its name, or all of them; writes each one's results and prints a table. */
async function main(names: readonly string[]): Promise<number> {
  const known = Object.keys(BENCHMARKS)
  if (names.includes('--help')) {
    console.log(
      `npm run bench -- [name …]\n\nBenchmarks: ${known.join(', ')}. Without a name: all.`,
    )
    return 0
  }
  const unknown = names.filter((name) => !known.includes(name))
  if (unknown.length > 0) {
    console.error(`Unknown benchmark ${unknown.join(', ')}. Known are: ${known.join(', ')}.`)
    return 2
  }
  let isBroken = false
  for (const [name, benchmark] of Object.entries(BENCHMARKS)) {
    if (names.length > 0 && !names.includes(name)) continue
    console.log(`${name}: ${benchmark.what}`)
    const figures = await benchmark.run()
    await writeResult(name, figures)
    console.table(figures)
    for (const fault of faultsOf(figures, benchmark.budgets ?? {})) {
      console.error(fault)
      isBroken = true
    }
  }
  return isBroken ? 1 : 0
}

/** A sentence for each budget that is not kept; a figure that is missing or no number keeps none. */
function faultsOf(figures: Figures, budgets: Budgets): readonly string[] {
  return Object.entries(budgets).flatMap(([key, budget]) => {
    const figure = figures[key] ?? Number.NaN
    if (typeof budget === 'number') {
      return figure <= budget ? [] : `${key} is ${figure}, more than its budget of ${budget}.`
    }
    const { atLeast } = budget
    return figure >= atLeast ? [] : `${key} is ${figure}, less than its budget of ${atLeast}.`
  })
}

process.exitCode = await main(process.argv.slice(2))
