/**
 * Who may import whom. This table is the source; `biome.arrows.json` is written from it, since
 * Biome lets the last matching override replace a rule's options, so that every room has to carry
 * all of its patterns. `node scripts/arrows.ts` writes the file, `--check` compares.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

type Pattern = { readonly group: readonly string[]; readonly message: string }
type Room = {
  readonly files: readonly string[]
  readonly forbidden: readonly Pattern[]
  readonly deniedGlobals?: Readonly<Record<string, string>>
}

const byPath: Pattern = {
  group: ['**/packages/**', '../../*/src/**', '../../../*/src/**', '../../../../*/src/**'],
  message: 'Packages are imported by name, never by path.',
}
const ofNode: Pattern = {
  group: ['node:*', 'node:*/*', 'fs', 'path', 'crypto', 'os', 'http', 'https', 'net', 'util'],
  message: 'This room also runs in a browser: it knows no module of Node.',
}
const testTools: Pattern = {
  group: ['vitest', 'fast-check'],
  message: 'Test tools belong in test files.',
}

/** Only these doors of ours may be imported; everything else under @medrec is refused. */
function onlyOurs(doors: readonly string[], message: string): Pattern {
  return { group: ['@medrec/**', ...doors.map((door) => `!@medrec/${door}`)], message }
}

function folder(name: string, message: string): Pattern {
  return { group: [`./${name}/**`, `../**/${name}/**`], message }
}

const sources = (path: string, ...except: readonly string[]): readonly string[] => [
  path,
  ...except.map((name) => `!${name}`),
  '!**/*.test.ts',
  '!**/*.test.tsx',
]

const protocol = onlyOurs([], 'protocol is the root of the arrows: it imports nothing of ours.')
const contracts = onlyOurs(['protocol'], 'smart-contracts may import protocol alone.')
const ethereum = onlyOurs(
  ['protocol', 'smart-contracts'],
  'ethereum-client may import protocol and smart-contracts alone.',
)
const manager = onlyOurs(
  ['protocol', 'ethereum-client', 'ethereum-client/node'],
  'The two ends meet only over the signed protocol.',
)
const client = onlyOurs(
  ['protocol', 'ethereum-client'],
  'The two ends meet only over the signed protocol, and the client never reaches ./node.',
)
const hospitals = onlyOurs([], 'A demo hospital stands for a system of somebody else.')
const cli = onlyOurs(
  [
    'protocol',
    'smart-contracts',
    'ethereum-client',
    'ethereum-client/node',
    'database-manager',
    'user-client',
    'demo-hospitals',
    'cli/dev-network',
    'cli/headless-client',
  ],
  'cli composes the packages by their doors; nothing imports the benchmarks.',
)

const silo = folder('silo', 'Only access/guarded-records.ts and the composition root import silo/.')
const http = folder('http', 'The arrow is http -> access -> silo.')
const access = folder('access', 'silo/ knows nothing of who may read.')
const server = folder('server', 'src/server/ is Node: the page never imports it.')
const flow = 'The arrow is app -> features -> session, components.'
const page = [client, ofNode, testTools, server]

/** The later entry wins where two match, so the narrower room comes after the wider one. */
const ROOMS: readonly Room[] = [
  {
    files: ['packages/protocol/**'],
    forbidden: [protocol],
  },
  {
    files: sources('packages/protocol/src/**'),
    forbidden: [protocol, ofNode, testTools],
    deniedGlobals: {
      fetch: 'protocol knows no network.',
      WebSocket: 'protocol knows no network.',
      process: 'protocol knows no process.',
      Buffer: 'protocol also runs in a browser.',
      setTimeout: 'protocol knows no clock.',
      setInterval: 'protocol knows no clock.',
      performance: 'protocol knows no clock.',
    },
  },
  { files: ['packages/smart-contracts/**'], forbidden: [contracts] },
  { files: ['packages/ethereum-client/**'], forbidden: [ethereum] },
  {
    files: sources('packages/ethereum-client/src/**', 'packages/ethereum-client/src/node/**'),
    forbidden: [
      ethereum,
      ofNode,
      testTools,
      folder('node', 'The browser-safe door never reaches ./node.'),
    ],
  },
  { files: ['packages/database-manager/**'], forbidden: [manager] },
  {
    files: sources('packages/database-manager/src/**'),
    forbidden: [manager, testTools, silo],
  },
  {
    files: sources('packages/database-manager/src/access/**'),
    forbidden: [manager, testTools, silo, http],
  },
  {
    files: ['packages/database-manager/src/access/guarded-records.ts'],
    forbidden: [manager, testTools, http],
  },
  {
    files: sources('packages/database-manager/src/silo/**'),
    forbidden: [manager, testTools, http, access],
  },
  {
    files: [
      'packages/database-manager/src/index.ts',
      'packages/database-manager/src/database-manager.ts',
    ],
    forbidden: [manager, testTools],
  },
  { files: ['packages/user-client/**'], forbidden: [client] },
  {
    files: sources('packages/user-client/src/**', 'packages/user-client/src/server/**'),
    forbidden: page,
  },
  {
    files: sources('packages/user-client/src/features/**'),
    forbidden: [...page, folder('app', flow)],
  },
  {
    files: sources('packages/user-client/src/session/**'),
    forbidden: [...page, ...['app', 'features', 'components'].map((name) => folder(name, flow))],
  },
  {
    files: sources('packages/user-client/src/components/**'),
    forbidden: [...page, ...['app', 'features', 'session'].map((name) => folder(name, flow))],
  },
  { files: ['examples/demo-hospitals/**'], forbidden: [hospitals] },
  { files: ['packages/cli/**'], forbidden: [cli] },
  { files: ['bench/**'], forbidden: [] },
]

function asOverride(room: Room): object {
  const restricted = { patterns: [byPath, ...room.forbidden] }
  const style: Record<string, object> = {
    noRestrictedImports: { level: 'error', options: restricted },
  }
  if (room.deniedGlobals !== undefined) {
    style.noRestrictedGlobals = {
      level: 'error',
      options: { deniedGlobals: room.deniedGlobals },
    }
  }
  return { includes: room.files, linter: { rules: { style } } }
}

/** The text of `biome.arrows.json`: one override to a line, which Biome is told not to format. */
function render(): string {
  const lines = ROOMS.map((room) => `    ${JSON.stringify(asOverride(room))}`)
  return `{\n  "root": false,\n  "overrides": [\n${lines.join(',\n')}\n  ]\n}\n`
}

if (import.meta.main) {
  const file = fileURLToPath(new URL('../biome.arrows.json', import.meta.url))
  if (!process.argv.includes('--check')) writeFileSync(file, render())
  else if (readFileSync(file, 'utf8') !== render()) {
    console.error('biome.arrows.json differs from scripts/arrows.ts: run node scripts/arrows.ts')
    process.exitCode = 1
  }
}
