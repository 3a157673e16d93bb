/** Runs npm without a shell and says what happens. Plain JavaScript for Node 18. */
import { spawn } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/**
 * Runs npm without a shell; its errors become one sentence.
 * @param {string} node
 * @param {{ args: readonly string[], cwd: string, env: NodeJS.ProcessEnv }} options
 */
export async function npm(node, { args, cwd, env }) {
  const child = spawn(node, [npmCli(), ...args, '--no-progress', '--loglevel=error'], {
    cwd,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors = (errors + text).slice(-20_000)
  })
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? 1))
  })
  const stop = () => child.kill('SIGTERM')
  process.once('SIGINT', stop).once('SIGTERM', stop)
  const stopped = new AbortController()
  const progress = reportProgress(stopped.signal)
  const code = await ended
  stopped.abort()
  await progress
  process.off('SIGINT', stop).off('SIGTERM', stop)
  if (code !== 0) throw new InstallError(explain(errors))
}

/**
 * Says every ten seconds that it goes on.
 * @param {AbortSignal} signal
 */
async function reportProgress(signal) {
  const startedAt = performance.now()
  for (;;) {
    const isOver = await delay(10_000, false, { signal }).catch(() => true)
    if (isOver) return
    const seconds = Math.round((performance.now() - startedAt) / 1000)
    console.log(`  ... still installing, ${seconds} s`)
  }
}

/** The file of npm that Node can run, so that no shell and no `.cmd` is needed. */
function npmCli() {
  const fromNpm = process.env.npm_execpath
  if (fromNpm?.endsWith('npm-cli.js') && existsSync(fromNpm)) return fromNpm
  const path = Object.entries(process.env).find(([key]) => key.toUpperCase() === 'PATH')?.[1] ?? ''
  const folders = [dirname(process.execPath), ...path.split(delimiter)].filter(Boolean)
  for (const folder of folders) {
    const link = join(folder, 'npm')
    const candidates = [
      join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
      join(folder, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
      ...(existsSync(link) ? [realpathSync(link)] : []),
    ]
    const found = candidates.find((file) => file.endsWith('npm-cli.js') && existsSync(file))
    if (found !== undefined) return found
  }
  throw new InstallError('npm was not found: install it with Node from https://nodejs.org.')
}

/** @param {string} errors what npm wrote */
function explain(errors) {
  const reasons = /** @type {const} */ ([
    [/EUSAGE|can only install/, 'package-lock.json and package.json differ: restore both from git'],
    [
      /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT/,
      'the npm registry cannot be reached: check the network or the proxy',
    ],
    [/E404|ETARGET/, 'the npm registry lacks a locked package: check `npm config get registry`'],
    [/ENOSPC/, 'the disk is full: about 1.3 GB are needed'],
    [
      /EACCES|EPERM|EBUSY/,
      'files in node_modules cannot be written: close programs that use them, check their owner',
    ],
    [/EINTEGRITY/, 'a downloaded package is not the locked one: run `npm cache clean --force`'],
  ])
  const known = reasons.find(([pattern]) => pattern.test(errors))?.[1]
  const lines = errors.split('\n').filter((line) => /^npm (error|ERR!)/.test(line))
  const detail = known === undefined && lines.length > 0 ? `\n${lines.slice(0, 5).join('\n')}` : ''
  return `The installation stopped: ${known ?? 'npm failed'}, then run the same command again.${detail}`
}

/** A sentence for the person at the keyboard: what happened and what to do. */
export class InstallError extends Error {
  /** @override */
  name = 'InstallError'
}
