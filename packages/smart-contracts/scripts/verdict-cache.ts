import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Mutant } from './mutants.ts'
import type { Verdict } from './mutation-trial.ts'

/** All that a verdict depends on: a change in any of it asks every question again. */
const SOURCES = ['contracts/**/*.sol', 'test/*.sol', 'test/support/*.sol', 'hardhat.config.ts']
const VECTORS = '../../vectors/*.json'

/** Verdicts in a file, so that a run that was ended goes on where it was. */
export class VerdictCache {
  readonly #file: string
  readonly #sources: string
  readonly #verdicts: Record<string, Verdict>

  /** @param folder of the package */
  constructor(folder: string) {
    this.#file = join(folder, 'cache', 'mutation.json')
    this.#sources = hashOfFiles(folder)
    this.#verdicts = existsSync(this.#file) ? JSON.parse(readFileSync(this.#file, 'utf8')) : {}
  }

  verdictOn(mutant: Mutant): Verdict | undefined {
    return this.#verdicts[this.#keyOf(mutant)]
  }

  keep(mutant: Mutant, verdict: Verdict): void {
    this.#verdicts[this.#keyOf(mutant)] = verdict
    mkdirSync(dirname(this.#file), { recursive: true })
    writeFileSync(`${this.#file}.new`, JSON.stringify(this.#verdicts, null, 2))
    renameSync(`${this.#file}.new`, this.#file)
  }

  #keyOf({ file, start, length, replacement }: Mutant): string {
    return hash([this.#sources, file, String(start), String(length), replacement])
  }
}

function hashOfFiles(folder: string): string {
  const { devDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const paths = globSync([...SOURCES, VECTORS], { cwd: folder }).sort()
  const texts = paths.flatMap((path) => [path, readFileSync(join(folder, path), 'utf8')])
  return hash([JSON.stringify(devDependencies), ...texts])
}

function hash(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
