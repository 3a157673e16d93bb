import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { readSource } from '../people/source.ts'
import type { Row } from '../rows/row-maker.ts'
import { clinicRows } from './clinic-rows.ts'

/** Raised whenever other rows would be written; a file with another stamp is made anew. */
const STAMP = 1

export type ClinicDatabaseOptions = {
  /** Where the database goes; its folder is made. */
  readonly file: string
}

/**
 * Builds the family clinic's SQLite database, unless the file is there with the rows of this
 * version. It appears whole or not at all, in rollback-journal mode, so that the one file is all.
 */
export async function buildClinicDatabase({ file }: ClinicDatabaseOptions): Promise<void> {
  if (isBuilt(file)) return
  await mkdir(dirname(file), { recursive: true })
  const schema = await readFile(join(import.meta.dirname, 'schema.sql'), 'utf8')
  const tables = clinicRows(await readSource('riverside'))
  const temporary = `${file}.new`
  await rm(temporary, { force: true })
  const database = new DatabaseSync(temporary)
  try {
    database.exec('pragma journal_mode = delete; pragma foreign_keys = on; begin')
    database.exec(schema)
    for (const [table, rows] of tables) insert(database, table, rows)
    database.exec(`pragma user_version = ${STAMP}; commit`)
  } finally {
    database.close()
  }
  await rm(`${file}-journal`, { force: true })
  await rename(temporary, file)
}

function isBuilt(file: string): boolean {
  try {
    const database = new DatabaseSync(file, { readOnly: true })
    try {
      return database.prepare('pragma user_version').get()?.user_version === STAMP
    } finally {
      database.close()
    }
  } catch {
    // Absent, or no database: it is made anew.
    return false
  }
}

function insert(database: DatabaseSync, table: string, rows: readonly Row[]): void {
  const columns = Object.keys(rows[0] ?? {})
  const places = columns.map((column) => `:${column}`)
  const statement = database.prepare(
    `insert into ${table} (${columns.join(', ')}) values (${places.join(', ')})`,
  )
  for (const row of rows) {
    statement.run(Object.fromEntries(columns.map((column) => [column, row[column] ?? null])))
  }
}
