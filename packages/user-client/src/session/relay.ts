import { type GrantTerms, isRevocation, MedRecError, relayResponseSchema } from '@medrec/protocol'
import { shuffled } from './chain-reader.ts'
import type { OutboxEntry } from './profile-database.ts'
import type { ProfileSession } from './profile-session.ts'
import { ProviderRefusedError } from './provider-errors.ts'
import { postPlain, readAnswer } from './provider-session.ts'
import { waitUntil } from './wait-until.ts'

/** How long a signed change counts. */
export const MESSAGE_SECONDS = 3600

const CONFIRM_MS = 30_000
const RESEND_AFTER_MS = 10_000

/** How a revocation went out. */
export type RevocationOutcome = {
  /** The provider concerned has it, and obeys from this moment. */
  readonly isStopped: boolean
}

/**
 * Hands a signed change to a provider other than the one concerned where there is one, so that
 * nobody learns more than needed; the next takes over if it does not answer.
 * @throws {RelayFailedError} MEDREC_RELAY_FAILED if none took it.
 */
export async function relayChange(
  session: ProfileSession,
  body: string,
  concernedHost: string,
): Promise<void> {
  const hosts = session.network.providers.map((provider) => provider.host)
  const others = shuffled(hosts.filter((host) => host !== concernedHost))
  await sendToFirst([...others, concernedHost], body)
}

/** Hands a signed revocation to the provider concerned, and to another one if that is away. */
export async function relayRevocation(
  session: ProfileSession,
  body: string,
  concernedHost: string,
): Promise<RevocationOutcome> {
  const hosts = session.network.providers.map((provider) => provider.host)
  try {
    await send(concernedHost, body)
    return { isStopped: true }
  } catch {
    await sendToFirst(shuffled(hosts.filter((host) => host !== concernedHost)), body)
    return { isStopped: false }
  }
}

/** Follows a change until the chain shows it, and sends it again through others meanwhile. */
export async function followChange(session: ProfileSession, entry: OutboxEntry): Promise<boolean> {
  let sentAt = entry.createdAt
  const isShown = await waitUntil(
    async () => {
      const { view } = await session.chain.read()
      if (isShownBy(view.grant(entry.relationshipId, entry.commitment), entry)) return true
      if (Date.now() - sentAt > RESEND_AFTER_MS) {
        sentAt = Date.now()
        await relayChange(session, entry.body, '')
      }
      return false
    },
    { deadlineMs: CONFIRM_MS, signal: session.signal },
  )
  if (isShown) await session.database.outbox.delete(entry.id)
  return isShown
}

/**
 * Sends again what the chain does not show yet, and forgets what it shows or can never show:
 * a message counts only until its deadline.
 */
export async function resendWaiting(session: ProfileSession): Promise<void> {
  const waiting = await session.database.outbox.toArray()
  if (waiting.length === 0) return
  const { view } = await session.chain.read()
  for (const entry of waiting) {
    const isOver = Date.now() - entry.createdAt > MESSAGE_SECONDS * 1000
    if (isOver || isShownBy(view.grant(entry.relationshipId, entry.commitment), entry)) {
      await session.database.outbox.delete(entry.id)
    } else if (Date.now() - entry.createdAt > RESEND_AFTER_MS) {
      await relayChange(session, entry.body, '').catch(() => undefined)
    }
  }
}

/** A revocation may carry the stored version, so its terms tell whether it has arrived. */
export function isShownBy(stored: GrantTerms | undefined, entry: OutboxEntry): boolean {
  if (stored === undefined || stored.version < entry.version) return false
  return stored.version > entry.version || !entry.isRevocation || isRevocation(stored)
}

async function sendToFirst(hosts: readonly string[], body: string): Promise<void> {
  let cause: unknown
  for (const host of hosts) {
    try {
      await send(host, body)
      return
    } catch (error) {
      cause = error
    }
  }
  throw new RelayFailedError(cause)
}

async function send(host: string, body: string): Promise<void> {
  await readAnswer(host, relayResponseSchema, postPlain(host, '/relay', body))
}

export class RelayFailedError extends MedRecError {
  override name = 'RelayFailedError'

  constructor(cause: unknown) {
    const isRefused = cause instanceof ProviderRefusedError
    super(
      'MEDREC_RELAY_FAILED',
      isRefused
        ? `No provider accepted this change: ${cause.message}`
        : 'No provider answers at the moment, so nothing was changed. Try again in a minute.',
      { details: {}, retryable: !isRefused, cause },
    )
  }
}
