import { type BlockId, type Finality, finalAtOnce } from './finality.ts'
import type { Narrowing } from './narrowing.ts'
import type { Network } from './network.ts'
import type { ChainBatch, ChainHead, PermissionView, ViewRebuild } from './permission-view.ts'
import { readEventPages, readEvents } from './read-events.ts'

/** How following goes, for a health page. */
export type FollowState =
  | { readonly status: 'starting' }
  | { readonly status: 'following' }
  /** The chain, or the store of narrowings, fails; the view keeps what it has and grows old. */
  | { readonly status: 'failing'; readonly failures: number; readonly error: unknown }

/** Blocks that were seen and not final are gone, and others are in their place. */
export type Reorganized = {
  readonly before: ChainHead
  readonly after: ChainHead
  /** What no block says any more and the view still obeys: relay these messages again. */
  readonly missing: readonly Narrowing[]
}

/** What was final is gone, so that the view was rebuilt from genesis. */
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
  /** Every block at once by default, as where one process seals. */
  readonly finality?: Finality
  /** 200 by default. */
  readonly pollMs?: number
  /** Ends the following, like disposing of it. */
  readonly signal?: AbortSignal
  /** Milliseconds of a monotonic clock; `performance.now` by default. */
  readonly monotonicNow?: () => number
  readonly onReorganized?: (reorganized: Reorganized) => void
  readonly onRebuilt?: (rebuilt: Rebuilt) => void
  readonly onState?: (state: FollowState) => void
}

/** Keeps a view in step with a chain until disposed of. */
export type ChainFollower = AsyncDisposable & {
  readonly state: () => FollowState
  /**
   * Resolves when the view has seen this block, so that it obeys what narrows; looks at the chain at
   * once and rejects at the end.
   */
  readonly reached: (blockNumber: number) => Promise<void>
  /** Resolves when this block is final, so that what widens counts too. */
  readonly reachedFinal: (blockNumber: number) => Promise<void>
}

const MAX_PAUSE_MS = 5_000

/**
 * Follows the chain into a view. A poll is only the bell: what is applied are the logs from the
 * last seen block on, after its hash was found in the chain again, and only if the head that was
 * read up to still stands afterwards. Where the last seen block is gone, everything above the newest
 * final one is read anew; where that is gone too, the view is made anew from genesis. An outage is
 * waited out with growing pauses.
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
      const [head, final] = [view.head(), view.finalHead()]
      if (failures > 0 && head && final) await view.apply({ events: [], head, final })
      await catchUp(options)
      failures = 0
      become({ status: 'following' })
    } catch (error) {
      if (stopped.signal.aborted) return
      failures += 1
      become({ status: 'failing', failures, error })
    }
    for (const waiter of [...waiting]) {
      if (heightOf(waiter.newest()) < waiter.blockNumber) continue
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

  function waitFor(blockNumber: number, newest: () => BlockId | undefined): Promise<void> {
    if (heightOf(newest()) >= blockNumber) return Promise.resolve()
    return new Promise((resolve, reject) => {
      if (stopped.signal.aborted) return reject(new Error('Following the chain has ended.'))
      waiting.add({ blockNumber, newest, resolve, reject })
      ring()
    })
  }

  const running = run()
  return {
    state: () => state,
    reached: (blockNumber) => waitFor(blockNumber, view.head),
    reachedFinal: (blockNumber) => waitFor(blockNumber, view.finalHead),
    async [Symbol.asyncDispose]() {
      stop()
      options.signal?.removeEventListener('abort', stop)
      await running
    },
  }
}

type Waiter = {
  readonly blockNumber: number
  /** What has to get there. */
  readonly newest: () => BlockId | undefined
  readonly resolve: () => void
  readonly reject: (reason: Error) => void
}

/** One step: applies what is new, or rebuilds. Changes nothing if the chain moves meanwhile. */
async function catchUp(options: FollowOptions): Promise<void> {
  const { view, finality = finalAtOnce } = options
  const head = await readHead(options)
  const known = view.head()
  if (head.hash === known?.hash) return
  const final = await finality.newestFinal(head)
  if (final === undefined) return
  const next = { head, final }
  if (known === undefined) {
    const rebuilding = await readForRebuild(options, next)
    await rebuilding?.finish()
    return
  }
  if (await isOnTop(options.network, head, known)) {
    await readAndApply(options, { ...next, fromBlock: known.number + 1, apply: view.apply })
    return
  }
  const base = view.finalHead() ?? known
  const news = () => ({ before: known, after: head, missing: view.missingNarrowings() })
  // Both are said before they are durable.
  if (await isOnTop(options.network, head, base)) {
    await readAndApply(options, {
      ...next,
      fromBlock: base.number + 1,
      apply: (batch) => view.reorganize(batch).finally(() => options.onReorganized?.(news())),
    })
    return
  }
  const reason = head.number < known.number ? 'shorter-chain' : 'other-hash'
  const rebuilding = await readForRebuild(options, next)
  await rebuilding?.finish().finally(() => options.onRebuilt?.({ reason, ...news() }))
}

type Step = {
  readonly fromBlock: number
  readonly head: ChainHead
  readonly final: BlockId
  readonly apply: (batch: ChainBatch) => Promise<void>
}

/**
 * Reads up to the head and applies it. Does nothing if the head no longer stands then: the logs may
 * belong to another chain.
 */
async function readAndApply(options: FollowOptions, step: Step): Promise<void> {
  const { fromBlock, head, final, apply } = step
  const events = await readEvents(options.network, fromBlock, head.number)
  if ((await hashAt(options.network, head.number)) !== head.hash) return
  await apply({ events, head, final })
}

/**
 * Reads everything from genesis into a rebuild of the view, page by page.
 *
 * @returns undefined if the head no longer stands then: the logs may belong to another chain.
 */
async function readForRebuild(
  { network, view }: FollowOptions,
  to: { readonly head: ChainHead; readonly final: BlockId },
): Promise<ViewRebuild | undefined> {
  const rebuilding = view.startRebuild(to)
  for await (const events of readEventPages(network, 0, to.head.number)) rebuilding.add(events)
  return (await hashAt(network, to.head.number)) === to.head.hash ? rebuilding : undefined
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

/** Says whether the chain that ends in `head` goes through a block. */
async function isOnTop(network: Network, head: BlockId, block: BlockId): Promise<boolean> {
  if (head.number <= block.number) return head.hash === block.hash
  return (await hashAt(network, block.number)) === block.hash
}

async function hashAt(network: Network, number: number): Promise<string> {
  const block = await network.client.getBlock({ blockNumber: BigInt(number) })
  return block.hash
}

function heightOf(block: BlockId | undefined): number {
  return block?.number ?? -1
}
