import type { Address, Hex } from 'viem'
import type { Network } from './network.ts'
import { isAlreadyKnown, isNonceConflict, isUnderpriced } from './relay-error.ts'
import { carrierOf, type Sent } from './sent.ts'

/** What the watch has an account do about what it finds. */
export type AccountWork = {
  /** By the number of the transaction that carries it. The watch forgets what is done. */
  readonly underWay: Map<number, Sent>
  /** Hands a signed transaction to the node; no error if the node has it. */
  readonly hand: (serialized: Hex) => Promise<void>
  /** Offers more, under the same number. */
  readonly raise: (sent: Sent) => Promise<void>
  /** Uses a number up by a transfer of nothing to itself. */
  readonly fill: (number: number) => Promise<void>
  /** Sends a call under another number, if it would still pass. @throws if that cannot be tried now */
  readonly sendAnew: (sent: Sent) => Promise<void>
}

export type WatchOptions = {
  readonly client: Network['client']
  readonly address: Address
  readonly stalledAfterMs: number
}

const LOOK_MS = 1000
/** A chain may take its newest blocks back: what is in them is sent again then. */
const KEPT_AFTER_MINED_MS = 30_000
/** Further back no blocks are read, but the receipts of what was not seen. */
const MOST_BLOCKS = 64
const MISSES = 2

/**
 * Looks after what an account has sent, two calls a second however much that is: a node that
 * restarts may lose its pool or its newest blocks, somebody else may use a number, and the price may
 * rise. Each would let everything after it wait for good.
 */
export function watchSent(
  { client, address, stalledAfterMs }: WatchOptions,
  work: AccountWork,
): Disposable & { readonly begin: () => void } {
  const { underWay } = work
  const lookMs = Math.min(LOOK_MS, stalledAfterMs / 4)
  /** Overtaken under their number, and not under way again yet. */
  let homeless: readonly Sent[] = []
  let timer: unknown
  let isOver = false
  /** The newest block that was read, and how many transactions the chain had of the account. */
  let readTo: number | undefined
  let progress = { count: -1, at: 0 }

  function begin(): void {
    if (isOver || timer !== undefined) return
    timer = setTimeout(() => {
      look()
        .catch(() => undefined)
        .finally(() => {
          timer = undefined
          if (underWay.size > 0 || homeless.length > 0) begin()
          else readTo = undefined
        })
    }, lookMs)
    letGo(timer)
  }

  async function look(): Promise<void> {
    await readBlocks()
    const count = await client.getTransactionCount({ address, blockTag: 'latest' })
    for (const [number, sent] of [...underWay]) {
      if (number >= count) takeBack(sent)
      else if (sent.minedAt === undefined) await findOut(sent)
      if (isDone(sent)) underWay.delete(number)
    }
    await sendHomeless()
    await repairIfStalled(count)
  }

  /** A chain that went back: what comes after waits for it, so it is not waited long. */
  function takeBack(sent: Sent): void {
    if (sent.minedAt === undefined) return
    sent.minedAt = undefined
    progress = { count: -1, at: Number.NEGATIVE_INFINITY }
  }

  /** One call a block, however many of its transactions are ours. */
  async function readBlocks(): Promise<void> {
    const head = await client.getBlock()
    const newest = Number(head.number)
    const from = Math.max(Math.min(readTo ?? firstBlock(), newest - 1), newest - MOST_BLOCKS) + 1
    const earlier = Array.from({ length: newest - from }, (_, index) =>
      client.getBlock({ blockNumber: BigInt(from + index) }),
    )
    const blocks = [...(await Promise.all(earlier)), head]
    const mined = new Set(blocks.flatMap(({ transactions }) => transactions))
    for (const sent of underWay.values()) {
      if (sent.carriers.some(({ transaction }) => mined.has(transaction))) noteMined(sent)
    }
    readTo = newest
  }

  function firstBlock(): number {
    return Math.min(...[...underWay.values()].map((sent) => carrierOf(sent).fees.blockNumber))
  }

  /** Its number is used up: by it, in a block that was not read, or by somebody else's. */
  async function findOut(sent: Sent): Promise<void> {
    for (const { transaction } of sent.carriers) {
      const receipt = client.getTransactionReceipt({ hash: transaction })
      if (await isKnown(receipt)) return noteMined(sent)
    }
    // A block may have come between two questions.
    sent.misses += 1
    if (sent.misses < MISSES) return
    underWay.delete(carrierOf(sent).number)
    homeless = [...homeless, sent]
  }

  async function sendHomeless(): Promise<void> {
    const trying = homeless
    homeless = []
    for (const sent of trying) {
      sent.misses = 0
      await work.sendAnew(sent).catch(() => {
        homeless = [...homeless, sent]
      })
    }
  }

  async function repairIfStalled(count: number): Promise<void> {
    const now = performance.now()
    const isBack = progress.at === Number.NEGATIVE_INFINITY
    if (count > progress.count && !isBack) progress = { count, at: now }
    const unmined = [...underWay].filter(([, { minedAt }]) => minedAt === undefined)
    const [oldest] = unmined.map(([, { sentAt }]) => sentAt).sort((a, b) => a - b)
    if (oldest === undefined) return
    if (!isBack && now - Math.max(oldest, progress.at) < stalledAfterMs) return
    // Nothing moved for so long: a chain that went back counts as where it is.
    progress = { count, at: now }
    const { baseFeePerGas } = await client.getBlock()
    const last = Math.max(...unmined.map(([number]) => number))
    for (let number = count; number <= last; number += 1) {
      const sent = underWay.get(number)
      if (sent !== undefined) await handAgain(sent, baseFeePerGas ?? 0n)
      else if (await isFree(number)) await work.fill(number)
    }
  }

  async function handAgain(sent: Sent, baseFeePerGas: bigint): Promise<void> {
    try {
      const { fees, serialized } = carrierOf(sent)
      if (fees.maxFeePerGas < baseFeePerGas) await work.raise(sent)
      else await work.hand(serialized)
    } catch (error) {
      if (isUnderpriced(error)) return work.raise(sent)
      // Somebody else's is there: the next look finds out which of the two was mined.
      if (!isNonceConflict(error) && !isAlreadyKnown(error)) throw error
    }
  }

  /** Nobody has sent anything under a number, and all before it are there. */
  async function isFree(number: number): Promise<boolean> {
    return (await client.getTransactionCount({ address, blockTag: 'pending' })) === number
  }

  return {
    begin,
    [Symbol.dispose]() {
      isOver = true
      if (timer !== undefined) clearTimeout(Number(timer))
    },
  }
}

function noteMined(sent: Sent): void {
  sent.minedAt ??= performance.now()
  sent.misses = 0
}

function isDone({ minedAt }: Sent): boolean {
  return minedAt !== undefined && performance.now() - minedAt > KEPT_AFTER_MINED_MS
}

function isKnown(asked: Promise<unknown>): Promise<boolean> {
  return asked.then(
    () => true,
    () => false,
  )
}

/** A process may end whatever is being watched. In a browser a timer is a number. */
function letGo(timer: unknown): void {
  const isObject = typeof timer === 'object' && timer !== null
  if (isObject && 'unref' in timer && typeof timer.unref === 'function') timer.unref()
}
