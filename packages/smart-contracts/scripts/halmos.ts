/**
 * `node scripts/halmos.ts`: proves every `check_` of `test/symbolic/`, or shows what refutes it. Further
 * arguments go to Halmos, `--function check_pack` for one.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { solcSettings } from '../hardhat.config.ts'
import { writeFoundryLayout } from './analysis-folder.ts'
import { installPythonTool } from './python-tool.ts'
import { compileStandardJson } from './standard-json.ts'

const folder = fileURLToPath(new URL('../', import.meta.url))

main(process.argv.slice(2))

function main(args: readonly string[]): void {
  const commands = installPythonTool('halmos')
  const build = join(folder, 'cache', 'halmos')
  const patterns = ['contracts/**/*.sol', 'test/symbolic/*.sol']
  writeFoundryLayout(compileStandardJson({ folder, patterns, settings: solcSettings }), build)

  const { status, error } = spawnSync(
    join(commands, 'halmos'),
    ['--contract', '.*Symbolic', ...args],
    {
      cwd: build,
      env: { PATH: [forgeThatDoesNothing(build), commands].join(delimiter) },
      stdio: 'inherit',
    },
  )
  if (error !== undefined) throw new Error('Halmos did not run.', { cause: error })
  process.exitCode = status ?? 1
}

/** Halmos calls `forge build` first, which would fetch a compiler; all it would build is there. */
function forgeThatDoesNothing(build: string): string {
  const commands = join(build, 'bin')
  mkdirSync(commands, { recursive: true })
  writeFileSync(join(commands, 'forge'), '#!/bin/sh\n', { mode: 0o755 })
  return commands
}
