/**
 * The whole check: `npm test`, or `npm run check` for the part without running tests. Arguments name
 * the steps to run; with `--long` those that have a long form run it. The last line is `N passed, N failed, N skipped` and nothing else.
 */
import { CHECKS, type Outcome, type Step, TESTS } from './steps.ts'
import { stopTools } from './tool.ts'

/** With MEDREC_REQUIRE=all (CI) nothing may be skipped: a skip counts as a failure. */
const isSkipRefused = process.env.MEDREC_REQUIRE === 'all'

async function main(args: readonly string[]): Promise<number> {
  const known = args.includes('--check') ? CHECKS : [...CHECKS, ...TESTS]
  const named = args.filter((argument) => !argument.startsWith('--'))
  const unknown = named.filter((name) => !known.some((step) => step.name === name))
  if (unknown.length > 0) {
    console.error(
      `Unknown step ${unknown.join(', ')}. Known are: ${known.map((step) => step.name).join(', ')}.`,
    )
    return 2
  }
  if (args.includes('--long')) process.env.MEDREC_LONG = '1'
  const steps = known.filter((step) => named.length === 0 || named.includes(step.name))

  const rows: Row[] = []
  for (const step of steps) rows.push(await runStep(step))
  return report(rows)
}

type Row = { readonly step: Step; readonly outcome: Outcome; readonly seconds: number }

async function runStep(step: Step): Promise<Row> {
  console.log(`\n▶ ${step.name}: ${step.what}`)
  const startedAt = performance.now()
  const outcome = await step.run()
  const seconds = Math.round((performance.now() - startedAt) / 1000)
  return { step, outcome, seconds }
}

function report(rows: readonly Row[]): number {
  const skipped = sum(rows, 'skipped')
  const failed = sum(rows, 'failed') + (isSkipRefused ? skipped : 0)
  console.log('\nSummary')
  for (const { step, outcome, seconds } of rows) {
    const counts = `${outcome.passed} passed, ${outcome.failed} failed, ${outcome.skipped} skipped`
    console.log(
      `  ${outcome.failed > 0 ? '✗' : '✓'} ${step.name.padEnd(12)} ${counts} (${seconds} s)`,
    )
  }
  for (const { outcome } of rows) {
    for (const { count, reason } of outcome.skips) console.log(`SKIPPED ${count}: ${reason}`)
  }
  if (isSkipRefused && skipped > 0)
    console.log('MEDREC_REQUIRE=all: every skip counts as a failure.')
  console.log(
    `${sum(rows, 'passed')} passed, ${failed} failed, ${isSkipRefused ? 0 : skipped} skipped`,
  )
  return failed > 0 ? 1 : 0
}

function sum(rows: readonly Row[], field: 'passed' | 'failed' | 'skipped'): number {
  return rows.reduce((total, { outcome }) => total + outcome[field], 0)
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stopTools()
    process.exitCode = 130
  })
}
process.exitCode = await main(process.argv.slice(2))
