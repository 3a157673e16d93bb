import {
  hasArrived,
  MedRecError,
  type RelayResponse,
  type RelayRoute,
  relayOrder,
  relayResponseSchema,
} from '@medrec/protocol'
import type { ChainReader } from './chain-reader.ts'
import type { OutboxEntry } from './profile-database.ts'
import { ProviderRefusedError } from './provider-errors.ts'
import { postPlain, readAnswer } from './provider-session.ts'
import { waitUntil } from './wait-until.ts'

/** How long a signed change counts. */
export const MESSAGE_SECONDS = 3600

const CONFIRM_MS = 30_000
const RESEND_AFTER_MS = 10_000

/** What relaying needs of a profile's session. */
export type RelaySession = {
  readonly network: { readonly providers: readonly { readonly host: string }[] }
  readonly chain: ChainReader
  readonly database: {
    readonly outbox: {
      put(entry: OutboxEntry): PromiseLike<unknown>
      delete(id: string): PromiseLike<void>
      toArray(): PromiseLike<readonly OutboxEntry[]>
    }
  }
  readonly signal: AbortSignal
}

/** How a revocation went out. */
export type RevocationOutcome = {
  /** The provider concerned has it, and obeys from this moment. */
  readonly isStopped: boolean
  readonly entry: OutboxEntry
}

/**
 * Hands a signed change to a provider other than the one concerned where there is one, so that
 * nobody learns more than needed; the next takes over if it does not take it.
 * @returns the entry with who took it
 * @throws {RelayFailedError} MEDREC_RELAY_FAILED if none did.
 */
export function relayChange(
  session: RelaySession,
  entry: OutboxEntry,
  concernedHost: string,
): Promise<OutboxEntry> {
  return handOn(session, entry, { concerned: concernedHost })
}

/** Hands a signed revocation to the provider concerned, and to another one if that is away. */
export async function relayRevocation(
  session: RelaySession,
  entry: OutboxEntry,
  concernedHost: string,
): Promise<RevocationOutcome> {
  try {
    const answer = await send(concernedHost, entry.body)
    return {
      isStopped: true,
      entry: await noteTaken(session, entry, { host: concernedHost, answer }),
    }
  } catch {
    const taken = await handOn(session, entry, { concerned: concernedHost })
    return { isStopped: taken.takenBy?.at(-1) === concernedHost, entry: taken }
  }
}

/**
 * Follows a change until the chain shows it, through a provider that did not relay it, since that
 * one may drop it and say otherwise; meanwhile sends it again through a third.
 */
export async function followChange(session: RelaySession, entry: OutboxEntry): Promise<boolean> {
  let followed = entry
  const isShown = await waitUntil(
    async () => {
      const { view, through } = await session.chain.read(followed.takenBy ?? [])
      if (hasArrived(view.grant(entry.relationshipId, entry.commitment), entry)) return true
      if (isDue(followed)) followed = await handOnAgain(session, followed, through)
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
export async function resendWaiting(session: RelaySession): Promise<void> {
  for (const entry of await session.database.outbox.toArray()) {
    const { view, through } = await session.chain.read(entry.takenBy ?? [])
    const isOver = Date.now() - entry.createdAt > MESSAGE_SECONDS * 1000
    if (isOver || hasArrived(view.grant(entry.relationshipId, entry.commitment), entry)) {
      await session.database.outbox.delete(entry.id)
    } else if (isDue(entry)) {
      await handOnAgain(session, entry, through)
    }
  }
}

function isDue({ createdAt, resendAt = createdAt + RESEND_AFTER_MS }: OutboxEntry): boolean {
  return Date.now() >= resendAt
}

/** Nobody taking it now ends nothing: it is tried again when it is due again. */
async function handOnAgain(
  session: RelaySession,
  entry: OutboxEntry,
  askedLast: string,
): Promise<OutboxEntry> {
  try {
    return await handOn(session, entry, { askedLast })
  } catch {
    const later = { ...entry, resendAt: Date.now() + RESEND_AFTER_MS }
    await session.database.outbox.put(later)
    return later
  }
}

async function handOn(
  session: RelaySession,
  entry: OutboxEntry,
  route: Pick<RelayRoute, 'concerned' | 'askedLast'>,
): Promise<OutboxEntry> {
  const hosts = session.network.providers.map((provider) => provider.host)
  let cause: unknown
  for (const host of relayOrder({ hosts, takenBy: entry.takenBy ?? [], ...route }, Math.random)) {
    try {
      return await noteTaken(session, entry, { host, answer: await send(host, entry.body) })
    } catch (error) {
      cause = error
    }
  }
  throw new RelayFailedError(cause)
}

async function noteTaken(
  session: RelaySession,
  entry: OutboxEntry,
  { host, answer }: { readonly host: string; readonly answer: RelayResponse },
): Promise<OutboxEntry> {
  const tickMs = 'seconds' in answer ? answer.seconds * 1000 : 0
  const takenBy = [...(entry.takenBy ?? []), host]
  const taken = { ...entry, takenBy, resendAt: Date.now() + tickMs + RESEND_AFTER_MS }
  await session.database.outbox.put(taken)
  return taken
}

async function send(host: string, body: string): Promise<RelayResponse> {
  return await readAnswer(host, relayResponseSchema, postPlain(host, '/relay', body))
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
