import type { Bundle, Resource } from '@medplum/fhirtypes'
import { findLogGaps, KIND_SYSTEM } from '@medrec/protocol'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openClinicSilo } from '../../src/silo/clinic/open-clinic-silo.ts'
import type { Silo } from '../../src/silo/silo.ts'
import { type ClinicFile, createClinicFile } from '../silo/clinic-fixture.ts'
import { memorySilo, row } from './memory-silo.ts'
import {
  clinician,
  matches,
  NOW,
  outcomes,
  patient,
  type RecordServer,
  startRecordServer,
  terms,
} from './record-server.ts'

let clinic: ClinicFile
let silo: Silo
let server: RecordServer
beforeAll(async () => {
  clinic = createClinicFile()
  silo = openClinicSilo({ file: clinic.file })
  server = await startRecordServer(silo)
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await silo[Symbol.asyncDispose]()
  clinic[Symbol.dispose]()
})
afterEach(() => {
  Object.assign(server.world, { server: NOW, chain: NOW, headAge: 0, isLogBroken: false })
})

const ana = patient('1')
const anaId = () => server.patientId('1')
let viewers = 0
function viewerWith(...kinds: Parameters<typeof terms>[0] & string[]) {
  viewers += 1
  const viewer = clinician(`viewer ${viewers}`)
  const commitment = server.grant(viewer, '1', terms(kinds.length === 0 ? undefined : kinds))
  return { viewer, commitment }
}
const nextOf = (bundle: Bundle) => bundle.link?.find(({ relation }) => relation === 'next')?.url
const pathOf = (url: string) => url.replace('http://localhost:8481', '')

describe('a patient', () => {
  it('reads their own Observation, and it is logged before it is served', async () => {
    const bundle = await server.bundle(ana, '/fhir/Observation?_count=1')
    const [found] = matches(bundle)
    const answer = await server.ask(ana, `/fhir/Observation/${found?.id}`)
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toContain('application/fhir+json')
    const [newest] = await server.entriesOf('1')
    expect(newest?.event).toMatchObject({
      outcome: '0',
      agent: [{ who: { identifier: { value: ana.agent } }, requestor: true }, {}],
      entity: [
        { what: { reference: `Patient/${anaId()}` } },
        { what: { reference: `Observation/${found?.id}` }, detail: [{ valueString: '1' }] },
      ],
    })
  })

  it('pages through everything once, newest first, with a kind on each', async () => {
    const seen: string[] = []
    let url: string | undefined = `/fhir/Observation?_count=100&_tag=${KIND_SYSTEM}|vital-signs`
    while (url !== undefined) {
      const page: Bundle = await server.bundle(ana, pathOf(url))
      expect(page.total).toBeUndefined()
      expect(outcomes(page)).toEqual([])
      for (const resource of matches(page)) {
        expect(resource.meta?.tag).toEqual([{ system: KIND_SYSTEM, code: 'vital-signs' }])
        seen.push(resource.id ?? '')
      }
      url = nextOf(page)
    }
    expect(new Set(seen).size).toBe(401)
    expect(seen).toHaveLength(401)
  })

  it('goes on reading while the chain is silent, and is told how long', async () => {
    server.world.headAge = 301.9
    const answer = await server.ask(ana, '/fhir/Condition?_count=1')
    expect(answer).toMatchObject({ status: 200, headers: { 'medrec-view-age': '301' } })
    expect(outcomes(JSON.parse(answer.text))[0]?.issue?.[0]?.code).toBe('incomplete')
  })
})

