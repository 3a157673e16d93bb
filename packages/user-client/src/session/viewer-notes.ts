import { isAddressEqual } from 'viem'
import type { StaffMember } from './directory.ts'
import type { ProfileSession } from './profile-session.ts'
import { postPlain } from './provider-session.ts'

/** Leaves a sealed note in the viewer's inbox; one that does not arrive is kept and sent later. */
export async function leaveNote(
  session: ProfileSession,
  viewer: StaffMember,
  note: string,
): Promise<void> {
  const pending = {
    id: crypto.randomUUID(),
    provider: viewer.provider.agent,
    agent: viewer.agent,
    note,
  }
  await session.database.pendingNotes.put(pending)
  await sendPendingNotes(session)
}

/** Hands over every note that did not reach its inbox yet; called again when Sharing is opened. */
export async function sendPendingNotes(session: ProfileSession): Promise<void> {
  for (const pending of await session.database.pendingNotes.toArray()) {
    const provider = session.network.providers.find((each) =>
      isAddressEqual(each.agent, pending.provider),
    )
    if (provider === undefined) continue
    const body = JSON.stringify({ note: pending.note })
    const answer = await postPlain(provider.host, `/inbox/${pending.agent}`, body).catch(
      () => undefined,
    )
    if (answer?.ok) await session.database.pendingNotes.delete(pending.id)
  }
}
