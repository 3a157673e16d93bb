import { setTimeout as pause } from 'node:timers/promises'
import {
  type EngineEnd,
  type GethAuthority,
  startGethAuthority,
} from '@medrec/ethereum-client/node'
import { MedRecError } from '@medrec/protocol'
import type { Address } from 'viem'
import { genesisOf } from './network-card.ts'
import { knownPeers, type NodeFolder } from './node-folder.ts'

export type SupervisedGethEvent =
  | { readonly type: 'started'; readonly sealer: Address; readonly processId: number }
  | { readonly type: 'ended'; readonly end: EngineEnd }

/** Disposing of it ends geth, with its chain on disk. */
export type SupervisedGeth = AsyncDisposable & {
  /** Its doors stay where they are when it is started again. */
  readonly first: GethAuthority
  /** Settles, with the reason, when geth cannot be kept running. */
  readonly gaveUp: Promise<NodeGaveUpError>
}

/** So many ends within the time are a node that cannot run, and not an accident. */
const MOST_ENDS = 5
const ENDS_WITHIN_MS = 60_000
const RESTART_AFTER_MS = 1_000

/**
 * Starts an authority's geth, and starts it again when it ends by itself, until it ends too often.
 *
 * @throws as {@link startGethAuthority}, of the first start
 */
export async function superviseGeth(options: {
  /** Of geth 1.13.15. */
  readonly program: string
  readonly folder: NodeFolder
  readonly report: (event: SupervisedGethEvent) => void
}): Promise<SupervisedGeth> {
  const { program, folder, report } = options
  const { settings, network, chainFolder } = folder
  const start = async () => {
    const node = await startGethAuthority({
      ...{ program, stateFolder: chainFolder, listen: settings.listen },
      rpcPort: settings.rpcPort,
      genesis: genesisOf(network),
      peers: (await knownPeers(folder)).map(({ enode }) => enode),
      netRestrict: settings.peerNetworks,
    })
    report({ type: 'started', sealer: node.sealer, processId: node.processId })
    return node
  }
  const first = await start()
  const stopping = new AbortController()
  const hopeless = Promise.withResolvers<NodeGaveUpError>()
  let current: GethAuthority | undefined = first
  const watching = (async () => {
    const ends: number[] = []
    while (!stopping.signal.aborted) {
      if (current !== undefined) report({ type: 'ended', end: await current.ended })
      if (stopping.signal.aborted) return
      await current?.[Symbol.asyncDispose]()
      ends.push(performance.now())
      if (ends.filter((at) => at > performance.now() - ENDS_WITHIN_MS).length >= MOST_ENDS) {
        hopeless.resolve(new NodeGaveUpError(folder.path, ends.length))
        return
      }
      await pause(RESTART_AFTER_MS, undefined, { signal: stopping.signal }).catch(() => undefined)
      if (!stopping.signal.aborted) current = await start().catch(() => undefined)
    }
  })()
  return {
    first,
    gaveUp: hopeless.promise,
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await current?.[Symbol.asyncDispose]()
      await watching
      // It may have been starting just then.
      await current?.[Symbol.asyncDispose]()
    },
  }
}

export class NodeGaveUpError extends MedRecError<
  'MEDREC_NODE_GAVE_UP',
  { readonly folder: string; readonly ends: number }
> {
  override name = 'NodeGaveUpError'
  constructor(folder: string, ends: number) {
    super(
      'MEDREC_NODE_GAVE_UP',
      `The node of ${folder} ended ${ends} times within a minute. Check the disk's space and the clock, then start it again.`,
      { details: { folder, ends } },
    )
  }
}
