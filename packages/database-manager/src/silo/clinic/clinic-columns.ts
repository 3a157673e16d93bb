import type { CodeableConcept } from '@medplum/fhirtypes'
import { z } from 'zod'

const id = z.int().nonnegative()
const time = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
const text = z.string()

/** What a cell must look like to pass the border. */
export const columns = {
  id,
  optionalId: id.nullable(),
  flag: z.union([z.literal(0), z.literal(1)]),
  day: z.iso.date(),
  time,
  optionalTime: time.nullable(),
  text,
  optionalText: text.nullable(),
  number: z.number(),
  optionalNumber: z.number().nullable(),
}

/** What every row of an event has, under the names the mappings use. */
export const eventColumns = {
  id,
  pat_id: id,
  date: time,
  visit_id: id.nullable(),
}

/** What tells whether a row is confidential, and why. */
export const confidenceColumns = {
  dept: text,
  dept_confidential: columns.flag,
  confidential: columns.flag,
  reason_code: text.nullable(),
}

export const addressColumns = {
  street: text.nullable(),
  city: text.nullable(),
  state: text.nullable(),
  zip: text.nullable(),
}

const SYSTEMS: Readonly<Record<string, string>> = {
  SCT: 'http://snomed.info/sct',
  LN: 'http://loinc.org',
  RX: 'http://www.nlm.nih.gov/research/umls/rxnorm',
  CVX: 'http://hl7.org/fhir/sid/cvx',
  ICD: 'http://hl7.org/fhir/sid/icd-10-cm',
}

/** A code of one of the clinic's systems with its words; the clinic's own word (`LOC`) is text only. */
export function concept(
  system: string | null,
  code: string | null,
  words: string,
): CodeableConcept {
  const url = system === null ? undefined : SYSTEMS[system]
  if (url === undefined || code === null) return { text: words }
  return { coding: [{ system: url, code, display: words }], text: words }
}

/** A code of HL7's terminology, such as a status. */
export function hl7(system: string, code: string): CodeableConcept {
  return { coding: [{ system: `http://terminology.hl7.org/CodeSystem/${system}`, code }] }
}

export function addressOf(row: {
  readonly street: string | null
  readonly city: string | null
  readonly state: string | null
  readonly zip: string | null
}) {
  return {
    ...(row.street !== null && { line: [row.street] }),
    ...(row.city !== null && { city: row.city }),
    ...(row.state !== null && { state: row.state }),
    ...(row.zip !== null && { postalCode: row.zip }),
  }
}

/** A reference, or nothing where the key is null. */
export function reference(type: string, letter: string, key: number | null) {
  return key === null ? undefined : { reference: `${type}/${letter}${key}` }
}

export function genderOf(sex: string | null): 'male' | 'female' | 'unknown' {
  if (sex === 'M') return 'male'
  return sex === 'F' ? 'female' : 'unknown'
}
