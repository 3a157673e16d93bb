import { findOwnAgents } from '@medrec/ethereum-client'
import {
  type GrantNote,
  inboxResponseSchema,
  MedRecError,
  type OpenGrantResponse,
  openGrantResponseSchema,
  type Purpose,
} from '@medrec/protocol'
import { isAddressEqual } from 'viem'
import { readStaff, type StaffMember, vouchingOf } from './directory.ts'
import type { NetworkProvider } from './network.ts'
import type { ProfileSession } from './profile-session.ts'
import { ProviderRefusedError } from './provider-errors.ts'
import { type ProviderSession, readAnswer } from './provider-session.ts'

/** A note in the clinician's inbox: somebody shares records that are at `provider`. */
export type ReceivedNote = {
  readonly id: string
  readonly note: GrantNote
  readonly provider: NetworkProvider
}

/** What a note leads to now. */
export type OpenedNote =
  | { readonly state: 'open'; readonly grant: OpenGrantResponse }
  | { readonly state: 'refused' }

/**
 * Finds this person in the directories of the network's providers.
 * @throws {NotOnStaffError} MEDREC_NOT_ON_STAFF if no provider vouches for them.
 */
export async function findOwnEntry(session: ProfileSession): Promise<StaffMember> {
  const address = await session.keys.addressOf({ role: 'staff' })
  const hpkeKey = await session.keys.staffHpkeKey()
  const { events } = await session.chain.read()
  const agents = findOwnAgents(events, [address]).filter((own) => own.isEnabled)
  const staffs = await Promise.all(
    session.network.providers.map((provider) => readStaff(session, provider).catch(() => [])),
  )
  const own = staffs
    .flat()
    .find((member) =>
      agents.length === 0
        ? member.hpkeKey === hpkeKey
        : agents.some(({ agent }) => isAddressEqual(agent, member.agent)),
    )
  if (own === undefined) throw new NotOnStaffError()
  return own
}

/** The line of a clinician to a provider: with the own provider's word, and for one purpose. */
export function clinicianLine(
  session: ProfileSession,
  own: StaffMember,
  line: { readonly host: string; readonly purpose: Purpose },
): ProviderSession {
  return session.sessionWith({
    ...line,
    signer: { role: 'staff' },
    agent: own.agent,
    // Read anew at each sign-in: a provider's word counts for a day.
    vouching: async () => {
      const staff = await readStaff(session, own.provider)
      const entry = staff.find((member) => isAddressEqual(member.agent, own.agent))?.entry
      return vouchingOf(entry ?? own.entry)
    },
  })
}

/** Reads the notes at the own provider; one that does not open is for nobody here and is left out. */
export async function readInbox(
  session: ProfileSession,
  own: StaffMember,
): Promise<readonly ReceivedNote[]> {
  const { host } = own.provider
  const line = clinicianLine(session, own, { host, purpose: 'TREAT' })
  const { notes } = await readAnswer(host, inboxResponseSchema, line.request('/inbox'))
  const opened = await Promise.all(
    notes.map(async ({ id, note: sealed }) => {
      const note = await session.keys.openNote({ sealed }).catch(() => undefined)
      const provider =
        note && session.network.providers.find((each) => isAddressEqual(each.agent, note.provider))
      return note && provider ? { id, note, provider } : undefined
    }),
  )
  const newest = new Map<string, ReceivedNote>()
  for (const each of opened)
    if (each) newest.set(`${each.note.relationshipId} ${each.note.salt}`, each)
  return [...newest.values()]
}

/** Opens the grant of a note at the provider that has the records. */
export async function openReceivedNote(
  session: ProfileSession,
  own: StaffMember,
  received: ReceivedNote,
): Promise<OpenedNote> {
  const { host } = received.provider
  const { relationshipId, salt } = received.note
  const line = clinicianLine(session, own, { host, purpose: 'TREAT' })
  try {
    const answer = line.request('/grants/open', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ relationshipId, salt }),
    })
    return { state: 'open', grant: await readAnswer(host, openGrantResponseSchema, answer) }
  } catch (error) {
    if (isRefusal(error)) return { state: 'refused' }
    throw error
  }
}

/** Takes a note out of the inbox. */
export async function deleteNote(
  session: ProfileSession,
  own: StaffMember,
  noteId: string,
): Promise<void> {
  const line = clinicianLine(session, own, { host: own.provider.host, purpose: 'TREAT' })
  await line.request(`/inbox/${encodeURIComponent(noteId)}`, { method: 'DELETE' })
}

/** The one answer that means: nothing is shared with you here. */
export function isRefusal(error: unknown): boolean {
  return error instanceof ProviderRefusedError && error.details.status === 403
}

export class NotOnStaffError extends MedRecError {
  override name = 'NotOnStaffError'

  constructor() {
    super(
      'MEDREC_NOT_ON_STAFF',
      'No provider lists you among its staff at the moment. Ask the front desk of your provider to add you, then try again.',
      { details: {}, retryable: true },
    )
  }
}
