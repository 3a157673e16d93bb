import { mainJob } from './main-job/main-job.ts'
import { writeResult } from './result.ts'

/** What a benchmark measured, by its published key. */
export type Figures = Readonly<Record<string, number>>

type Benchmark = { readonly what: string; readonly run: () => Promise<Figures> }

const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  'main-job': { what: 'start, timeline, revocation and a governed read', run: mainJob },
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
  for (const [name, benchmark] of Object.entries(BENCHMARKS)) {
    if (names.length > 0 && !names.includes(name)) continue
    console.log(`${name}: ${benchmark.what}`)
    const figures = await benchmark.run()
    await writeResult(name, figures)
    console.table(figures)
  }
  return 0
}

process.exitCode = await main(process.argv.slice(2))
