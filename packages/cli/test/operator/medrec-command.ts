import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { z } from 'zod'

const PROGRAM = join(import.meta.dirname, '../../src/main.ts')
const ENDS_WITHIN_MS = 60_000

export type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string }

/** Runs `medrec` to its end, with nobody to answer questions. */
export async function medrec(...args: readonly string[]): Promise<Ended> {
  const running = promisify(execFile)(process.execPath, [PROGRAM, ...args], {
    timeout: ENDS_WITHIN_MS,
  })
  running.child.stdin?.end()
  try {
    return { code: 0, ...(await running) }
  } catch (error) {
    const { code, stdout, stderr } = endedSchema.parse(error)
    return { code, stdout, stderr }
  }
}

const endedSchema = z.object({ code: z.int(), stdout: z.string(), stderr: z.string() })

/** Runs `medrec … --json` and reads what it printed, whatever it ended with. */
export async function medrecJson<Result>(
  schema: z.ZodType<Result>,
  ...args: readonly string[]
): Promise<Result> {
  const { stdout, stderr } = await medrec(...args, '--json')
  if (stdout === '') throw new Error(stderr)
  return schema.parse(JSON.parse(stdout))
}

const lineSchema = z.looseObject({ event: z.string() })
type Line = z.output<typeof lineSchema>

/** A `medrec` that runs until it is told to stop, logging JSON. Disposing of it ends it. */
export type RunningMedrec = AsyncDisposable & {
  readonly processId: number
  /** The first line of this event, past or to come. */
  heard(event: string): Promise<Line>
  /** How long it took to end after SIGTERM, in milliseconds, and its exit code. */
  stop(): Promise<{ readonly tookMs: number; readonly code: number | null }>
}

export function startMedrec(...args: readonly string[]): RunningMedrec {
  const child = spawn(process.execPath, [PROGRAM, ...args, '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const lines: Line[] = []
  const waiting = new Set<() => void>()
  createInterface({ input: child.stdout }).on('line', (text) => {
    lines.push(lineSchema.parse(JSON.parse(text)))
    for (const look of waiting) look()
  })
  const stop = async () => {
    const startedAt = performance.now()
    if (!hasEnded(child)) {
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      await exited
    }
    return { tookMs: performance.now() - startedAt, code: child.exitCode }
  }
  return {
    processId: child.pid ?? 0,
    stop,
    async heard(event) {
      const ended = once(child, 'exit').then(() => {
        throw new Error(`medrec ${args.join(' ')} ended before "${event}": ${said}`)
      })
      const found = new Promise<Line>((resolve) => {
        const look = () => {
          const line = lines.find((each) => each.event === event)
          if (line === undefined) return
          waiting.delete(look)
          resolve(line)
        }
        waiting.add(look)
        look()
      })
      ended.catch(() => undefined)
      return Promise.race([found, ended])
    },
    async [Symbol.asyncDispose]() {
      await stop()
    },
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}
