import type { Hex } from 'viem'
import type { RelayCall } from './relay-call.ts'
import type { RelayError } from './relay-error.ts'
import type { RelayFees } from './relay-fees.ts'

/** A transaction that carries a call. */
export type Carrier = {
  readonly number: number
  readonly fees: RelayFees
  readonly serialized: Hex
  readonly transaction: Hex
}

/** A call that was sent: by one transaction, or by several in turn where the first came to nothing. */
export type Sent = {
  readonly call: RelayCall
  gas: bigint
  carriers: readonly [Carrier, ...Carrier[]]
  /** Milliseconds of the monotonic clock. */
  readonly sentAt: number
  /** When a block was seen to have it, unless the chain has taken that block back. */
  minedAt: number | undefined
  /** In how many looks its number was used up though no block was seen to have it. */
  misses: number
  /** Why nothing will come of it any more. */
  failure: RelayError | undefined
}

/** The transaction that carries a call now. */
export function carrierOf({ carriers: [first, ...later] }: Sent): Carrier {
  return later.at(-1) ?? first
}
