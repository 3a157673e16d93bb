import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What the Solidity tests need: of the package, and beside it. */
const PARTS = ['contracts', 'test', 'hardhat.config.ts', 'package.json', 'tsconfig.json']
const ROOT_PARTS = ['vectors', 'tsconfig.base.json']
const SIGNALS = ['SIGINT', 'SIGTERM'] as const
const PACKAGE = join('packages', 'smart-contracts')

/**
 * A copy of the package in a temporary folder, with the same packages of npm, in which sources may be changed
 * and anything be built. It is gone when its owner is done, or the process ends.
 */
export class PackageCopy {
  /** Of the package in the copy. */
  readonly folder: string
  readonly #root: string
  readonly #remove = (): void => rmSync(this.#root, { recursive: true, force: true })

  /** @param source the folder of the package; its root is two above */
  constructor(source: string) {
    // Hardhat compares real paths; some systems keep their temporary folder behind a link.
    this.#root = mkdtempSync(join(realpathSync(tmpdir()), 'medrec-contracts-'))
    this.folder = join(this.#root, PACKAGE)
    process.once('exit', this.#remove)
    // Without a listener a signal ends the process at once, and the copy stays.
    for (const signal of SIGNALS) process.once(signal, exit)

    const root = join(source, '..', '..')
    mkdirSync(this.folder, { recursive: true })
    for (const part of PARTS) {
      cpSync(join(source, part), join(this.folder, part), { recursive: true })
    }
    for (const part of ROOT_PARTS) {
      cpSync(join(root, part), join(this.#root, part), { recursive: true })
    }
    for (const [from, to] of [
      [root, this.#root],
      [source, this.folder],
    ] as const) {
      const packages = join(from, 'node_modules')
      if (existsSync(packages)) symlinkSync(packages, join(to, 'node_modules'), 'junction')
    }
  }

  [Symbol.dispose](): void {
    process.removeListener('exit', this.#remove)
    for (const signal of SIGNALS) process.removeListener(signal, exit)
    this.#remove()
  }
}

function exit(): void {
  process.exit(1)
}
