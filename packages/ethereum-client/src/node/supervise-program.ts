import { spawn } from 'node:child_process'
import type { SupervisorReport } from './supervisor-report.ts'

export type Supervision = {
  readonly program: string
  readonly args: readonly string[]
  /** The program's environment; ours if absent. */
  readonly env?: Readonly<Record<string, string>>
  /** What is to be done after the program's end and before ours. */
  readonly settle?: () => Promise<void>
}

const KILL_AFTER_MS = 4_000

/**
 * Runs a program for the small process between us and it: ends it when we end, however we end (the
 * program itself never notices), and reports its start and its end to us.
 */
export function superviseProgram({ program, args, env, settle }: Supervision): void {
  const child = spawn(program, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    windowsHide: true,
    ...(env && { env }),
  })
  let isStopping = false

  child.on('spawn', () => report({ type: 'started', processId: child.pid ?? 0 }))
  child.on('error', (error) => {
    report({ type: 'failed', reason: error.message })
    // Never started: no end of it will follow.
    if (child.pid === undefined) process.exit(1)
  })
  child.on('exit', (code, signal) => {
    report({ type: 'ended', code, signal })
    const exit = () => process.exit(code ?? 1)
    Promise.resolve(settle?.()).then(exit, exit)
  })
  process.on('disconnect', stop)
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  process.on('message', (message) => {
    if (message === 'stop') stop()
  })

  function stop(): void {
    if (isStopping) return
    isStopping = true
    child.kill('SIGTERM')
    setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS).unref()
  }
}

function report(message: SupervisorReport): void {
  if (process.connected) process.send?.(message)
}
