import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest'
import { openOmopSilo } from '../../src/silo/omop/open-omop-silo.ts'
import type { Silo } from '../../src/silo/silo.ts'
import {
  loadPostgresOmop,
  missingExtract,
  type OmopServer,
  startPgliteOmop,
} from './omop-fixture.ts'
import { describeSilo, everything, readAll } from './silo-contract.ts'

const POSTGRES_URL = process.env.MEDREC_TEST_POSTGRES_URL

describeSilo('OMOP silo on PGlite', async () => {
  const missing = missingExtract()
  return missing === undefined ? fixture(await startPgliteOmop()) : { missing }
})

describeSilo('OMOP silo on PostgreSQL', async () => {
  const missing = missingExtract()
  if (missing !== undefined) return { missing }
  if (POSTGRES_URL === undefined) return { missing: 'no PostgreSQL (MEDREC_TEST_POSTGRES_URL)' }
  return fixture(await loadPostgresOmop(POSTGRES_URL))
})

function fixture(server: OmopServer) {
  const silo = openOmopSilo({ connectionString: server.connectionString })
  return {
    silo,
    patientKey: '1',
    otherKey: '2',
    name: '1007c05b',
    birthDate: '1998-04-09',
    async [Symbol.asyncDispose]() {
      await silo[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
    },
  }
}

describe('openOmopSilo', () => {
  let opened: { readonly server: OmopServer; readonly silo: Silo } | undefined
  beforeAll(async () => {
    if (missingExtract() !== undefined) return
    const server = await startPgliteOmop()
    opened = { server, silo: openOmopSilo({ connectionString: server.connectionString }) }
  })
  afterAll(async () => {
    await opened?.silo[Symbol.asyncDispose]()
    await opened?.server[Symbol.asyncDispose]()
  })
  const open = (context: TestContext) => opened ?? context.skip(missingExtract() ?? 'not opened')

  it('never shows a sensitive row of the extract to whom no sensitivity is named', async (context) => {
    const { silo } = open(context)
    const sensitive = new Map([
      ['706893006', 'SDV'],
      ['866148006', 'SDV'],
      ['76501-6', 'SDV'],
      ['76504-0', 'SDV'],
      ['28245-9', 'SDV'],
      ['55277-8', 'HIV'],
      ['31676001', 'HIV'],
      ['165829005', 'STD'],
      ['55680006', 'SUD'],
      ['361055000', 'SUD'],
      ['82667-7', 'SUD'],
      ['428211000124100', 'SUD'],
      ['714812005', 'SEX'],
      ['65200003', 'SEX'],
      ['1000126', 'SEX'],
      ['44261-6', 'MH'],
      ['55758-7', 'MH'],
      ['228557008', 'MH'],
      ['443529005', 'GDIS'],
    ])
    const seen = new Map<string, readonly string[]>()
    const open_ = new Set<string>()
    for (let person = 1; person <= 28; person++) {
      for (const type of ['Condition', 'Observation', 'Procedure', 'MedicationRequest']) {
        const query = everything(type, String(person), 1000)
        for (const row of await readAll(silo, query)) {
          for (const code of codesIn(row.resource)) {
            if (sensitive.has(code)) seen.set(code, row.sensitivities)
          }
        }
        for (const row of await readAll(silo, { ...query, sensitivities: [] })) {
          expect(row.sensitivities).toEqual([])
          for (const code of codesIn(row.resource)) open_.add(code)
        }
      }
    }
    for (const [code, sensitivity] of sensitive) {
      expect([code, seen.get(code)]).toEqual([code, expect.arrayContaining([sensitivity])])
      expect(open_).not.toContain(code)
    }
    expect(open_.size).toBeGreaterThan(100)
  })

  it('takes what psychiatry wrote, what has no code and what is text for sensitive', async (context) => {
    const { silo } = open(context)
    expect(await silo.read('Condition', 'c900001')).toMatchObject({ sensitivities: ['MH'] })
    expect(await silo.read('MedicationRequest', 'd900002')).toMatchObject({
      sensitivities: ['unclassified'],
    })
    expect(await silo.read('DocumentReference', 'n900')).toMatchObject({
      sensitivities: ['unclassified'],
    })
  })

  it('tells vaccines from medicines and allergies from observations', async (context) => {
    const { silo } = open(context)
    expect(await silo.read('MedicationRequest', 'd900001')).toBeUndefined()
    expect(await silo.read('Immunization', 'd900001')).toMatchObject({
      date: '2020-10-01',
      resource: {
        vaccineCode: { coding: [{ system: 'http://hl7.org/fhir/sid/cvx', code: '141' }] },
        lotNumber: 'L1',
      },
    })
    expect(await silo.read('Observation', 'o900001')).toBeUndefined()
    expect(await silo.read('AllergyIntolerance', 'o900001')).toMatchObject({
      resource: { code: { coding: [{ code: '308182' }] } },
    })
    const allergies = await Promise.all(
      Array.from({ length: 28 }, (_, at) =>
        silo.search(everything('AllergyIntolerance', String(at + 1), 100)),
      ),
    )
    expect(allergies.flat()).toHaveLength(39)
  })

  it('never carries the row number of a person', async (context) => {
    const { silo } = open(context)
    const row = await silo.read('Patient', '1')
    expect(row?.resource).toMatchObject({
      identifier: [{ value: '1007c05b-8d20-8fe6-6790-44622f8316df' }],
      birthDate: '1998-04-09',
      gender: 'male',
    })
  })

  it('answers many at once over its one connection', async (context) => {
    const { silo } = open(context)
    const persons = Array.from({ length: 20 }, (_, at) => String(at + 1))
    const pages = await Promise.all(
      persons.map((person) => silo.search(everything('Encounter', person, 5))),
    )
    for (const [at, page] of pages.entries()) {
      expect(page.map((row) => row.patientKeys)).toEqual(page.map(() => [persons[at]]))
    }
  })

  it('opens sessions that cannot write, even through a view of the database', async (context) => {
    const { server, silo } = open(context)
    await server.exec(`
      create table spied (n integer);
      create function spy() returns integer volatile language plpgsql as
        $$ begin insert into spied values (1); return 1; end $$;
      alter table care_site rename to care_site_rows;
      create view care_site as select r.*, spy() as spied from care_site_rows r where spy() = 1;`)
    await expect(silo.readShared('Organization', 'c900')).rejects.toMatchObject({
      code: 'MEDREC_SILO_UNAVAILABLE',
    })
    await server.exec('drop view care_site; alter table care_site_rows rename to care_site')
    expect(await silo.readShared('Organization', 'c900')).toMatchObject({ key: 'c900' })
  })

  it('gives up a statement that takes too long', async (context) => {
    if (POSTGRES_URL === undefined) return context.skip('no PostgreSQL (MEDREC_TEST_POSTGRES_URL)')
    if (missingExtract() !== undefined) return context.skip(missingExtract())
    await using server = await loadPostgresOmop(POSTGRES_URL)
    await using silo = openOmopSilo({
      connectionString: server.connectionString,
      timeoutMs: 300,
    })
    await server.exec(`
      alter table location rename to location_rows;
      create view location as select r.* from location_rows r where pg_sleep(20) is not null`)
    const startedAt = performance.now()
    await expect(silo.readShared('Location', 'l900')).rejects.toMatchObject({
      code: 'MEDREC_SILO_UNAVAILABLE',
      retryable: true,
    })
    expect(performance.now() - startedAt).toBeLessThan(5000)
  })

  it('answers 503 when the database is gone, and says nothing of it', async () => {
    await using silo = openOmopSilo({
      connectionString: 'postgres://secretuser:secret@127.0.0.1:1/x',
      timeoutMs: 2000,
    })
    const failure = await silo.check().catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'MEDREC_SILO_UNAVAILABLE', retryable: true })
    expect(JSON.stringify(failure) + String(failure)).not.toContain('secret')
    await expect(silo.search(everything('Condition', '1', 1))).rejects.toMatchObject({
      code: 'MEDREC_SILO_UNAVAILABLE',
    })
  })
})

function codesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(codesIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'code' && typeof inner === 'string' ? [inner] : codesIn(inner),
  )
}
