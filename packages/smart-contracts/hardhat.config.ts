import { createRequire } from 'node:module'
import { defineConfig } from 'hardhat/config'

const require = createRequire(import.meta.url)

/** How the contracts that are deployed are compiled. */
export const solcSettings = {
  // Clique stops at London (no PUSH0, MCOPY or transient storage).
  evmVersion: 'london',
  optimizer: { enabled: true, runs: 10_000 },
  // A changed comment leaves the bytecode alone.
  metadata: { bytecodeHash: 'none', appendCBOR: false },
} as const

const outputs = { outputSelection: { '*': { '*': ['storageLayout'] } } }

/** The compiler from npm: nothing is downloaded. */
const compiler = { version: '0.8.37', path: require.resolve('solc/soljson.js') }

/** The whole of each profile: Hardhat does not merge one profile into another. */
const solidityTest = {
  fsPermissions: { readFile: ['../../vectors/typed-messages.json'] },
  invariant: { runs: 64, depth: 50, failOnRevert: true, failurePersistDir: 'cache/invariant' },
}
const seed = '0x6d6564726563'

export default defineConfig({
  solidity: {
    profiles: {
      default: { compilers: [{ ...compiler, settings: { ...solcSettings, ...outputs } }] },
      // Unoptimized: each of some hundred mutants is compiled, and only behaves.
      mutation: {
        compilers: [
          { ...compiler, settings: { ...solcSettings, optimizer: { enabled: false }, ...outputs } },
        ],
      },
    },
  },
  networks: {
    // In force for Solidity tests only when named: `hardhat --network default test solidity`.
    default: { type: 'edr-simulated', hardfork: 'london' },
  },
  test: {
    solidity: {
      profiles: {
        default: { ...solidityTest, fuzz: { runs: 256, seed } },
        long: { ...solidityTest, fuzz: { runs: 10_000, seed } },
        mutation: {
          ...solidityTest,
          fuzz: { runs: 32, seed },
          invariant: { ...solidityTest.invariant, runs: 8 },
        },
      },
    },
  },
})