describe('a viewer', () => {
  it('sees granted kinds, no sensitive record, and in every Bundle that it is limited', async () => {
    const { viewer } = viewerWith('conditions', 'encounters')
    for (const type of ['Condition', 'Encounter', 'Observation', 'Patient']) {
      const by = type === 'Patient' ? '_id' : 'patient'
      const bundle = await server.bundle(viewer, `/fhir/${type}?${by}=${anaId()}`)
      expect(outcomes(bundle).map(({ issue }) => issue?.[0]?.code)).toEqual(['suppressed'])
      for (const { meta } of matches(bundle)) expect(meta?.security).toBeUndefined()
      if (type === 'Condition') expect(matches(bundle)).toHaveLength(1)
      if (type === 'Observation') expect(matches(bundle)).toEqual([])
    }
  })

  it('reads a minimal Patient without demographics, and one without numbers with them', async () => {
    const minimal = await server.resource(
      viewerWith('conditions').viewer,
      `/fhir/Patient/${anaId()}`,
    )
    expect(Object.keys(minimal)).toEqual(['resourceType', 'id', 'meta'])
    expect(minimal.meta?.tag?.[0]?.code).toBe('SUBSETTED')
    const named = await server.resource(
      viewerWith('demographics').viewer,
      `/fhir/Patient/${anaId()}`,
    )
    expect(named).toMatchObject({ birthDate: '1980-02-29' })
    expect(JSON.stringify(named)).not.toContain('999-11-2222')
    const numbered = await server.resource(
      viewerWith('identifiers').viewer,
      `/fhir/Patient/${anaId()}`,
    )
    expect(JSON.stringify(numbered)).toContain('999-11-2222')
    expect(numbered.birthDate).toBeUndefined()
    expect(numbered.name).toBeUndefined()
  })

  it('gets masked references to what is not shared, and whole ones to what is', async () => {
    const url = `/fhir/Condition?patient=${anaId()}`
    const [alone] = matches(await server.bundle(viewerWith('conditions').viewer, url))
    expect(alone).toMatchObject({
      subject: { reference: `Patient/${anaId()}` },
      encounter: { extension: [{ valueCode: 'masked' }] },
    })
    const both = viewerWith('conditions', 'encounters').viewer
    const [whole] = matches(await server.bundle(both, url))
    const { encounter } = whole as { encounter?: { reference?: string } }
    expect(encounter?.reference).toMatch(/^Encounter\/[A-Za-z0-9.-]{64}$/)
    expect((await server.ask(both, `/fhir/${encounter?.reference}`)).status).toBe(200)
  })

  it('reads a shared resource only after being led to it, and no longer once that is revoked', async () => {
    const { viewer, commitment } = viewerWith('encounters')
    const practitioner = `/fhir/Practitioner/${server.wireIds.encode('Practitioner', 's1')}`
    expect((await server.ask(viewer, practitioner)).status).toBe(404)
    const page = await server.bundle(
      viewer,
      `/fhir/Encounter?patient=${anaId()}&_count=1&_include=Encounter:participant`,
    )
    const included = (page.entry ?? []).filter(({ search }) => search?.mode === 'include')
    expect(included.map(({ resource }) => resource?.resourceType)).toEqual(['Practitioner'])
    const id = included[0]?.resource?.id
    expect((await server.ask(viewer, `/fhir/Practitioner/${id}`)).status).toBe(200)
    expect((await server.ask(viewerWith().viewer, `/fhir/Practitioner/${id}`)).status).toBe(404)
    server.world.terms.set(commitment, terms(['laboratory'], { version: 2 }))
    expect((await server.ask(viewer, `/fhir/Practitioner/${id}`)).status).toBe(404)
  })

  it('is refused while the chain is silent, alike for everybody, and asked to come back', async () => {
    const { viewer } = viewerWith()
    server.world.headAge = 301
    server.world.siloCalls = 0
    const granted = await server.ask(viewer, `/fhir/Condition?patient=${anaId()}`)
    const stranger = await server.ask(clinician('nobody'), `/fhir/Condition?patient=${anaId()}`)
    expect(granted).toMatchObject({ status: 503, text: stranger.text })
    expect(granted.headers['retry-after']).toBeDefined()
    expect(server.world.siloCalls).toBe(0)
    server.world.headAge = Number.NaN
    expect((await server.ask(viewer, `/fhir/Patient/${anaId()}`)).status).toBe(503)
    server.world.headAge = Number.POSITIVE_INFINITY
    expect((await server.ask(viewer, `/fhir/Encounter/${'A'.repeat(64)}`)).status).toBe(503)
  })

  it('is refused without the scope, and the reason stands in the log alone', async () => {
    const { viewer } = viewerWith()
    const narrow = { ...viewer, scope: 'user/Observation.r patient/Condition.s' }
    const url = `/fhir/Encounter?patient=${anaId()}`
    const answer = await server.ask(narrow, url)
    expect(answer).toMatchObject({ status: 403 })
    expect(answer.text).toBe((await server.ask(clinician('nobody'), url)).text)
    const entries = await server.entriesOf('1')
    expect(entries[1]?.event.outcomeDesc).toBe('scope-not-granted')
    expect((await server.ask(narrow, `/fhir/Condition?patient=${anaId()}`)).status).toBe(200)
  })

  it('cannot bend a cursor, nor use it for another query, purpose or person', async () => {
    const { viewer } = viewerWith('encounters')
    const url = `/fhir/Encounter?patient=${anaId()}&_count=2`
    const cursor =
      new URL(nextOf(await server.bundle(viewer, url)) ?? '').searchParams.get('_cursor') ?? ''
    const ask = async (who: typeof viewer, query: string) => (await server.ask(who, query)).status
    expect(await ask(viewer, `${url}&_cursor=${cursor}`)).toBe(200)
    expect(await ask(viewer, `${url}0&_cursor=${cursor}`)).toBe(400)
    expect(await ask(viewer, `${url}&date=gt2020&_cursor=${cursor}`)).toBe(400)
    expect(await ask(viewerWith('encounters').viewer, `${url}&_cursor=${cursor}`)).toBe(400)
    for (let index = 0; index < cursor.length; index += 7) {
      const other = cursor[index] === 'A' ? 'B' : 'A'
      const bent = cursor.slice(0, index) + other + cursor.slice(index + 1)
      expect(await ask(viewer, `${url}&_cursor=${bent}`)).toBe(400)
    }
    for (const bent of [cursor.slice(1), `${cursor}A`, `${cursor}=`, 'x']) {
      expect(await ask(viewer, `${url}&_cursor=${bent}`)).toBe(400)
    }
  })
})

