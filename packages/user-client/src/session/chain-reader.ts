import { createNetworkClient, majorityOf, readEvents } from '@medrec/ethereum-client'
import { type NetworkDescription, originOf, relayOrder } from '@medrec/protocol'
import type { Block } from 'viem'
import {
  type ChainHistory,
  type ChainLine,
  type ChainSnapshot,
  type LineBlock,
  startChainHistory,
} from './chain-history.ts'
import { ProviderAwayError } from './provider-errors.ts'

export type ChainReader = {
  /**
   * Reads what is new, through any provider that answers; through one to avoid if no other does.
   * Whoever is asked learns nothing of what is ours.
   *
   * @throws {ProviderAwayError} MEDREC_PROVIDER_AWAY if none does.
   */
  read(avoiding?: readonly string[]): Promise<ReadSnapshot>
}

export type ReadSnapshot = ChainSnapshot & {
  /** Host of the provider that was asked. */
  readonly through: string
}

export function createChainReader(network: NetworkDescription): ChainReader {
  let history: Promise<ChainHistory> | undefined
  let reading: Promise<ReadSnapshot> | undefined
  const lines = new Map<string, Promise<ChainLine>>()

  const lineTo = (host: string): Promise<ChainLine> => {
    const line = lines.get(host) ?? openLine(host, network)
    lines.set(host, line)
    line.catch(() => lines.delete(host))
    return line
  }

  const readAnywhere = async (avoiding: readonly string[]): Promise<ReadSnapshot> => {
    const { deploymentBlock } = network
    history ??= startChainHistory({ deploymentBlock, finalDepth: finalDepthOf(network) })
    const known = await history
    const hosts = network.providers.map((provider) => provider.host)
    let cause: unknown
    for (const host of relayOrder({ hosts, takenBy: avoiding }, Math.random)) {
      try {
        return { ...(await known.catchUp(await lineTo(host))), through: host }
      } catch (error) {
        cause = error
      }
    }
    throw new ProviderAwayError('', cause)
  }

  return {
    read: (avoiding = []) => {
      if (reading !== undefined && avoiding.length === 0) return reading
      // One after the other: each begins where the one before it ended.
      const before = reading?.catch(() => undefined)
      const next = (before ?? Promise.resolve()).then(() => readAnywhere(avoiding))
      const mine = next.finally(() => {
        if (reading === mine) reading = undefined
      })
      reading = mine
      return mine
    },
  }
}

/**
 * In Clique nobody seals twice within so many blocks as make a majority, so that this depth is final.
 * There are no more signers than providers.
 *
 * @see https://eips.ethereum.org/EIPS/eip-225
 */
function finalDepthOf({ engine, providers }: NetworkDescription): number {
  return engine === 'single machine' ? 0 : majorityOf(providers.length)
}

async function openLine(
  host: string,
  { chainId, registry }: NetworkDescription,
): Promise<ChainLine> {
  const rpcUrl = `${originOf(host)}/chain`
  const line = await createNetworkClient({ rpcUrl, chainId, registry })
  return {
    newest: async () => lineBlockOf(await line.client.getBlock({ blockTag: 'latest' })),
    at: async (number) => lineBlockOf(await line.client.getBlock({ blockNumber: BigInt(number) })),
    events: (fromBlock, toBlock) => readEvents(line, fromBlock, toBlock),
  }
}

function lineBlockOf(block: Block<bigint, false, 'latest'> | Block<bigint, false>): LineBlock {
  const { number, hash, timestamp } = block
  if (number === null || hash === null) throw new TypeError('The block is not sealed.')
  return { number: Number(number), hash, timestamp: Number(timestamp) }
}
