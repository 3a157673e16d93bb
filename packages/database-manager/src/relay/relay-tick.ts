import { type PermissionView, RelayError, type Relayer } from '@medrec/ethereum-client'
import { hasArrived, isRevocation, type UnixSeconds } from '@medrec/protocol'
import { shuffled } from './shuffled.ts'
import type { GrantRequest, WaitingGrants } from './waiting-grants.ts'

export type RelayTickDeps = {
  readonly waiting: WaitingGrants
  readonly view: PermissionView
  readonly relayer: Relayer
  readonly now: () => UnixSeconds
}

/** With no tick nothing waits, but for what a manager with one left behind. */
const LEFT_BEHIND_SECONDS = 5
/** What was sent is the relayer's to bring to a block; after this long it is asked anew. */
const ASK_AGAIN_SECONDS = 120
const AT_ONCE = 16

/**
 * Sends what waits every `seconds`, all of it at one time and in an order that tells nothing, so that
 * the time of a block says little of when somebody decided. Runs until disposed of.
 */
export function startRelayTick(seconds: number, deps: RelayTickDeps): AsyncDisposable {
  const sentAt = new Map<string, UnixSeconds>()
  let running: Promise<void> = Promise.resolve()
  let isOver = false
  const everySeconds = seconds === 0 ? LEFT_BEHIND_SECONDS : seconds
  const timer = setInterval(() => {
    running = running
      .then(() => tickOnce(deps, { sentAt, isOver: () => isOver }))
      .catch(() => undefined)
  }, 1000 * everySeconds)
  return {
    async [Symbol.asyncDispose]() {
      isOver = true
      clearInterval(timer)
      await running
    },
  }
}

type Tick = {
  /** When this process sent what the view does not show yet. */
  readonly sentAt: Map<string, UnixSeconds>
  readonly isOver: () => boolean
}

/** Sends what waits once. What the view shows is forgotten, and what can come to nothing. */
export async function tickOnce(deps: RelayTickDeps, { sentAt, isOver }: Tick): Promise<void> {
  const { waiting, now } = deps
  await waiting.dropLate(now())
  const due = []
  for (const kept of await waiting.all()) {
    if (isShown(kept.request, deps.view)) {
      await waiting.drop(kept.id)
      sentAt.delete(kept.id)
    } else if (now() - (sentAt.get(kept.id) ?? 0) >= ASK_AGAIN_SECONDS) {
      due.push(kept)
    }
  }
  const order = shuffled(due)
  for (let from = 0; from < order.length && !isOver(); from += AT_ONCE) {
    const some = order.slice(from, from + AT_ONCE)
    await Promise.all(
      some.map(async ({ id, request }) => {
        // A revocation may have come meanwhile.
        if (!(await waiting.isWaiting(id))) return
        const outcome = await send(request, deps.relayer)
        if (outcome === 'sent') sentAt.set(id, now())
        if (outcome === 'refused') await waiting.drop(id)
      }),
    )
  }
}

/** Never throws: a bad message harms no other, and what the chain's absence stops comes again. */
async function send(
  request: GrantRequest,
  relayer: Relayer,
): Promise<'sent' | 'refused' | 'not now'> {
  try {
    await relayer.submit(request)
    return 'sent'
  } catch (error) {
    return error instanceof RelayError && !error.retryable ? 'refused' : 'not now'
  }
}

/** The chain has these versions or later ones, and what was to be revoked is. */
function isShown({ message }: GrantRequest, view: PermissionView): boolean {
  const { relationshipId, grants } = message
  return grants.every((grant) => {
    const { version } = grant
    const change = { version, isRevocation: isRevocation(grant) }
    return hasArrived(view.grant(relationshipId, grant.commitment), change)
  })
}
