import type { PatientType } from '@medrec/protocol'

/** The R4 search parameters of one type beside those that every search has. */
export type SearchTable = {
  /** Parameters that name the patient. */
  readonly patient: readonly string[]
  /** The parameter that searches what the resource is. */
  readonly code?: string
  /** The parameter that searches the date by which a timeline orders it. */
  readonly date?: string
}

const BOTH = ['patient', 'subject'] as const

/** What each type offers; everything else is refused by name. */
export const SEARCH_TABLES: Readonly<Record<PatientType, SearchTable>> = {
  Patient: { patient: [] },
  Condition: { patient: BOTH, code: 'code', date: 'onset-date' },
  Observation: { patient: BOTH, code: 'code', date: 'date' },
  MedicationRequest: { patient: BOTH, code: 'code', date: 'authoredon' },
  Encounter: { patient: BOTH, code: 'type', date: 'date' },
  Procedure: { patient: BOTH, code: 'code', date: 'date' },
  Immunization: { patient: ['patient'], code: 'vaccine-code', date: 'date' },
  AllergyIntolerance: { patient: ['patient'], code: 'code', date: 'date' },
  DiagnosticReport: { patient: BOTH, code: 'code', date: 'date' },
  DocumentReference: { patient: BOTH, code: 'type', date: 'date' },
}
