import { MedRecError } from '@medrec/protocol'
import { z } from 'zod'

/** What staff do at a Database Manager on their own machine. */
export type AdminClient = {
  /** Patients in the provider's database with this name and birth date (YYYY-MM-DD). */
  findPatients(query: PatientQuery): Promise<readonly FoundPatient[]>
  /** Makes a single-use invite for a patient whose document was checked; returns its link. */
  invite(request: InviteRequest): Promise<string>
  /** Whether the patient has opened a relationship here that has not ended. */
  isLinked(patientKey: string): Promise<boolean>
  /** Takes a member of staff into the provider's directory; returns their Agent. */
  addStaff(request: StaffRequest): Promise<string>
}

export type PatientQuery = { readonly name: string; readonly birthDate: string }
export type FoundPatient = { readonly patientKey: string; readonly display: string }
export type InviteRequest = {
  readonly patientKey: string
  /** Who checked, and what kind of document; never its number. */
  readonly checkedBy: string
  readonly document: string
}
export type StaffRequest = {
  /** Address of the key that owns the Agent. */
  readonly owner: string
  /** Raw X25519 public key, base64url. */
  readonly hpkeKey: string
  readonly name: string
  readonly role: string
}

const patientsSchema = z.object({
  patients: z.array(z.object({ patientKey: z.string(), display: z.string() })),
})
const inviteSchema = z.object({ link: z.string() })
const linksSchema = z.object({ links: z.array(z.looseObject({ relationshipId: z.string() })) })
const staffSchema = z.object({ agent: z.string() })
const outcomeSchema = z.object({ issue: z.array(z.object({ diagnostics: z.string() })).min(1) })

/**
 * Calls the staff desk of a Database Manager.
 *
 * @param origin of the Database Manager, on this machine
 * @param token the bearer token in the manager's state folder
 */
export function adminClient(origin: string, token: string): AdminClient {
  async function call<Answer>(
    path: string,
    schema: z.ZodType<Answer>,
    body?: object,
  ): Promise<Answer> {
    const response = await fetch(`${origin}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((cause: unknown) => {
      throw new AdminCallError(origin, 'It does not answer: is it running?', cause)
    })
    const answer: unknown = await response.json()
    if (!response.ok) {
      const outcome = outcomeSchema.safeParse(answer)
      const sentence = outcome.data?.issue[0]?.diagnostics ?? `It answered ${response.status}.`
      throw new AdminCallError(origin, sentence, undefined)
    }
    return schema.parse(answer)
  }

  return {
    findPatients: async (query) =>
      (await call(`/admin/patients?${new URLSearchParams(query)}`, patientsSchema)).patients,
    invite: async (request) => (await call('/admin/invites', inviteSchema, request)).link,
    isLinked: async (patientKey) => {
      const path = `/admin/links?${new URLSearchParams({ patientKey })}`
      return (await call(path, linksSchema)).links.length > 0
    },
    addStaff: async (request) => (await call('/admin/staff', staffSchema, request)).agent,
  }
}

export class AdminCallError extends MedRecError<
  'MEDREC_ADMIN_CALL_FAILED',
  { readonly origin: string }
> {
  override name = 'AdminCallError'
  constructor(origin: string, sentence: string, cause: unknown) {
    super('MEDREC_ADMIN_CALL_FAILED', `The Database Manager at ${origin} says: ${sentence}`, {
      details: { origin },
      cause,
    })
  }
}
