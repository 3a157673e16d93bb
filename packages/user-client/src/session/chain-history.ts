import {
  type ChainEvent,
  createPermissionView,
  type NarrowingStore,
  type PermissionView,
} from '@medrec/ethereum-client'
import { type UnixSeconds, unixSecondsOf } from '@medrec/protocol'
import type { Hex } from 'viem'

/** All the chain says of this network. */
export type ChainSnapshot = {
  readonly view: PermissionView
  /** Every event since the network began, in order. */
  readonly events: readonly ChainEvent[]
}

export type LineBlock = {
  readonly number: number
  readonly hash: Hex
  readonly timestamp: UnixSeconds
}

/** A way to the chain through one provider. */
export interface ChainLine {
  newest(): Promise<LineBlock>
  at(number: number): Promise<LineBlock>
  /** In the order of the chain; both blocks included. */
  events(fromBlock: number, toBlock: number): Promise<readonly ChainEvent[]>
}

/** What was read of the chain so far. */
export type ChainHistory = {
  /** Reads what is new. Several providers may be asked in turn: they need not have the same newest blocks. */
  catchUp(line: ChainLine): Promise<ChainSnapshot>
}

/**
 * Begins with nothing. What widens counts from `finalDepth` blocks below the newest on; where blocks
 * above that were replaced by others, those are read anew, and everything if it was deeper.
 *
 * @param options.deploymentBlock no event is older
 * @param options.finalDepth 0 where one process seals the chain
 */
export async function startChainHistory(options: {
  readonly deploymentBlock: number
  readonly finalDepth: number
}): Promise<ChainHistory> {
  const { deploymentBlock, finalDepth } = options
  const view = await createPermissionView({
    store: nothingKept,
    now: () => unixSecondsOf(new Date()),
  })
  let events: readonly ChainEvent[] = []

  const rebuild = { fromBlock: deploymentBlock, take: view.rebuild }

  /** The first block that has to be read, and how the view takes what is read; nothing, if nothing is new. */
  async function nextStep(line: ChainLine, newest: LineBlock) {
    const [head, final] = [view.head(), view.finalHead()]
    if (head === undefined || final === undefined) return rebuild
    const isThere = async (block: { readonly number: number; readonly hash: Hex }) =>
      (await line.at(block.number)).hash === block.hash
    if (newest.hash === head.hash) return undefined
    const isLonger = newest.number > head.number
    if (isLonger && (await isThere(head))) return { fromBlock: head.number + 1, take: view.apply }
    // Another provider may be some blocks behind the one that was asked before.
    if (newest.number < final.number) return undefined
    if (!(await isThere(final))) return rebuild
    return isLonger ? { fromBlock: final.number + 1, take: view.reorganize } : undefined
  }

  return {
    async catchUp(line) {
      const newest = await line.newest()
      const step = await nextStep(line, newest)
      if (step === undefined) return { view, events }
      const fresh = await line.events(step.fromBlock, newest.number)
      const final = await line.at(Math.max(0, newest.number - finalDepth))
      // Else the events may be of another branch; there will be another look.
      if ((await line.at(newest.number)).hash !== newest.hash) return { view, events }
      events = [...events.filter(({ blockNumber }) => blockNumber < step.fromBlock), ...fresh]
      const head = { ...newest, receivedAt: performance.now() }
      await step.take({ events: fresh, head, final })
      return { view, events }
    },
  }
}

/** The chain is read anew at each unlock: there is no older knowledge to hold it to. */
const nothingKept: NarrowingStore = {
  load: async () => [],
  keep: async () => undefined,
  drop: async () => undefined,
}
