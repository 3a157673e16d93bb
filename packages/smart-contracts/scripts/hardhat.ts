import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export type HardhatRun = {
  readonly args: readonly string[]
  /** The folder of the package, or of a copy of it. */
  readonly folder: string
  readonly timeoutMs?: number
  readonly isLoud?: boolean
  /** What there is no need to wait longer after. */
  readonly lastWords?: RegExp
}
export type HardhatResult = {
  /** Of the process; null if it was ended, by us at the deadline or by somebody else. */
  readonly code: number | null
  readonly output: string
}

/** Runs Hardhat in a process of its own and waits for its end. */
export function runHardhat({
  args,
  folder,
  timeoutMs,
  isLoud,
  lastWords,
}: HardhatRun): Promise<HardhatResult> {
  const child = spawn(process.execPath, [COMMAND, ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(timeoutMs === undefined ? {} : { timeout: timeoutMs, killSignal: 'SIGKILL' as const }),
  })
  const end = (): void => {
    child.kill('SIGKILL')
  }
  process.once('exit', end)
  const pieces: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      pieces.push(text)
      if (isLoud) process.stdout.write(text)
      if (lastWords?.test(pieces.join(''))) end()
    })
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      process.removeListener('exit', end)
      resolve({ code, output: pieces.join('') })
    })
  })
}

const COMMAND = fileURLToPath(import.meta.resolve('hardhat/package.json')).replace(
  /package\.json$/,
  'dist/src/cli.js',
)
