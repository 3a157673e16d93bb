import type { Network } from './network.ts'

/** What a transaction offers, by what the newest block asked for. Wei. */
export type RelayFees = {
  readonly maxFeePerGas: bigint
  readonly maxPriorityFeePerGas: bigint
  readonly baseFeePerGas: bigint
  /** The block it was read from. */
  readonly blockNumber: number
}

/** The fees of a chain, asked for once in a while and not for every transaction. */
export type FeeSource = {
  /** At most a few seconds old. */
  readonly current: () => Promise<RelayFees>
  /** Has the next one who asks ask the node. */
  readonly forget: () => void
}

const KEPT_MS = 3000

/** Makes a source of fees that remembers them for `keptMs`; a failure is not remembered. */
export function createFeeSource(
  client: Pick<Network['client'], 'getBlock' | 'estimateMaxPriorityFeePerGas'>,
  keptMs: number = KEPT_MS,
): FeeSource {
  let known: Promise<RelayFees> | undefined
  let askedAt = 0

  async function ask(): Promise<RelayFees> {
    const [block, maxPriorityFeePerGas] = await Promise.all([
      client.getBlock(),
      client.estimateMaxPriorityFeePerGas({ chain: null }),
    ])
    const baseFeePerGas = block.baseFeePerGas ?? 0n
    return {
      // A full block raises the base fee by an eighth: this is good for five of them.
      maxFeePerGas: 2n * baseFeePerGas + maxPriorityFeePerGas,
      maxPriorityFeePerGas,
      baseFeePerGas,
      blockNumber: Number(block.number),
    }
  }

  function forget(): void {
    known = undefined
  }

  return {
    current() {
      if (known === undefined || performance.now() - askedAt > keptMs) {
        askedAt = performance.now()
        const asked = ask()
        asked.catch(() => {
          if (known === asked) forget()
        })
        known = asked
      }
      return known
    },
    forget,
  }
}

/** At least what a node asks of a transaction that takes the place of another: an eighth more. */
export function raisedFees(before: RelayFees, now: RelayFees): RelayFees {
  return {
    ...now,
    maxFeePerGas: larger(now.maxFeePerGas, eighthMore(before.maxFeePerGas)),
    maxPriorityFeePerGas: larger(now.maxPriorityFeePerGas, eighthMore(before.maxPriorityFeePerGas)),
  }
}

function eighthMore(fee: bigint): bigint {
  return fee + fee / 8n + 1n
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}
