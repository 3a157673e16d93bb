import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runHardhat } from './hardhat.ts'

export type ContractArtifact = {
  readonly name: string
  /** Hexadecimal with 0x; the code that deploys. */
  readonly bytecode: string
  /** Hexadecimal with 0x; the code that then stands on the chain. */
  readonly deployedBytecode: string
}

/**
 * Builds `folder` where it is not built yet and gives every contract and library of `contracts/` that has code.
 * @throws {Error} if the build fails, or if it gave no contract
 */
export async function contractArtifacts(folder: string): Promise<readonly ContractArtifact[]> {
  const { code, output } = await runHardhat({ args: ['build', '--no-tests'], folder })
  if (code !== 0) throw new Error(`The contracts do not build:\n${output}`)

  const artifacts = globSync('artifacts/contracts/**/*.sol/*.json', { cwd: folder })
    .sort()
    .map((path) => JSON.parse(readFileSync(join(folder, path), 'utf8')))
    .filter(({ bytecode }) => bytecode !== '0x')
    .map(({ contractName, bytecode, deployedBytecode }) => ({
      name: contractName,
      bytecode,
      deployedBytecode,
    }))
  if (artifacts.length === 0) throw new Error(`No artifacts in ${folder}: build again.`)
  return artifacts
}
