/** One fault for each rule and each room, with what must be said about it. */

export type PlantedFault = {
  /** Where it is planted, relative to the root. */
  readonly file: string
  readonly text: string
  /** The rule (Biome) or the error (tsc) that must be reported for this very file. */
  readonly rule: string
}

const RESTRICTED = 'lint/style/noRestrictedImports'
const UNDECLARED = 'lint/correctness/noUndeclaredDependencies'

/** `rule` must be reported for a file that does nothing but import `from`. */
function badImport(file: string, from: string, rule = RESTRICTED): PlantedFault {
  return { file, text: `import { planted } from '${from}'\n\nplanted()\n`, rule }
}

/** The arrows between packages and rooms. */
const ARROWS: readonly PlantedFault[] = [
  badImport('packages/protocol/src/planted-arrow.ts', '@medrec/ethereum-client'),
  badImport('packages/protocol/src/planted-disk.ts', 'node:fs'),
  badImport('packages/smart-contracts/src/planted-arrow.ts', '@medrec/ethereum-client'),
  badImport('packages/ethereum-client/src/planted-arrow.ts', '@medrec/database-manager'),
  badImport('packages/ethereum-client/src/planted-disk.ts', 'node:fs'),
  badImport('packages/ethereum-client/src/planted-room.ts', './node/planted.ts'),
  badImport('packages/ethereum-client/src/node/planted-arrow.ts', '@medrec/cli/dev-network'),
  badImport('packages/database-manager/src/planted-arrow.ts', '@medrec/user-client'),
  badImport('packages/database-manager/src/http/planted-silo.ts', '../silo/planted.ts'),
  badImport('packages/database-manager/src/http/routes/planted-silo.ts', '../../silo/planted.ts'),
  badImport('packages/database-manager/src/access/planted-silo.ts', '../silo/planted.ts'),
  badImport('packages/database-manager/src/access/planted-http.ts', '../http/planted.ts'),
  badImport('packages/database-manager/src/silo/planted-http.ts', '../http/planted.ts'),
  badImport('packages/database-manager/src/silo/planted-access.ts', '../access/planted.ts'),
  badImport('packages/database-manager/test/planted-path.test.ts', '../../protocol/src/decide.ts'),
  badImport('packages/user-client/src/app/planted-arrow.ts', '@medrec/database-manager'),
  badImport('packages/user-client/src/app/planted-node.ts', '@medrec/ethereum-client/node'),
  badImport('packages/user-client/src/app/planted-disk.ts', 'node:fs'),
  badImport('packages/user-client/src/app/planted-server.ts', '../server/planted.ts'),
  badImport('packages/user-client/src/features/planted-flow.ts', '../app/planted.ts'),
  badImport('packages/user-client/src/session/planted-flow.ts', '../features/planted.ts'),
  badImport('packages/user-client/src/components/planted-flow.ts', '../session/planted.ts'),
  badImport('packages/user-client/src/server/planted-arrow.ts', '@medrec/ethereum-client/node'),
  badImport('packages/cli/src/planted-arrow.ts', '@medrec/bench'),
  badImport('packages/cli/src/planted-path.ts', '../../protocol/src/index.ts'),
  badImport('examples/demo-hospitals/src/planted-arrow.ts', '@medrec/protocol'),
  badImport('bench/src/planted-path.ts', '../../packages/cli/src/main.ts'),
  badImport('packages/protocol/src/planted-package.ts', 'fastify', UNDECLARED),
  badImport('packages/ethereum-client/src/node/planted-package.ts', 'fastify', UNDECLARED),
]

