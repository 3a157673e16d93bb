import type { AuditEvent, AuditEventAgent, AuditEventEntity, Coding } from '@medplum/fhirtypes'
import { type Kind, PURPOSE_SYSTEM, type UnixSeconds } from '@medrec/protocol'
import type { Principal, Refusal } from '../auth/principal.ts'

/** One access or refusal, in the words of the log. Never a record's content or a searched value. */
export type AccessEvent = {
  readonly interaction: 'read' | 'search'
  readonly principal: Principal
  readonly origin: string
  readonly recorded: UnixSeconds
  /** Wire id of the patient, or '' if none is known. */
  readonly patient: string
  /** The resource type asked for. */
  readonly type: string
  /** Wire id of the resource, when one was read. */
  readonly id?: string | undefined
  /** Names of the parameters of a search, never their values. */
  readonly parameters: readonly string[]
  /** How many resources of each kind were handed out. */
  readonly kinds: ReadonlyMap<Kind | 'shared', number>
  /** Absent when served; else the precise reason, which the wire does not tell. */
  readonly reason?: string | undefined
}

const BALP = 'https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit'
const DCM = 'http://dicom.nema.org/resources/ontology/DCM'
const ENTITY_TYPE = 'http://terminology.hl7.org/CodeSystem/audit-entity-type'
const ENTITY_ROLE = 'http://terminology.hl7.org/CodeSystem/object-role'
const REST: Coding = {
  system: 'http://terminology.hl7.org/CodeSystem/audit-event-type',
  code: 'rest',
  display: 'RESTful Operation',
}
const RESTFUL_INTERACTION = 'http://hl7.org/fhir/restful-interaction'

/**
 * Writes an access as a FHIR AuditEvent in the shape of IHE BALP PatientRead or PatientQuery. The
 * query names parameters only, and the counts of what was served stand in `entity.detail` with the
 * kind as their type.
 *
 * @see https://profiles.ihe.net/ITI/BALP/StructureDefinition-IHE.BasicAudit.PatientQuery.html
 */
export function auditEventOf(access: AccessEvent): AuditEvent {
  const { interaction, principal, origin, patient, reason } = access
  const isRead = interaction === 'read'
  return {
    resourceType: 'AuditEvent',
    meta: { profile: [`${BALP}.${isRead ? 'PatientRead' : 'PatientQuery'}`] },
    type: REST,
    subtype: [{ system: RESTFUL_INTERACTION, code: isRead ? 'read' : 'search' }],
    action: isRead ? 'R' : 'E',
    recorded: new Date(access.recorded * 1000).toISOString(),
    outcome: reason === undefined ? '0' : '8',
    ...(reason === undefined ? {} : { outcomeDesc: reason }),
    purposeOfEvent: [{ coding: [{ system: PURPOSE_SYSTEM, code: principal.purpose }] }],
    agent: [clientOf(principal), serverOf(origin)],
    source: { observer: { display: origin } },
    entity: [...(patient === '' ? [] : [patientEntity(patient)]), dataEntity(access)],
  }
}

/** Writes counted refusals of one source as one AuditEvent. */
export function refusalEventOf(counted: {
  readonly refusal: Refusal
  readonly count: number
  readonly since: UnixSeconds
  readonly recorded: UnixSeconds
  readonly origin: string
}): AuditEvent {
  const { refusal, count, since, recorded, origin } = counted
  return {
    resourceType: 'AuditEvent',
    type: REST,
    period: {
      start: new Date(since * 1000).toISOString(),
      end: new Date(recorded * 1000).toISOString(),
    },
    recorded: new Date(recorded * 1000).toISOString(),
    outcome: '8',
    outcomeDesc: refusal.code,
    agent: [
      {
        requestor: true,
        ...(refusal.agent === undefined ? {} : { who: agentReference(refusal.agent) }),
        ...(refusal.source === '' ? {} : { network: { address: refusal.source, type: '2' } }),
      },
      serverOf(origin),
    ],
    source: { observer: { display: origin } },
    entity: [
      {
        type: { system: ENTITY_TYPE, code: '2' },
        ...(refusal.route === '' ? {} : { description: refusal.route }),
        detail: [{ type: 'count', valueString: String(count) }],
      },
    ],
  }
}

function clientOf(principal: Principal): AuditEventAgent {
  const { vouching } = principal
  const who = agentReference(principal.agent)
  return {
    type: { coding: [{ system: DCM, code: '110153', display: 'Source Role ID' }] },
    who:
      vouching === undefined
        ? who
        : {
            identifier: { ...who.identifier, assigner: agentReference(vouching.provider) },
            display: vouching.name,
          },
    ...(vouching === undefined ? {} : { role: [{ text: vouching.role }] }),
    requestor: true,
  }
}

function serverOf(origin: string): AuditEventAgent {
  return {
    type: { coding: [{ system: DCM, code: '110152', display: 'Destination Role ID' }] },
    who: { display: origin },
    requestor: false,
  }
}

function agentReference(agent: string) {
  return { identifier: { system: 'urn:medrec:agent', value: agent } }
}

function patientEntity(patient: string): AuditEventEntity {
  return {
    what: { reference: `Patient/${patient}` },
    type: { system: ENTITY_TYPE, code: '1', display: 'Person' },
    role: { system: ENTITY_ROLE, code: '1', display: 'Patient' },
  }
}

function dataEntity(access: AccessEvent): AuditEventEntity {
  const { type, id, parameters, kinds } = access
  const query = `${type}?${parameters.join('&')}`
  const shape =
    access.interaction === 'read'
      ? {
          ...(id === undefined ? {} : { what: { reference: `${type}/${id}` } }),
          role: { system: ENTITY_ROLE, code: '4', display: 'Domain Resource' },
        }
      : {
          role: { system: ENTITY_ROLE, code: '24', display: 'Query' },
          query: Buffer.from(query).toString('base64'),
        }
  const detail = [...kinds].map(([kind, count]) => ({ type: kind, valueString: String(count) }))
  return {
    ...shape,
    type: { system: ENTITY_TYPE, code: '2', display: 'System Object' },
    description: access.interaction === 'read' ? type : query,
    ...(detail.length === 0 ? {} : { detail }),
  }
}
