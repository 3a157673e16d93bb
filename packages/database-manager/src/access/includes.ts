import { isSharedType, type PatientType } from '@medrec/protocol'
import type { RecordRow } from './record-row.ts'
import { referencesAt, type SiloReference } from './references.ts'

/** The `_include` of each type: search parameter to the elements it follows, shared types alone. */
export const INCLUDES: Readonly<Record<PatientType, Readonly<Record<string, readonly string[]>>>> =
  {
    Patient: {},
    Condition: { asserter: ['asserter'], recorder: ['recorder'] },
    Observation: { performer: ['performer'] },
    MedicationRequest: {
      requester: ['requester'],
      'intended-performer': ['performer'],
      medication: ['medicationReference'],
    },
    Encounter: {
      participant: ['participant.individual'],
      location: ['location.location'],
      'service-provider': ['serviceProvider'],
    },
    Procedure: { performer: ['performer.actor'], location: ['location'] },
    Immunization: { performer: ['performer.actor'], location: ['location'] },
    AllergyIntolerance: { asserter: ['asserter'], recorder: ['recorder'] },
    DiagnosticReport: {
      performer: ['performer'],
      'results-interpreter': ['resultsInterpreter'],
    },
    DocumentReference: {
      author: ['author'],
      authenticator: ['authenticator'],
      custodian: ['custodian'],
    },
  }

/** Lists what a page refers to along the included parameters, each once. */
export function includedReferences(
  rows: readonly RecordRow[],
  type: PatientType,
  includes: readonly string[],
): SiloReference[] {
  const paths = includes.flatMap((name) => INCLUDES[type][name] ?? [])
  const found = new Map<string, SiloReference>()
  for (const { resource } of rows) {
    for (const reference of referencesAt(resource, paths)) {
      if (isSharedType(reference.type)) found.set(`${reference.type}/${reference.key}`, reference)
    }
  }
  return [...found.values()]
}
