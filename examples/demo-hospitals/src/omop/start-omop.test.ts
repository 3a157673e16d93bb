import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoPeople } from '../people/demo-people.ts'
import { FolderInUseError } from '../process/folder-lock.ts'
import { FIRST_OWN_CONCEPT } from './concepts.ts'
import { type OmopServer, startOmop } from './start-omop.ts'

let folder: string
let server: OmopServer

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'demo-omop-'))
  server = await startOmop({ folder, port: 0 })
}, 120_000)

afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

async function query<Row extends object>(sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: server.connectionString })
  await client.connect()
  try {
    return (await client.query<Row>(sql)).rows
  } finally {
    await client.end()
  }
}

describe('startOmop', () => {
  it('has the 24 people under their record numbers', async () => {
    const rows = await query<{ line: string }>(
      `select person_source_value || ' ' || birth_date as line
       from person join registration.patient using (person_id)`,
    )
    const lines = demoPeople().map((one) => `${one.recordNumbers.lakeside} ${one.birthDate}`)
    expect(rows.map(({ line }) => line).sort()).toEqual(lines.sort())
  })

  it('names only concepts that exist', async () => {
    const columns = await query<{ table_name: string; column_name: string }>(
      `select table_name, column_name from information_schema.columns
       where table_schema = 'public' and column_name like '%concept_id%'
         and table_name not in ('concept')`,
    )
    expect(columns.length).toBeGreaterThan(40)
    for (const { table_name, column_name } of columns) {
      const missing = await query(
        `select distinct ${column_name} from ${table_name} t
         where ${column_name} is not null and not exists
           (select 1 from concept c where c.concept_id = t.${column_name})`,
      )
      expect(missing, `${table_name}.${column_name}`).toEqual([])
    }
  })

  it('uses concepts of its own for what the records are coded in', async () => {
    const rows = await query(
      `select vocabulary_id, min(concept_id) >= ${FIRST_OWN_CONCEPT} as own, bool_and(standard_concept = 'S') as standard
       from concept where vocabulary_id in ('SNOMED', 'LOINC', 'RxNorm', 'CVX', 'UCUM', 'LGH Laboratory')
       group by 1 order by 1`,
    )
    expect(rows).toEqual([
      { vocabulary_id: 'CVX', own: true, standard: true },
      { vocabulary_id: 'LGH Laboratory', own: true, standard: null },
      { vocabulary_id: 'LOINC', own: true, standard: true },
      { vocabulary_id: 'RxNorm', own: true, standard: true },
      { vocabulary_id: 'SNOMED', own: true, standard: true },
      { vocabulary_id: 'UCUM', own: true, standard: true },
    ])
  })

  it('leaves no event without a concept and a source value', async () => {
    for (const [table, prefix] of EVENTS) {
      const rows = await query(
        `select count(*)::int as n from ${table}
         where ${prefix}_concept_id = 0 or ${prefix}_source_value is null or ${prefix}_source_concept_id = 0`,
      )
      expect(rows, table).toEqual([{ n: 0 }])
    }
  })

  it('maps the laboratory’s own catalogue to LOINC', async () => {
    const rows = await query(
      `select count(*)::int as n from measurement m
       join concept s on s.concept_id = m.measurement_source_concept_id and s.vocabulary_id = 'LGH Laboratory'
       left join concept_relationship r on r.concept_id_1 = s.concept_id and r.relationship_id = 'Maps to'
         and r.concept_id_2 = m.measurement_concept_id
       where r.concept_id_2 is null`,
    )
    expect(rows).toEqual([{ n: 0 }])
  })

  it('holds every event inside the period its person was observed in', async () => {
    const rows = await query(
      `select count(*)::int as n from visit_occurrence v join observation_period o using (person_id)
       where visit_start_date not between observation_period_start_date and observation_period_end_date`,
    )
    expect(rows).toEqual([{ n: 0 }])
  })

  it('answers several connections', async () => {
    const answers = await Promise.all(
      [1, 2, 3].map((n) =>
        query<{ n: number }>(`select count(*)::int * 0 + ${n} as n from person`),
      ),
    )
    expect(answers.map(([row]) => row?.n)).toEqual([1, 2, 3])
  })

  it('refuses a second opener of its folder', async () => {
    await expect(startOmop({ folder, port: 0 })).rejects.toThrow(FolderInUseError)
  })

  it('keeps its data over a restart, and loads nothing again', async () => {
    await query(`update cdm_source set source_description = 'kept'`)
    await server[Symbol.asyncDispose]()
    server = await startOmop({ folder, port: 0 })
    expect(await query('select source_description from cdm_source')).toEqual([
      { source_description: 'kept' },
    ])
  }, 60_000)
})

const EVENTS = [
  ['condition_occurrence', 'condition'],
  ['drug_exposure', 'drug'],
  ['procedure_occurrence', 'procedure'],
  ['measurement', 'measurement'],
  ['observation', 'observation'],
] as const
