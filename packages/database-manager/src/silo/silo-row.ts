import type { CodeableConcept, Coding, Resource } from '@medplum/fhirtypes'
import { kindOf, type Sensitivity, sensitivitiesOf } from '@medrec/protocol'
import type { SiloCursor, SiloQuery, SiloRow } from './silo.ts'
import { matchesDate } from './silo-date.ts'

export type MappedResource = {
  readonly key: string
  readonly date: string
  readonly patientKeys: readonly string[]
  /** Without `id`, or with any: the row's key is set. */
  readonly resource: Resource
  /** What the mapping's own rules (table, ward, column) say. */
  readonly sensitivities: readonly Sensitivity[]
  /** Resources this one points to that say what it is (the Medication of a request): they count as its own. */
  readonly related?: readonly Resource[]
}

/** Makes a row of what a mapping made: sets the id, and adds what the codes and labels say. */
export function toRow(mapped: MappedResource): SiloRow {
  const resource = { ...mapped.resource, id: mapped.key }
  const related = mapped.related ?? []
  const sensitivities = new Set([
    ...mapped.sensitivities,
    ...[resource, ...related].flatMap(sensitivitiesOf),
  ])
  if (!isClassifiable(resource, related)) sensitivities.add('unclassified')
  return {
    type: resource.resourceType,
    key: mapped.key,
    patientKeys: mapped.patientKeys,
    sensitivities: [...sensitivities],
    date: mapped.date,
    resource,
  }
}

/** Says whether a row is what the query asks for, `count` apart: the exact narrowing, in one place. */
export function isWanted(row: SiloRow, query: SiloQuery): boolean {
  return (
    row.type === query.type &&
    row.patientKeys.includes(query.patientKey) &&
    query.kinds.includes(kindOf(row.resource)) &&
    isAllowed(row.sensitivities, query.sensitivities) &&
    (query.ids === undefined || query.ids.includes(row.key)) &&
    (query.codes === undefined || hasCode(row.resource, query.codes)) &&
    (query.dateRanges ?? []).every((range) => matchesDate(row.date, range)) &&
    (query.after === undefined || compareRows(row, query.after) > 0)
  )
}

/** Orders rows newest first: (date desc, key desc), by code unit. */
export function compareRows(a: SiloCursor, b: SiloCursor): number {
  if (a.date !== b.date) return a.date > b.date ? -1 : 1
  if (a.key !== b.key) return a.key > b.key ? -1 : 1
  return 0
}

/** Lists the codings that say what a resource is: what FHIR's `code`, `type` or `vaccine-code` searches. */
export function primaryCodings(resource: Resource): readonly Coding[] {
  return primaryConcepts(resource).flatMap((concept) => concept?.coding ?? [])
}

function isAllowed(has: readonly Sensitivity[], allowed: readonly Sensitivity[] | 'all'): boolean {
  return allowed === 'all' || has.every((sensitivity) => allowed.includes(sensitivity))
}

function hasCode(resource: Resource, codes: NonNullable<SiloQuery['codes']>): boolean {
  return primaryCodings(resource).some((coding) =>
    codes.some(
      ({ system, code }) =>
        coding.code === code && (system === undefined || (coding.system ?? '') === system),
    ),
  )
}

/** What only words describe, no list of codes can classify. */
function isClassifiable(resource: Resource, related: readonly Resource[]): boolean {
  if (!CODED_TYPES.has(resource.resourceType)) return true
  if ('note' in resource && resource.note !== undefined) return false
  return [resource, ...related]
    .flatMap(primaryCodings)
    .some((coding) => coding.code !== undefined && coding.system !== undefined)
}

/** Types that say what they are by a code; an Encounter or Patient without one is still what it is. */
const CODED_TYPES: ReadonlySet<string> = new Set([
  'Condition',
  'Observation',
  'MedicationRequest',
  'Procedure',
  'Immunization',
  'AllergyIntolerance',
  'DiagnosticReport',
])

function primaryConcepts(resource: Resource): readonly (CodeableConcept | undefined)[] {
  switch (resource.resourceType) {
    case 'Condition':
    case 'Observation':
    case 'Procedure':
    case 'AllergyIntolerance':
    case 'DiagnosticReport':
    case 'Medication':
      return [resource.code]
    case 'MedicationRequest':
      return [resource.medicationCodeableConcept]
    case 'Immunization':
      return [resource.vaccineCode]
    case 'DocumentReference':
      return [resource.type]
    case 'Encounter':
      return resource.type ?? []
    default:
      return []
  }
}
