import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'
import { lockFolder } from '../process/folder-lock.ts'
import type { Listening } from '../process/run-as-process.ts'
import { loadOmop } from './load-omop.ts'

export type OmopOptions = {
  /** Keeps the database between starts; made if absent. One opener at a time. */
  readonly folder: string
  /** On the loopback interface; 0 takes a free one. */
  readonly port: number
}

export type OmopServer = Listening & { readonly connectionString: string }

/** Raised whenever other rows would be loaded; a folder with another stamp is made anew. */
const STAMP = '1'
const MAX_CONNECTIONS = 16

/**
 * Starts the hospital's OMOP database: PGlite in a folder, loaded the first time and reopened
 * later, spoken to in PostgreSQL's protocol. Statements run on this thread, one at a time, so a
 * process of its own suits it.
 *
 * @throws {FolderInUseError} DEMO_FOLDER_IN_USE if the folder is open already
 */
export async function startOmop({ folder, port }: OmopOptions): Promise<OmopServer> {
  await mkdir(folder, { recursive: true })
  await using starting = new AsyncDisposableStack()
  starting.use(lockFolder(folder))
  const database = await openDatabase(folder)
  starting.defer(() => database.close())
  const server = new PGLiteSocketServer({
    db: database,
    host: '127.0.0.1',
    port,
    maxConnections: MAX_CONNECTIONS,
  })
  await server.start()
  starting.defer(() => server.stop())
  const listening = Number(server.getServerConn().split(':').at(-1))
  const open = starting.move()
  return {
    port: listening,
    connectionString: `postgres://postgres@localhost:${listening}/postgres`,
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}

/** Opens what was loaded; what a crash has broken, or another version has made, is made anew. */
async function openDatabase(folder: string): Promise<PGlite> {
  const data = join(folder, 'data')
  const stamp = join(folder, 'stamp')
  if ((await readFile(stamp, 'utf8').catch(() => '')) === STAMP) {
    try {
      return await PGlite.create(data)
    } catch {
      // Unreadable: only rows that can be loaded again were in it.
    }
  }
  await rm(stamp, { force: true })
  await rm(data, { recursive: true, force: true })
  const database = await PGlite.create(data)
  try {
    await loadOmop(database)
  } catch (error) {
    await database.close()
    throw error
  }
  await writeFile(`${stamp}.new`, STAMP)
  await rename(`${stamp}.new`, stamp)
  return database
}
