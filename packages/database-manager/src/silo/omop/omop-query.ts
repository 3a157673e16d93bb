import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely'
import type { CodeFilter, SiloCursor } from '../silo.ts'
import type { MappedResource } from '../silo-row.ts'
import type { Concepts } from './omop-concepts.ts'
import type { OmopTables } from './omop-tables.ts'

/** What a mapping needs to read its table. */
export type OmopReader = {
  readonly database: Kysely<OmopTables>
  readonly concepts: Concepts
  /** Today, to tell a running prescription from a past one. */
  readonly today: string
}

/** One table that feeds one resource type; a row's key is the letter and the row's number. */
export type OmopMapping = {
  readonly type: string
  readonly letter: string
  read(reader: OmopReader, filter: OmopFilter): Promise<readonly MappedResource[]>
}

export type OmopFilter = {
  readonly personId?: number
  readonly ids?: readonly number[]
  readonly codes?: readonly CodeFilter[]
  readonly after?: SiloCursor
  /** `only` or `without` rows of the vital signs' codes; absent: both. */
  readonly vitalSigns?: 'only' | 'without'
  readonly limit: number
}

/** Where a table of events keeps what the filter is about. */
export type EventTable = {
  readonly letter: string
  readonly id: string
  readonly date: string
  readonly concept?: string
  readonly sourceConcept?: string
}

/** Narrows a table of events by person, number, code and cursor; exact but for the code's system. */
export function eventWhere(filter: OmopFilter, table: EventTable): RawBuilder<SqlBool> {
  const conditions: RawBuilder<SqlBool>[] = []
  if (filter.personId !== undefined) conditions.push(sql`t.person_id = ${bigint(filter.personId)}`)
  if (filter.ids !== undefined) conditions.push(idIn(table.id, filter.ids))
  if (filter.codes !== undefined && table.concept !== undefined) {
    conditions.push(conceptIn(table, sql`concept_code in (${sql.join(filter.codes.map(codeOf))})`))
  }
  if (filter.after !== undefined) {
    const date = sql`to_char(${sql.ref(table.date)}, 'YYYY-MM-DD') collate "C"`
    const key = sql`(${sql.lit(table.letter)} || ${sql.ref(table.id)}::text) collate "C"`
    const { after } = filter
    conditions.push(
      sql`(${date} < ${after.date} or (${date} = ${after.date} and ${key} < ${after.key}))`,
    )
  }
  return conditions.length === 0 ? sql`true` : sql`${sql.join(conditions, sql` and `)}`
}

/** True for rows whose standard or source concept is one of those the condition selects. */
export function conceptIn(table: EventTable, condition: RawBuilder<unknown>): RawBuilder<SqlBool> {
  const selected = sql`(select concept_id from concept where ${condition})`
  const refs = [table.concept, table.sourceConcept].filter((column) => column !== undefined)
  const tests = refs.map((column) => sql`coalesce(${sql.ref(column)}, 0) in ${selected}`)
  return sql`(${sql.join(tests, sql` or `)})`
}

/** Newest first, as the port orders: by date, then by key as text. */
export function newestFirst(table: EventTable): RawBuilder<unknown> {
  const key = sql`(${sql.lit(table.letter)} || ${sql.ref(table.id)}::text) collate "C"`
  return sql`${sql.ref(table.date)} desc, ${key} desc`
}

/** Matches row numbers; a number too large for the column matches nothing. */
export function idIn(column: string, ids: readonly number[]): RawBuilder<SqlBool> {
  if (ids.length === 0) return sql`false`
  return sql`${sql.ref(column)} in (${sql.join(ids.map(bigint))})`
}

// Typed, so that a number beyond the column's range compares as unequal and does not fail.
function bigint(value: number): RawBuilder<unknown> {
  return sql`cast(${String(value)} as bigint)`
}

function codeOf(filter: CodeFilter): RawBuilder<unknown> {
  return sql`${filter.code}`
}
