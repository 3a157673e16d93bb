import {
  type ChainEvent,
  createNetworkClient,
  createPermissionView,
  type NarrowingStore,
  type Network,
  type PermissionView,
  readEvents,
} from '@medrec/ethereum-client'
import { type NetworkDescription, originOf, relayOrder, unixSecondsOf } from '@medrec/protocol'
import { ProviderAwayError } from './provider-errors.ts'

/** All the chain says of this network. Whoever is asked learns nothing of what is ours. */
export type ChainSnapshot = {
  readonly view: PermissionView
  /** Every event since the network began, in order. */
  readonly events: readonly ChainEvent[]
  /** Host of the provider that was asked. */
  readonly through: string
}

export type ChainReader = {
  /**
   * Reads what is new, through any provider that answers; through one to avoid if no other does.
   * @throws {ProviderAwayError} MEDREC_PROVIDER_AWAY if none does.
   */
  read(avoiding?: readonly string[]): Promise<ChainSnapshot>
}

export function createChainReader(network: NetworkDescription): ChainReader {
  let events: readonly ChainEvent[] = []
  let appliedTo = network.deploymentBlock - 1
  let view: Promise<PermissionView> | undefined
  let reading: Promise<ChainSnapshot> | undefined
  const lines = new Map<string, Promise<Network>>()

  const lineTo = (host: string): Promise<Network> => {
    const line =
      lines.get(host) ??
      createNetworkClient({
        rpcUrl: `${originOf(host)}/chain`,
        chainId: network.chainId,
        registry: network.registry,
      })
    lines.set(host, line)
    line.catch(() => lines.delete(host))
    return line
  }

  const readThrough = async (host: string): Promise<ChainSnapshot> => {
    const line = await lineTo(host)
    view ??= createPermissionView({
      store: nothingKept,
      now: () => unixSecondsOf(new Date()),
    })
    const current = await view
    const block = await line.client.getBlock({ blockTag: 'latest' })
    const number = Number(block.number)
    // Another provider may be a block behind the one asked before.
    if (number <= appliedTo) return { view: current, events, through: host }
    const fresh = await readEvents(line, appliedTo + 1, number)
    await current.apply({
      events: fresh,
      head: {
        number,
        hash: block.hash,
        timestamp: Number(block.timestamp),
        receivedAt: performance.now(),
      },
    })
    events = [...events, ...fresh]
    appliedTo = number
    return { view: current, events, through: host }
  }

  const readAnywhere = async (avoiding: readonly string[]): Promise<ChainSnapshot> => {
    const hosts = network.providers.map((provider) => provider.host)
    let cause: unknown
    for (const host of relayOrder({ hosts, takenBy: avoiding }, Math.random)) {
      try {
        return await readThrough(host)
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

/** The chain is read anew at each unlock: there is no older knowledge to hold it to. */
const nothingKept: NarrowingStore = {
  load: async () => [],
  keep: async () => undefined,
  drop: async () => undefined,
}
