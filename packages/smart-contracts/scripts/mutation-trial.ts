import { cpSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type HardhatResult, runHardhat } from './hardhat.ts'
import { SHUT, withMutant, withSwitches } from './mutant-switches.ts'
import type { Mutant } from './mutants.ts'

/** `endless`: the tests did not end, which is noticed too. */
export type Verdict = 'killed' | 'endless' | 'survived'

/** Far longer than all tests take on a busy machine: who needs more runs for ever. */
const TIMEOUT_MS = 120_000

/** One is enough; Hardhat takes long, and sometimes breaks off, while it looks for where many have failed. */
const FAILURE = /^\s*1\) \w+\(/m

/** A copy of the package, built once with all mutants in it. */
export class MutationTrial {
  readonly #folder: string
  readonly #numbers: ReadonlyMap<Mutant, number>
  /** With every switch shut. */
  readonly #artifacts: ReadonlyMap<string, string>

  private constructor(folder: string, numbers: ReadonlyMap<Mutant, number>) {
    this.#folder = folder
    this.#numbers = numbers
    const paths = globSync('artifacts/{contracts,test}/**/*.json', { cwd: folder })
    const texts = paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')] as const)
    this.#artifacts = new Map(texts.filter(([, text]) => text.includes(SHUT)))
  }

  /**
   * Puts `mutants` into the copy of the package in `folder`, builds it, and runs without a mutant all its tests,
   * and by themselves those of every subject.
   * @throws {Error} if it does not compile or a test fails: a verdict would mean nothing
   */
  static async prepare(folder: string, mutants: readonly Mutant[]): Promise<MutationTrial> {
    const numbers = new Map(mutants.map((mutant, index) => [mutant, index + 1]))
    const files = Object.entries(Object.groupBy(mutants, ({ file }) => file))
    for (const [file, own = []] of files) {
      const path = join(folder, file)
      writeFileSync(
        path,
        withSwitches(readFileSync(path), own, (mutant) => numbers.get(mutant) ?? 0),
      )
    }
    requireGreen(await run(folder, []))
    forgetBuildOutput(folder)
    const trial = new MutationTrial(folder, numbers)
    for (const subject of new Set(mutants.map(({ subject }) => subject))) {
      const tests = testsOf(folder, subject)
      if (tests.length > 0) requireGreen(await run(folder, ['--no-compile', ...tests]))
    }
    return trial
  }

  /** The same build in another copy of the package. */
  copyTo(folder: string): MutationTrial {
    for (const part of ['artifacts', 'cache']) {
      cpSync(join(this.#folder, part), join(folder, part), { recursive: true })
    }
    return new MutationTrial(folder, this.#numbers)
  }

  /**
   * Opens the switch of `mutant` and runs the tests named after its subject and, if it survives them, all tests.
   * @throws {Error} if Hardhat was ended from outside, or ends in a way that is no verdict
   */
  async verdictOn(mutant: Mutant): Promise<Verdict> {
    const number = this.#numbers.get(mutant)
    if (number === undefined) throw new Error('Not one of the mutants that were built.')
    for (const [path, text] of this.#artifacts) {
      writeFileSync(join(this.#folder, path), withMutant(text, number))
    }
    const own = testsOf(this.#folder, mutant.subject)
    const verdict = own.length > 0 ? await this.#runTests(own) : 'survived'
    return verdict === 'survived' ? await this.#runTests([]) : verdict
  }

  async #runTests(files: readonly string[]): Promise<Verdict> {
    const startedAt = performance.now()
    const result = await run(this.#folder, ['--no-compile', ...files])
    if (result.code === 0 && hasRun(result)) return 'survived'
    if (FAILURE.test(result.output)) return 'killed'
    if (result.code === null && performance.now() - startedAt >= TIMEOUT_MS) return 'endless'
    throw new Error(`No verdict (exit code ${result.code}):\n${tail(result)}`)
  }
}

/** Hardhat reads it at each start, some 90 MB, and only to say where a test has failed. */
function forgetBuildOutput(folder: string): void {
  for (const path of globSync('artifacts/build-info/*.output.json', { cwd: folder })) {
    const file = join(folder, path)
    const info = JSON.parse(readFileSync(file, 'utf8'))
    writeFileSync(file, JSON.stringify({ ...info, output: { contracts: {}, sources: {} } }))
  }
}

function requireGreen(result: HardhatResult): void {
  if (result.code === 0 && hasRun(result)) return
  throw new Error(`Tests fail without a mutant:\n${tail(result)}`)
}

function hasRun({ output }: HardhatResult): boolean {
  return /^\s*[1-9]\d* passing/m.test(output)
}

/** @param options and the files of tests; no file for all */
function run(folder: string, options: readonly string[]): Promise<HardhatResult> {
  // What an earlier mutant failed by is nothing to try on this one.
  rmSync(join(folder, 'cache', 'invariant'), { recursive: true, force: true })
  const profiles = ['--build-profile', 'mutation', '--network', 'default']
  const args = [...profiles, 'test', 'solidity', '--test-profile', 'mutation', ...options]
  return runHardhat({ args, folder, timeoutMs: TIMEOUT_MS, lastWords: FAILURE })
}

/**
 * The tests whose names begin with the contract's, and not with that of another one that begins so too.
 * Without invariants, which take longest.
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
