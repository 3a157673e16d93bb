import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Resource } from '@medplum/fhirtypes'
import {
  type Clock,
  type DenialReason,
  type GrantTerms,
  type Kind,
  kindMask,
  type Purpose,
  purposeMask,
  type Sensitivity,
  type Standing,
} from '@medrec/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { memorySilo, row } from './memory-silo.ts'
import {
  addressOf,
  clinician,
  patient,
  type RecordServer,
  startRecordServer,
  type Who,
} from './record-server.ts'

type GrantRow = Omit<GrantTerms, 'readKinds' | 'writeKinds' | 'purposes'> & {
  readonly readKinds: readonly Kind[]
  readonly writeKinds: readonly Kind[]
  readonly purposes: readonly Purpose[]
}
type DecisionRow = {
  readonly name: string
  readonly request: {
    readonly action: 'read' | 'write'
    readonly kind: Kind
    readonly sensitivities: readonly Sensitivity[]
    readonly purpose: Purpose
  }
  readonly standing: Omit<Standing, 'grant'> & { readonly grant?: GrantRow }
  readonly clock: Clock
  readonly allow: boolean
  readonly reason?: DenialReason
}

const FILE = resolve(import.meta.dirname, '../../../../vectors/permission-decisions.json')
const ROWS = JSON.parse(readFileSync(FILE, 'utf8')) as readonly DecisionRow[]

const subject = { reference: 'Patient/1' }
const code = { coding: [{ system: 'urn:test', code: 'x' }] }
const observation = (category?: string): Resource => ({
  resourceType: 'Observation',
  status: 'final',
  subject,
  code,
  ...(category === undefined ? {} : { category: [{ coding: [{ code: category }] }] }),
})
const PATIENT: Resource = {
  resourceType: 'Patient',
  birthDate: '1970-01-31',
  identifier: [{ value: 'MRN-secret' }],
}

/** A resource of each kind that a served type can have. */
const RESOURCES: Partial<Record<Kind, Resource>> = {
  demographics: PATIENT,
  identifiers: PATIENT,
  conditions: { resourceType: 'Condition', subject, code },
  medications: {
    resourceType: 'MedicationRequest',
    status: 'active',
    intent: 'order',
    subject,
    medicationCodeableConcept: code,
  },
  laboratory: observation('laboratory'),
  imaging: observation('imaging'),
  documents: {
    resourceType: 'DocumentReference',
    status: 'current',
    subject,
    content: [{ attachment: { contentType: 'text/plain', data: 'c2VjcmV0' } }],
  },
  other: observation(),
}

/** What nothing in force answers; the rest of the refusals concern one resource. */
const IN_FORCE_REASONS: readonly DenialReason[] = ['kind-not-granted', 'sensitivity-not-named']

const silo = memorySilo([
  { ...row({ ...PATIENT, id: '1' }, ['1']) },
  ...ROWS.map(({ request }, index) => {
    const resource = RESOURCES[request.kind] ?? observation()
    const id = `r${index}`
    if (resource.resourceType === 'Patient') return row({ ...observation(), id }, ['1'])
    return row({ ...resource, id }, ['1'], { sensitivities: request.sensitivities })
  }),
])

let server: RecordServer
beforeAll(async () => {
  server = await startRecordServer(silo)
})
afterAll(async () => await server[Symbol.asyncDispose]())