describe('the log', () => {
  it('holds back the body when it cannot be written', async () => {
    server.world.isLogBroken = true
    const answer = await server.ask(ana, '/fhir/Condition')
    expect(answer.status).toBe(503)
    expect(answer.text).not.toContain('hypertension')
    expect(answer.text).toContain('MEDREC_ACCESS_LOG_UNAVAILABLE')
    expect(answer.headers['medrec-receipt']).toBeUndefined()
    const refused = await server.ask(clinician('nobody'), `/fhir/Condition?patient=${anaId()}`)
    expect(refused.status).toBe(503)
  })

  it('takes each proof once: a replay reads no row and writes no entry', async () => {
    await server.ask(ana, '/fhir/Condition', { proofId: 'once' })
    const before = (await server.entriesOf('1')).length
    server.world.siloCalls = 0
    const replay = await server.ask(ana, '/fhir/Condition', { proofId: 'once' })
    expect(replay.status).toBe(401)
    expect(server.world.siloCalls).toBe(0)
    expect(await server.entriesOf('1')).toHaveLength(before)
  })

  it('serves one of many simultaneous uses of a proof, and every other request beside them', async () => {
    const before = (await server.entriesOf('1')).length
    const replays = Array.from({ length: 8 }, () =>
      server.ask(ana, '/fhir/Condition?_count=1', { proofId: 'at once' }),
    )
    const others = Array.from({ length: 8 }, () => server.ask(ana, '/fhir/Encounter?_count=1'))
    const statuses = (await Promise.all(replays)).map(({ status }) => status).toSorted()
    expect(statuses).toEqual([200, ...Array.from({ length: 7 }, () => 401)])
    for (const { status } of await Promise.all(others)) expect(status).toBe(200)
    const entries = await server.entriesOf('1')
    expect(entries).toHaveLength(before + 9)
    const content = entries.toReversed().map((entry) => ({ ...entry, patient: anaId() }))
    expect(findLogGaps(content)).toEqual([])
  })

  it('names no searched value', async () => {
    await server.ask(ana, '/fhir/Observation?code=http://loinc.org|2093-3&date=ge2015-01-01')
    const [newest] = await server.entriesOf('1')
    const text = JSON.stringify(newest?.event)
    expect(text).toContain('Observation?code&date')
    for (const value of ['2093-3', '2015-01-01', 'loinc']) expect(text).not.toContain(value)
  })

  it('is read by the patient page by page, with what it takes to check it', async () => {
    const first = await server.ask(ana, '/access-log?_count=2')
    const page = JSON.parse(first.text)
    expect(page.entries).toHaveLength(2)
    expect(page.next).toBe(page.entries[1].number)
    const second = JSON.parse(
      (await server.ask(ana, `/access-log?before=${page.next}&_count=1`)).text,
    )
    expect(second.entries[0].number).toBe(page.next - 1)
    expect(page.entries[1].previous).toBe(second.entries[0].leaf)
    expect((await server.ask(ana, '/access-log?_count=0')).status).toBe(400)
  })
})

