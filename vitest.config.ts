import { defineConfig } from 'vitest/config'

/** The unit tests of one package: beside their files, and whole-package tests in `test/`. */
function unit(name: string, root: string) {
  return {
    test: {
      name,
      root,
      include: ['src/**/*.test.{ts,tsx}', 'test/**/*.test.{ts,tsx}'],
      exclude: ['test/stories/**', 'test/network/**', '**/node_modules/**', 'dist/**'],
      testTimeout: 30_000,
      hookTimeout: 60_000,
    },
  }
}

export default defineConfig({
  test: {
    allowOnly: false,
    projects: [
      {
        test: { name: 'scripts', include: ['scripts/**/*.test.ts'], testTimeout: 60_000 },
      },
      unit('@medrec/protocol', 'packages/protocol'),
      unit('@medrec/smart-contracts', 'packages/smart-contracts'),
      unit('@medrec/ethereum-client', 'packages/ethereum-client'),
      unit('@medrec/database-manager', 'packages/database-manager'),
      unit('@medrec/user-client', 'packages/user-client'),
      unit('@medrec/cli', 'packages/cli'),
      unit('@medrec/demo-hospitals', 'examples/demo-hospitals'),
      unit('@medrec/bench', 'bench'),
      {
        // Whole-system stories share ports and a Chromium: one after the other, after all others.
        test: {
          name: 'stories',
          root: 'packages/cli',
          include: ['test/stories/**/*.test.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 300_000,
          hookTimeout: 180_000,
        },
      },
      {
        // Real faults of real nodes, in real time: alone on the machine.
        test: {
          name: 'network',
          root: 'packages/cli',
          include: ['test/network/**/*.test.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 2 },
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
})
