import { CompiledQuery, Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { fillPage } from '../fill-page.ts'
import { isAnswerable, matchNames } from '../match-names.ts'
import type { Silo, SiloCapabilities, SiloQuery, SiloRow } from '../silo.ts'
import { SiloError, siloUnavailable } from '../silo-error.ts'
import { toRow } from '../silo-row.ts'
import { openConcepts } from './omop-concepts.ts'
import { conditions, procedures, visits } from './omop-events.ts'
import { measurements } from './omop-measurements.ts'
import { immunizations, medications } from './omop-medications.ts'
import { notes } from './omop-notes.ts'
import { allergies, observations } from './omop-observations.ts'
import {
  birthDateOfPerson,
  careSites,
  findPersons,
  locations,
  persons,
  practitionerRoles,
  practitioners,
} from './omop-people.ts'
import type { OmopFilter, OmopMapping, OmopReader } from './omop-query.ts'
import type { OmopTables } from './omop-tables.ts'

export type OmopSiloOptions = {
  readonly connectionString: string
  readonly name?: string
  /** Connections at a time; 1 suits a demo server that allows no more. */
  readonly maxConnections?: number
  /** How long one statement may take. */
  readonly timeoutMs?: number
  readonly now?: () => Date
}

const NAME = 'OMOP CDM 5.4'
const PATIENT_MAPPINGS: readonly OmopMapping[] = [
  persons,
  visits,
  conditions,
  medications,
  immunizations,
  measurements,
  observations,
  allergies,
  procedures,
  notes,
]
const SHARED_MAPPINGS: readonly OmopMapping[] = [
  practitioners,
  practitionerRoles,
  careSites,
  locations,
]

/**
 * Opens an OMOP CDM 5.4 database on PostgreSQL as a silo. Connects when first asked; every session
 * is read-only and every statement has a time limit.
 *
 * Times of day are not served: OMOP writes them without a zone. OMOP keeps no names of persons, so
 * {@link Silo.findPatients} compares the name with the record number (person_source_value).
 */
export function openOmopSilo(options: OmopSiloOptions): Silo {
  const name = options.name ?? NAME
  const database = connect(options)
  const concepts = openConcepts(database)
  const now = options.now ?? (() => new Date())
  const reader = (): OmopReader => ({
    database,
    concepts,
    today: now().toISOString().slice(0, 10),
  })

  async function readOne(
    mappings: readonly OmopMapping[],
    type: string,
    key: string,
  ): Promise<SiloRow | undefined> {
    const id = /^([a-z]?)(0|[1-9]\d{0,17})$/.exec(key)
    for (const mapping of mappings) {
      if (mapping.type !== type || id?.[1] !== mapping.letter) continue
      const rows = await mapping.read(reader(), { ids: [Number(id[2])], limit: 1 })
      const row = rows[0]
      if (row !== undefined && row.key === key) return toRow(row)
    }
    return undefined
  }

  const guarded = <Result>(work: () => Promise<Result>) => guard(name, work)

  return {
    capabilities: capabilitiesOf(name),
    search: (query) =>
      guarded(async () => {
        const filter = filterOf(query)
        if (filter === undefined) return []
        const asked = PATIENT_MAPPINGS.filter((mapping) => mapping.type === query.type)
        const tables = asked.map((mapping) => async (after: SiloQuery['after'], limit: number) => {
          const narrowed = { ...filter(mapping), limit, ...(after && { after }) }
          return (await mapping.read(reader(), narrowed)).map(toRow)
        })
        return fillPage(name, query, tables)
      }),
    read: (type, key) => guarded(() => readOne(PATIENT_MAPPINGS, type, key)),
    readShared: (type, key) => guarded(() => readOne(SHARED_MAPPINGS, type, key)),
    findPatients: (query) =>
      guarded(async () => {
        if (!isAnswerable(query)) return []
        const found = await findPersons(database, query.birthDate)
        const candidates = found.map((person) => ({
          patientKey: String(person.person_id),
          display: person.person_source_value ?? '',
        }))
        return matchNames(candidates, query.name)
      }),
    patientFacts: (patientKey) =>
      guarded(async () => {
        const id = personIdOf(patientKey)
        const birthDate = id === undefined ? undefined : await birthDateOfPerson(database, id)
        return birthDate === undefined ? undefined : { birthDate }
      }),
    check: () =>
      guarded(async () => {
        await database.selectFrom('person').select('person_id').limit(1).execute()
      }),
    [Symbol.asyncDispose]: () => database.destroy(),
  }
}

function connect(options: OmopSiloOptions): Kysely<OmopTables> {
  const timeoutMs = options.timeoutMs ?? 10_000
  const pool = new pg.Pool({
    connectionString: options.connectionString,
    max: options.maxConnections ?? 1,
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs + 1000,
    // Dates stay text: a Date would move them by the zone of this process.
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        DATE_OIDS.has(oid) ? String : pg.types.getTypeParser(oid, format ?? 'text'),
    },
  })
  // A broken idle connection is replaced at the next query; unheard, the event ends the process.
  pool.on('error', () => undefined)
  return new Kysely<OmopTables>({
    dialect: new PostgresDialect({
      pool,
      onCreateConnection: async (connection) => {
        const settings = [
          'set default_transaction_read_only = on',
          `set statement_timeout = ${Math.trunc(timeoutMs)}`,
          "set datestyle = 'ISO, YMD'",
        ]
        for (const setting of settings) await connection.executeQuery(CompiledQuery.raw(setting))
      },
    }),
  })
}

// date, timestamp, timestamptz
const DATE_OIDS: ReadonlySet<number> = new Set([1082, 1114, 1184])

/** What SQL can narrow of a query; undefined if nothing can match. */
function filterOf(
  query: SiloQuery,
): ((mapping: OmopMapping) => Omit<OmopFilter, 'limit'>) | undefined {
  const personId = personIdOf(query.patientKey)
  if (personId === undefined || query.count < 1 || query.kinds.length === 0) return undefined
  const wantsVitals = query.kinds.includes('vital-signs')
  const wantsOthers = query.kinds.some((kind) => kind !== 'vital-signs')
  return (mapping) => ({
    personId,
    ...(query.ids && { ids: idsOf(mapping, query.ids) }),
    ...(query.codes && query.codes.length > 0 && { codes: query.codes }),
    ...(wantsVitals !== wantsOthers && { vitalSigns: wantsVitals ? 'only' : 'without' }),
  })
}

function idsOf(mapping: OmopMapping, keys: readonly string[]): readonly number[] {
  return keys
    .filter((key) => key.startsWith(mapping.letter))
    .map((key) => key.slice(mapping.letter.length))
    .filter((digits) => /^(0|[1-9]\d{0,14})$/.test(digits))
    .map(Number)
}

function personIdOf(patientKey: string): number | undefined {
  return /^(0|[1-9]\d{0,14})$/.test(patientKey) ? Number(patientKey) : undefined
}

function capabilitiesOf(name: string): SiloCapabilities {
  const types = [...PATIENT_MAPPINGS, ...SHARED_MAPPINGS].map((mapping) => mapping.type)
  return {
    name,
    types: [...new Set(types)],
    declaresSensitivityRules: true,
    paging: 'index',
  }
}

/** Whatever the driver or the border's schemas say stays here: it may quote a record. */
async function guard<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof SiloError) throw error
    throw siloUnavailable(name, 'the database did not answer as expected')
  }
}
