import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ROOT } from './tool.ts'

type Run = {
  readonly process: ChildProcess
  readonly output: () => string
  readonly exitCode: Promise<unknown>
  readonly says: (pattern: RegExp) => Promise<readonly string[]>
}

/** A project with one command that says what reaches it; nothing to install. */
const COMMAND = `
process.on('SIGINT', () => {
  console.log('signal')
  setTimeout(() => process.exit(7), 500)
})
setInterval(() => undefined, 60_000)
console.log('pid ' + process.pid + ' args ' + process.argv.slice(2).join(' '))
`

let project: string
let runs: Run[]

beforeEach(() => {
  runs = []
  project = mkdtempSync(join(tmpdir(), 'medrec-run-'))
  for (const name of [
    'run.mjs',
    'install.mjs',
    'lockfile.mjs',
    'install-lock.mjs',
    'npm.mjs',
    'end-with-parent.mjs',
  ]) {
    cpSync(join(ROOT, 'scripts', name), join(project, 'scripts', name))
  }
  mkdirSync(join(project, 'packages/cli/src'), { recursive: true })
  writeFileSync(join(project, 'packages/cli/src/main.ts'), COMMAND)
  writeLock({})
})

afterEach(() => {
  for (const { process: child, output } of runs) {
    child.kill('SIGKILL')
    const pid = Number(/pid (\d+) /.exec(output())?.[1])
    if (pid > 0 && isAlive(pid)) process.kill(pid, 'SIGKILL')
  }
  rmSync(project, { recursive: true, force: true })
})

describe('npm start', () => {
  it('hands on its arguments, the signal once and the exit code', async () => {
    const run = start('start', '--reset', 'riverside')
    await run.says(/args dev --reset riverside\n/)
    run.process.kill('SIGINT')
    await run.says(/signal\n/)
    run.process.kill('SIGINT') // npm's own copy of the same Ctrl-C
    expect(await run.exitCode).toBe(7)
    expect(run.output().match(/signal\n/g)).toHaveLength(1)
  })

  it('ends the command when it is killed itself', async () => {
    const run = start('start')
    const [, pid] = await run.says(/pid (\d+) /)
    run.process.kill('SIGKILL')
    await expect.poll(() => isAlive(Number(pid)), { timeout: 5_000 }).toBe(false)
  })

  it.skipIf(process.platform === 'win32')(
    'ends the command when npm is ended past its shell',
    async () => {
      writeFileSync(
        join(project, 'package.json'),
        JSON.stringify({ scripts: { start: 'node scripts/run.mjs start' } }),
      )
      const run = startProgram('npm', ['start'])
      const [, pid] = await run.says(/pid (\d+) /)
      run.process.kill('SIGTERM')
      await expect.poll(() => isAlive(Number(pid)), { timeout: 5_000 }).toBe(false)
    },
  )

  it('says in one sentence what a failed installation needs', async () => {
    writeLock({ 'node_modules/absent': { version: '1.0.0', integrity: 'sha512-none' } })
    const run = start('start')
    expect(await run.exitCode).toBe(1)
    expect(run.output()).toMatch(
      /The installation stopped: .+, then run the same command again\.\n/,
    )
    expect(run.output()).not.toContain('    at ')
  })

  it('waits for an installation that runs already', async () => {
    writeLock({ 'node_modules/absent': { version: '1.0.0', integrity: 'sha512-none' } })
    mkdirSync(join(project, '.tools'))
    writeFileSync(join(project, '.tools/install.lock'), String(process.pid))
    const run = start('start')
    await run.says(/Another installation is running \(process \d+\)/)
    writeLock({})
    rmSync(join(project, '.tools/install.lock'))
    await run.says(/pid \d+ /)
    run.process.kill('SIGINT')
    expect(await run.exitCode).toBe(7)
  })

  it('takes over from an installation that died', async () => {
    writeLock({ 'node_modules/absent': { version: '1.0.0', integrity: 'sha512-none' } })
    mkdirSync(join(project, '.tools'))
    const dead = spawn(process.execPath, ['--version'])
    await once(dead, 'exit')
    writeFileSync(join(project, '.tools/install.lock'), String(dead.pid))
    const run = start('start')
    expect(await run.exitCode).toBe(1)
    expect(run.output()).toContain('Installing the locked packages')
  })

  it('names the commands it knows', async () => {
    const run = start('strat')
    expect(await run.exitCode).toBe(1)
    expect(run.output()).toContain(
      'Known are: start, test, check, bench, format, geth, test:network, test:mutation.',
    )
  })
})

function writeLock(packages: Readonly<Record<string, object>>): void {
  writeFileSync(join(project, 'package-lock.json'), JSON.stringify({ packages }))
}

function start(...args: readonly string[]): Run {
  return startProgram(process.execPath, ['scripts/run.mjs', ...args])
}

function startProgram(program: string, args: readonly string[]): Run {
  const child: ChildProcess = spawn(program, args, {
    cwd: project,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const run: Run = {
    process: child,
    output: () => output,
    exitCode: once(child, 'close').then(([code]): unknown => code),
    says: (pattern: RegExp) =>
      expect
        .poll(() => pattern.exec(output), { timeout: 10_000 })
        .not.toBeNull()
        .then(() => pattern.exec(output) ?? []),
  }
  runs.push(run)
  return run
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
