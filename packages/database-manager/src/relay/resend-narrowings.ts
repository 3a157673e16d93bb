import type { PermissionView, Relayer } from '@medrec/ethereum-client'
import { relayRequestSchema, type UnixSeconds } from '@medrec/protocol'
import type { Store } from '../store/store.ts'

export type ResendDeps = {
  readonly store: Store
  readonly view: PermissionView
  readonly relayer: Relayer
  readonly now: () => UnixSeconds
}

// A message younger than this may still be on its way.
const AGE_SECONDS = 5
/** What was sent is the relayer's to bring to a block; a chain that stands still is not sent more. */
const ASK_AGAIN_SECONDS = 60
const PAUSE_MS = 2000

/** Relays kept narrowings again for as long as the chain does not say them, until disposed of. */
export function resendNarrowings(deps: ResendDeps): AsyncDisposable {
  const sentAt = new Map<string, UnixSeconds>()
  let running: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    running = running.then(() => resendOnce(deps, sentAt)).catch(() => undefined)
  }, PAUSE_MS)
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await running
    },
  }
}

/**
 * Sends each kept message that is missing on the chain once; forgets those past their deadline.
 *
 * @param sentAt when each was sent, by this process
 */
async function resendOnce(
  { store, view, relayer, now }: ResendDeps,
  sentAt: Map<string, UnixSeconds>,
): Promise<void> {
  await store.write.deleteFrom('narrowing_messages').where('deadline', '<', now()).execute()
  if (view.missingNarrowings().length === 0) return sentAt.clear()
  const rows = await store.read
    .selectFrom('narrowing_messages')
    .select(['id', 'request'])
    .where('kept_at', '<=', now() - AGE_SECONDS)
    .orderBy('kept_at')
    .execute()
  for (const { id, request } of rows) {
    if (now() - (sentAt.get(id) ?? 0) < ASK_AGAIN_SECONDS) continue
    // What the chain has already is refused by the estimate and costs nothing.
    const sending = relayer.submit(relayRequestSchema.parse(JSON.parse(request)))
    await sending.then(
      () => sentAt.set(id, now()),
      () => undefined,
    )
  }
}
