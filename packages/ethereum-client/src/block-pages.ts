/** So many blocks a node searches for logs at once without refusing. */
const BLOCKS_PER_PAGE = 10_000

/** A range of blocks, both ends included, as `eth_getLogs` takes it. */
export type BlockPage = { readonly fromBlock: bigint; readonly toBlock: bigint }

/**
 * Splits a range of blocks into pages that a node can be asked the logs of, in order.
 *
 * @param first included
 * @param last included; none if it is below the first
 */
export function* blockPages(first: number, last: number): Generator<BlockPage> {
  for (let from = first; from <= last; from += BLOCKS_PER_PAGE) {
    const to = Math.min(last, from + BLOCKS_PER_PAGE - 1)
    yield { fromBlock: BigInt(from), toBlock: BigInt(to) }
  }
}
