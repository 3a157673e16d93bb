import {
  keepGoodCopy,
  openStateFiles,
  readWholeState,
  type StateFiles,
  syncFile,
  writtenAt,
} from './anvil-state.ts'
import { superviseProgram } from './supervise-program.ts'

/**
 * The small process between us and anvil. It ends anvil when we end, and takes the good copies of
 * the state, so that reading a large file holds up nobody else. Arguments: state folder, program,
 * the program's arguments.
 */
const COPY_EVERY_MS = 10_000

const [stateFolder, program, ...args] = process.argv.slice(2)
if (stateFolder === undefined || program === undefined) {
  throw new Error('anvil-supervisor needs a state folder and a program')
}

const files = await openStateFiles(stateFolder)
superviseProgram({ program, args, settle: settleState })
scheduleCopy(COPY_EVERY_MS)

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
