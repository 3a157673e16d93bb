import { createRequire } from 'node:module'
import { defineConfig } from 'hardhat/config'

const require = createRequire(import.meta.url)

/** The whole of each profile: Hardhat does not merge one profile into another. */
const solidityTest = {
  fsPermissions: { readFile: ['../../vectors/typed-messages.json'] },
  invariant: { runs: 64, depth: 50, failOnRevert: true, failurePersistDir: 'cache/invariant' },
}

export default defineConfig({
  solidity: {
    compilers: [
      {
        version: '0.8.37',
        // The compiler from npm: nothing is downloaded.
        path: require.resolve('solc/soljson.js'),
        settings: {
          // Clique stops at London (no PUSH0, MCOPY or transient storage).
          evmVersion: 'london',
          optimizer: { enabled: true, runs: 10_000 },
          // A changed comment leaves the bytecode alone.
          metadata: { bytecodeHash: 'none', appendCBOR: false },
          outputSelection: { '*': { '*': ['storageLayout'] } },
        },
      },
    ],
  },
  networks: {
    // In force for Solidity tests only when named: `hardhat --network default test solidity`.
    default: { type: 'edr-simulated', hardfork: 'london' },
  },
  test: {
    solidity: {
      profiles: {
        default: { ...solidityTest, fuzz: { runs: 256, seed: '0x6d6564726563' } },
        long: { ...solidityTest, fuzz: { runs: 10_000, seed: '0x6d6564726563' } },
      },
    },
  },
})
