import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { MedRecError } from '@medrec/protocol'
import type { EngineEnd } from './engine.ts'
import { PortInUseError } from './free-port.ts'
import { supervisorReportSchema } from './supervisor-report.ts'

/** A running engine with the small process that watches over it. */
export type EngineProcess = {
  readonly processId: number
  readonly ended: Promise<EngineEnd>
  /** Stops it within 5 s; the state is on disk afterwards. Safe to repeat. */
  readonly stop: () => Promise<void>
}

export type EngineLaunch = {
  /** Script of the small process, and what it is given. */
  readonly supervisor: string
  readonly args: readonly string[]
  /** On 127.0.0.1; named when somebody else has it. */
  readonly port: number
  /** Whether it answers for our chain; a rejection means not yet. */
  readonly isReady: () => Promise<boolean>
  readonly startWithinMs: number
  /** What is waited for before it is told to stop. */
  readonly beforeStop?: (ended: Promise<EngineEnd>) => Promise<void>
}

const STOP_WITHIN_MS = 4_500

/**
 * Starts an engine under its supervisor and waits until it answers for our chain.
 *
 * @throws {PortInUseError} MEDREC_ENGINE_PORT_IN_USE
 * @throws {EngineStartError} MEDREC_ENGINE_DID_NOT_START
 */
export async function launchEngine(launch: EngineLaunch): Promise<EngineProcess> {
  const supervisor = spawn(
    process.execPath,
    [launch.supervisor, ...launch.args],
    // Its own group, so that Ctrl-C ends the chain when we say, after those who still write to it.
    {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    },
  )
  const stderr = lastWords(supervisor)
  const { started, ended } = watch(supervisor)
  const stop = once(async () => {
    if (hasExited(supervisor)) return
    await launch.beforeStop?.(ended)
    await stopProcess(supervisor)
  })
  const readiness = new AbortController()
  try {
    const early = await Promise.race([answers(launch, readiness.signal), ended])
    if (early !== undefined) {
      if (/address already in use/i.test(stderr())) throw new PortInUseError(launch.port)
      throw new EngineStartError(early.code)
    }
    return { processId: await started, ended, stop }
  } catch (error) {
    await stop()
    throw error
  } finally {
    readiness.abort()
  }
}

function watch(supervisor: ChildProcess) {
  const started = new Promise<number>((resolve) => {
    supervisor.on('message', (message) => {
      const report = supervisorReportSchema.parse(message)
      if (report.type === 'started') resolve(report.processId)
    })
  })
  const ended = new Promise<EngineEnd>((resolve) => {
    supervisor.on('message', (message) => {
      const report = supervisorReportSchema.parse(message)
      if (report.type === 'ended') resolve({ code: report.code, signal: report.signal })
    })
    supervisor.on('exit', (code, signal) => resolve({ code, signal }))
    supervisor.on('error', () => resolve({ code: null, signal: null }))
  })
  return { started, ended }
}

async function answers(launch: EngineLaunch, signal: AbortSignal): Promise<undefined> {
  const deadline = performance.now() + launch.startWithinMs
  while (!signal.aborted) {
    try {
      if (await launch.isReady()) return undefined
    } catch {
      // Not listening yet.
    }
    if (performance.now() > deadline) throw new EngineStartError(null)
    await pause(10)
  }
  return undefined
}

async function stopProcess(supervisor: ChildProcess): Promise<void> {
  if (hasExited(supervisor)) return
  const exited = new Promise<void>((resolve) => supervisor.once('exit', () => resolve()))
  if (supervisor.connected) supervisor.send('stop')
  else supervisor.kill('SIGTERM')
  const patience = new AbortController()
  await Promise.race([
    exited,
    pause(STOP_WITHIN_MS, undefined, { signal: patience.signal }).catch(() => undefined),
  ])
  patience.abort()
  if (!hasExited(supervisor)) supervisor.kill('SIGKILL')
}

function hasExited(supervisor: ChildProcess): boolean {
  return supervisor.exitCode !== null || supervisor.signalCode !== null
}

/** Keeps the end of what it says about itself; read for known reasons, never printed. */
function lastWords(supervisor: ChildProcess): () => string {
  let text = ''
  supervisor.stderr?.setEncoding('utf8')
  supervisor.stderr?.on('data', (chunk: string) => {
    text = (text + chunk).slice(-4_096)
  })
  return () => text
}

function once(stop: () => Promise<void>): () => Promise<void> {
  let stopping: Promise<void> | undefined
  return () => {
    stopping ??= stop()
    return stopping
  }
}

export class EngineStartError extends MedRecError<
  'MEDREC_ENGINE_DID_NOT_START',
  { readonly exitCode: number | null }
> {
  override name = 'EngineStartError'

  constructor(exitCode: number | null, cause?: unknown) {
    super(
      'MEDREC_ENGINE_DID_NOT_START',
      'The chain did not start. Check that the state folder can be written and has space, then start again.',
      { details: { exitCode }, retryable: true, cause },
    )
  }
}
