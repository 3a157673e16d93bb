import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type HardhatResult, runHardhat } from './hardhat.ts'
import type { Mutant } from './mutants.ts'

/**
 * `endless`: the tests did not end, which is noticed too. `invalid`: it does not compile, so that it says
 * nothing of the tests.
 */
export type Verdict = 'killed' | 'endless' | 'survived' | 'invalid'

/** Far longer than all tests take on a busy machine: who needs more runs for ever. */
const TIMEOUT_MS = 600_000

/**
 * Puts `mutant` into the copy of the package in `folder`, runs the tests named after its contract and, if it
 * survives them, all tests; then takes it out again.
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
    const own = testsOf(folder, mutant.contract)
    const verdict = own.length > 0 ? await runTests(folder, own) : 'survived'
    return verdict === 'survived' ? await runTests(folder, []) : verdict
  } finally {
    writeFileSync(path, original)
  }
}

/**
 * Runs all tests of the copy in `folder`, and by themselves those of each of `contracts`, without a mutant.
 * @throws {Error} if one fails: a verdict would mean nothing
 */
export async function requireGreenTests(
  folder: string,
  contracts: readonly string[],
): Promise<void> {
  const selections = contracts.map((contract) => testsOf(folder, contract))
  for (const files of [[], ...selections.filter(({ length }) => length > 0)]) {
    const result = await run(folder, files)
    if (result.code === 0) continue
    throw new Error(`Tests fail without a mutant (${files.join(', ') || 'all'}):\n${tail(result)}`)
  }
}

async function runTests(folder: string, files: readonly string[]): Promise<Verdict> {
  const startedAt = performance.now()
  const result = await run(folder, files)
  if (result.code === 0 && /^\s*[1-9]\d* passing/m.test(result.output)) return 'survived'
  if (/^\s*[1-9]\d* failing/m.test(result.output)) return 'killed'
  if (result.code === null && performance.now() - startedAt >= TIMEOUT_MS) return 'endless'
  if (/Compilation failed/.test(result.output)) return 'invalid'
  throw new Error(`No verdict (exit code ${result.code}):\n${tail(result)}`)
}

/** @param files none for all */
function run(folder: string, files: readonly string[]): Promise<HardhatResult> {
  // What an earlier mutant failed by is nothing to try on this one.
  rmSync(join(folder, 'cache', 'invariant'), { recursive: true, force: true })
  const profiles = ['--build-profile', 'mutation', '--network', 'default']
  const args = [...profiles, 'test', 'solidity', '--test-profile', 'mutation', ...files]
  return runHardhat({ args, folder, timeoutMs: TIMEOUT_MS })
}

/**
 * The tests whose names begin with the contract's, and not with that of another one that begins so too. Without
 * invariants: a build of named files leaves out the handlers, and then these fail whatever the contract does.
 */
function testsOf(folder: string, contract: string): readonly string[] {
  const contracts = namesOf(folder, 'contracts/*.sol', '.sol')
  return namesOf(folder, 'test/*.t.sol', '.t.sol')
    .filter((test) => !test.endsWith('Invariants'))
    .filter((test) => {
      const owners = contracts.filter((name) => test.startsWith(name))
      return owners.sort((a, b) => b.length - a.length)[0] === contract
    })
    .map((test) => `test/${test}.t.sol`)
}

function namesOf(folder: string, pattern: string, ending: string): readonly string[] {
  return globSync(pattern, { cwd: folder })
    .map((path) => basename(path, ending))
    .sort()
}

function tail({ output }: HardhatResult): string {
  return output.slice(-4_000)
}
