import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { MedRecError } from '@medrec/protocol'
import { type StateFiles, writtenAt } from './anvil-state.ts'
import type { EngineEnd } from './engine.ts'
import { PortInUseError } from './free-port.ts'
import { callRpc } from './json-rpc.ts'
import { supervisorReportSchema } from './supervisor-report.ts'

/** A running anvil with the small process that watches over it. */
export type AnvilProcess = {
  readonly processId: number
  readonly ended: Promise<EngineEnd>
  /** Stops it within 5 s; the state is on disk afterwards. Safe to repeat. */
  readonly stop: () => Promise<void>
}

export type AnvilLaunch = {
  readonly program: string
  readonly files: StateFiles
  readonly port: number
  readonly chainId: number
  readonly blockTimeSeconds: number
}

const START_WITHIN_MS = 15_000
const STOP_WITHIN_MS = 4_500
const STATE_INTERVAL_SECONDS = 2
const SUPERVISOR = join(import.meta.dirname, 'anvil-supervisor.ts')

/** Starts anvil and waits until it answers for our chain. */
export async function launchAnvil(launch: AnvilLaunch): Promise<AnvilProcess> {
  const supervisor = spawn(
    process.execPath,
    [SUPERVISOR, launch.files.folder, launch.program, ...anvilArguments(launch)],
    // Its own group, so that Ctrl-C ends the chain when we say, after those who still write to it.
    {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    },
  )
  const stderr = lastWords(supervisor)
  const { started, ended } = watch(supervisor)
  const stop = once(() => stopProcess(supervisor, { files: launch.files, ended }))
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

/** `--quiet` keeps the mnemonic that anvil makes for its zero accounts off every log. */
function anvilArguments(launch: AnvilLaunch): string[] {
  return [
    ...['--host', '127.0.0.1', '--port', String(launch.port), '--no-cors'],
    ...['--hardfork', 'london', '--chain-id', String(launch.chainId)],
    ...['--accounts', '0', '--mnemonic-random', '--quiet', '--order', 'fifo'],
    ...['--mixed-mining', '--block-time', String(launch.blockTimeSeconds)],
    ...['--state', launch.files.newest, '--state-interval', String(STATE_INTERVAL_SECONDS)],
  ]
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

async function answers(launch: AnvilLaunch, signal: AbortSignal): Promise<undefined> {
  const deadline = performance.now() + START_WITHIN_MS
  while (!signal.aborted) {
    try {
      const chainId = await callRpc(`http://127.0.0.1:${launch.port}`, 'eth_chainId', [])
      if (Number(chainId) === launch.chainId) return undefined
    } catch {
      // Not listening yet.
    }
    if (performance.now() > deadline) throw new EngineStartError(null)
    await pause(10)
  }
  return undefined
}

async function stopProcess(
  supervisor: ChildProcess,
  { files, ended }: { readonly files: StateFiles; readonly ended: Promise<EngineEnd> },
): Promise<void> {
  if (supervisor.exitCode !== null || supervisor.signalCode !== null) return
  const exited = new Promise<void>((resolve) => supervisor.once('exit', () => resolve()))
  // Windows ends a process without asking it: wait for the next dump of the state instead.
  if (process.platform === 'win32') await nextDump(files, ended)
  if (supervisor.connected) supervisor.send('stop')
  else supervisor.kill('SIGTERM')
  const patience = new AbortController()
  await Promise.race([
    exited,
    pause(STOP_WITHIN_MS, undefined, { signal: patience.signal }).catch(() => undefined),
  ])
  patience.abort()
  if (supervisor.exitCode === null && supervisor.signalCode === null) supervisor.kill('SIGKILL')
}

async function nextDump(files: StateFiles, ended: Promise<EngineEnd>): Promise<void> {
  const before = await writtenAt(files.newest)
  const deadline = performance.now() + STATE_INTERVAL_SECONDS * 1_000 + 500
  while ((await writtenAt(files.newest)) === before && performance.now() < deadline) {
    const end = await Promise.race([ended, pause(50)])
    if (end !== undefined) return
  }
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

  constructor(exitCode: number | null) {
    super(
      'MEDREC_ENGINE_DID_NOT_START',
      'The chain did not start. Check that the state folder can be written and has space, then start again.',
      { details: { exitCode }, retryable: true },
    )
  }
}
