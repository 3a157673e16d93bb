import type { Resource } from '@medplum/fhirtypes'
import { siloDate } from '../silo-date.ts'

/** The date a resource sorts by: when it was true, else when it was written down. '' if none. */
export function resourceDate(resource: Resource): string {
  return siloDate(dateText(resource))
}

function dateText(resource: Resource): string | undefined {
  switch (resource.resourceType) {
    case 'Condition':
      return resource.onsetDateTime ?? resource.onsetPeriod?.start ?? resource.recordedDate
    case 'Observation':
      return (
        resource.effectiveDateTime ??
        resource.effectivePeriod?.start ??
        resource.effectiveInstant ??
        resource.issued
      )
    case 'DiagnosticReport':
      return resource.effectiveDateTime ?? resource.effectivePeriod?.start ?? resource.issued
    case 'Procedure':
      return resource.performedDateTime ?? resource.performedPeriod?.start
    case 'Encounter':
      return resource.period?.start
    case 'MedicationRequest':
      return resource.authoredOn
    case 'Immunization':
      return resource.occurrenceDateTime ?? resource.recorded
    case 'AllergyIntolerance':
      return resource.recordedDate ?? resource.onsetDateTime
    case 'DocumentReference':
      return resource.date ?? resource.context?.period?.start
    default:
      return undefined
  }
}
