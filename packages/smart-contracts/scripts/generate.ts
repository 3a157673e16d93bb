/**
 * Writes `src/generated/` (ABIs as const, bytecode) and `contract-layout.json` (code sizes and storage
 * layout) from a plain build of the contracts, and the known answers of `vectors/typed-messages.json`.
 * `node scripts/generate.ts` writes; `node scripts/generate.ts --check` fails where a file differs.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { typedMessageVectors } from './typed-message-vectors.ts'

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }
type Artifact = { abi: Json; bytecode: string; deployedBytecode: string }
type StorageEntry = { label: string; slot: string; offset: number; type: string }

/** Contracts whose ABI the other packages need; those that are deployed by hand bring their bytecode. */
const CONTRACTS = [
  { name: 'AccessLogAnchors', isDeployed: true },
  { name: 'Agent', isDeployed: false },
  { name: 'AgentFactory', isDeployed: false },
  { name: 'AgentGroups', isDeployed: true },
  { name: 'AgentRegistry', isDeployed: true },
  { name: 'Relationships', isDeployed: true },
] as const

const packageFolder = new URL('../', import.meta.url)

await main(process.argv.slice(2))

async function main(args: readonly string[]): Promise<void> {
  const isCheck = args.includes('--check')
  build()

  const differing: string[] = []
  for await (const [path, text] of generatedFiles()) {
    const file = new URL(path, packageFolder)
    if (readIfPresent(file) === text) continue
    differing.push(path)
    if (isCheck) continue
    mkdirSync(new URL('./', file), { recursive: true })
    writeFileSync(file, text)
  }

  if (isCheck && differing.length > 0) {
    console.error(`Not what the contracts give: ${differing.join(', ')}. Run "npm run generate".`)
    process.exitCode = 1
    return
  }
  console.log(
    differing.length === 0 ? 'Generated files are up to date.' : `Wrote ${differing.join(', ')}.`,
  )
}

/** A plain build: one made for coverage leaves instrumented bytecode in the artifacts. */
function build(): void {
  const hardhat = fileURLToPath(import.meta.resolve('hardhat/package.json')).replace(
    /package\.json$/,
    'dist/src/cli.js',
  )
  execFileSync(process.execPath, [hardhat, 'build', '--force', '--no-tests'], {
    cwd: packageFolder,
    stdio: 'pipe',
  })
}

async function* generatedFiles(): AsyncGenerator<readonly [path: string, text: string]> {
  const sizes: Record<string, Json> = {}
  for (const { name, isDeployed } of CONTRACTS) {
    const artifact = readArtifact(name)
    yield [`src/generated/${kebab(name)}.ts`, moduleText(name, artifact, isDeployed)]
    sizes[name] = {
      codeBytes: (artifact.deployedBytecode.length - 2) / 2,
      storage: storageLayout(name),
    }
  }
  yield ['contract-layout.json', `${JSON.stringify(sizes, null, 2)}\n`]
  yield ['../../vectors/typed-messages.json', await typedMessageVectors()]
}

function readArtifact(name: string): Artifact {
  const file = new URL(`artifacts/contracts/${name}.sol/${name}.json`, packageFolder)
  return JSON.parse(readFileSync(file, 'utf8'))
}

function storageLayout(name: string): Json {
  const folder = new URL('artifacts/build-info/', packageFolder)
  for (const file of readdirSync(folder)) {
    if (!file.endsWith('.output.json')) continue
    const { output } = JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
    const layout = output.contracts[`project/contracts/${name}.sol`]?.[name]?.storageLayout
    if (layout === undefined) continue
    return Object.fromEntries(
      layout.storage.map(({ label, slot, offset, type }: StorageEntry) => [
        label,
        `slot ${slot} byte ${offset}: ${layout.types[type].label}`,
      ]),
    )
  }
  throw new Error(`No storage layout of ${name} in ${fileURLToPath(folder)}: build again.`)
}

function moduleText(name: string, artifact: Artifact, isDeployed: boolean): string {
  const constant = name.charAt(0).toLowerCase() + name.slice(1)
  const parts = [
    `// Generated from contracts/${name}.sol by scripts/generate.ts: change the contract, then "npm run generate".`,
    '',
    `/** The ABI of ${name}, its errors and events included. */`,
    `export const ${constant}Abi = ${literal(artifact.abi, '')} as const`,
  ]
  if (isDeployed) {
    parts.push(
      '',
      `/** The code that deploys ${name}; its constructor's arguments follow it. */`,
      `export const ${constant}Bytecode =`,
      `  '${artifact.bytecode}'`,
    )
  }
  return `${parts.join('\n')}\n`
}

/** A TypeScript literal as the formatter leaves it: every object and every array of objects opened. */
function literal(value: Json, indent: string): string {
  if (typeof value === 'string') return `'${value.replace(/['\\]/g, '\\$&')}'`
  if (typeof value !== 'object' || value === null) return String(value)
  const inner = `${indent}  `
  const lines = Array.isArray(value)
    ? value.map((item) => `${inner}${literal(item, inner)},\n`)
    : Object.entries(value).map(([key, item]) => `${inner}${key}: ${literal(item, inner)},\n`)
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
  return lines.length === 0 ? `${open}${close}` : `${open}\n${lines.join('')}${indent}${close}`
}

function kebab(name: string): string {
  return name.replace(/(?<=[a-z])[A-Z]/g, '-$&').toLowerCase()
}

function readIfPresent(file: URL): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
