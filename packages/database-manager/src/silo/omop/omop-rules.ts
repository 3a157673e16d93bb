import type { Sensitivity } from '@medrec/protocol'
import { sensitivitiesOfWords } from '../sensitive-words.ts'
import type { Concept } from './omop-concepts.ts'

/** The event columns that references and rules are made of. */
export type Event = {
  readonly person_id: number
  readonly provider_id: number | null
  readonly visit_occurrence_id: number | null
  /** The specialty of the event's provider, as the source writes it. */
  readonly specialty: string | null
}

/**
 * The mapping's sensitivity rules: the wording of every concept of the row and of the source's
 * value, and the specialty of who wrote it (all that psychiatry or addiction medicine wrote is
 * sensitive, whatever its code).
 */
export function omopSensitivities(
  event: Event,
  concepts: readonly (Concept | undefined)[],
  texts: readonly (string | null)[],
): readonly Sensitivity[] {
  const found = new Set(
    sensitivitiesOfWords([...concepts.map((concept) => concept?.concept_name), ...texts]),
  )
  for (const [sensitivity, pattern] of SPECIALTIES) {
    if (event.specialty !== null && pattern.test(event.specialty)) found.add(sensitivity)
  }
  return [...found]
}

const SPECIALTIES: readonly (readonly [Sensitivity, RegExp])[] = [
  ['MH', /psych|behavio|mental/i],
  ['SUD', /addiction|substance/i],
]

export const subjectOf = (event: Event): { reference: string } => ({
  reference: `Patient/${event.person_id}`,
})

/** `encounter` of a resource, where the visit is known. */
export const encounterOf = (event: Event) =>
  event.visit_occurrence_id === null
    ? {}
    : { encounter: { reference: `Encounter/v${event.visit_occurrence_id}` } }

/** A reference to who did it, where the provider is known. */
export const practitionerOf = (event: Event): { reference: string } | undefined =>
  event.provider_id === null ? undefined : { reference: `Practitioner/p${event.provider_id}` }
