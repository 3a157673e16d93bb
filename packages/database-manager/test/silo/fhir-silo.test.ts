import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type {
  Condition,
  Medication,
  MedicationRequest,
  Patient,
  Resource,
} from '@medplum/fhirtypes'
import { PATIENT_TYPES } from '@medrec/protocol'
import { describe, expect, it } from 'vitest'
import type { SiloRow } from '../../src/silo/silo.ts'
import { openFhirSilo } from '../../src/silo/upstream/open-fhir-silo.ts'
import { describeSilo, everything, faultsOf, indexDefinitions, readAll } from './silo-contract.ts'
import { clinicResources, searchset, send, startUpstream } from './upstream-fixture.ts'

describeSilo('FHIR silo', async () => {
  const upstream = await startUpstream(await clinicResources())
  const silo = openFhirSilo({ baseUrl: upstream.baseUrl })
  return {
    silo,
    patientKey: '1',
    otherKey: '2',
    name: 'ortiz lee',
    birthDate: '1980-02-29',
    async [Symbol.asyncDispose]() {
      await silo[Symbol.asyncDispose]()
      await upstream[Symbol.asyncDispose]()
    },
  }
})

const patient: Patient = { resourceType: 'Patient', id: 'p1', birthDate: '1990-01-01' }
const condition: Condition = {
  resourceType: 'Condition',
  id: 'c1',
  subject: { reference: 'Patient/p1' },
  code: { coding: [{ system: 'http://snomed.info/sct', code: '59621000' }] },
  onsetDateTime: '2020-01-01T02:00:00+02:00',
}
const search = everything('Condition', 'p1', 10)

