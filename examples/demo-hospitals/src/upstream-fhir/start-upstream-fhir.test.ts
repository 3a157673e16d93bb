import type { Bundle, CapabilityStatement, OperationOutcome, Resource } from '@medplum/fhirtypes'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { richPerson } from '../people/demo-people.ts'
import { startUpstreamFhir, type UpstreamFhirServer } from './start-upstream-fhir.ts'

let server: UpstreamFhirServer
let patient: string

beforeAll(async () => {
  server = await startUpstreamFhir({ port: 0 })
  const { birthDate } = richPerson()
  const { body } = await ask<Bundle>(`/Patient?birthdate=${birthDate}`)
  patient = body.entry?.[0]?.resource?.id ?? ''
}, 60_000)

afterAll(() => server[Symbol.asyncDispose]())

async function ask<Body>(
  path: string,
  init?: RequestInit,
): Promise<{ readonly status: number; readonly type: string; readonly body: Body }> {
  const response = await fetch(path.startsWith('http') ? path : `${server.baseUrl}${path}`, init)
  // What each test expects is compared below.
  const body = (await response.json()) as Body
  return { status: response.status, type: response.headers.get('content-type') ?? '', body }
}

/** Every match of a search, by its next links. */
async function pagesOf(path: string): Promise<Resource[]> {
  const found: Resource[] = []
  let url: string | undefined = path
  while (url !== undefined) {
    const { body }: { body: Bundle } = await ask<Bundle>(url)
    found.push(...(body.entry ?? []).flatMap(({ resource }) => resource ?? []))
    url = body.link?.find((one) => one.relation === 'next')?.url
    if (url !== undefined) expect(url.startsWith(server.baseUrl)).toBe(true)
  }
  return found
}

