import { existsSync } from 'node:fs'
import { mkdir, open, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { MedRecError } from '@medrec/protocol'
import { z } from 'zod'
import type { ProviderSlug } from './demo-providers.ts'

/** Where everything of a network on one machine lies. Disposing of it gives up the lock. */
export type StateFolder = AsyncDisposable & {
  readonly path: string
  readonly networkFile: string
  readonly demoFile: string
  readonly chainFolder: string
  providerFolder(slug: ProviderSlug): string
  hospitalFolder(slug: ProviderSlug): string
  logFile(program: string): string
}

const MARKER = 'medrec-state.json'
/** What makes a provider who it is; everything else of its folder it can lose and go on. */
const KEPT_FILES = ['keys.json', 'admin-token']
const markerSchema = z.strictObject({ form: z.literal(1), clientPort: z.int() })
const lockSchema = z.strictObject({ processId: z.int().positive() })

/**
 * Opens the state folder, made if absent, and locks it against a second network on it.
 *
 * @throws {StateFolderError} MEDREC_STATE_FOLDER_FOREIGN if the folder holds something else,
 * MEDREC_STATE_FOLDER_BROKEN if its marker cannot be read, MEDREC_STATE_FOLDER_IN_USE if another
 * network runs on it
 * @throws {StateFolderPortError} MEDREC_STATE_FOLDER_OTHER_PORT if its network was founded on others
 */
export async function openStateFolder(path: string, clientPort: number): Promise<StateFolder> {
  await mkdir(path, { recursive: true, mode: 0o700 })
  await checkMarker(path, clientPort)
  const lockFile = await lock(path)
  return {
    path,
    networkFile: join(path, 'network.json'),
    demoFile: join(path, 'demo.json'),
    chainFolder: join(path, 'chain'),
    providerFolder: (slug) => join(path, 'providers', slug),
    hospitalFolder: (slug) => join(path, 'hospitals', slug),
    logFile: (program) => join(path, 'logs', `${program}.log`),
    [Symbol.asyncDispose]: () => rm(lockFile, { force: true }),
  }
}

/**
 * Removes a state folder that nothing runs on, and nothing else: a folder without our marker stays.
 *
 * @throws {StateFolderError} as {@link openStateFolder}
 */
export async function removeState(path: string): Promise<void> {
  if (!existsSync(path)) return
  if ((await readdir(path)).length > 0 && !existsSync(join(path, MARKER))) {
    throw new StateFolderError('MEDREC_STATE_FOLDER_FOREIGN', path)
  }
  await checkNotInUse(path)
  await rm(path, { recursive: true })
}

/**
 * Starts one provider over: its links, log, notes and demo database go; its keys stay, since the
 * AgentRegistry names them.
 *
 * @throws {StateFolderError} as {@link openStateFolder}
 */
export async function removeProviderState(path: string, slug: ProviderSlug): Promise<void> {
  await checkNotInUse(path)
  const folder = join(path, 'providers', slug)
  if (!existsSync(folder)) return
  for (const name of await readdir(folder)) {
    if (!KEPT_FILES.includes(name)) await rm(join(folder, name), { recursive: true })
  }
  await rm(join(path, 'hospitals', slug), { recursive: true, force: true })
}

async function checkMarker(path: string, clientPort: number): Promise<void> {
  const marker = join(path, MARKER)
  if (!existsSync(marker)) {
    if ((await readdir(path)).length > 0) {
      throw new StateFolderError('MEDREC_STATE_FOLDER_FOREIGN', path)
    }
    await writeFile(marker, `${JSON.stringify({ form: 1, clientPort })}\n`)
    return
  }
  const known = markerSchema.safeParse(await readJson(marker))
  if (!known.success) throw new StateFolderError('MEDREC_STATE_FOLDER_BROKEN', path)
  if (known.data.clientPort !== clientPort) {
    throw new StateFolderPortError(path, known.data.clientPort)
  }
}

/** The exclusive create decides between two that start at once; a dead holder is cleared away. */
async function lock(path: string): Promise<string> {
  const lockFile = join(path, 'lock')
  for (const isLastTry of [false, true]) {
    try {
      await using file = await open(lockFile, 'wx', 0o600)
      await file.writeFile(JSON.stringify({ processId: process.pid }))
      return lockFile
    } catch (error) {
      const isTaken = error instanceof Error && 'code' in error && error.code === 'EEXIST'
      if (!isTaken) throw error
      await checkNotInUse(path)
      if (!isLastTry) await rm(lockFile, { force: true })
    }
  }
  throw new StateFolderError('MEDREC_STATE_FOLDER_IN_USE', path)
}

async function checkNotInUse(path: string): Promise<void> {
  const holder = lockSchema.safeParse(await readJson(join(path, 'lock')))
  if (holder.success && isRunning(holder.data.processId)) {
    throw new StateFolderError('MEDREC_STATE_FOLDER_IN_USE', path)
  }
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch {
    // Absent or cut off by a crash while it was written: nobody holds it.
    return undefined
  }
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

const SENTENCES = {
  MEDREC_STATE_FOLDER_FOREIGN: (path: string) =>
    `${path} holds files that are not MedRec's. Name another folder with --state.`,
  MEDREC_STATE_FOLDER_BROKEN: (path: string) =>
    `The state in ${path} cannot be read. Start over with --reset, which removes that folder.`,
  MEDREC_STATE_FOLDER_IN_USE: (path: string) =>
    `Another MedRec runs on ${path}. Stop it first, or name another folder with --state.`,
} as const

export class StateFolderError extends MedRecError<
  keyof typeof SENTENCES,
  { readonly path: string }
> {
  override name = 'StateFolderError'
  constructor(code: keyof typeof SENTENCES, path: string) {
    super(code, SENTENCES[code](path), { details: { path } })
  }
}

/** The registry names each provider by host and port, so a network keeps those it was founded on. */
export class StateFolderPortError extends MedRecError<
  'MEDREC_STATE_FOLDER_OTHER_PORT',
  { readonly path: string; readonly port: number }
> {
  override name = 'StateFolderPortError'
  constructor(path: string, port: number) {
    super(
      'MEDREC_STATE_FOLDER_OTHER_PORT',
      `The network in ${path} was founded on port ${port}. Start it with --port ${port}, or start over with --reset.`,
      { details: { path, port } },
    )
  }
}
