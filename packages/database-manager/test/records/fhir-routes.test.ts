import type { CapabilityStatement, OperationOutcome } from '@medplum/fhirtypes'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { memorySilo, row } from './memory-silo.ts'
import { patient, type RecordServer, startRecordServer } from './record-server.ts'

let server: RecordServer
beforeAll(async () => {
  const own = row({ resourceType: 'Patient', id: '1', birthDate: '1970-01-31' }, ['1'])
  server = await startRecordServer(memorySilo([own]))
})
afterAll(async () => await server[Symbol.asyncDispose]())

const ID = 'A'.repeat(64)

describe('the FHIR routes', () => {
  it.each([
    ['Claim', '/fhir/Claim'],
    ['Claim', `/fhir/Claim/${ID}`],
    ['constructor', '/fhir/constructor'],
    ['Practitioner', '/fhir/Practitioner'],
    ['$everything', '/fhir/Patient/$everything'],
    ['_history', '/fhir/Observation/_history'],
    ['_search', '/fhir/Observation/_search'],
    ['$everything', `/fhir/Patient/${ID}/$everything`],
    ['_history', `/fhir/Patient/${ID}/_history`],
    ['Observation', `/fhir/Patient/${ID}/Observation`],
    ['_elements', `/fhir/Patient/${ID}?_elements=id`],
    ['_summary', '/fhir/metadata?_summary=true'],
    ['foo', '/fhir/Observation?foo=bar'],
  ])('refuse %s by name in %s', async (part, url) => {
    server.world.siloCalls = 0
    const { status, text } = await server.ask(patient('1'), url)
    expect(status).toBe(400)
    const outcome = JSON.parse(text) as OperationOutcome
    expect(outcome.resourceType).toBe('OperationOutcome')
    expect(outcome.issue?.[0]?.diagnostics).toContain(`${part}: `)
    expect(server.world.siloCalls).toBe(0)
  })

  it.each(['PUT', 'POST', 'DELETE', 'HEAD'] as const)(
    'refuse %s, and read nothing',
    async (method) => {
      server.world.siloCalls = 0
      for (const url of [
        '/fhir/Patient',
        `/fhir/Patient/${ID}`,
        '/fhir/Patient/_search',
        '/fhir',
      ]) {
        const { status, headers } = await server.ask(patient('1'), url, { method })
        expect(status).toBe(405)
        expect(headers.allow).toBe('GET')
      }
      expect(server.world.siloCalls).toBe(0)
    },
  )

  it('say what they offer, by the tables they read', async () => {
    const { text } = await server.ask(patient('1'), '/fhir/metadata')
    const statement = JSON.parse(text) as CapabilityStatement
    const resources = statement.rest?.[0]?.resource ?? []
    expect(resources).toHaveLength(15)
    const parametersOf = (type: string) =>
      resources.find((resource) => resource.type === type)?.searchParam?.map(({ name }) => name)
    expect(parametersOf('Immunization')).toEqual(['patient', '_id', 'vaccine-code', 'date', '_tag'])
    expect(parametersOf('Practitioner')).toBeUndefined()
  })

  it('indent when asked to', async () => {
    const id = server.patientId('1')
    const plain = await server.ask(patient('1'), `/fhir/Patient/${id}`)
    const pretty = await server.ask(patient('1'), `/fhir/Patient/${id}?_pretty=true&_format=json`)
    expect(plain.text).not.toContain('\n')
    expect(JSON.parse(pretty.text)).toEqual(JSON.parse(plain.text))
    expect(pretty.text).toContain('\n  "id"')
  })

  it('answer 404 to a linked patient whom the silo no longer has', async () => {
    const gone = patient('2')
    expect((await server.ask(gone, `/fhir/Patient/${server.patientId('2')}`)).status).toBe(404)
  })
})
