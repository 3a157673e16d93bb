import type { Kind } from '@medrec/protocol'
import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely'
import type { SiloCursor } from '../silo.ts'
import type { MappedResource } from '../silo-row.ts'
import type { ClinicTables } from './clinic-tables.ts'

/** One table that feeds one resource type; a row's key is the letter and the row's number. */
export type ClinicMapping = {
  readonly type: string
  readonly letter: string
  /** The kinds its rows can be of; absent for shared resources. */
  readonly kinds: readonly Kind[]
  read(database: Kysely<ClinicTables>, filter: ClinicFilter): Promise<readonly MappedResource[]>
}

export type ClinicFilter = {
  readonly patientId?: number
  readonly ids?: readonly number[]
  readonly after?: SiloCursor
  /** True leaves out what the clinic keeps confidential. */
  readonly isOpenOnly?: boolean
  readonly limit: number
}

/** Where a table of events keeps what the filter is about. */
export type EventTable = {
  readonly letter: string
  readonly id: string
  readonly date: string
  /** Has `confidential`, and joins `department` as `d`. */
  readonly isWritten: boolean
}

/** Narrows a table of events by patient, number, confidentiality and cursor. */
export function eventWhere(filter: ClinicFilter, table: EventTable): RawBuilder<SqlBool> {
  const conditions: RawBuilder<SqlBool>[] = []
  if (filter.patientId !== undefined) conditions.push(sql`t.pat_id = ${filter.patientId}`)
  if (filter.ids !== undefined) conditions.push(idIn(table.id, filter.ids))
  if (filter.isOpenOnly === true && table.isWritten) {
    conditions.push(sql`t.confidential = 0 and d.is_confidential = 0`)
  }
  if (filter.after !== undefined) {
    const date = sql.ref(table.date)
    const { after } = filter
    conditions.push(
      sql`(${date} < ${after.date} or (${date} = ${after.date} and ${keyOf(table)} < ${after.key}))`,
    )
  }
  return conditions.length === 0 ? sql`1 = 1` : sql`${sql.join(conditions, sql` and `)}`
}

/** Newest first, as the port orders: by date, then by key as text. */
export function newestFirst(table: EventTable): RawBuilder<unknown> {
  return sql`${sql.ref(table.date)} desc, ${keyOf(table)} desc`
}

export function idIn(column: string, ids: readonly number[]): RawBuilder<SqlBool> {
  return ids.length === 0 ? sql`1 = 0` : sql`${sql.ref(column)} in (${sql.join([...ids])})`
}

function keyOf(table: EventTable): RawBuilder<unknown> {
  return sql`(${sql.lit(table.letter)} || cast(${sql.ref(table.id)} as text))`
}
