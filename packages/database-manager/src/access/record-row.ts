import type { Resource } from '@medplum/fhirtypes'
import {
  type Kind,
  kindOf,
  type PatientType,
  patientReferencesOf,
  type Sensitivity,
  sensitivitiesOf,
} from '@medrec/protocol'
import { RecordAssertionError } from './access-errors.ts'
import type { PageEnd } from './page-cursors.ts'
import type { SiloReference } from './references.ts'

/** One resource as a silo hands it out, with what the rules need to know of it. */
export type RecordRow = {
  readonly type: string
  readonly key: string
  readonly patientKeys: readonly string[]
  readonly sensitivities: readonly Sensitivity[]
  readonly date: string
  readonly resource: Resource
}

/** The name by which rows refer to each other inside the silo: `Type/key`. */
export function nameOf(row: Pick<RecordRow, 'type' | 'key'>): string {
  return `${row.type}/${row.key}`
}

/**
 * Asserts what holds for every row of a silo, whoever asks: that it says as much of its patients
 * and sensitivities as the resource itself does.
 *
 * @throws {RecordAssertionError} MEDREC_RECORD_ASSERTION_FAILED
 */
export function assertConsistent(row: RecordRow, type: string): void {
  const { resource } = row
  if (row.type !== type || resource.resourceType !== type) throw broken(type, 'type')
  if (resource.id !== row.key) throw broken(type, 'key')
  const named = row.patientKeys.map((key) => `Patient/${key}`)
  if (!patientReferencesOf(resource).every((reference) => named.includes(reference))) {
    throw broken(type, 'patients-incomplete')
  }
  if (!sensitivitiesOf(resource).every((label) => row.sensitivities.includes(label))) {
    throw broken(type, 'sensitivities-incomplete')
  }
}

/** A query that is already as narrow as the decision: what a silo must not exceed. */
export type RecordQuery = {
  readonly type: PatientType
  readonly patientKey: string
  readonly kinds: readonly Kind[]
  readonly sensitivities: readonly Sensitivity[] | 'all'
  readonly ids?: readonly string[]
  readonly codes?: readonly RecordCode[]
  readonly dateRanges?: readonly RecordDateRange[]
  readonly count: number
  readonly after?: PageEnd
}

export type RecordCode = { readonly system?: string; readonly code: string }

export type RecordDateRange = {
  readonly prefix: 'eq' | 'lt' | 'gt' | 'le' | 'ge'
  readonly value: string
}

/** The records, each row asserted. */
export interface RecordSource {
  search(query: RecordQuery): Promise<readonly RecordRow[]>
  read(reference: SiloReference): Promise<RecordRow | undefined>
  readShared(reference: SiloReference): Promise<RecordRow | undefined>
}

/**
 * Asserts that a page is what a narrowed query asked for, in its order.
 *
 * @throws {RecordAssertionError} MEDREC_RECORD_ASSERTION_FAILED
 */
export function assertPage(rows: readonly RecordRow[], asked: RecordQuery): void {
  if (rows.length > asked.count) throw broken(asked.type, 'cursor')
  let before = asked.after
  for (const row of rows) {
    assertNarrowed(row, asked)
    if (before !== undefined && !isAfter(row, before)) throw broken(asked.type, 'cursor')
    before = row
  }
}

function assertNarrowed(row: RecordRow, asked: RecordQuery): void {
  assertConsistent(row, asked.type)
  if (!row.patientKeys.includes(asked.patientKey)) throw broken(row.type, 'patient')
  if (!asked.kinds.includes(kindOf(row.resource))) throw broken(row.type, 'kind')
  const { sensitivities, ids } = asked
  if (sensitivities !== 'all' && !row.sensitivities.every((l) => sensitivities.includes(l))) {
    throw broken(row.type, 'decision')
  }
  if (ids !== undefined && !ids.includes(row.key)) throw broken(row.type, 'key')
}

/** Newest first: (date desc, key desc), by code unit. Without it a next page could go in circles. */
function isAfter(row: PageEnd, before: PageEnd): boolean {
  return row.date < before.date || (row.date === before.date && row.key < before.key)
}

function broken(type: string, rule: RecordAssertionError['details']['rule']) {
  return new RecordAssertionError(type, rule)
}
