import type { Resource } from '@medplum/fhirtypes'

/** The types a patient's compartment holds, of those a Database Manager serves. */
export const PATIENT_TYPES = [
  'Patient',
  'Condition',
  'Observation',
  'MedicationRequest',
  'Encounter',
  'Procedure',
  'Immunization',
  'AllergyIntolerance',
  'DiagnosticReport',
  'DocumentReference',
] as const

export type PatientType = (typeof PATIENT_TYPES)[number]

/** Types that belong to no patient: readable only when reached from a resource one may see. */
export const SHARED_TYPES = [
  'Practitioner',
  'PractitionerRole',
  'Organization',
  'Location',
  'Medication',
] as const

export type SharedType = (typeof SHARED_TYPES)[number]

/**
 * The elements by which R4's Patient CompartmentDefinition puts a resource into a patient's
 * compartment, of the types served.
 *
 * @see https://hl7.org/fhir/R4/compartmentdefinition-patient.html
 */
const COMPARTMENT_ELEMENTS: Readonly<Record<PatientType, readonly string[]>> = {
  Patient: ['link.other'],
  Condition: ['subject', 'asserter'],
  Observation: ['subject', 'performer'],
  MedicationRequest: ['subject'],
  Encounter: ['subject'],
  Procedure: ['subject', 'performer.actor'],
  Immunization: ['patient'],
  AllergyIntolerance: ['patient', 'recorder', 'asserter'],
  DiagnosticReport: ['subject'],
  DocumentReference: ['subject', 'author'],
}

/** Says whether a text names a type of a patient's compartment. */
export function isPatientType(text: string): text is PatientType {
  return PATIENT_TYPES.some((type) => type === text)
}

/** Says whether a text names a shared type. */
export function isSharedType(text: string): text is SharedType {
  return SHARED_TYPES.some((type) => type === text)
}

/**
 * Lists the patients a resource belongs to, as the references it carries (`Patient/x`), each once.
 * A `Patient` belongs to itself and to those it is linked with. Belonging to several means that
 * each of them must permit.
 */
export function patientReferencesOf(resource: Resource): string[] {
  if (!isPatientType(resource.resourceType)) return []
  const found = new Set<string>()
  if (resource.resourceType === 'Patient' && resource.id !== undefined) {
    found.add(`Patient/${resource.id}`)
  }
  for (const element of COMPARTMENT_ELEMENTS[resource.resourceType]) {
    for (const reference of valuesAt(resource, element.split('.'))) {
      const text: unknown =
        typeof reference === 'object' && reference !== null
          ? Reflect.get(reference, 'reference')
          : undefined
      if (typeof text === 'string' && text.startsWith('Patient/')) found.add(text)
    }
  }
  return [...found]
}

function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, path))
  const [head, ...rest] = path
  if (head === undefined) return [value]
  if (typeof value !== 'object' || value === null) return []
  return valuesAt(Reflect.get(value, head), rest)
}
