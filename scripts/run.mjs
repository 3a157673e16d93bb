/**
 * The pre-step of every npm command: finds or installs Node 24 and the locked packages, then runs
 * the command under that Node. Plain JavaScript for Node 18 and newer, with no package of its own.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installNode, installPackages } from './install.mjs'
import { InstallError } from './npm.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const isWindows = process.platform === 'win32'

/** What each npm command runs, relative to the root; further arguments are passed on. */
const COMMANDS = {
  start: ['packages/cli/src/main.ts', 'dev'],
  test: ['scripts/test.ts'],
  check: ['scripts/test.ts', '--check'],
  bench: ['bench/src/main.ts'],
  format: ['scripts/format.ts'],
  geth: ['packages/ethereum-client/scripts/install-geth.ts'],
  'test:network': ['scripts/test.ts', '--long', 'network'],
  'test:mutation': ['packages/smart-contracts/scripts/mutate.ts'],
}

/** @param {readonly string[]} argv */
async function main([name, ...args]) {
  const command = Object.entries(COMMANDS).find(([known]) => known === name)?.[1]
  if (command === undefined) {
    throw new InstallError(
      `Unknown command "${name ?? ''}". Known are: ${Object.keys(COMMANDS).join(', ')}.`,
    )
  }
  const node = await installNode(root)
  const env = environmentWith(node)
  await installPackages({ root, node, env })

  const [file = '', ...fixed] = command
  if (!existsSync(join(root, file))) {
    throw new InstallError(`${file} is missing: get a complete copy of the project (git status).`)
  }
  return runToEnd(node, { args: [file, ...fixed, ...args], env })
}

/**
 * This process's environment with the folder of `node` first on the path.
 * @param {string} node
 */
function environmentWith(node) {
  const env = { ...process.env }
  const pathName = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH'
  env[pathName] = [dirname(node), env[pathName]].filter(Boolean).join(delimiter)
  env.npm_node_execpath = node
  env.NODE = node
  return env
}

/**
 * Runs the command and hands its exit code on. Ctrl-C reaches a whole terminal group, and npm sends
 * it once more: so the child has a group of its own and is told once. It learns of our own sudden
 * end by the closed channel (end-with-parent.mjs). Windows tells every process of a console itself.
 * @param {string} node
 * @param {{ args: readonly string[], env: NodeJS.ProcessEnv }} options
 * @returns {Promise<number>}
 */
function runToEnd(node, { args, env }) {
  const preload = new URL('end-with-parent.mjs', import.meta.url).href
  const child = spawn(node, ['--import', preload, ...args], {
    cwd: root,
    env,
    detached: !isWindows,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  let lastSignalAt = 0
  /** @param {NodeJS.Signals} signal */
  const tell = (signal) => {
    const isEcho = performance.now() - lastSignalAt < 1_000
    if (isWindows || (lastSignalAt > 0 && isEcho)) return
    lastSignalAt = performance.now()
    child.kill(signal)
  }
  process.on('SIGINT', () => tell('SIGINT'))
  process.on('SIGTERM', () => tell('SIGTERM'))
  process.on('SIGHUP', () => tell('SIGTERM'))
  whenNpmIsGone(() => tell('SIGTERM'))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) =>
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    )
  })
}

/**
 * A signal to npm alone ends npm and the shell between us, which passes nothing on.
 * @param {() => void} stop
 */
function whenNpmIsGone(stop) {
  if (process.env.npm_lifecycle_event === undefined || isWindows) return
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    stop()
  }, 500)
  watch.unref()
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof InstallError)) throw error
  console.error(`\n${error.message}`)
  process.exitCode = 1
}
