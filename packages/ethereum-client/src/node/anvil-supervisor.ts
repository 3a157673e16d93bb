import { spawn } from 'node:child_process'
import {
  keepGoodCopy,
  openStateFiles,
  readWholeState,
  type StateFiles,
  syncFile,
  writtenAt,
} from './anvil-state.ts'
import type { SupervisorReport } from './supervisor-report.ts'

/**
 * The small process between us and anvil. It ends anvil when we end, however we end (anvil itself
 * never notices), and takes the good copies of the state, so that reading a large file holds up
 * nobody else. Arguments: state folder, program, the program's arguments.
 */
const COPY_EVERY_MS = 10_000
const KILL_AFTER_MS = 4_000

const [stateFolder, program, ...programArguments] = process.argv.slice(2)
if (stateFolder === undefined || program === undefined) {
  throw new Error('anvil-supervisor needs a state folder and a program')
}

const files = await openStateFiles(stateFolder)
const anvil = spawn(program, programArguments, {
  stdio: ['ignore', 'ignore', 'inherit'],
  windowsHide: true,
})
let isStopping = false

anvil.on('spawn', () => report({ type: 'started', processId: anvil.pid ?? 0 }))
anvil.on('error', (error) => {
  report({ type: 'failed', reason: error.message })
  process.exitCode = 1
})
anvil.on('exit', (code, signal) => {
  report({ type: 'ended', code, signal })
  settleState().then(
    () => process.exit(code ?? 1),
    () => process.exit(code ?? 1),
  )
})
process.on('disconnect', stop)
process.on('SIGTERM', stop)
process.on('SIGINT', stop)
process.on('message', (message) => {
  if (message === 'stop') stop()
})
scheduleCopy(COPY_EVERY_MS)

function stop(): void {
  if (isStopping) return
  isStopping = true
  anvil.kill('SIGTERM')
  setTimeout(() => anvil.kill('SIGKILL'), KILL_AFTER_MS).unref()
}

function report(message: SupervisorReport): void {
  if (process.connected) process.send?.(message)
}

/** Reading costs more as the chain grows, so the pause grows with it: at most 1 % of a core. */
function scheduleCopy(pauseMs: number, copiedAt = 0): void {
  setTimeout(async () => {
    const startedAt = performance.now()
    const nowCopied = await copyIfNewer(files, copiedAt)
    scheduleCopy(Math.max(COPY_EVERY_MS, 100 * (performance.now() - startedAt)), nowCopied)
  }, pauseMs).unref()
}

/** @returns when the state now copied was written; the old time if none could be read. */
async function copyIfNewer(stateFiles: StateFiles, copiedAt: number): Promise<number> {
  const newestAt = await writtenAt(stateFiles.newest)
  if (newestAt <= copiedAt) return copiedAt
  const state = await readWholeState(stateFiles.newest)
  if (state === undefined) return copiedAt
  await keepGoodCopy(stateFiles, state)
  return newestAt
}

async function settleState(): Promise<void> {
  if ((await writtenAt(files.newest)) > 0) await syncFile(files.newest)
}
