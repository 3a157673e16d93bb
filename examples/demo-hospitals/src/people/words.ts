import type { CodeableConcept, Coding } from '@medplum/fhirtypes'

/** The words of a concept without SNOMED's tag at the end: `Gingivitis (disorder)` is `Gingivitis`. */
export function wordsOf(concept: CodeableConcept | undefined): string {
  const text = concept?.text ?? concept?.coding?.[0]?.display ?? 'Not recorded'
  return text.replace(/ \([a-z/ ]+\)$/, '')
}

/** The first coding of a concept. */
export function codingOf(concept: CodeableConcept | undefined): Coding {
  return concept?.coding?.[0] ?? {}
}

/** A FHIR instant as UTC to the second, `2021-03-04T14:05:00Z`; undefined stays undefined. */
export function utcOf(instant: string | undefined): string | undefined {
  if (instant === undefined) return undefined
  return `${new Date(instant).toISOString().slice(0, 19)}Z`
}

/** The text of a note's attachment. */
export function decodeText(base64: string | undefined): string {
  return Buffer.from(base64 ?? '', 'base64')
    .toString('utf8')
    .trim()
}
