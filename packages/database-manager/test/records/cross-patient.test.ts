import { PATIENT_TYPES, SHARED_TYPES } from '@medrec/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openClinicSilo } from '../../src/silo/clinic/open-clinic-silo.ts'
import type { Silo } from '../../src/silo/silo.ts'
import { type ClinicFile, createClinicFile } from '../silo/clinic-fixture.ts'
import {
  clinician,
  matches,
  patient,
  type RecordServer,
  startRecordServer,
  terms,
  type Who,
} from './record-server.ts'

const KEYS = ['1', '2'] as const
type Key = (typeof KEYS)[number]
const PAIRS: readonly (readonly [Key, Key])[] = [
  ['1', '2'],
  ['2', '1'],
]

let clinic: ClinicFile
let silo: Silo
let server: RecordServer
/** Wire ids of everything each patient can read, by type. */
const idsOf: Record<Key, Map<string, string[]>> = { '1': new Map(), '2': new Map() }

beforeAll(async () => {
  clinic = createClinicFile()
  silo = openClinicSilo({ file: clinic.file })
  server = await startRecordServer(silo)
  for (const key of KEYS) {
    for (const type of PATIENT_TYPES) {
      const query = type === 'Patient' ? '' : '?_count=250'
      const bundle = await server.bundle(patient(key), `/fhir/${type}${query}`)
      const ids = matches(bundle).flatMap(({ id }) => id ?? [])
      idsOf[key].set(type, ids)
    }
  }
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await silo[Symbol.asyncDispose]()
  clinic[Symbol.dispose]()
})

/** Everyone who may read all that one patient has, and nothing of the other. */
function readersOf(key: Key): readonly (readonly [string, Who])[] {
  const viewer = clinician(`viewer of ${key}`)
  if (!server.world.opened.has(viewer.agent)) server.grant(viewer, key, terms())
  return [
    ['the patient', patient(key)],
    ['a viewer', viewer],
  ]
}

describe.each(PAIRS)('readers of patient %s', (own, other) => {
  const ABSENT = 'A'.repeat(64)

  it('have records to lose on both sides', () => {
    expect(idsOf[other].get('Encounter')).not.toHaveLength(0)
    expect(idsOf[other].get('Condition')).not.toHaveLength(0)
  })

  it('get the bytes of an absent record for each of the other, by id', async () => {
    for (const [, who] of readersOf(own)) {
      for (const [type, ids] of idsOf[other]) {
        if (type === 'Patient') continue
        const absent = await server.ask(who, `/fhir/${type}/${ABSENT}`)
        expect(absent.status).toBe(404)
        for (const id of ids.slice(0, 20)) {
          const answer = await server.ask(who, `/fhir/${type}/${id}`)
          expect(answer).toMatchObject({ status: 404, text: absent.text })
          expect(Object.keys(answer.headers)).toEqual(Object.keys(absent.headers))
        }
      }
    }
  })

  it('get the bytes of a patient who does not exist for the other patient, on every route', async () => {
    for (const [, who] of readersOf(own)) {
      const id = server.patientId(other)
      const urls = (patientId: string) => [
        `/fhir/Patient/${patientId}`,
        `/fhir/Patient?_id=${patientId}`,
        ...PATIENT_TYPES.filter((type) => type !== 'Patient').map(
          (type) => `/fhir/${type}?patient=${patientId}&_count=1`,
        ),
      ]
      const absent = urls(ABSENT)
      for (const [index, url] of urls(id).entries()) {
        const answer = await server.ask(who, url)
        const same = await server.ask(who, absent[index] ?? '')
        expect(answer.status).toBe(403)
        expect(answer.text).toBe(same.text)
      }
    }
  })

  it('find none of the other by naming its ids in a search of their own', async () => {
    for (const [, who] of readersOf(own)) {
      for (const [type, ids] of idsOf[other]) {
        if (type === 'Patient' || ids.length === 0) continue
        const query = `patient=${server.patientId(own)}&_id=${ids.slice(0, 20).join(',')}`
        expect(matches(await server.bundle(who, `/fhir/${type}?${query}`))).toEqual([])
      }
    }
  })

  it('see no wire id of the other in any page of their own', async () => {
    const foreign = new Set([...idsOf[other].values()].flat())
    for (const [, who] of readersOf(own)) {
      for (const type of PATIENT_TYPES) {
        const query =
          type === 'Patient'
            ? `_id=${server.patientId(own)}`
            : `patient=${server.patientId(own)}&_count=250`
        const { text } = await server.ask(who, `/fhir/${type}?${query}`)
        for (const id of text.match(/[A-Za-z0-9.-]{64}/g) ?? []) expect(foreign).not.toContain(id)
      }
    }
  })

  it('cannot go on with a cursor of the other, nor read what the other was led to', async () => {
    const page = await server.bundle(patient(other), '/fhir/Condition?_count=1')
    const next = page.link?.find(({ relation }) => relation === 'next')?.url
    const cursor = next === undefined ? undefined : new URL(next).searchParams.get('_cursor')
    for (const [, who] of readersOf(own)) {
      if (cursor) {
        const url = `/fhir/Condition?patient=${server.patientId(own)}&_count=1&_cursor=${cursor}`
        expect((await server.ask(who, url)).status).toBe(400)
      }
      for (const type of SHARED_TYPES) {
        const id = server.wireIds.encode(type, '1')
        expect((await server.ask(who, `/fhir/${type}/${id}`)).status).toBe(404)
      }
    }
  })

  it('read no entry of the other in the access log', async () => {
    const answer = await server.ask(patient(own), '/access-log?_count=250')
    expect(answer.status).toBe(200)
    expect(answer.text).not.toContain(server.patientId(other))
    expect((await server.ask(clinician(`viewer of ${own}`), '/access-log')).status).toBe(403)
  })
})
