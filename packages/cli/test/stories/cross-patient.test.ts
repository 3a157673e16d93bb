import type { DevProvider, ProviderSlug } from '@medrec/cli/dev-network'
import { PROVIDERS } from '@medrec/cli/dev-network'
import {
  Patient,
  type PatientRelationship,
  type ProviderSession,
} from '@medrec/cli/headless-client'
import { type DemoPerson, demoPeople, deskQueryOf } from '@medrec/demo-hospitals'
import { newWords, PATIENT_TYPES } from '@medrec/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type StoryNetwork, startStoryNetwork } from './support/story-network.ts'

/** One person signed in at one provider, and every id the other must not see. */
type Side = {
  readonly relationship: PatientRelationship
  readonly session: ProviderSession
  readonly patientId: string
  /** Wire ids of their first records, by type. */
  readonly ids: ReadonlyMap<string, readonly string[]>
}

const RECORDS_OF_EACH_TYPE = 5
const NOBODY = 'A'.repeat(64)

const bundleSchema = z.object({
  entry: z.array(z.object({ resource: z.looseObject({ id: z.string().optional() }) })).optional(),
})

describe('two patients of the same three providers', () => {
  let story: StoryNetwork
  const sides: Partial<Record<ProviderSlug, readonly [Side, Side]>> = {}

  beforeAll(async () => {
    story = await startStoryNetwork()
    const [first, second] = demoPeople().filter(({ isRich }) => !isRich)
    if (first === undefined || second === undefined) throw new Error('There are 24 people.')
    const patients = [
      await Patient.of(newWords(), story.description),
      await Patient.of(newWords(), story.description),
    ] as const
    for (const slug of PROVIDERS) {
      const provider = story.dev.providers[slug]
      sides[slug] = [
        await openSide({ patient: patients[0], person: first, slug, provider }),
        await openSide({ patient: patients[1], person: second, slug, provider }),
      ]
    }
  })
  afterAll(() => story[Symbol.asyncDispose]())

  describe.each(PROVIDERS)('at %s', (slug) => {
    it.each([
      ['the first', 0, 1],
      ['the second', 1, 0],
    ] as const)('%s gets nothing of the other on any route', async (_, own, other) => {
      const pair = sides[slug]
      if (pair === undefined) throw new Error('Both are linked at each provider.')
      await seeNothingOf(pair[other], pair[own])
    })
  })
})

async function seeNothingOf(other: Side, own: Side): Promise<void> {
  const { session } = own
  const foreign = [other.patientId, ...[...other.ids.values()].flat()]
  expect(foreign.length).toBeGreaterThan(10)

  for (const type of PATIENT_TYPES) {
    const parameter = type === 'Patient' ? '_id' : 'patient'
    const refused = await answerOf(session, `/fhir/${type}?${parameter}=${other.patientId}`)
    expect([type, refused.status]).toEqual([type, 403])
    expect(refused).toEqual(await answerOf(session, `/fhir/${type}?${parameter}=${NOBODY}`))

    const page = type === 'Patient' ? '' : '?_count=250'
    const mine = await answerOf(session, `/fhir/${type}${page}`)
    expect([type, mine.status]).toEqual([type, 200])
    for (const id of foreign) expect(mine.text).not.toContain(id)

    const ids = other.ids.get(type) ?? []
    const absent = await answerOf(session, `/fhir/${type}/${NOBODY}`)
    for (const id of ids) expect(await answerOf(session, `/fhir/${type}/${id}`)).toEqual(absent)
    if (type !== 'Patient' && ids.length > 0) {
      const named = await answerOf(session, `/fhir/${type}?_id=${ids.join(',')}`)
      expect(idsIn(named.text)).toEqual([])
    }
  }

  const log = await answerOf(session, '/access-log?_count=200')
  expect(log.status).toBe(200)
  for (const id of foreign) expect(log.text).not.toContain(id)

  const book = `/relationships/${other.relationship.relationshipId}/viewer-book`
  expect((await answerOf(session, book)).status).toBe(403)
  const write = await session.fetch(book, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', 'if-none-match': '*' },
    body: JSON.stringify({ sealed: 'AAAA' }),
  })
  expect(write.status).toBe(403)

  const guess = { relationshipId: other.relationship.relationshipId, salt: `0x${'00'.repeat(32)}` }
  const opened = await session.fetch('/grants/open', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(guess),
  })
  expect(opened.status).toBe(403)
  expect(await opened.text()).not.toContain(other.patientId)
}

async function openSide(of: {
  readonly patient: Patient
  readonly person: DemoPerson
  readonly slug: ProviderSlug
  readonly provider: DevProvider
}): Promise<Side> {
  const { admin } = of.provider
  const [found] = await admin.findPatients(deskQueryOf(of.person, of.slug))
  if (found === undefined) throw new Error(`${of.provider.name} has everybody of the demo.`)
  const { patientKey } = found
  const link = await admin.invite({ patientKey, checkedBy: 'Story', document: 'none' })
  const relationship = await of.patient.link(link, of.person.birthDate)
  const session = await of.patient.signIn(relationship)
  const ids = new Map<string, readonly string[]>()
  for (const type of PATIENT_TYPES) {
    const query = type === 'Patient' ? '' : `?_count=${RECORDS_OF_EACH_TYPE}`
    ids.set(type, idsIn((await answerOf(session, `/fhir/${type}${query}`)).text))
  }
  const patientId = session.token.patient
  if (patientId === undefined) throw new Error('A linked patient is told their id.')
  return { relationship, session, patientId, ids }
}

async function answerOf(
  session: ProviderSession,
  path: string,
): Promise<{ readonly status: number; readonly text: string }> {
  const response = await session.fetch(path)
  return { status: response.status, text: await response.text() }
}

function idsIn(text: string): string[] {
  const { entry = [] } = bundleSchema.parse(JSON.parse(text))
  return entry.flatMap(({ resource }) => resource.id ?? [])
}
