import type { Bundle } from '@medplum/fhirtypes'
import { Clinician, Patient, type ProviderSession } from '@medrec/cli/headless-client'
import {
  accessLogResponseSchema,
  findLogGaps,
  KIND_SYSTEM,
  kindMask,
  newWords,
  purposeMask,
  revocationTerms,
  toWireJson,
  unixSecondsOf,
} from '@medrec/protocol'
import { zeroHash } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type StoryNetwork, startStoryNetwork } from './support/story-network.ts'

const THIRTY_DAYS = 30 * 86_400
const SHARED_KINDS = ['laboratory', 'medications', 'demographics'] as const

/** The part of an AuditEvent that the story looks at. */
const auditEventSchema = z.object({
  outcome: z.string(),
  outcomeDesc: z.string().optional(),
  agent: z.array(z.object({ who: z.object({ display: z.string().optional() }) })),
})

describe('a second opinion, over the wire', () => {
  let story: StoryNetwork
  beforeAll(async () => {
    story = await startStoryNetwork()
  })
  afterAll(() => story[Symbol.asyncDispose]())

  it('lets a clinician read exactly what was granted until it is revoked, and logs all of it', async () => {
    const { dev, description } = story
    const { lakeside, riverside } = dev.providers
    const patient = await Patient.of(newWords(), description)
    const invites = dev.story.patient.invites
    expect(invites.map(({ provider }) => provider)).toEqual(
      Object.values(dev.providers).map(({ name }) => name),
    )
    const relationships = []
    for (const { link } of invites) {
      relationships.push(await patient.link(link, dev.story.patient.birthDate))
    }
    for (const relationship of relationships) {
      const own = await patient.signIn(relationship)
      expect(await typesIn(own, '/fhir/Observation?_count=5')).toContain('Observation')
    }

    const atLakeside = relationships.find(({ host }) => host === lakeside.host)
    if (atLakeside === undefined) throw new Error('The patient is linked at Lakeside.')
    const doctor = await Clinician.of(dev.story.clinician.words, description, riverside.host)
    const { commitment, salt } = patient.commitmentOf(atLakeside, doctor.entry.agent, 0)
    const terms = {
      readKinds: kindMask(SHARED_KINDS),
      writeKinds: 0n,
      notBefore: 0,
      notAfter: unixSecondsOf(new Date()) + THIRTY_DAYS,
      purposes: purposeMask(['TREAT']),
      version: 1,
      finerTerms: zeroHash,
    }
    const message = await patient.signGrant(atLakeside, commitment, terms)
    await relay(riverside.origin, message, 202)

    const session = await doctor.signIn(lakeside.host)
    const grant = { relationshipId: atLakeside.relationshipId, salt }
    await expect
      .poll(() => doctor.openGrant(session, grant).catch(() => undefined), { timeout: 10_000 })
      .toBeDefined()
    const { patient: patientId } = await doctor.openGrant(session, grant)
    const of = (type: string) => `/fhir/${type}?patient=${patientId}`
    expect(await kindsIn(session, of('Observation'))).toEqual(['laboratory'])
    expect(await kindsIn(session, of('MedicationRequest'))).toEqual(['medications'])
    expect(await kindsIn(session, `/fhir/Patient?_id=${patientId}`)).toEqual(['demographics'])
    for (const type of [
      'Condition',
      'Encounter',
      'Procedure',
      'Immunization',
      'DocumentReference',
    ]) {
      expect(await kindsIn(session, of(type))).toEqual([])
    }

    await relay(riverside.origin, message, 409)
    await patient.setGrant(atLakeside, commitment, revocationTerms(2))
    const refused = await session.fetch(of('Observation'))
    expect(refused.status).toBe(403)
    expect(await refused.json()).toMatchObject({ resourceType: 'OperationOutcome' })
    const reopened = await session.fetch('/grants/open', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(grant),
    })
    expect(reopened.status).toBe(403)
    await relay(riverside.origin, message, 409)

    const own = await patient.signIn(atLakeside)
    const answer = await own.fetch('/access-log?_count=100')
    const { entries } = accessLogResponseSchema.parse(await answer.json())
    const events = entries.map(({ event }) => auditEventSchema.parse(event))
    const byDoctor = events.filter(({ agent }) =>
      agent.some(({ who }) => who?.display === dev.story.clinician.name),
    )
    expect(byDoctor.filter(({ outcome }) => outcome === '0')).toHaveLength(8)
    expect(byDoctor.filter(({ outcome }) => outcome === '8')).toMatchObject([
      { outcomeDesc: 'revoked' },
      { outcomeDesc: 'revoked' },
    ])
    const { patient: ownId = '' } = own.token
    expect(
      findLogGaps(entries.toReversed().map((entry) => ({ ...entry, patient: ownId }))),
    ).toEqual([])
  })
})

async function relay(origin: string, message: object, status: number): Promise<void> {
  const response = await fetch(`${origin}/relay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: toWireJson(message),
  })
  expect([response.status, await response.text()]).toEqual([status, expect.anything()])
}

async function bundleOf(session: ProviderSession, path: string): Promise<Bundle> {
  const response = await session.fetch(path)
  expect([path, response.status]).toEqual([path, 200])
  expect(response.headers.get('medrec-receipt')).not.toBeNull()
  return (await response.json()) as Bundle
}

async function typesIn(session: ProviderSession, path: string): Promise<string[]> {
  const { entry = [] } = await bundleOf(session, path)
  return entry.flatMap(({ resource }) => resource?.resourceType ?? [])
}

/** Every kind among the matches, each once. */
async function kindsIn(session: ProviderSession, path: string): Promise<string[]> {
  const { entry = [] } = await bundleOf(session, path)
  const tags = entry
    .filter(({ search }) => search?.mode === 'match')
    .flatMap(({ resource }) => resource?.meta?.tag ?? [])
    .filter(({ system }) => system === KIND_SYSTEM)
  return [...new Set(tags.flatMap(({ code }) => code ?? []))]
}
