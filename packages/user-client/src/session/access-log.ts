import type { AuditEvent } from '@medplum/fhirtypes'
import { accessLogResponseSchema, isPurpose, type Purpose } from '@medrec/protocol'
import type { ProfileSession } from './profile-session.ts'
import { readAnswer } from './provider-session.ts'
import { patientLine, type Relationship } from './relationships.ts'

const PAGE = 100

/** One line of a provider's access log, as a person reads it. */
export type AccessEntry = {
  readonly id: string
  readonly number: number
  readonly relationship: Relationship
  /** ISO instant. */
  readonly recorded: string
  readonly isOwn: boolean
  /** Undefined where the log names no person. */
  readonly name: string | undefined
  readonly role: string | undefined
  /** Name of the provider that vouched for them. */
  readonly home: string | undefined
  /** Agent address of who asked. */
  readonly agent: string | undefined
  readonly purpose: Purpose | undefined
  /** Kinds handed out and how many of each. */
  readonly kinds: readonly { readonly kind: string; readonly count: number }[]
  /** What was asked for, such as `Observation`. */
  readonly type: string
  readonly isRefused: boolean
}

export type AccessLogPage = {
  readonly entries: readonly AccessEntry[]
  /** `before` of the next page; undefined on the last. */
  readonly next: number | undefined
}

/** Reads a page of the patient's own log at one provider, newest first. */
export async function readAccessLog(
  session: ProfileSession,
  relationship: Relationship,
  before: number | undefined,
): Promise<AccessLogPage> {
  const query = new URLSearchParams({ _count: String(PAGE) })
  if (before !== undefined) query.set('before', String(before))
  const { host } = relationship.provider
  const nameOf = (agent: string | undefined) =>
    session.network.providers.find((each) => each.agent.toLowerCase() === agent?.toLowerCase())
      ?.name
  const answer = patientLine(session, relationship).request(`/access-log?${query}`)
  const page = await readAnswer(host, accessLogResponseSchema, answer)
  return {
    entries: page.entries.map(({ number, event }) => {
      // The schema checked the type; FHIR leaves every field that is read below optional.
      const entry = entryOf(relationship, number, event as unknown as AuditEvent)
      return { ...entry, home: nameOf(entry.home) }
    }),
    next: page.next,
  }
}

function entryOf(relationship: Relationship, number: number, event: AuditEvent): AccessEntry {
  const client = event.agent?.find((agent) => agent.requestor)
  const agent = client?.who?.identifier?.value
  const data = event.entity?.find((entity) => entity.detail || entity.description)
  const purpose = event.purposeOfEvent?.[0]?.coding?.[0]?.code
  return {
    id: `${relationship.id} ${number}`,
    number,
    relationship,
    recorded: event.recorded ?? '',
    isOwn: agent?.toLowerCase() === relationship.agent.toLowerCase(),
    name: client?.who?.display,
    role: client?.role?.[0]?.text,
    home: client?.who?.identifier?.assigner?.identifier?.value,
    agent,
    purpose: purpose !== undefined && isPurpose(purpose) ? purpose : undefined,
    kinds: (data?.detail ?? []).map((detail) => ({
      kind: detail.type ?? '',
      count: Number(detail.valueString ?? 0),
    })),
    type: /^[A-Za-z]+/.exec(data?.description ?? '')?.[0] ?? '',
    isRefused: event.outcome !== '0',
  }
}
