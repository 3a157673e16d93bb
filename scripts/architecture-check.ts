/**
 * Shows that each checker sees a fault: a checker that is never seen to fail may check nothing. The
 * faults are planted in a scratch folder with the project's own configuration and no sources.
 */
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import {
  FAILING_TESTS,
  INNOCENT,
  LINT_FAULTS,
  type PlantedFault,
  typeFaults,
} from './planted-faults.ts'
import { WORKSPACES } from './steps.ts'
import { commandOf, ROOT, runNode } from './tool.ts'

type Check = (scratch: string) => Promise<readonly Verdict[]>
type Verdict = { readonly name: string; readonly isSeen: boolean }

async function main(): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'medrec-faults-'))
  try {
    copyProject(scratch)
    const verdicts: Verdict[] = []
    for (const check of CHECKS) {
      verdicts.push(...(await check(scratch)))
    }
    for (const { name, isSeen } of verdicts) console.log(`${isSeen ? '✓' : '✗ NOT SEEN:'} ${name}`)
    process.exitCode = verdicts.every(({ isSeen }) => isSeen) ? 0 : 1
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** Configuration, the checkers themselves and the contracts; the rest of the sources stays out. */
function copyProject(scratch: string): void {
  const files = globSync(
    [
      '{*,.solhint}.{json,ts}',
      '.gitignore',
      '{packages,examples}/*/{package,tsconfig}.json',
      'bench/{package,tsconfig}.json',
      'scripts/*',
      'docs/errors.md',
      'vectors/**',
      'packages/smart-contracts/{contracts,scripts,snapshots,src}/**',
      'packages/smart-contracts/{hardhat.config.ts,foundry.toml,.solhint.json}',
    ],
    { cwd: ROOT, withFileTypes: true },
  )
  for (const file of files) {
    if (!file.isFile() || file.name.endsWith('.test.ts')) continue
    const path = join(file.parentPath, file.name)
    cpSync(path, join(scratch, path.slice(ROOT.length)))
  }
  for (const folder of ['.', ...WORKSPACES]) {
    const target = join(ROOT, folder, 'node_modules')
    if (!existsSync(target)) continue
    // A junction: what Windows lets everyone make.
    symlinkSync(target, join(scratch, folder, 'node_modules'), 'junction')
  }
}

async function lint(scratch: string): Promise<Verdict[]> {
  plant(scratch, [...LINT_FAULTS, ...INNOCENT])
  const biome = commandOf('@biomejs/biome', 'biome')
  const { output } = await runNode({
    args: [biome, 'check', '--reporter=github', '--max-diagnostics=none', '.'],
    cwd: scratch,
  })
  const isReported = ({ file, rule }: PlantedFault): boolean =>
    output
      .split('\n')
      .some(
        (line) =>
          line.includes(`title=${rule},`) && line.replaceAll('\\', '/').includes(`/${file},`),
      )
  const verdicts = [
    ...LINT_FAULTS.map((fault) => ({
      name: `${fault.rule} in ${fault.file}`,
      isSeen: isReported(fault),
    })),
    ...INNOCENT.map((import_) => ({
      name: `${import_.file} may import`,
      isSeen: !isReported(import_),
    })),
  ]
  unplant(scratch, [...LINT_FAULTS, ...INNOCENT])
  return verdicts
}

async function types(scratch: string): Promise<Verdict[]> {
  const faults = typeFaults(WORKSPACES)
  plant(scratch, faults)
  const verdicts: Verdict[] = []
  for (const folder of WORKSPACES) {
    const { output } = await runNode({
      args: [commandOf('typescript', 'tsc'), '-p', folder],
      cwd: scratch,
    })
    for (const { file, rule } of faults.filter((fault) => fault.file.startsWith(`${folder}/`))) {
      const isSeen = output
        .split('\n')
        .some((line) => line.replaceAll('\\', '/').startsWith(file) && line.includes(` ${rule}:`))
      verdicts.push({ name: `${rule} in ${file}`, isSeen })
    }
  }
  unplant(scratch, faults)
  return verdicts
}

/** Runs one of our own scripts with a fault planted; it must fail and say `complaint`. */
function script(fault: PlantedFault, command: string): Check {
  return async (scratch) => {
    const file = join(scratch, fault.file)
    const before = existsSync(file) ? readFileSync(file, 'utf8') : undefined
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, `${before ?? ''}${fault.text}`)
    const { code, output } = await runNode({ args: command.split(' '), cwd: scratch })
    if (before === undefined) rmSync(file)
    else writeFileSync(file, before)
    const isSeen = code !== 0 && output.includes(fault.rule)
    return [{ name: `${fault.rule} in ${fault.file} by ${command}`, isSeen }]
  }
}

