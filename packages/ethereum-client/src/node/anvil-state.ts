import { copyFile, mkdir, open, readFile, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileWhole } from './write-file-whole.ts'

/**
 * The files of one anvil chain. anvil overwrites `newest` in place every few seconds, so a crash can
 * leave half of it; the two good copies, taken only of what could be read, are never written in
 * place.
 */
export type StateFiles = {
  readonly folder: string
  readonly newest: string
  readonly goodCopies: readonly [string, string]
  /** What could not be read, kept for whoever wants to know why. */
  readonly broken: string
}

/** Names the state files in a folder, and makes the folder: without it anvil saves nothing. */
export async function openStateFiles(folder: string): Promise<StateFiles> {
  await mkdir(folder, { recursive: true })
  return {
    folder,
    newest: join(folder, 'state.json'),
    goodCopies: [join(folder, 'state.good-1.json'), join(folder, 'state.good-2.json')],
    broken: join(folder, 'state.broken.json'),
  }
}

/** Lists what a chain can start from, best first. */
export async function startingPoints(files: StateFiles): Promise<readonly string[]> {
  const points: string[] = []
  for (const path of [files.newest, ...files.goodCopies]) if (await exists(path)) points.push(path)
  return points
}

/** Makes `point` the newest state, setting aside what could not be read. */
export async function fallBackTo(files: StateFiles, point: string): Promise<void> {
  if (await exists(files.newest)) await rename(files.newest, files.broken)
  const temporary = `${files.newest}.tmp`
  await copyFile(point, temporary)
  await rename(temporary, files.newest)
}

/**
 * Reads a state file if it is whole.
 *
 * @returns its bytes, or undefined if it is absent or cut.
 */
export async function readWholeState(path: string): Promise<Buffer | undefined> {
  try {
    const bytes = await readFile(path)
    JSON.parse(bytes.toString('utf8'))
    return bytes
  } catch {
    return undefined
  }
}

/** Keeps readable state as the newest good copy; the one before becomes the older. */
export async function keepGoodCopy(files: StateFiles, state: Buffer): Promise<void> {
  const [newer, older] = files.goodCopies
  if (await exists(newer)) await rename(newer, older)
  await writeFileWhole(newer, state)
}

/** Makes the bytes of a file durable, whoever wrote them. */
export async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

/** When a file was last written, in milliseconds; 0 if there is none. */
export async function writtenAt(path: string): Promise<number> {
  try {
    return (await stat(path)).mtimeMs
  } catch {
    return 0
  }
}

async function exists(path: string): Promise<boolean> {
  return (await writtenAt(path)) > 0
}
