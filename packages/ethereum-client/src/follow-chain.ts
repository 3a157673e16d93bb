import type { ChainEvent } from './chain-event.ts'
import type { Narrowing } from './narrowing.ts'
import type { Network } from './network.ts'
import type { ChainBatch, ChainHead, PermissionView } from './permission-view.ts'
import { readEvents } from './read-events.ts'

/** How following goes, for a health page. */
export type FollowState =
  | { readonly status: 'starting' }
  | { readonly status: 'following' }
  /** The chain, or the store of narrowings, fails; the view keeps what it has and grows old. */
  | { readonly status: 'failing'; readonly failures: number; readonly error: unknown }

/** Events that the view has just applied. */
export type Applied = { readonly head: ChainHead; readonly events: readonly ChainEvent[] }

/** The chain went back or is another: the view was rebuilt from genesis. */
export type Rebuilt = {
  readonly reason: 'shorter-chain' | 'other-hash'
  readonly before: ChainHead
  readonly after: ChainHead
  /** What the chain no longer says and the view still obeys: relay these messages again. */
  readonly missing: readonly Narrowing[]
}

export type FollowOptions = {
  readonly network: Network
  readonly view: PermissionView
  /** 200 by default. */
  readonly pollMs?: number
  /** Ends the following, like disposing of it. */
  readonly signal?: AbortSignal
  /** Milliseconds of a monotonic clock; `performance.now` by default. */
  readonly monotonicNow?: () => number
  readonly onApplied?: (applied: Applied) => void
  readonly onRebuilt?: (rebuilt: Rebuilt) => void
  readonly onState?: (state: FollowState) => void
}

/** Keeps a view in step with a chain until disposed of. */
export type ChainFollower = AsyncDisposable & {
  readonly state: () => FollowState
  /** Resolves when the view has this block, looking at the chain at once; rejects at the end. */
  readonly reached: (blockNumber: number) => Promise<void>
}

const MAX_PAUSE_MS = 5_000

/**
 * Follows the chain into a view. A poll is only the bell: what is applied are the logs from the
 * last applied block on, after its hash was found in the chain again, and only if the head that
 * was read up to still stands afterwards. A chain that is shorter or has another hash there makes
 * the view anew from genesis. An outage is waited out with growing pauses.
 */
export function followChain(options: FollowOptions): ChainFollower {
  const { view, pollMs = 200 } = options
  const stopped = new AbortController()
  const stop = () => stopped.abort()
  options.signal?.addEventListener('abort', stop)
  if (options.signal?.aborted) stop()
  const waiting = new Set<Waiter>()
  let isRung = false
  const remember = () => {
    isRung = true
  }
  let ring = remember
  let state: FollowState = { status: 'starting' }
  let failures = 0

  async function run(): Promise<void> {
    while (!stopped.signal.aborted) {
      await tick()
      const pause = Math.min(pollMs * 2 ** Math.min(failures, 10), Math.max(pollMs, MAX_PAUSE_MS))
      await waitForBell(pause)
    }
    for (const waiter of waiting) waiter.reject(new Error('Following the chain has ended.'))
  }

  async function tick(): Promise<void> {
    try {
      // A save that failed is tried again even if the chain stands still.
      const head = view.head()
      if (failures > 0 && head !== undefined) await view.apply({ events: [], head })
      await catchUp(options)
      failures = 0
      become({ status: 'following' })
    } catch (error) {
      if (stopped.signal.aborted) return
      failures += 1
      become({ status: 'failing', failures, error })
    }
    const number = view.head()?.number ?? -1
    for (const waiter of [...waiting]) {
      if (number < waiter.blockNumber) continue
      waiting.delete(waiter)
      waiter.resolve()
    }
  }

  function become(next: FollowState): void {
    const isNews = next.status !== state.status || next.status === 'failing'
    state = next
    if (isNews) options.onState?.(next)
  }

  function waitForBell(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer)
        stopped.signal.removeEventListener('abort', end)
        ring = remember
        isRung = false
        resolve()
      }
      const timer = setTimeout(end, ms)
      stopped.signal.addEventListener('abort', end)
      ring = end
      // Rung while the last look was under way, which may have missed what it was rung for.
      if (isRung || stopped.signal.aborted) end()
    })
  }

  const running = run()
  return {
    state: () => state,
    reached(blockNumber) {
      if ((view.head()?.number ?? -1) >= blockNumber) return Promise.resolve()
      return new Promise((resolve, reject) => {
        if (stopped.signal.aborted) return reject(new Error('Following the chain has ended.'))
        waiting.add({ blockNumber, resolve, reject })
        ring()
      })
    },
    async [Symbol.asyncDispose]() {
      stop()
      options.signal?.removeEventListener('abort', stop)
      await running
    },
  }
}

type Waiter = {
  readonly blockNumber: number
  readonly resolve: () => void
  readonly reject: (reason: Error) => void
}

/** One step: applies what is new, or rebuilds. Changes nothing if the chain moves meanwhile. */
async function catchUp(options: FollowOptions): Promise<void> {
  const { network, view } = options
  const head = await readHead(options)
  const known = view.head()
  if (known === undefined) {
    const batch = await readUpTo(network, 0, head)
    if (batch === undefined) return
    await view.rebuild(batch).finally(() => options.onApplied?.(batch))
    return
  }
  if (head.hash === known.hash) return
  const reason = await divergence(network, known, head)
  if (reason === undefined) {
    const batch = await readUpTo(network, known.number + 1, head)
    if (batch === undefined) return
    await view.apply(batch).finally(() => options.onApplied?.(batch))
    return
  }
  const batch = await readUpTo(network, 0, head)
  if (batch === undefined) return
  await view.rebuild(batch).finally(() => {
    options.onApplied?.(batch)
    options.onRebuilt?.({ reason, before: known, after: head, missing: view.missingNarrowings() })
  })
}

async function readHead(options: FollowOptions): Promise<ChainHead> {
  const block = await options.network.client.getBlock({ blockTag: 'latest' })
  const now = options.monotonicNow ?? (() => performance.now())
  return {
    number: Number(block.number),
    hash: block.hash,
    timestamp: Number(block.timestamp),
    receivedAt: now(),
  }
}

async function divergence(
  network: Network,
  known: ChainHead,
  head: ChainHead,
): Promise<Rebuilt['reason'] | undefined> {
  if (head.number < known.number) return 'shorter-chain'
  if (head.number === known.number) return 'other-hash'
  return (await hashAt(network, known.number)) === known.hash ? undefined : 'other-hash'
}

/** @returns undefined if `head` no longer stands: the logs may belong to another chain. */
async function readUpTo(
  network: Network,
  fromBlock: number,
  head: ChainHead,
): Promise<ChainBatch | undefined> {
  const events = await readEvents(network, fromBlock, head.number)
  return (await hashAt(network, head.number)) === head.hash ? { events, head } : undefined
}

async function hashAt(network: Network, number: number): Promise<string> {
  const block = await network.client.getBlock({ blockNumber: BigInt(number) })
  return block.hash
}
