import type { Bundle, BundleEntry, OperationOutcome, Resource } from '@medplum/fhirtypes'
import type { RecordPage, SearchNeed, Served } from '../access/guarded-records.ts'

/** In every Bundle for a viewer, whatever was left out or not. */
const LIMITED: OperationOutcome = {
  resourceType: 'OperationOutcome',
  issue: [
    {
      severity: 'information',
      code: 'suppressed',
      diagnostics: 'Limited to what the patient shares. Absence here is not absence.',
    },
  ],
}

/** Makes the searchset of one page. There is no total: it would count what is not shown. */
export function searchsetOf(served: Served<RecordPage>, need: SearchNeed, origin: string): Bundle {
  const { body, isOwn, staleSeconds } = served
  const self = `${origin}/fhir/${need.type}${need.query === '' ? '' : `?${need.query}`}`
  const joint = need.query === '' ? '?' : '&'
  const at = (cursor: string | undefined) =>
    cursor === undefined ? self : `${self}${joint}_cursor=${cursor}`
  const outcomes = [
    ...(isOwn ? [] : [LIMITED]),
    ...(staleSeconds === undefined ? [] : [staleOutcome(staleSeconds)]),
  ]
  const entry: BundleEntry[] = [
    ...body.matches.map((resource) => entryOf(resource, 'match', origin)),
    ...body.included.map((resource) => entryOf(resource, 'include', origin)),
    ...outcomes.map((resource): BundleEntry => ({ resource, search: { mode: 'outcome' } })),
  ]
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    link: [
      { relation: 'self', url: at(need.cursor) },
      ...(body.next === undefined ? [] : [{ relation: 'next' as const, url: at(body.next) }]),
    ],
    ...(entry.length === 0 ? {} : { entry }),
  }
}

function entryOf(resource: Resource, mode: 'match' | 'include', origin: string): BundleEntry {
  const fullUrl = `${origin}/fhir/${resource.resourceType}/${resource.id}`
  return { fullUrl, resource, search: { mode } }
}

/** Only a patient is served from an old view of the chain, and is told its age. */
function staleOutcome(ageSeconds: number): OperationOutcome {
  const age = Number.isFinite(ageSeconds) ? `${Math.floor(ageSeconds)} seconds` : 'unknown'
  const diagnostics = `The chain has not answered for a while. Age of what is known of it: ${age}.`
  return {
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'warning', code: 'incomplete', diagnostics }],
  }
}
