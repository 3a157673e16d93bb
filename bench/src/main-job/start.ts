import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { buildClient } from '@medrec/user-client'
import { median, rounded } from '../median.ts'

const RUNS = 3
const FIRST_PORT = 28_480
const root = join(import.meta.dirname, '..', '..', '..')

/**
 * Measures `npm start` after the install, with the client built: from the command to its line
 * `Ready:`, each time with a new state folder. The median of three runs, in seconds.
 */
export async function measureStart(folder: string): Promise<number> {
  await buildClient()
  const seconds: number[] = []
  for (let run = 0; run <= RUNS; run += 1) {
    const taken = await startOnce(join(folder, `start-${run}`), FIRST_PORT + run * 20)
    // The first one warms the caches of the disk.
    if (run > 0) seconds.push(taken)
  }
  return rounded(median(seconds))
}

async function startOnce(statePath: string, port: number): Promise<number> {
  const startedAt = performance.now()
  const args = [
    join(root, 'scripts', 'run.mjs'),
    'start',
    '--state',
    statePath,
    '--port',
    `${port}`,
  ]
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  let seconds: number | undefined
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('Ready: ')) continue
    seconds = (performance.now() - startedAt) / 1000
    child.kill('SIGTERM')
  }
  await ended
  if (seconds === undefined) throw new Error('npm start ended before it was ready.')
  return seconds
}
