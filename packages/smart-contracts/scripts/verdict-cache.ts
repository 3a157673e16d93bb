import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Mutant } from './mutants.ts'
import type { Verdict } from './mutation-trial.ts'

/** All that a verdict depends on: a change in any of it asks every question again. */
const SOURCES = ['contracts/**/*.sol', 'hardhat.config.ts']
const TESTS = ['test/*.sol', 'test/support/*.sol', '../../vectors/*.json']

type Entry = {
  readonly verdict: Verdict
  /** The hash of the tests that gave it. */
  readonly tests: string
}

/** Verdicts in a file, so that a run that was ended goes on where it was. */
export class VerdictCache {
  readonly #file: string
  readonly #sources: string
  readonly #tests: string
  readonly #trustsEarlierKills: boolean
  readonly #verdicts: Record<string, Entry>

  /**
   * @param folder of the package
   * @param options.trustsEarlierKills takes a mutant that other tests have killed for killed, which is so if
   * tests were only added since
   */
  constructor(folder: string, { trustsEarlierKills }: { readonly trustsEarlierKills: boolean }) {
    this.#file = join(folder, 'cache', 'mutation.json')
    const { devDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    this.#sources = hash([JSON.stringify(devDependencies), ...textsOf(folder, SOURCES)])
    this.#tests = hash(textsOf(folder, TESTS))
    this.#trustsEarlierKills = trustsEarlierKills
    this.#verdicts = existsSync(this.#file) ? JSON.parse(readFileSync(this.#file, 'utf8')) : {}
  }

  verdictOn(mutant: Mutant): Verdict | undefined {
    const entry = this.#verdicts[this.#keyOf(mutant)]
    if (entry === undefined) return undefined
    const isTrusted = this.#trustsEarlierKills && entry.verdict !== 'survived'
    return isTrusted || entry.tests === this.#tests ? entry.verdict : undefined
  }

  keep(mutant: Mutant, verdict: Verdict): void {
    this.#verdicts[this.#keyOf(mutant)] = { verdict, tests: this.#tests }
    mkdirSync(dirname(this.#file), { recursive: true })
    writeFileSync(`${this.#file}.new`, JSON.stringify(this.#verdicts, null, 2))
    renameSync(`${this.#file}.new`, this.#file)
  }

  #keyOf({ file, start, length, replacement }: Mutant): string {
    return hash([this.#sources, file, String(start), String(length), replacement])
  }
}

function textsOf(folder: string, patterns: readonly string[]): readonly string[] {
  const paths = globSync(patterns, { cwd: folder }).sort()
  return paths.flatMap((path) => [path, readFileSync(join(folder, path), 'utf8')])
}

function hash(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