describe('the permission table over HTTP', () => {
  it.each(ROWS.map((entry, index) => ({ ...entry, index })))('$name', async (entry) => {
    const { request, allow, reason, index } = entry
    const who = arrange(entry)
    const isPatient = request.kind === 'demographics' || request.kind === 'identifiers'
    const type = isPatient ? 'Patient' : (RESOURCES[request.kind]?.resourceType ?? 'Claim')
    const id = server.wireIds.encode(type, isPatient ? '1' : `r${index}`)
    const before = await logSize()
    server.world.siloCalls = 0
    const method = request.action === 'write' ? 'PUT' : 'GET'
    const answer = await server.ask(who, `/fhir/${type}/${id}`, { method })
    if (request.action === 'write') {
      expect(answer.status).toBe(405)
      expect(server.world.siloCalls).toBe(0)
      return
    }
    if (type === 'Claim') {
      expect(answer.status).toBe(400)
      expect(server.world.siloCalls).toBe(0)
      return
    }
    expect(await logSize()).toBe(before + 1)
    if (allow) {
      expect(answer.status).toBe(200)
      expect(answer.headers['medrec-receipt']).toBeDefined()
      if (request.kind === 'identifiers') expect(answer.text).toContain('MRN-secret')
      if (request.kind === 'demographics') expect(answer.text).toContain('1970-01-31')
      return
    }
    if (isPatient && reason === 'kind-not-granted') {
      expect(answer.status).toBe(200)
      const hidden = request.kind === 'identifiers' ? 'MRN-secret' : '1970-01-31'
      expect(answer.text).not.toContain(hidden)
      return
    }
    const isInForce = reason !== undefined && IN_FORCE_REASONS.includes(reason)
    expect(answer.status).toBe(isInForce ? 404 : 403)
    expect(answer.headers['medrec-receipt']).toBeUndefined()
    if (!isInForce) expect(server.world.siloCalls).toBe(0)
    const outcomeDesc = await newestReason()
    expect(outcomeDesc).toBe(reason)
    // The same in a search, which names the patient: refused in the patient's own log, or empty.
    const tag = request.kind
    if (isPatient) return
    const search = await server.ask(
      who,
      `/fhir/${type}?patient=${server.patientId('1')}&_tag=${tag}`,
    )
    expect(search.status).toBe(isInForce ? 200 : 403)
    expect(search.text).not.toContain(id)
    const [newest] = await server.entriesOf('1')
    expect(newest?.event.outcome).toBe(isInForce ? '0' : '8')
    if (!isInForce) expect(newest?.event.outcomeDesc).toBe(reason)
  })
})

/** Makes the world of a row, and says who asks in it. */
function arrange({ name, request, standing, clock }: DecisionRow): Who {
  const { world } = server
  world.server = clock.server
  world.chain = clock.chain
  world.ended.clear()
  const { vouchedUntil, grant, who } = standing
  const base = { ...clinician(name), purpose: request.purpose }
  const vouching =
    vouchedUntil === 0 || base.vouching === undefined
      ? undefined
      : { ...base.vouching, expiresAt: vouchedUntil }
  const viewer: Who = { ...base, agent: addressOf(name), vouching }
  if (who === 'stranger') return viewer
  if (who === 'patient') {
    const self = { ...patient('1'), purpose: request.purpose }
    if (standing.isRelationshipEnded && self.linkedPatient !== undefined) {
      world.ended.add(self.linkedPatient.relationshipId)
    }
    return self
  }
  server.grant(viewer, '1', grant && termsOf(grant))
  const opened = world.opened.get(viewer.agent)?.at(-1)
  if (standing.isRelationshipEnded && opened !== undefined) world.ended.add(opened.relationshipId)
  return viewer
}

function termsOf(grant: GrantRow): GrantTerms {
  const { readKinds, writeKinds, purposes } = grant
  return {
    ...grant,
    readKinds: kindMask(readKinds),
    writeKinds: kindMask(writeKinds),
    purposes: purposeMask(purposes),
  }
}

async function logSize(): Promise<number> {
  const { position } = await server.store.read
    .selectFrom('access_log_head')
    .select('next_position as position')
    .executeTakeFirstOrThrow()
  return position
}

async function newestReason(): Promise<string | undefined> {
  const { event } = await server.store.read
    .selectFrom('access_log_entries')
    .select('event')
    .orderBy('position', 'desc')
    .executeTakeFirstOrThrow()
  return (JSON.parse(event) as { readonly outcomeDesc?: string }).outcomeDesc
}
