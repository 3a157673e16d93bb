import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { MedRecError } from '@medrec/protocol'
import { z } from 'zod'

export type ChildProgramOptions = {
  /** What it is, for a person. */
  readonly name: string
  /** Path of the program's entry file. */
  readonly entry: string
  readonly args: readonly string[]
  /** Takes what the program prints; made with its folder, appended to. */
  readonly logFile: string
  readonly readyWithinMs?: number
}

/** A program of ours that runs in a process of its own. Disposing of it ends it. */
export type ChildProgram = AsyncDisposable & {
  readonly processId: number
  /** Settles with the exit code (null after a signal) when the process has ended. */
  readonly ended: Promise<number | null>
  /** Ends it at once, as a crash would: it can save nothing. */
  kill(): Promise<void>
}

const READY_WITHIN_MS = 60_000
const STOP_WITHIN_MS = 5_000
const readyMessageSchema = z.looseObject({ type: z.literal('ready') })

/**
 * Starts a program under this Node and waits for its message `{ type: 'ready' }`.
 *
 * It has a process group of its own, so that Ctrl-C in a terminal reaches the parent alone, and it
 * ends when the channel to its parent closes, however the parent ended.
 *
 * @throws {ChildProgramError} MEDREC_PROGRAM_DID_NOT_START if it ends or stays silent before that
 */
export async function startChildProgram(options: ChildProgramOptions): Promise<ChildProgram> {
  await mkdir(dirname(options.logFile), { recursive: true })
  const log = openSync(options.logFile, 'a')
  const child = spawn(process.execPath, [options.entry, ...options.args], {
    detached: process.platform !== 'win32',
    stdio: ['ignore', log, log, 'ipc'],
  })
  closeSync(log)
  const ended = once(child, 'exit').then(([code]): number | null => z.int().nullable().parse(code))
  await waitUntilReady(child, ended, options)
  return {
    processId: z.int().parse(child.pid),
    ended,
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
    [Symbol.asyncDispose]: () => stop(child, ended),
  }
}

async function waitUntilReady(
  child: ChildProcess,
  ended: Promise<number | null>,
  options: ChildProgramOptions,
): Promise<void> {
  const patience = new AbortController()
  const outcome = await Promise.race([
    isReady(child, patience.signal),
    ended.then(() => 'ended' as const),
    once(child, 'error').then(() => 'ended' as const),
    wait(options.readyWithinMs ?? READY_WITHIN_MS, 'silent' as const, {
      signal: patience.signal,
    }),
  ])
  patience.abort()
  if (outcome === 'ready') return
  child.kill('SIGKILL')
  throw new ChildProgramError(options, outcome, await lastLines(options.logFile))
}

function isReady(child: ChildProcess, signal: AbortSignal): Promise<'ready'> {
  return new Promise((resolve) => {
    const listen = (message: unknown) => {
      if (readyMessageSchema.safeParse(message).success) resolve('ready')
    }
    child.on('message', listen)
    signal.addEventListener('abort', () => child.off('message', listen), { once: true })
  })
}

async function stop(child: ChildProcess, ended: Promise<number | null>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  if (child.connected) child.disconnect()
  const patience = new AbortController()
  const outcome = await Promise.race([
    ended.then(() => 'ended' as const),
    wait(STOP_WITHIN_MS, 'silent' as const, { signal: patience.signal }),
  ])
  patience.abort()
  if (outcome === 'silent') child.kill('SIGKILL')
  await ended
}

async function lastLines(logFile: string): Promise<string> {
  const text = await readFile(logFile, 'utf8')
  return text.trimEnd().split('\n').slice(-5).join('\n')
}

export class ChildProgramError extends MedRecError<
  'MEDREC_PROGRAM_DID_NOT_START',
  { readonly name: string; readonly logFile: string; readonly lastLines: string }
> {
  override name = 'ChildProgramError'
  constructor(options: ChildProgramOptions, outcome: 'ended' | 'silent', lastLines: string) {
    const what = outcome === 'ended' ? 'ended at its start' : 'did not get ready in time'
    super(
      'MEDREC_PROGRAM_DID_NOT_START',
      `${options.name} ${what}. Its log is ${options.logFile}; it ends with:\n${lastLines}`,
      { details: { name: options.name, logFile: options.logFile, lastLines } },
    )
  }
}