/** The rules of the house, in the room where each weighs most. */
const HABITS: readonly PlantedFault[] = [
  {
    file: 'packages/database-manager/src/planted-floating.ts',
    text: 'async function planted(): Promise<void> {}\n\nexport function start(): void {\n  planted()\n}\n',
    rule: 'lint/nursery/noFloatingPromises',
  },
  {
    file: 'packages/database-manager/src/planted-misused.ts',
    text: 'export function planted(promise: Promise<boolean>): number {\n  if (promise) return 1\n  return 0\n}\n',
    rule: 'lint/nursery/noMisusedPromises',
  },
  {
    file: 'packages/protocol/src/planted-switch.ts',
    text: "export function planted(value: 'a' | 'b'): number {\n  switch (value) {\n    case 'a':\n      return 1\n  }\n  return 2\n}\n",
    rule: 'lint/nursery/useExhaustiveSwitchCases',
  },
  {
    file: 'packages/protocol/src/planted-cycle.ts',
    text: "import { other } from './planted-cycle-other.ts'\n\nexport const planted = (): number => other()\n",
    rule: 'lint/suspicious/noImportCycles',
  },
  {
    file: 'packages/protocol/src/planted-cycle-other.ts',
    text: "import { planted } from './planted-cycle.ts'\n\nexport const other = (): number => planted()\n",
    rule: 'lint/suspicious/noImportCycles',
  },
  {
    file: 'packages/protocol/src/planted-any.ts',
    text: 'export const planted = (value: any): string => String(value)\n',
    rule: 'lint/suspicious/noExplicitAny',
  },
  {
    file: 'packages/protocol/src/planted-global.ts',
    text: "export const planted = (): Promise<Response> => fetch('http://localhost')\n",
    rule: 'lint/style/noRestrictedGlobals',
  },
  {
    file: 'packages/protocol/src/planted-assertion.ts',
    text: 'export const planted = (value?: string): string => value!\n',
    rule: 'lint/style/noNonNullAssertion',
  },
  {
    file: 'packages/database-manager/src/planted-console.ts',
    text: "export const planted = (): void => console.log('planted')\n",
    rule: 'lint/suspicious/noConsole',
  },
  {
    file: 'packages/database-manager/src/planted-env.ts',
    text: 'export const planted = process.env.HOME\n',
    rule: 'lint/style/noProcessEnv',
  },
  {
    file: 'packages/database-manager/src/planted-params.ts',
    text: 'export const planted = (a: 1, b: 2, c: 3, d: 4): number => a + b + c + d\n',
    rule: 'lint/complexity/useMaxParams',
  },
  {
    file: 'packages/database-manager/src/planted-default.ts',
    text: 'export default 1\n',
    rule: 'lint/style/noDefaultExport',
  },
  {
    file: 'packages/database-manager/src/planted-barrel.ts',
    text: "export { other } from './planted-params.ts'\n",
    rule: 'lint/performance/noBarrelFile',
  },
  {
    file: 'packages/database-manager/src/plantedName.ts',
    text: 'export const planted = 1\n',
    rule: 'lint/style/useFilenamingConvention',
  },
  {
    file: 'packages/database-manager/src/planted-focus.test.ts',
    text: "import { it } from 'vitest'\n\nit.only('is alone', () => undefined)\n",
    rule: 'lint/suspicious/noFocusedTests',
  },
  {
    file: 'packages/database-manager/src/planted-skip.test.ts',
    text: "import { it } from 'vitest'\n\nit.skip('is left out', () => undefined)\n",
    rule: 'lint/suspicious/noSkippedTests',
  },
  {
    file: 'packages/database-manager/src/planted-enum.ts',
    text: 'export enum Planted {\n  One = 1,\n}\n',
    rule: 'lint/style/noEnum',
  },
  {
    file: 'packages/database-manager/src/planted-property.ts',
    text: 'export class Planted {\n  constructor(readonly value: string) {}\n}\n',
    rule: 'lint/style/noParameterProperties',
  },
  {
    file: 'packages/database-manager/src/planted-format.ts',
    text: 'export const planted = "two"\n',
    rule: 'format',
  },
]

export const LINT_FAULTS: readonly PlantedFault[] = [...ARROWS, ...HABITS]

/** Imports the rules must leave alone: a rule that refuses everything proves nothing. */
export const INNOCENT: readonly PlantedFault[] = [
  badImport('packages/database-manager/src/access/guarded-records.ts', '../silo/planted.ts'),
  badImport('packages/database-manager/src/planted-door.ts', '@medrec/ethereum-client/node'),
  badImport('packages/user-client/src/features/planted-door.ts', '@medrec/ethereum-client'),
  badImport('packages/user-client/src/features/planted-session.ts', '../session/planted.ts'),
  badImport('packages/cli/src/planted-door.ts', '@medrec/database-manager'),
]

function typeFault(folder: string): PlantedFault {
  const text = "export const planted: number = 'text'\n"
  return { file: `${folder}/src/planted-type.ts`, text, rule: 'TS2322' }
}

/** One for each package, and the compiler options that differ from the defaults. */
export function typeFaults(folders: readonly string[]): readonly PlantedFault[] {
  const inProtocol = (name: string, text: string, rule: string): PlantedFault => ({
    file: `packages/protocol/src/planted-${name}.ts`,
    text: `${text}\n`,
    rule,
  })
  return [
    ...folders.map(typeFault),
    inProtocol('index', 'export const planted = (list: string[]): string => list[0]', 'TS2322'),
    inProtocol('exact', 'export const planted: { a?: string } = { a: undefined }', 'TS2375'),
    inProtocol('unused', 'const planted = 1\nexport {}', 'TS6133'),
    inProtocol('erased', 'export enum Planted {}', 'TS1294'),
    inProtocol('page', 'export const planted = document', 'TS2584'),
    inProtocol('process', 'export const planted = process', 'TS2591'),
  ]
}

const FAILING_CONTRACT_TEST = `// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

contract PlantedTest {
    function test_planted_fails() external pure {
        revert("planted");
    }
}
`

/** Two failures, one skip and one success of vitest, one failure of Solidity. */
export const FAILING_TESTS: readonly PlantedFault[] = [
  {
    file: 'packages/protocol/src/planted.test.ts',
    text: `import { expect, it } from 'vitest'

it('passes', () => expect(1).toBe(1))
it('fails', () => expect(1).toBe(2))
it('has no snapshot yet', () => expect(1).toMatchInlineSnapshot())
it('is skipped', ({ skip }) => skip('a planted reason'))
`,
    rule: 'failed',
  },
  {
    file: 'packages/smart-contracts/test/Planted.t.sol',
    text: FAILING_CONTRACT_TEST,
    rule: 'failed',
  },
]
