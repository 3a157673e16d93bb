import { mkdirSync } from 'node:fs'
import * as fs from 'node:fs/promises'
import * as path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Kysely } from 'kysely'
import { FileMigrationProvider, Migrator } from 'kysely/migration'
import { lockStateFolder } from './process-lock.ts'
import { NodeSqliteDialect } from './sqlite-dialect.ts'
import type { Tables } from './tables.ts'

/** The manager's own state. Never a record, never a patient's name. */
export interface Store extends AsyncDisposable {
  /** The one writing connection; a transaction here must await nothing but its own queries. */
  readonly write: Kysely<Tables>
  /** Reads beside it, of committed rows only; refuses to write. */
  readonly read: Kysely<Tables>
}

/**
 * Opens the state in `folder`, making the folder and bringing the schema up to date. Every commit
 * is on disk when its promise resolves.
 *
 * @throws {StateFolderLockedError} MEDREC_STATE_FOLDER_LOCKED if another process has the folder.
 */
export async function openStore(folder: string): Promise<Store> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const lock = lockStateFolder(folder)
  const file = path.join(folder, 'state.sqlite')
  const opened: DatabaseSync[] = []
  function open(database: DatabaseSync): Kysely<Tables> {
    opened.push(database)
    return new Kysely<Tables>({ dialect: new NodeSqliteDialect(database) })
  }
  function close(): void {
    for (const database of opened.toReversed()) database.close()
    lock[Symbol.dispose]()
  }
  try {
    const write = open(openFile(file))
    await migrate(write)
    const read = open(new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT_MS }))
    return {
      write,
      read,
      async [Symbol.asyncDispose]() {
        // Waits for a transaction under way; what comes later fails.
        await write.connection().execute(async () => close())
      },
    }
  } catch (error) {
    close()
    throw error
  }
}

// Waiting for a lock blocks the event loop, and with one process there is nobody to wait for.
const BUSY_TIMEOUT_MS = 50

function openFile(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS })
  database.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on')
  return database
}

async function migrate(database: Kysely<Tables>): Promise<void> {
  const migrator = new Migrator({
    db: database,
    provider: new FileMigrationProvider({
      fs,
      path,
      migrationFolder: path.join(import.meta.dirname, 'migrations'),
    }),
  })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error
}
