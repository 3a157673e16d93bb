/**
 * `node scripts/slither.ts`: runs Slither on the contracts and fails where its findings are not those of
 * `snapshots/slither/findings.json`, each class of which docs/contract-analysis.md answers.
 * `--accept` writes that file.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { solcSettings } from '../hardhat.config.ts'
import { writeHardhatLayout } from './analysis-folder.ts'
import { installPythonTool } from './python-tool.ts'
import { compileStandardJson } from './standard-json.ts'

type Finding = {
  readonly check: string
  readonly impact: string
  readonly confidence: string
  /** Slither's own words, without the numbers of lines. */
  readonly says: readonly string[]
}

const folder = fileURLToPath(new URL('../', import.meta.url))
const findingsFile = join(folder, 'snapshots', 'slither', 'findings.json')
const answersFile = join(folder, '..', '..', 'docs', 'contract-analysis.md')

main(process.argv.includes('--accept'))

function main(isAccepting: boolean): void {
  const findings = findingsOf(runSlither())
  const text = `${JSON.stringify(findings, null, 2)}\n`
  const known = existsSync(findingsFile) ? readFileSync(findingsFile, 'utf8') : '[]'
  const before: readonly Finding[] = JSON.parse(known)

  if (isAccepting) {
    mkdirSync(dirname(findingsFile), { recursive: true })
    writeFileSync(findingsFile, text)
  } else {
    for (const finding of missingFrom(before, findings)) print('new', finding)
    for (const finding of missingFrom(findings, before)) print('gone', finding)
    if (text !== known) process.exitCode = 1
  }
  for (const check of unanswered(findings)) {
    console.error(`docs/contract-analysis.md has no answer to ${check}`)
    process.exitCode = 1
  }
  const isRight = process.exitCode !== 1
  console.log(
    `${findings.length} findings; ${isRight ? 'known and answered' : 'answer them in the document, then run with --accept'}.`,
  )
}

function runSlither(): string {
  const commands = installPythonTool('slither')
  const build = join(folder, 'cache', 'slither')
  writeHardhatLayout(
    compileStandardJson({ folder, patterns: ['contracts/**/*.sol'], settings: solcSettings }),
    build,
  )
  const result = join(build, 'result.json')
  rmSync(result, { force: true })
  const args = [
    '.',
    '--compile-force-framework',
    'hardhat',
    '--ignore-compile',
    '--npx-disable',
    '--filter-paths',
    'node_modules',
  ]
  // A path without Hardhat: Slither would ask it for folders that it knows already.
  const { stderr, error } = spawnSync(join(commands, 'slither'), [...args, '--json', result], {
    cwd: build,
    env: { PATH: commands },
    encoding: 'utf8',
  })
  if (error !== undefined || !existsSync(result)) {
    throw new Error(`Slither did not run:\n${stderr}`, { cause: error })
  }
  return readFileSync(result, 'utf8')
}

function findingsOf(json: string): readonly Finding[] {
  const { success, error, results } = JSON.parse(json)
  if (!success) throw new Error(`Slither failed: ${error}`)
  const detectors: (Omit<Finding, 'says'> & { description: string })[] = results.detectors ?? []
  return detectors
    .map(({ check, impact, confidence, description }) => ({
      check,
      impact,
      confidence,
      says: description
        .split('\n')
        .map((line) => line.trim().replace(/#\d+(?:-\d+)?/g, ''))
        .filter((line) => line !== ''),
    }))
    .sort((a, b) => compare(keyOf(a), keyOf(b)))
}

function unanswered(findings: readonly Finding[]): readonly string[] {
  const answers = existsSync(answersFile) ? readFileSync(answersFile, 'utf8') : ''
  const checks = new Set(findings.map(({ check }) => check))
  return [...checks].filter((check) => !answers.includes(`| \`${check}\` |`))
}

function missingFrom(some: readonly Finding[], others: readonly Finding[]): readonly Finding[] {
  const known = new Set(some.map(keyOf))
  return others.filter((finding) => !known.has(keyOf(finding)))
}

function print(word: string, { check, impact, says }: Finding): void {
  console.error(`${word}: ${check} (${impact})\n  ${says.join('\n  ')}`)
}

function keyOf(finding: Finding): string {
  return JSON.stringify([finding.check, ...finding.says])
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
