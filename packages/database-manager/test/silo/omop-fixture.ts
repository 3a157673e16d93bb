import { existsSync, readFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { PGlite } from '@electric-sql/pglite'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'
import pg from 'pg'

/** The OMOP extract lies beside the repository, in `../shared/data`. */
const DATA = resolve(import.meta.dirname, '../../../../../shared/data/omop-5.4')
const TABLES = [
  'person',
  'death',
  'visit_occurrence',
  'condition_occurrence',
  'drug_exposure',
  'measurement',
  'observation',
  'procedure_occurrence',
  'note',
  'provider',
  'care_site',
  'location',
  'concept',
]

export type OmopServer = AsyncDisposable & {
  readonly connectionString: string
  /** Runs SQL as the owner of the database, past the silo. */
  exec(sql: string): Promise<unknown>
}

/** Says what is missing to load the extract; undefined if nothing is. */
export function missingExtract(): string | undefined {
  return existsSync(join(DATA, 'schema.sql')) ? undefined : `no OMOP extract at ${DATA}`
}

/** Starts PGlite behind its PostgreSQL socket, one connection at a time, with the extract in it. */
export async function startPgliteOmop(): Promise<OmopServer> {
  const database = await PGlite.create()
  await database.exec(readFileSync(join(DATA, 'schema.sql'), 'utf8'))
  for (const table of TABLES) {
    const { header, csv } = readTable(table)
    await database.query(
      `copy ${table} (${header}) from '/dev/blob' with (format csv, header true)`,
      [],
      {
        blob: new Blob([csv]),
      },
    )
  }
  await database.exec(EXTRA_ROWS)
  const port = await freePort()
  const server = new PGLiteSocketServer({ db: database, host: '127.0.0.1', port })
  await server.start()
  return {
    connectionString: `postgres://postgres@127.0.0.1:${port}/postgres`,
    // PGlite has one session for all: the silo's own settings hold here too.
    exec: (sql) => database.exec(`begin read write; ${sql}; commit`),
    async [Symbol.asyncDispose]() {
      await server.stop()
      await database.close()
    },
  }
}

/** Loads the extract into a schema of its own on the PostgreSQL of the given URL. */
export async function loadPostgresOmop(url: string): Promise<OmopServer> {
  const schema = `medrec_test_${process.pid}_${Date.now()}`
  const client = new pg.Client(url)
  await client.connect()
  await client.query(`create schema ${schema}; set search_path = ${schema}`)
  await client.query(readFileSync(join(DATA, 'schema.sql'), 'utf8'))
  for (const table of TABLES) {
    const { columns, rows } = parseTable(table)
    for (let at = 0; at < rows.length; at += 500) {
      const batch = rows.slice(at, at + 500)
      await client.query(
        `insert into ${table} (${columns.join(',')}) select ${columns.join(',')} from json_populate_recordset(null::${table}, $1)`,
        [JSON.stringify(batch)],
      )
    }
  }
  await client.query(EXTRA_ROWS)
  const withSchema = new URL(url)
  withSchema.searchParams.set('options', `-c search_path=${schema}`)
  return {
    connectionString: withSchema.href,
    exec: (sql) => client.query(sql),
    async [Symbol.asyncDispose]() {
      await client.query(`drop schema ${schema} cascade`)
      await client.end()
    },
  }
}

/** What the extract has not: places, vaccines, notes, a psychiatrist, an allergy told by its value. */
const EXTRA_ROWS = `
insert into location values (900, '1 Main St', null, 'Boston', 'MA', '02101', null, null, null, null, null, null);
insert into care_site values (900, 'Lakeside General', null, 900, null, null);
insert into provider values (900, 'Pat Mind', '1234567893', null, null, 900, null, 8507, null, 'PSYCHIATRY', null, null);
insert into concept values (724904, 'influenza, seasonal, injectable', 'Drug', 'CVX', 'CVX', 'S', '141', '1970-01-01', '2099-12-31', null);
insert into concept values (439224, 'Allergy to drug', 'Observation', 'SNOMED', 'Clinical Finding', 'S', '416098002', '1970-01-01', '2099-12-31', null);
insert into drug_exposure (drug_exposure_id, person_id, drug_concept_id, drug_exposure_start_date, drug_exposure_end_date, drug_type_concept_id, lot_number, drug_source_value)
  values (900001, 1, 724904, '2020-10-01', '2020-10-01', 0, 'L1', '141');
insert into drug_exposure (drug_exposure_id, person_id, drug_concept_id, drug_exposure_start_date, drug_exposure_end_date, drug_type_concept_id, drug_source_value)
  values (900002, 1, 0, '2020-10-01', '2020-10-01', 0, 'home remedy');
insert into note (note_id, person_id, note_date, note_type_concept_id, note_class_concept_id, note_title, note_text, encoding_concept_id, language_concept_id, provider_id)
  values (900, 1, '2021-01-01', 0, 0, 'Progress note', 'Doing well.', 0, 0, 1);
insert into condition_occurrence (condition_occurrence_id, person_id, condition_concept_id, condition_start_date, condition_type_concept_id, provider_id, condition_source_value)
  values (900001, 1, 260139, '2021-02-02', 0, 900, '10509002');
insert into observation (observation_id, person_id, observation_concept_id, observation_date, observation_type_concept_id, value_as_concept_id)
  values (900001, 1, 439224, '2019-01-01', 0, 19073183);
update visit_occurrence set care_site_id = 900 where person_id = 1;
update person set location_id = 900, provider_id = 900 where person_id = 1;
`

function readTable(table: string): { readonly header: string; readonly csv: string } {
  const csv = gunzipSync(readFileSync(join(DATA, `${table}.csv.gz`))).toString('utf8')
  const header = csv.slice(0, csv.indexOf('\n')).trim().toLowerCase()
  return { header, csv }
}

function parseTable(table: string) {
  const [columns = [], ...rows] = parseCsv(readTable(table).csv)
  const names = columns.map((column) => column.toLowerCase())
  return {
    columns: names,
    rows: rows.map((row) =>
      Object.fromEntries(names.map((name, at) => [name, row[at] === '' ? null : row[at]])),
    ),
  }
}

function parseCsv(csv: string): string[][] {
  const rows: string[][] = [[]]
  for (const [, quoted, plain, end] of csv.matchAll(
    /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g,
  )) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '')
    if (end === '') break
    if (end !== ',') rows.push([])
  }
  return rows.filter((row) => row.length > 1)
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  await new Promise((done) => server.close(done))
  return port
}
