import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type HardhatResult, runHardhat } from './hardhat.ts'
import type { Mutant } from './mutants.ts'

/** `invalid`: it does not compile, so that it says nothing of the tests. */
export type Verdict = 'killed' | 'survived' | 'invalid'

/** Longer than all tests take on a slow machine: who needs more runs for ever, and is noticed by that. */
const TIMEOUT_MS = 180_000

/**
 * Puts `mutant` into the copy of the package in `folder`, runs the tests named after its contract and, if it
 * survives them, all others; then takes it out again.
 * @throws {Error} if Hardhat was ended from outside, or ends in a way that is no verdict
 */
export async function tryMutant(folder: string, mutant: Mutant): Promise<Verdict> {
  const path = join(folder, mutant.file)
  const original = readFileSync(path)
  const end = mutant.start + mutant.length
  writeFileSync(
    path,
    Buffer.concat([
      original.subarray(0, mutant.start),
      Buffer.from(mutant.replacement),
      original.subarray(end),
    ]),
  )
  try {
    const { own, others } = testsOf(folder, mutant.contract)
    const verdict = own.length > 0 ? await runTests(folder, own) : 'survived'
    return verdict === 'survived' && others.length > 0 ? await runTests(folder, others) : verdict
  } finally {
    writeFileSync(path, original)
  }
}

/** @throws {Error} if the tests fail without any mutant: no verdict would mean anything */
export async function requireGreenTests(folder: string): Promise<void> {
  const result = await run(folder, [])
  if (result.code !== 0) throw new Error(`The tests fail without a mutant:\n${tail(result)}`)
}

async function runTests(folder: string, files: readonly string[]): Promise<Verdict> {
  const startedAt = performance.now()
  const result = await run(folder, files)
  if (result.code === 0 && /^\s*[1-9]\d* passing/m.test(result.output)) return 'survived'
  if (/^\s*[1-9]\d* failing/m.test(result.output)) return 'killed'
  if (result.code === null && performance.now() - startedAt >= TIMEOUT_MS) return 'killed'
  if (/Compilation failed/.test(result.output)) return 'invalid'
  throw new Error(`No verdict (exit code ${result.code}):\n${tail(result)}`)
}

function run(folder: string, files: readonly string[]): Promise<HardhatResult> {
  const profiles = ['--build-profile', 'mutation', '--network', 'default']
  const args = [...profiles, 'test', 'solidity', '--test-profile', 'mutation', ...files]
  return runHardhat({ args, folder, timeoutMs: TIMEOUT_MS })
}

/** The tests whose names begin with the contract's, and not with that of another one that begins so too. */
function testsOf(folder: string, contract: string): { own: string[]; others: string[] } {
  const contracts = namesOf(folder, 'contracts/*.sol', '.sol')
  const own: string[] = []
  const others: string[] = []
  for (const test of namesOf(folder, 'test/*.t.sol', '.t.sol')) {
    const owners = contracts.filter((name) => test.startsWith(name))
    const isOwn = owners.sort((a, b) => b.length - a.length)[0] === contract
    ;(isOwn ? own : others).push(`test/${test}.t.sol`)
  }
  return { own, others }
}

function namesOf(folder: string, pattern: string, ending: string): readonly string[] {
  return globSync(pattern, { cwd: folder })
    .map((path) => basename(path, ending))
    .sort()
}

function tail({ output }: HardhatResult): string {
  return output.slice(-4_000)
}
