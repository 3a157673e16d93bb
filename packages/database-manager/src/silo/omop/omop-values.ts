import { type Concept, codeableConcept } from './omop-concepts.ts'
import { type Event, encounterOf, practitionerOf, subjectOf } from './omop-rules.ts'
import { columns, eventColumns } from './omop-tables.ts'

/** What every Observation has, whichever table it comes from. */
export function observationOf(row: Event & { readonly date: string }, category: string) {
  const practitioner = practitionerOf(row)
  return {
    resourceType: 'Observation' as const,
    status: 'final' as const,
    category: [
      {
        coding: [
          { system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: category },
        ],
      },
    ],
    subject: subjectOf(row),
    ...encounterOf(row),
    effectiveDateTime: row.date,
    ...(practitioner && { performer: [practitioner] }),
  }
}

/** A value that is no number: a concept, words, or said to be unknown. */
export function codedOrTextValue(value: Concept | undefined, text: string | null) {
  if (value !== undefined) return { valueCodeableConcept: codeableConcept(value, undefined, null) }
  if (text !== null && text !== '') return { valueString: text }
  return {
    dataAbsentReason: {
      coding: [
        { system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason', code: 'unknown' },
      ],
    },
  }
}

/** The concepts of a row with a value. */
export function conceptIds(row: {
  readonly concept_id: number
  readonly source_concept_id: number | null
  readonly value_as_concept_id: number | null
  readonly unit_concept_id: number | null
}) {
  return [row.concept_id, row.source_concept_id, row.value_as_concept_id, row.unit_concept_id]
}

/** The columns of a row with a value. */
export const valued = {
  ...eventColumns,
  concept_id: columns.id,
  source_concept_id: columns.optionalId,
  source_value: columns.optionalText,
  value_as_number: columns.optionalNumber,
  value_as_concept_id: columns.optionalId,
  value_source_value: columns.optionalText,
  unit_concept_id: columns.optionalId,
  unit_source_value: columns.optionalText,
}
