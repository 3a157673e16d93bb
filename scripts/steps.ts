import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestSummary } from './test-reporter.ts'
import { commandOf, ROOT, runNode, type ToolResult } from './tool.ts'

export type Outcome = {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly skips: readonly { readonly count: number; readonly reason: string }[]
}
export type Step = {
  readonly name: string
  readonly what: string
  readonly run: () => Promise<Outcome>
}

/** The folders of the workspaces, relative to the root. */
export const WORKSPACES: readonly string[] = [
  ...readdirSync(join(ROOT, 'packages')).map((name) => `packages/${name}`),
  ...readdirSync(join(ROOT, 'examples')).map((name) => `examples/${name}`),
  'bench',
].filter((folder) => existsSync(join(ROOT, folder, 'package.json')))

const CONTRACTS = join(ROOT, 'packages', 'smart-contracts')

/** Both run in the folder of the contracts. */
const FORGE_FORMAT_CHECK: readonly string[] = [
  commandOf('@foundry-rs/forge', 'forge'),
  'fmt',
  '--check',
]
const SOLHINT: readonly string[] = [
  commandOf('solhint'),
  '--noPoster',
  '--max-warnings=0',
  // Named: solhint checks nothing, and says nothing, by a configuration it finds further up.
  '--config=../../.solhint.json',
  'contracts/**/*.sol',
]

/** What `npm run check` runs: seconds each, nothing started. */
export const CHECKS: readonly Step[] = [
  { name: 'types', what: 'tsc on every package', run: checkTypes },
  { name: 'style', what: 'Biome: format, lint, arrows', run: checkStyle },
  { name: 'generated', what: 'generated files are those of their sources', run: checkGenerated },
  { name: 'solidity', what: 'forge fmt and solhint', run: checkSolidity },
  { name: 'docs', what: 'every error is documented, every path is there', run: checkDocs },
  { name: 'unused', what: 'knip: no unused file, export or dependency', run: checkUnused },
  { name: 'faults', what: 'each checker sees a planted fault', run: checkFaults },
]

/** What `npm test` runs besides. */
export const TESTS: readonly Step[] = [
  { name: 'contracts', what: 'Solidity tests at London', run: testContracts },
  {
    name: 'unit',
    what: 'unit and package tests',
    run: () => testWithVitest('!stories', '!network'),
  },
  { name: 'stories', what: 'the whole system, in a browser', run: () => testWithVitest('stories') },
  { name: 'network', what: 'faults of real nodes', run: () => testWithVitest('network') },
]

async function checkTypes(): Promise<Outcome> {
  const results: ToolResult[] = []
  for (const folder of ['.', ...WORKSPACES]) {
    results.push(
      await runNode({ args: [commandOf('typescript', 'tsc'), '-p', folder], isLoud: true }),
    )
  }
  return all(results)
}

async function checkStyle(): Promise<Outcome> {
  const biome = commandOf('@biomejs/biome', 'biome')
  return all([await runNode({ args: [biome, 'check', '--error-on-warnings', '.'], isLoud: true })])
}

async function checkGenerated(): Promise<Outcome> {
  return all([
    await runNode({ args: ['scripts/arrows.ts', '--check'], isLoud: true }),
    await runNode({ args: ['scripts/complete-lock.ts', '--check'], isLoud: true }),
    await runNode({ args: ['scripts/generate.ts', '--check'], cwd: CONTRACTS, isLoud: true }),
  ])
}

async function checkSolidity(): Promise<Outcome> {
  const format = await runNode({ args: FORGE_FORMAT_CHECK, cwd: CONTRACTS, isLoud: true })
  const lint = await runNode({ args: SOLHINT, cwd: CONTRACTS, isLoud: true })
  // The npm wrapper of forge ends with 0 whatever forge said.
  return all([{ ...format, code: format.output.trim() === '' ? format.code : 1 }, lint])
}

async function checkDocs(): Promise<Outcome> {
  return all([
    await runNode({ args: ['scripts/error-list.ts'], isLoud: true }),
    await runNode({ args: ['scripts/doc-paths.ts'], isLoud: true }),
  ])
}

async function checkUnused(): Promise<Outcome> {
  return all([await runNode({ args: [commandOf('knip'), '--no-progress'], isLoud: true })])
}

async function checkFaults(): Promise<Outcome> {
  const { code, output } = await runNode({ args: ['scripts/architecture-check.ts'], isLoud: true })
  const passed = count(output, /^✓ /gm)
  const failed = count(output, /^✗ /gm)
  return { passed, failed: failed === 0 && code !== 0 ? 1 : failed, skipped: 0, skips: [] }
}

async function testContracts(): Promise<Outcome> {
  // Named, or Hardhat ignores the hard fork of its configuration.
  const args = [commandOf('hardhat'), '--network', 'default', 'test', 'solidity']
  const { code, output } = await runNode({ args, cwd: CONTRACTS, isLoud: true })
  const number = (pattern: RegExp): number => Number(pattern.exec(output)?.[1] ?? 0)
  const passed = number(/^\s*(\d+) passing/m)
  const failed = number(/^\s*(\d+) failing/m)
  const skipped = number(/^\s*(\d+) (?:skipped|pending)/m)
  const isBroken = failed === 0 && (code !== 0 || passed === 0)
  const skips = skipped > 0 ? [{ count: skipped, reason: 'Solidity tests' }] : []
  return { passed, failed: isBroken ? 1 : failed, skipped, skips }
}

async function testWithVitest(...projects: readonly string[]): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'medrec-tests-'))
  const file = join(folder, 'summary.json')
  try {
    const { code } = await runNode({
      args: [
        commandOf('vitest'),
        'run',
        ...projects.map((project) => `--project=${project}`),
        '--reporter=default',
        '--reporter=./scripts/test-reporter.ts',
      ],
      // CI: a first inline snapshot fails instead of being written into the source.
      env: { CI: process.env.CI || '1', MEDREC_TEST_SUMMARY: file },
      isLoud: true,
    })
    if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0, skips: [] }
    const summary = JSON.parse(readFileSync(file, 'utf8')) as TestSummary // written by our reporter
    const isBroken = code !== 0 && summary.failed === 0
    return { ...summary, failed: isBroken ? 1 : summary.failed }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function all(results: readonly ToolResult[]): Outcome {
  const failed = results.filter(({ code }) => code !== 0).length
  return { passed: results.length - failed, failed, skipped: 0, skips: [] }
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0
}