async function lock(scratch: string): Promise<readonly Verdict[]> {
  const file = join(scratch, 'package-lock.json')
  const before = readFileSync(file, 'utf8')
  writeFileSync(
    file,
    before.replace('"node_modules/@biomejs/cli-win32-x64"', '"node_modules/@biomejs/planted"'),
  )
  const { code } = await runNode({ args: ['scripts/complete-lock.ts', '--check'], cwd: scratch })
  writeFileSync(file, before)
  return [{ name: 'package-lock.json without a platform by complete-lock.ts', isSeen: code !== 0 }]
}

/** A failing test, an unwritten snapshot and a skip must all reach the last line of `npm test`. */
async function tests(scratch: string): Promise<readonly Verdict[]> {
  plant(scratch, FAILING_TESTS)
  const { code, output } = await runNode({
    args: ['scripts/test.ts', 'contracts', 'unit'],
    cwd: scratch,
    env: { MEDREC_REQUIRE: 'all', CI: '' },
  })
  unplant(scratch, FAILING_TESTS)
  const lastLine = output.trim().split('\n').at(-1) ?? ''
  const isLoud = output.includes('SKIPPED 1: a planted reason')
  return [
    {
      name: `failing tests and a skip by npm test: ${lastLine}`,
      isSeen: code === 1 && lastLine === '1 passed, 4 failed, 0 skipped',
    },
    { name: 'a skip is said with its reason', isSeen: isLoud },
  ]
}

function plant(scratch: string, faults: readonly PlantedFault[]): void {
  for (const { file, text } of faults) {
    mkdirSync(dirname(join(scratch, file)), { recursive: true })
    writeFileSync(join(scratch, file), text)
  }
}

function unplant(scratch: string, faults: readonly PlantedFault[]): void {
  for (const { file } of faults) rmSync(join(scratch, file))
}

const CONTRACTS = 'packages/smart-contracts'
const CHECKS: readonly Check[] = [
  lint,
  types,
  lock,
  script(
    { file: 'biome.arrows.json', text: ' ', rule: 'differs from' },
    'scripts/arrows.ts --check',
  ),
  script(
    {
      file: 'packages/protocol/src/planted-error.ts',
      text: "export const planted = 'MEDREC_PLANTED'\n",
      rule: 'MEDREC_PLANTED is not documented',
    },
    'scripts/error-list.ts',
  ),
  script(
    {
      file: 'docs/planted.md',
      text: '`packages/planted.ts`\n',
      rule: 'docs/planted.md: packages/planted.ts is not there',
    },
    'scripts/doc-paths.ts',
  ),
  script(
    { file: `${CONTRACTS}/src/generated/agent.ts`, text: ' ', rule: 'agent.ts' },
    'scripts/test.ts generated',
  ),
  script(
    {
      file: `${CONTRACTS}/contracts/Planted.sol`,
      text: 'contract  Planted {}\n',
      rule: '0 passed, 2 failed',
    },
    'scripts/test.ts solidity',
  ),
  script(
    {
      file: 'packages/protocol/src/planted-unused.ts',
      text: 'export const planted = 1\n',
      rule: 'planted-unused.ts',
    },
    'scripts/test.ts unused',
  ),
  tests,
]

await main()
