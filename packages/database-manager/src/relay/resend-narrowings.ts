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
const PAUSE_MS = 2000

/** Relays kept narrowings again for as long as the chain does not say them, until disposed of. */
export function resendNarrowings(deps: ResendDeps): AsyncDisposable {
  let running: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    running = running.then(() => resendOnce(deps)).catch(() => undefined)
  }, PAUSE_MS)
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await running
    },
  }
}

/** Sends each kept message that is missing on the chain once; forgets those past their deadline. */
export async function resendOnce({ store, view, relayer, now }: ResendDeps): Promise<void> {
  await store.write.deleteFrom('narrowing_messages').where('deadline', '<', now()).execute()
  if (view.missingNarrowings().length === 0) return
  const rows = await store.read
    .selectFrom('narrowing_messages')
    .select('request')
    .where('kept_at', '<=', now() - AGE_SECONDS)
    .orderBy('kept_at')
    .execute()
  for (const row of rows) {
    // What the chain has already is refused by the simulation and costs nothing.
    await relayer.submit(relayRequestSchema.parse(JSON.parse(row.request))).catch(() => undefined)
  }
}
