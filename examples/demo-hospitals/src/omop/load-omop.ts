import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import { readSource } from '../people/source.ts'
import type { Row } from '../rows/row-maker.ts'
import { omopRows } from './omop-rows.ts'

/** Makes the tables in an empty database and fills them. */
export async function loadOmop(database: PGlite): Promise<void> {
  const schema = await readFile(join(import.meta.dirname, 'schema.sql'), 'utf8')
  const tables = omopRows(await readSource('lakeside'))
  await database.transaction(async (transaction) => {
    await transaction.exec(schema)
    for (const [table, rows] of tables) {
      const columns = Object.keys(rows[0] ?? {})
      const lines = rows.map((row) => columns.map((column) => cellOf(row, column)).join(','))
      await transaction.query(
        `copy ${table} (${columns.join(', ')}) from '/dev/blob' with (format csv)`,
        [],
        { blob: new Blob([lines.join('\n')]) },
      )
    }
  })
  await database.exec('analyze')
}

/** Quoted, so that only NULL is empty. */
function cellOf(row: Row, column: string): string {
  const value = row[column]
  if (value === undefined || value === null) return ''
  return `"${String(value).replaceAll('"', '""')}"`
}