describe('a resource of two patients', () => {
  const both: Resource = {
    resourceType: 'Observation',
    id: 'birth',
    status: 'final',
    code: { coding: [{ system: 'urn:test', code: 'x' }] },
    subject: { reference: 'Patient/child' },
    performer: [{ reference: 'Patient/mother' }],
  }
  const own: Resource = { ...both, id: 'own', performer: [] }

  it('is served when each of them permits, and logged with both', async () => {
    const rows = [row(both, ['child', 'mother'], { date: '2021' }), row(own, ['child'])]
    await using family = await startRecordServer(memorySilo(rows))
    const url = `/fhir/Observation?patient=${family.patientId('child')}`
    const one = clinician('of the child alone')
    family.grant(one, 'child', terms())
    const seen = matches(await family.bundle(one, url)).map(({ id }) => id)
    expect(seen).toEqual([family.wireIds.encode('Observation', 'own')])
    const id = family.wireIds.encode('Observation', 'birth')
    expect((await family.ask(one, `/fhir/Observation/${id}`)).status).toBe(404)
    // A page of one goes on behind what was left out.
    expect(matches(await family.bundle(one, `${url}&_count=1`))).toHaveLength(1)
    const two = clinician('of both')
    family.grant(two, 'child', terms())
    family.grant(two, 'mother', terms())
    const page = await family.ask(two, url)
    expect(matches(JSON.parse(page.text))).toHaveLength(2)
    expect(String(page.headers['medrec-receipt']).split(', ')).toHaveLength(2)
    expect((await family.entriesOf('mother'))[0]?.event.outcome).toBe('0')
  })
})

describe('a silo that breaks a rule', () => {
  const observation = (id: string, key: string): Resource => ({
    resourceType: 'Observation',
    id,
    status: 'final',
    code: { coding: [{ system: 'urn:test', code: 'x' }] },
    subject: { reference: `Patient/${key}` },
    note: [{ text: 'SECRET' }],
  })
  const honest = [row(observation('a', '1'), ['1']), row(observation('b', '2'), ['2'])]
  const foreign = row(observation('b', '2'), ['2'])
  const lies: Record<string, () => typeof honest> = {
    'a row of another patient': () => [foreign],
    'another patient claimed for this one': () => [{ ...foreign, patientKeys: ['1'] }],
    'a sensitivity not told': () =>
      [{ ...honest[0], sensitivities: [] } as (typeof honest)[0]].map((r) => ({
        ...r,
        resource: { ...r.resource, meta: { security: [{ code: 'HIV' }] } },
      })),
    'another type': () => [{ ...foreign, type: 'Condition' }],
    'the same row again and again': () => [foreign, foreign].map((r) => ({ ...r, ...honest[0] })),
  }

  it.each(Object.keys(lies))('%s: an alarm, a 500, and nothing served', async (name) => {
    await using broken = await startRecordServer(memorySilo(honest, () => lies[name]?.() ?? []))
    const answer = await broken.ask(patient('1'), '/fhir/Observation')
    expect(answer.status).toBe(500)
    expect(answer.text).not.toContain('SECRET')
    expect(broken.world.alarms).toHaveLength(1)
    expect(JSON.stringify(broken.world.alarms)).not.toContain('SECRET')
  })

  it('a kind that was not asked for', async () => {
    const lie = memorySilo(honest, () => [row(observation('a', '1'), ['1'])])
    await using broken = await startRecordServer(lie)
    const viewer = clinician('of laboratory')
    broken.grant(viewer, '1', terms(['laboratory']))
    const url = `/fhir/Observation?patient=${broken.patientId('1')}`
    expect((await broken.ask(viewer, url)).status).toBe(500)
    expect(broken.world.alarms).toMatchObject([{ rule: 'kind' }])
  })
})