describe('openFhirSilo', () => {
  it('sends only the patient and a page size, and its own credentials', async () => {
    let authorization: string | undefined
    await using upstream = await startUpstream([patient, condition], (request) => {
      authorization = request.headers.authorization
      return false
    })
    await using silo = openFhirSilo({ baseUrl: upstream.baseUrl, authorization: 'Bearer x' })
    await silo.search({
      ...search,
      codes: [{ code: '59621000' }],
      dateRanges: [{ prefix: 'ge', value: '2019' }],
    })
    expect(upstream.requests).toEqual(['/fhir/Condition?patient=p1&_count=250'])
    expect(authorization).toBe('Bearer x')
  })

  it('asks nothing when the type can be of none of the kinds', async () => {
    await using upstream = await startUpstream([patient, condition])
    await using silo = openFhirSilo({ baseUrl: upstream.baseUrl })
    expect(await silo.search({ ...search, kinds: ['laboratory'] })).toEqual([])
    expect(upstream.requests).toEqual([])
  })

  it('writes dates in UTC, references by key, and drops what points into the upstream', async () => {
    const written = {
      ...condition,
      meta: { source: 'urn:secret', tag: [{ code: 'x' }], security: [{ code: 'R' }] },
      text: { status: 'generated', div: '<div>secret</div>' },
      identifier: [{ value: 'c1' }, { value: 'urn:uuid:c1' }, { value: 'kept' }],
      encounter: { reference: 'BASE/Encounter/e1/_history/3' },
      recorder: { reference: 'https://elsewhere.example/Practitioner/9', display: 'Dr. Else' },
      evidence: [{ detail: [{ reference: `Observation/${'x'.repeat(40)}` }] }],
    }
    await using upstream = await startUpstream([patient], (request, response, baseUrl) => {
      if (!request.url?.startsWith('/fhir/Condition?')) return false
      send(response, 200, JSON.parse(JSON.stringify(searchset([written])).replace('BASE', baseUrl)))
      return true
    })
    await using silo = openFhirSilo({ baseUrl: `${upstream.baseUrl}/` })
    expect(await silo.search(search)).toEqual([
      {
        type: 'Condition',
        key: 'c1',
        patientKeys: ['p1'],
        sensitivities: ['unclassified'],
        date: '2020-01-01T00:00:00Z',
        resource: {
          resourceType: 'Condition',
          id: 'c1',
          meta: { security: [{ code: 'R' }] },
          identifier: [{ value: 'kept' }],
          subject: { reference: 'Patient/p1' },
          code: condition.code,
          onsetDateTime: condition.onsetDateTime,
          encounter: { reference: 'Encounter/e1' },
          recorder: { display: 'Dr. Else' },
          evidence: [{ detail: [{}] }],
        },
      },
    ])
  })

  it('classifies a prescription by the Medication it points to', async () => {
    const medication = (id: string, code: string): Medication => ({
      resourceType: 'Medication',
      id,
      code: { coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code }] },
    })
    const request = (id: string, medicationId: string): MedicationRequest => ({
      resourceType: 'MedicationRequest',
      id,
      status: 'active',
      intent: 'order',
      subject: { reference: 'Patient/p1' },
      medicationReference: { reference: `Medication/${medicationId}` },
    })
    await using upstream = await startUpstream([
      patient,
      medication('m1', '314076'),
      medication('m2', '351266'),
      request('r1', 'm1'),
      request('r2', 'm2'),
      request('r3', 'gone'),
    ])
    await using silo = openFhirSilo({ baseUrl: upstream.baseUrl })
    const rows = await silo.search(everything('MedicationRequest', 'p1', 10))
    expect(rows.map((row) => [row.key, row.sensitivities])).toEqual([
      ['r3', ['unclassified']],
      ['r2', ['SUD']],
      ['r1', []],
    ])
  })

  it("applies the provider's own rules, and says whether there are any", async () => {
    await using upstream = await startUpstream([patient, condition])
    await using plain = openFhirSilo({ baseUrl: upstream.baseUrl })
    await using ruled = openFhirSilo({
      baseUrl: upstream.baseUrl,
      sensitivityRules: () => ['GDIS'],
    })
    expect(plain.capabilities.declaresSensitivityRules).toBe(false)
    expect(ruled.capabilities.declaresSensitivityRules).toBe(true)
    expect((await ruled.read('Condition', 'c1'))?.sensitivities).toEqual(['GDIS'])
    expect(await ruled.search({ ...search, sensitivities: [] })).toEqual([])
  })

  it('withholds what names a patient that nobody here can speak for', async () => {
    const strange: readonly Condition[] = [
      { ...condition, id: 'a', asserter: { reference: 'https://other.example/fhir/Patient/9' } },
      { ...condition, id: 'b', asserter: { type: 'Patient', identifier: { value: '9' } } },
      { ...condition, id: 'c', asserter: { reference: 'Patient?identifier=9' } },
      {
        ...condition,
        id: 'd',
        asserter: { reference: '#x' },
        contained: [{ resourceType: 'Patient', id: 'x' }],
      },
    ]
    const mine: Condition = { ...condition, id: 'e', asserter: { reference: 'Patient/p2' } }
    await using upstream = await startUpstream([patient, ...strange, mine])
    await using silo = openFhirSilo({ baseUrl: upstream.baseUrl })
    const rows = await silo.search(search)
    expect(rows.map((row) => [row.key, row.patientKeys])).toEqual([['e', ['p1', 'p2']]])
    for (const { id = '' } of strange) expect(await silo.read('Condition', id)).toBeUndefined()
  })

  it('makes valid rows of real Synthea records', async (context) => {
    const folder = resolve(import.meta.dirname, '../../../../../shared/data/synthea-uscore')
    if (!existsSync(folder)) return context.skip(`no Synthea records at ${folder}`)
    indexDefinitions()
    const resources = syntheaResources(folder, 3)
    await using upstream = await startUpstream(resources)
    await using silo = openFhirSilo({ baseUrl: upstream.baseUrl })
    const rows: SiloRow[] = []
    for (const { id = '' } of resources.filter((r) => r.resourceType === 'Patient')) {
      for (const type of PATIENT_TYPES)
        rows.push(...(await readAll(silo, everything(type, id, 300))))
    }
    expect(rows.length).toBeGreaterThan(500)
    for (const row of rows.slice(0, 2000)) expect(faultsOf(row.resource)).toEqual([])
    const open = rows.filter((row) => row.sensitivities.length === 0)
    expect(open.length).toBeGreaterThan(rows.length / 4)
    expect(JSON.stringify(open)).not.toMatch(/intimate partner abuse|"HIV status"/)
  })
})

/** The bundles' references by URN become references by id, as a server that took them would write. */
function syntheaResources(folder: string, patients: number): readonly Resource[] {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.json.gz'))
    .sort()
  const people = files.filter((file) => !file.startsWith('00-')).slice(0, patients)
  const shared = files.filter((file) => file.startsWith('00-'))
  return [...shared, ...people].flatMap((file) => {
    const text = gunzipSync(readFileSync(join(folder, file))).toString('utf8')
    const types = new Map<string, string>()
    for (const { fullUrl, resource } of JSON.parse(text).entry) {
      types.set(fullUrl, `${resource.resourceType}/${resource.id}`)
    }
    const linked = text.replace(/"reference":\s*"(urn:uuid:[^"]+)"/g, (whole, urn: string) =>
      types.has(urn) ? `"reference":"${types.get(urn)}"` : whole,
    )
    return JSON.parse(linked).entry.map((entry: { readonly resource: Resource }) => entry.resource)
  })
}
