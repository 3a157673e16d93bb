import { existsSync, globSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import solc from 'solc'

export type StandardInput = {
  readonly language: 'Solidity'
  readonly sources: Readonly<Record<string, { readonly content: string }>>
  readonly settings: Readonly<Record<string, unknown>>
}
/** A node of the compiler's syntax tree: its type, its place, and more by type. */
export type AstNode = {
  readonly nodeType: string
  /** `start:length:file`, in bytes of UTF-8. */
  readonly src: string
  readonly [key: string]: unknown
}
export type StandardOutput = {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[]
  readonly sources: Readonly<Record<string, { readonly id: number; readonly ast: AstNode }>>
  readonly contracts: Readonly<Record<string, Readonly<Record<string, CompiledContract>>>>
}
export type CompiledContract = {
  readonly abi: unknown
  readonly metadata: string
  readonly storageLayout: unknown
  readonly evm: {
    readonly bytecode: CompiledCode
    readonly deployedBytecode: CompiledCode
    readonly methodIdentifiers: Readonly<Record<string, string>>
  }
}
export type CompiledCode = {
  readonly object: string
  readonly sourceMap: string
  readonly linkReferences: unknown
}

/** What is compiled: the contracts of a folder with their package, and the compiler's settings for them. */
export type StandardBuild = { readonly input: StandardInput; readonly output: StandardOutput }

/** The whole version of the compiler that npm brings, for tools that want it named. */
export const SOLC_VERSION: string = solc.version().replace(/\.Emscripten.*$/, '')

/**
 * Compiles the files that `patterns` name, and what they import, by the npm compiler in this process.
 * Paths of sources are relative to `folder`; those of libraries begin with the name of their package.
 * @param settings evmVersion, optimizer and so on; the outputs are chosen here
 * @throws {Error} with all that the compiler says, if it refuses
 */
export function compileStandardJson(build: {
  readonly folder: string
  readonly patterns: readonly string[]
  readonly settings: Readonly<Record<string, unknown>>
}): StandardBuild {
  const sources: Record<string, { content: string }> = {}
  for (const path of globSync([...build.patterns], { cwd: build.folder }).sort()) {
    addWithImports(sources, build.folder, path)
  }
  if (Object.keys(sources).length === 0) throw new Error(`No contracts in ${build.folder}.`)

  const input: StandardInput = {
    language: 'Solidity',
    sources,
    settings: {
      ...build.settings,
      outputSelection: {
        '*': {
          '': ['ast'],
          '*': [
            'abi',
            'metadata',
            'storageLayout',
            'evm.bytecode',
            'evm.deployedBytecode',
            'evm.methodIdentifiers',
          ],
        },
      },
    },
  }
  const output: StandardOutput = JSON.parse(solc.compile(JSON.stringify(input)))
  const errors = output.errors?.filter(({ severity }) => severity === 'error') ?? []
  if (errors.length > 0) {
    throw new Error(errors.map(({ formattedMessage }) => formattedMessage).join('\n'))
  }
  return { input, output }
}

function addWithImports(
  sources: Record<string, { content: string }>,
  folder: string,
  path: string,
): void {
  if (sources[path] !== undefined) return
  const content = readFileSync(fileOf(folder, path), 'utf8')
  sources[path] = { content }
  for (const [, imported] of content.matchAll(/^import\s[^;]*?["']([^"']+)["'];/gm)) {
    if (imported === undefined) continue
    addWithImports(
      sources,
      folder,
      imported.startsWith('.') ? join(path, '..', imported) : imported,
    )
  }
}

/** Libraries stand wherever npm has put them, here or further up. */
function fileOf(folder: string, path: string): string {
  const own = join(folder, path)
  return existsSync(own) ? own : require.resolve(path)
}

const require = createRequire(import.meta.url)
