import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { type CompiledCode, SOLC_VERSION, type StandardBuild } from './standard-json.ts'

/**
 * Writes a build as Hardhat 2 does, with its sources, so that Slither reads it and compiles nothing.
 * @see crytic-compile, platform/hardhat.py
 */
export function writeHardhatLayout({ input, output }: StandardBuild, folder: string): void {
  rmSync(folder, { recursive: true, force: true })
  for (const [path, { content }] of Object.entries(input.sources)) {
    write(join(folder, /^(contracts|test)\//.test(path) ? '' : 'node_modules', path), content)
  }
  write(join(folder, 'hardhat.config.js'), '')
  const info = { solcVersion: SOLC_VERSION.replace(/\+.*$/, ''), solcLongVersion: SOLC_VERSION }
  write(
    join(folder, 'artifacts', 'build-info', 'contracts.json'),
    JSON.stringify({ _format: 'hh-sol-build-info-1', ...info, input, output }),
  )
}

/**
 * Writes a build as `forge build --ast` does, so that Halmos reads it.
 * @see halmos, build.py
 */
export function writeFoundryLayout({ output }: StandardBuild, folder: string): void {
  rmSync(folder, { recursive: true, force: true })
  for (const [path, contracts] of Object.entries(output.contracts)) {
    const source = output.sources[path]
    for (const [name, { abi, evm, metadata, storageLayout }] of Object.entries(contracts)) {
      const artifact = {
        abi,
        bytecode: prefixed(evm.bytecode),
        deployedBytecode: prefixed(evm.deployedBytecode),
        methodIdentifiers: evm.methodIdentifiers,
        metadata: JSON.parse(metadata),
        storageLayout,
        ...source,
      }
      write(join(folder, 'out', basename(path), `${name}.json`), JSON.stringify(artifact))
    }
  }
}

function prefixed(code: CompiledCode): CompiledCode {
  return { ...code, object: `0x${code.object}` }
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
