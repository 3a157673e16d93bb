/**
 * `node scripts/mutate.ts`: puts one small wrong after the other into the contracts and asks whether a test
 * notices. Works in temporary copies; writes `snapshots/mutation/report.json`. `--help` tells the options.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { solcSettings } from '../hardhat.config.ts'
import { type Mutant, mutantsOf } from './mutants.ts'
import { MutationTrial, type Verdict } from './mutation-trial.ts'
import { PackageCopy } from './package-copy.ts'
import { compileStandardJson } from './standard-json.ts'
import { VerdictCache } from './verdict-cache.ts'

const HELP = `npm run test:mutation -- [options]
  --only <Contract>  mutants of this contract alone; may stand several times, the first asked first
  --survivors        ask again only about those that survived earlier tests
  --limit <N>        at most N mutants that have no verdict yet; the next run goes on
  --help             this text

Verdicts are kept in cache/mutation.json until a contract, a test or a vector changes.
The report, snapshots/mutation/report.json, holds the contracts whose mutants all have one.`

const WORKERS = 2
const folder = fileURLToPath(new URL('../', import.meta.url))
/** In a folder of its own: `hardhat test --snapshot` takes every other file out of snapshots/. */
const reportFile = fileURLToPath(new URL('../snapshots/mutation/report.json', import.meta.url))

type ContractReport = {
  readonly mutants: number
  /** By a test that fails. */
  readonly killed: number
  /** By tests that do not end. */
  readonly endless: number
  readonly survivors: readonly {
    readonly at: string
    readonly was: string
    readonly became: string
  }[]
}

await main()

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true },
      survivors: { type: 'boolean', default: false },
      limit: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(HELP)
    return
  }
  const limit = Number(values.limit ?? Number.POSITIVE_INFINITY)
  if (!(limit > 0)) throw new Error(`--limit ${values.limit} is not a number above 0.`)

  const { output } = compileStandardJson({
    folder,
    patterns: ['contracts/**/*.sol'],
    settings: solcSettings,
  })
  const all = mutantsOf(folder, output)
  const mutants =
    values.only?.flatMap((name) => all.filter(({ contract }) => contract === name)) ?? all
  if (mutants.length === 0) throw new Error(`No mutants of ${values.only}: name a contract.`)

  const cache = new VerdictCache(folder, { trustsEarlierKills: values.survivors })
  const open = mutants.filter((mutant) => cache.verdictOn(mutant) === undefined)
  console.log(
    `${mutants.length} mutants, ${mutants.length - open.length} with a verdict from before`,
  )
  await judge(open.slice(0, limit), cache)
  report(all, cache)
}

async function judge(mutants: readonly Mutant[], cache: VerdictCache): Promise<void> {
  if (mutants.length === 0) return
  const startedAt = performance.now()
  let done = 0
  const queue = mutants.values()
  const work = async (trial: MutationTrial): Promise<void> => {
    for (const mutant of queue) {
      const verdict = await trial.verdictOn(mutant)
      cache.keep(mutant, verdict)
      done += 1
      const seconds = Math.round((performance.now() - startedAt) / 1_000)
      const place = `${mutant.file}:${mutant.line}`
      const change = verdict === 'survived' ? ` ${mutant.original} -> ${mutant.replacement}` : ''
      console.log(`${done}/${mutants.length} ${seconds} s ${verdict.padEnd(8)} ${place}${change}`)
    }
  }
  using copies = new DisposableStack()
  const first = copies.use(new PackageCopy(folder))
  const trial = await MutationTrial.prepare(first.folder, mutants)
  const others = Array.from({ length: WORKERS - 1 }, () =>
    trial.copyTo(copies.use(new PackageCopy(first.folder)).folder),
  )
  await Promise.all([trial, ...others].map(work))
  const seconds = (performance.now() - startedAt) / 1_000
  console.log(`${(seconds / mutants.length).toFixed(1)} s a mutant`)
}

/** Contracts that are gone leave the report; those with an open question keep what it said of them. */
function report(mutants: readonly Mutant[], cache: VerdictCache): void {
  const before: Record<string, ContractReport> = existsSync(reportFile)
    ? JSON.parse(readFileSync(reportFile, 'utf8'))
    : {}
  const after: Record<string, ContractReport> = {}
  for (const [contract, own] of Object.entries(Object.groupBy(mutants, (one) => one.contract))) {
    const now = reportOn(own ?? [], cache) ?? before[contract]
    if (now === undefined) continue
    after[contract] = now
    const { survivors } = now
    console.log(`${contract}: ${now.killed} of ${now.mutants} killed, ${survivors.length} survive`)
    for (const { at, was, became } of survivors) console.log(`  ${at}: ${was} -> ${became}`)
  }
  mkdirSync(dirname(reportFile), { recursive: true })
  writeFileSync(reportFile, `${JSON.stringify(after, null, 2)}\n`)
}

function reportOn(mutants: readonly Mutant[], cache: VerdictCache): ContractReport | undefined {
  const verdicts = mutants.map((mutant) => cache.verdictOn(mutant))
  if (verdicts.includes(undefined)) return undefined
  const count = (wanted: Verdict): number => verdicts.filter((one) => one === wanted).length
  return {
    mutants: mutants.length,
    killed: count('killed'),
    endless: count('endless'),
    survivors: mutants
      .filter((mutant) => cache.verdictOn(mutant) === 'survived')
      .map(({ file, line, original, replacement }) => ({
        at: `${file}:${line}`,
        was: original,
        became: replacement,
      })),
  }
}
