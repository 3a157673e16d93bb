import { DatabaseSync } from 'node:sqlite'
import { Kysely } from 'kysely'
import { NodeSqliteDialect } from '../../store/sqlite-dialect.ts'
import { fillPage } from '../fill-page.ts'
import { isAnswerable, matchNames } from '../match-names.ts'
import type { Silo, SiloQuery, SiloRow } from '../silo.ts'
import { SiloError, siloMisconfigured, siloUnavailable } from '../silo-error.ts'
import { toRow } from '../silo-row.ts'
import { answers, vitals } from './clinic-findings.ts'
import { clinic, drugs, practitionerRoles, practitioners, sites } from './clinic-house.ts'
import { labReports, labResults } from './clinic-laboratory.ts'
import { allergies, prescriptions, shots } from './clinic-medicines.ts'
import { notes } from './clinic-notes.ts'
import { birthDateOfPatient, findByBirthDate, patients } from './clinic-people.ts'
import type { ClinicFilter, ClinicMapping } from './clinic-query.ts'
import type { ClinicTables } from './clinic-tables.ts'
import { problems, procedures, visits } from './clinic-visits.ts'

export type ClinicSiloOptions = {
  /** The clinic's database file; opened read-only. */
  readonly file: string
  readonly name?: string
}

const PATIENT_MAPPINGS: readonly ClinicMapping[] = [
  patients,
  visits,
  problems,
  prescriptions,
  shots,
  labResults,
  vitals,
  answers,
  allergies,
  procedures,
  labReports,
  notes,
]
const SHARED_MAPPINGS: readonly ClinicMapping[] = [
  practitioners,
  practitionerRoles,
  clinic,
  sites,
  drugs,
]
const SCHEMA_REVISION = 7

/**
 * Opens the clinic's SQLite file, schema revision 7, as a silo. The file is opened read-only and
 * shows what the clinic writes meanwhile.
 *
 * @throws {SiloError} MEDREC_SILO_MISCONFIGURED if the file cannot be opened, or is of another revision
 */
export function openClinicSilo(options: ClinicSiloOptions): Silo {
  const name = options.name ?? 'clinic'
  const file = openFile(options.file, name)
  const database = new Kysely<ClinicTables>({ dialect: new NodeSqliteDialect(file) })

  async function readOne(
    mappings: readonly ClinicMapping[],
    type: string,
    key: string,
  ): Promise<SiloRow | undefined> {
    const mapping = mappings.find((known) => known.type === type && isKeyOf(known, key))
    if (mapping === undefined) return undefined
    const filter = { ids: [Number(key.slice(mapping.letter.length))], limit: 1 }
    const row = (await mapping.read(database, filter))[0]
    return row === undefined ? undefined : toRow(row)
  }

  const guarded = <Result>(work: () => Promise<Result>) => guard(name, work)

  return {
    capabilities: {
      name,
      types: [...new Set([...PATIENT_MAPPINGS, ...SHARED_MAPPINGS].map(({ type }) => type))],
      declaresSensitivityRules: true,
      paging: 'index',
    },
    search: (query) =>
      guarded(async () => {
        const asked = PATIENT_MAPPINGS.filter(
          (mapping) =>
            mapping.type === query.type && mapping.kinds.some((kind) => query.kinds.includes(kind)),
        )
        if (!NUMBER.test(query.patientKey) || query.count < 1) return []
        const tables = asked.map((mapping) => async (after: SiloQuery['after'], limit: number) => {
          const filter = { ...filterOf(mapping, query), limit, ...(after && { after }) }
          return (await mapping.read(database, filter)).map(toRow)
        })
        return fillPage(name, query, tables)
      }),
    read: (type, key) => guarded(() => readOne(PATIENT_MAPPINGS, type, key)),
    readShared: (type, key) => guarded(() => readOne(SHARED_MAPPINGS, type, key)),
    findPatients: (query) =>
      guarded(async () => {
        if (!isAnswerable(query)) return []
        const found = await findByBirthDate(database, query.birthDate)
        const candidates = found.map((row) => ({
          patientKey: String(row.pat_id),
          display: [row.first_name, row.middle_name, row.last_name].filter(Boolean).join(' '),
        }))
        return matchNames(candidates, query.name)
      }),
    patientFacts: (patientKey) =>
      guarded(async () => {
        if (!NUMBER.test(patientKey)) return undefined
        const birthDate = await birthDateOfPatient(database, Number(patientKey))
        return birthDate === undefined ? undefined : { birthDate }
      }),
    check: () =>
      guarded(async () => {
        await database.selectFrom('clinic_info').select('schema_rev').execute()
      }),
    [Symbol.asyncDispose]: () => database.destroy(),
  }
}

/** A row number without leading zeros, below 2^53. */
const NUMBER = /^(0|[1-9]\d{0,14})$/

function isKeyOf(mapping: ClinicMapping, key: string): boolean {
  return key.startsWith(mapping.letter) && NUMBER.test(key.slice(mapping.letter.length))
}

function filterOf(mapping: ClinicMapping, query: SiloQuery): Omit<ClinicFilter, 'limit'> {
  return {
    patientId: Number(query.patientKey),
    ...(query.sensitivities.length === 0 && { isOpenOnly: true }),
    ...(query.ids && {
      ids: query.ids
        .filter((key) => isKeyOf(mapping, key))
        .map((key) => Number(key.slice(mapping.letter.length))),
    }),
  }
}

function openFile(path: string, name: string): DatabaseSync {
  try {
    const file = new DatabaseSync(path, { readOnly: true, timeout: 250 })
    const info = file.prepare('select schema_rev from clinic_info').get()
    if (info?.schema_rev === SCHEMA_REVISION) return file
    file.close()
  } catch (error) {
    throw siloMisconfigured(name, 'its file cannot be read', error)
  }
  throw siloMisconfigured(name, `its schema is not of revision ${SCHEMA_REVISION}`)
}

/** Whatever the database or the border's schemas say stays here: it may quote a record. */
async function guard<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof SiloError) throw error
    throw siloUnavailable(name, 'the database did not answer as expected')
  }
}
