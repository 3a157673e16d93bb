import type { OpenGrantResponse } from '@medrec/protocol'
import { clinicianLine } from '../../session/clinician.ts'
import type { StaffMember } from '../../session/directory.ts'
import type { ProfileSession } from '../../session/profile-session.ts'
import { type Records, readRecords } from '../../session/records.ts'

/** Reads what a grant lets this clinician see, for the first of its purposes. */
export function readSharedRecords(
  session: ProfileSession,
  own: StaffMember,
  at: { readonly host: string; readonly grant: OpenGrantResponse },
): Promise<Records> {
  const purpose = at.grant.purposes[0] ?? 'TREAT'
  return readRecords(clinicianLine(session, own, { host: at.host, purpose }), at.grant.patient)
}
