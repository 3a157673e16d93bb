import { createPublicClient, http } from 'viem'

/**
 * Makes the probe of a newcomer's node: ready once it has had our blocks over a stretch of the
 * chain, and has the newest but one of ours now.
 *
 * @param options.blocks length of that stretch
 */
export function createFollowProbe(options: {
  readonly ownRpcUrl: string
  readonly newcomerRpcUrl: string
  readonly blocks: number
}): () => Promise<boolean> {
  const [own, newcomer] = [options.ownRpcUrl, options.newcomerRpcUrl].map((url) =>
    createPublicClient({ transport: http(url, { retryCount: 0, timeout: 2_000 }), cacheTime: 0 }),
  )
  let followedFrom: bigint | undefined

  return async () => {
    if (own === undefined || newcomer === undefined) return false
    const height = await own.getBlockNumber()
    const blockNumber = height > 0n ? height - 1n : 0n
    const { hash } = await own.getBlock({ blockNumber })
    const theirs = await newcomer.getBlock({ blockNumber }).catch(() => undefined)
    if (theirs?.hash !== hash) {
      followedFrom = undefined
      return false
    }
    followedFrom ??= blockNumber
    return blockNumber - followedFrom >= BigInt(options.blocks)
  }
}
