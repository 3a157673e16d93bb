import { createNetworkClient, createPermissionView, followChain } from '@medrec/ethereum-client'
import { addressSchema } from '@medrec/protocol'
import { z } from 'zod'

/**
 * A Database Manager's view and nothing else: builds it from genesis as a start does, and says how
 * long that took and what it holds. Its one argument is a SyntheticChain as JSON.
 */
const { rpcUrl, chainId, registry, height } = z
  .object({
    ...{ rpcUrl: z.url(), chainId: z.int(), registry: addressSchema, height: z.int() },
  })
  .parse(JSON.parse(process.argv[2] ?? ''))

const network = await createNetworkClient({ rpcUrl, chainId, registry })
const nothingKept = { load: async () => [], keep: async () => {}, drop: async () => {} }
const bytesBefore = bytesHeld()
const residentBefore = process.memoryUsage.rss()
const startedAt = performance.now()
const view = await createPermissionView({ store: nothingKept, now: () => 1_850_000_000 })
const failed = Promise.withResolvers<never>()
const follower = followChain({
  ...{ network, view },
  onState: (state) => {
    if (state.status === 'failing') failed.reject(state.error)
  },
})
await Promise.race([follower.reached(height), failed.promise])
const seconds = (performance.now() - startedAt) / 1_000
await follower[Symbol.asyncDispose]()
const bytes = bytesHeld() - bytesBefore
// Largest resident size of the process's life, in KiB.
const peakBytes = process.resourceUsage().maxRSS * 1_024 - residentBefore
// Asked after, so that nothing of it was let go before.
const isComplete = view.head()?.number === height
process.send?.({ seconds, bytes, peakBytes, isComplete })
process.disconnect()

/** Of objects and of buffers, after what is held no more is gone. */
function bytesHeld(): number {
  if (globalThis.gc === undefined) throw new Error('Run with --expose-gc.')
  globalThis.gc()
  globalThis.gc()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
