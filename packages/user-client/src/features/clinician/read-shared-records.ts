import type { Resource } from '@medplum/fhirtypes'
import type { OpenGrantResponse } from '@medrec/protocol'
import { clinicianLine } from '../../session/clinician.ts'
import type { StaffMember } from '../../session/directory.ts'
import type { ProfileSession } from '../../session/profile-session.ts'
import { type Records, readRecords } from '../../session/records.ts'

/** Reads what a grant lets this clinician see, for the first of its purposes. */
export async function readSharedRecords(
  session: ProfileSession,
  own: StaffMember,
  at: { readonly host: string; readonly grant: OpenGrantResponse },
): Promise<Records> {
  const purpose = at.grant.purposes[0] ?? 'TREAT'
  const line = clinicianLine(session, own, { host: at.host, purpose })
  const records = await readRecords(line, at.grant.patient)
  return { ...records, resources: records.resources.filter((each) => !isPatientInName(each)) }
}

/** Whoever may read anything gets a Patient with an id alone, which is no record of anybody. */
function isPatientInName(resource: Resource): boolean {
  if (resource.resourceType !== 'Patient') return false
  const isSubset = resource.meta?.tag?.some(({ code }) => code === 'SUBSETTED') === true
  return isSubset && resource.identifier === undefined
}