describe('startUpstreamFhir', () => {
  it('says what it can do', async () => {
    const { status, type, body } = await ask<CapabilityStatement>('/metadata')
    expect([status, type, body.fhirVersion]).toEqual([
      200,
      'application/fhir+json; charset=utf-8',
      '4.0.1',
    ])
    const patientEntry = body.rest?.[0]?.resource?.find((one) => one.type === 'Patient')
    expect(patientEntry?.interaction).toEqual([{ code: 'read' }, { code: 'search-type' }])
    expect(patientEntry?.searchParam?.map(({ name }) => name)).toContain('birthdate')
  })

  it('leads through all pages by next links, each record once', async () => {
    const first = await ask<Bundle>(`/Observation?patient=${patient}&_count=100`)
    expect(first.body.entry).toHaveLength(100)
    const all = await pagesOf(`/Observation?patient=${patient}&_count=100`)
    expect(all).toHaveLength(first.body.total ?? 0)
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
  })

  it('finds the same by patient and by subject', async () => {
    const byPatient = await ask<Bundle>(`/Condition?patient=${patient}`)
    const bySubject = await ask<Bundle>(`/Condition?subject=Patient/${patient}`)
    expect(byPatient.body.total).toBeGreaterThan(0)
    expect(byPatient.body.entry).toEqual(bySubject.body.entry)
  })

  it('compares code, category and date within a patient', async () => {
    const all = await pagesOf(`/Observation?patient=${patient}`)
    const observations = all.filter((resource) => resource.resourceType === 'Observation')
    const first = observations[0]
    const code = first?.code?.coding?.[0]?.code
    const day = first?.effectiveDateTime?.slice(0, 10) ?? ''
    const withCode = observations.filter((one) => one.code?.coding?.[0]?.code === code)
    const later = observations.filter((one) => (one.effectiveDateTime ?? '') >= day)
    const byCode = await ask<Bundle>(
      `/Observation?patient=${patient}&code=http://loinc.org|${code}`,
    )
    const byDate = await ask<Bundle>(`/Observation?patient=${patient}&date=ge${day}`)
    const byCategory = await ask<Bundle>(`/Observation?patient=${patient}&category=laboratory`)
    expect(byCode.body.total).toBe(withCode.length)
    expect(byDate.body.total).toBe(later.length)
    expect(byCategory.body.total).toBe(
      observations.filter((one) => one.category?.[0]?.coding?.[0]?.code === 'laboratory').length,
    )
  })

  it('answers a patient it does not have with an empty page', async () => {
    const { status, body } = await ask<Bundle>('/Observation?patient=nobody')
    expect([status, body.total, body.entry]).toEqual([200, 0, []])
  })

  it.each([
    ['/Nope', 'This server has no type Nope.'],
    ['/Nope/1', 'This server has no type Nope.'],
    ['/Observation?nope=1', 'Observation has no search parameter nope.'],
    ['/Observation?code:text=x', 'Modifiers and chains are not supported: code:text.'],
    ['/Observation?patient.name=x', 'Modifiers and chains are not supported: patient.name.'],
    ['/Observation?_has=x', 'Observation has no search parameter _has.'],
    ['/Observation?_sort=date', 'Observation has no search parameter _sort.'],
    ['/Observation?_count=-1', '_count is a whole number.'],
    ['/Patient?_format=xml', 'Only JSON is spoken here.'],
  ])('refuses %s with 400', async (path, text) => {
    const { status, type, body } = await ask<OperationOutcome>(path)
    expect(status).toBe(400)
    expect(type).toContain('application/fhir+json')
    expect(body.issue[0]?.details?.text).toBe(text)
  })

  it('answers 404 for a record it does not have', async () => {
    const { status, body } = await ask<OperationOutcome>('/Patient/nobody')
    expect([status, body.resourceType]).toEqual([404, 'OperationOutcome'])
  })

  it('gives no page of more than 250', async () => {
    const { body } = await ask<Bundle>('/Observation?_count=99999')
    expect(body.entry).toHaveLength(250)
  })

  it.each(['POST', 'PUT', 'DELETE'])('refuses to be written to by %s', async (method) => {
    const path = method === 'POST' ? '/Patient' : `/Patient/${patient}`
    const headers = { 'content-type': 'application/fhir+json' }
    const body = JSON.stringify({ resourceType: 'Patient', id: patient })
    const init = method === 'DELETE' ? { method } : { method, headers, body }
    const answer = await ask<OperationOutcome>(path, init)
    expect([answer.status, answer.body.issue[0]?.code]).toEqual([403, 'forbidden'])
    expect((await ask<Resource>(`/Patient/${patient}`)).body).toHaveProperty('birthDate')
  })

  it('can be written to when it is told so', async () => {
    await using open = await startUpstreamFhir({ port: 0, isReadOnly: false })
    const headers = { 'content-type': 'application/fhir+json' }
    const condition = { resourceType: 'Condition', subject: { reference: `Patient/${patient}` } }
    const made = await ask<Resource>(`${open.baseUrl}/Condition`, {
      method: 'POST',
      headers,
      body: JSON.stringify(condition),
    })
    expect(made.status).toBe(201)
    const search = `${open.baseUrl}/Condition?patient=${patient}&_id=${made.body.id}`
    expect((await ask<Bundle>(search)).body.total).toBe(1)
    await ask(`${open.baseUrl}/Condition/${made.body.id}`, { method: 'DELETE' })
    expect((await ask<Bundle>(search)).body.total).toBe(0)
  })

  it('labels what it knows to be sensitive', async () => {
    const { body } = await ask<Bundle>('/Condition?_security=SDV')
    expect(body.total).toBeGreaterThan(0)
  })

  it('points only at records it has', async () => {
    const known = new Set<string>()
    const referred = new Set<string>()
    const { body } = await ask<CapabilityStatement>('/metadata')
    for (const { type } of body.rest?.[0]?.resource ?? []) {
      for (const resource of await pagesOf(`/${type}?_count=250`)) {
        known.add(`${resource.resourceType}/${resource.id}`)
        for (const [, to] of JSON.stringify(resource).matchAll(/"reference":"([^"]+)"/g)) {
          referred.add(to ?? '')
        }
      }
    }
    expect(known.size).toBeGreaterThan(3_000)
    expect([...referred].filter((reference) => !known.has(reference))).toEqual([])
  })
})
