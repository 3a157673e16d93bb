import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  createProviderKeys,
  type DatabaseManagerSettings,
  type ProviderPublicKeys,
  readProviderKeys,
  startDatabaseManager,
} from '@medrec/database-manager'
import { buildClinicDatabase } from '@medrec/demo-hospitals'
import { createNetworkClient, type Network } from '@medrec/ethereum-client'
import {
  type CliqueWatchdogEvent,
  cliqueConsensus,
  createPeerProbe,
  deployContracts,
  freePort,
  type GethNetwork,
  isDeployed,
  type NetworkAuthority,
  startCliqueWatchdog,
  startGethNetwork,
  startSignerVoter,
} from '@medrec/ethereum-client/node'
import type { NetworkDescription } from '@medrec/protocol'
import { type Address, isAddressEqual, parseEther } from 'viem'
import { type AdminClient, adminClient } from '../../src/admin-client.ts'
import { networkDescriptionOf } from '../../src/dev-network/network-description.ts'
import { eventually } from './agreement.ts'
import { type RegistryHand, registryHandOf } from './registry-hand.ts'

/** A provider: its authority's node and the Database Manager before it. */
export type Provider = {
  readonly place: number
  readonly host: string
  readonly origin: string
  readonly authority: NetworkAuthority
  readonly admin: AdminClient
  readonly registry: RegistryHand
  /** What its watchdog said, the oldest first. */
  readonly heard: readonly CliqueWatchdogEvent[]
}

/** Providers that run a chain together, each with all that belongs to it, in one process tree. */
export type ProviderNetwork = AsyncDisposable & {
  readonly geth: GethNetwork
  readonly network: Network
  readonly description: NetworkDescription
  readonly providers: readonly Provider[]
  readonly isUp: (place: number) => boolean
  /** Kills a node, or stops and starts it; its Database Manager goes on without. */
  readonly kill: (place: number) => Promise<void>
  readonly restart: (place: number) => Promise<void>
  /** Ends a node's voter, so that it obeys no vote of the registry. */
  readonly muteVoter: (place: number) => Promise<void>
  /** Ends all speaking between two sides, of nodes and of watchdogs. */
  readonly part: (side: readonly number[]) => Promise<void>
  readonly heal: () => Promise<void>
  /** Sets a provider's clock off, as its watchdog reads it, in ms. */
  readonly setClock: (place: number, offMs: number) => void
}

type Founding = {
  readonly stateFolder: string
  readonly keys: ProviderPublicKeys
  readonly sealer: Address
  readonly host: string
}

/** Viewers get nothing from a view that is older. */
export const VIEW_AGE_SECONDS = 12
const PERIOD_SECONDS = 1

/**
 * Founds a network of real geths and real Database Managers, each provider with a voter and a
 * watchdog that sees the others at their Database Managers, as between hospitals.
 */
export async function startProviderNetwork(options: {
  readonly program: string
  readonly folder: string
  readonly providers: number
}): Promise<ProviderNetwork> {
  const { program, folder } = options
  await using stack = new AsyncDisposableStack()
  const geth = stack.use(
    await startGethNetwork({
      ...{ program, folder: join(folder, 'chain'), authorities: options.providers },
      periodSeconds: PERIOD_SECONDS,
    }),
  )
  const [first] = geth.authorities
  if (first === undefined) throw new TypeError('There is an authority.')
  const founding: Founding[] = []
  for (const { sealer } of geth.authorities) {
    const place = founding.length
    const stateFolder = join(folder, `provider-${place + 1}`)
    const keys = await createProviderKeys(stateFolder)
    await geth.fund(keys.relayer, parseEther('100'))
    founding.push({ stateFolder, keys, sealer, host: `localhost:${await freePort(0)}` })
  }
  const { chainId, periodSeconds, epochBlocks } = geth
  const deployment = await deployContracts({
    engine: { name: 'geth', chainId, rpcUrl: first.rpcUrl, fund: geth.fund },
    foundingMembers: founding.map(({ keys, sealer, host }, place) => ({
      ...{ owner: keys.owner, account: keys.relayer, sealer },
      ...{ hpkeKey: keys.hpkeKey, logKey: keys.logKey },
      ...{ name: `Hospital ${place + 1}`, host },
    })),
    delaySeconds: 0,
  })
  const { registry, deploymentBlock } = deployment
  const network = await createNetworkClient({ rpcUrl: first.rpcUrl, chainId, registry })
  const clinic = join(folder, 'clinic.sqlite')
  await buildClinicDatabase({ file: clinic })

  // The other nodes may be a block behind the first one, or on a branch without it.
  for (const { rpcUrl } of geth.authorities) {
    await eventually(() => isDeployed(rpcUrl, registry), 'every node has the contracts')
  }
  const managers = await Promise.all(
    geth.authorities.map(async ({ rpcUrl }, place) => {
      const own = founding[place]
      if (own === undefined) throw new TypeError('Each authority is a provider’s.')
      const settings: DatabaseManagerSettings = {
        ...{ stateFolder: own.stateFolder, host: own.host, clientOrigin: 'http://localhost:8480' },
        listen: { port: Number(own.host.split(':')[1]) },
        network: {
          ...{ rpcUrl, chainId, registry },
          consensus: { kind: 'clique', periodSeconds, epochBlocks },
        },
        silo: { kind: 'clinic', file: clinic },
        maxViewAgeSeconds: VIEW_AGE_SECONDS,
        limits: { requests: 100_000, tokens: 10_000, relays: 10_000 },
        logLevel: 'silent',
      }
      return { ...own, manager: stack.use(await startDatabaseManager(settings)) }
    }),
  )

  const down = new Set<number>()
  const clocks = new Map<number, number>()
  let side: ReadonlySet<number> | undefined
  const areApart = (a: number, b: number) => side !== undefined && side.has(a) !== side.has(b)
  const providers: Provider[] = []
  const voters: AsyncDisposable[] = []
  for (const [place, { host, stateFolder, manager }] of managers.entries()) {
    const authority = geth.authorities[place]
    if (authority === undefined) throw new TypeError('Each manager has an authority.')
    const token = await readFile(join(stateFolder, 'admin-token'), 'utf8')
    const { control } = authority.running()
    const node = { rpcUrl: authority.rpcUrl, control, sealer: authority.sealer }
    const heard: CliqueWatchdogEvent[] = []
    stack.use(
      startCliqueWatchdog({
        ...{ node, periodSeconds, evidenceFolder: join(folder, `evidence-${place + 1}`) },
        others: async () =>
          providers
            .filter((other) => other.place !== place && !areApart(place, other.place))
            .map(({ origin }) => ({ rpcUrl: `${origin}/chain` })),
        now: () => Date.now() + (clocks.get(place) ?? 0),
        // The load of a test machine is no drift.
        clockLimitMs: 20_000,
        report: (event) => heard.push(event),
      }),
    )
    const voter = startSignerVoter({
      ...{ rpcUrl: node.rpcUrl, consensus: cliqueConsensus(control) },
      ...{ registry, deploymentBlock },
      isReady: async (sealer) => {
        const newcomer = geth.authorities.find((each) => isAddressEqual(each.sealer, sealer))
        if (newcomer === undefined || down.has(place)) return false
        return createPeerProbe({ control, enode: newcomer.enode, blocks: 0 })()
      },
    })
    voters.push(voter)
    stack.use(voter)
    const keys = await readProviderKeys(stateFolder)
    providers.push({
      ...{ place, host, origin: manager.origin, authority, heard },
      admin: adminClient(manager.origin, token.trim()),
      registry: registryHandOf(authority.rpcUrl, { chainId, registry, keys }),
    })
  }
  const description = await networkDescriptionOf({
    ...{ rpcUrl: first.rpcUrl, chainId, registry, deploymentBlock, engine: 'geth' as const },
  })

  const nodeOf = (place: number): NetworkAuthority => {
    const authority = geth.authorities[place]
    if (authority === undefined) throw new TypeError(`There is no authority ${place}.`)
    return authority
  }
  async function eachPairApart(
    apart: ReadonlySet<number>,
    change: (from: NetworkAuthority, to: NetworkAuthority) => Promise<unknown>,
  ): Promise<void> {
    for (const [a, from] of geth.authorities.entries()) {
      for (const [b, to] of geth.authorities.entries()) {
        if (apart.has(a) !== apart.has(b) && !down.has(a)) await change(from, to)
      }
    }
  }
  const running = stack.move()
  return {
    ...{ geth, network, description, providers },
    isUp: (place) => !down.has(place),
    async kill(place) {
      down.add(place)
      await nodeOf(place).kill()
    },
    async restart(place) {
      await nodeOf(place).stop()
      await nodeOf(place).start()
      down.delete(place)
    },
    muteVoter: async (place) => voters[place]?.[Symbol.asyncDispose](),
    async part(places) {
      side = new Set(places)
      await eachPairApart(side, async (from, to) => {
        const { control } = from.running()
        await control('admin_removeTrustedPeer', [to.enode])
        await control('admin_removePeer', [to.enode])
      })
    },
    async heal() {
      const healed = side
      side = undefined
      if (healed !== undefined) {
        await eachPairApart(healed, (from, to) => from.running().addPeer(to.enode))
      }
    },
    setClock: (place, offMs) => clocks.set(place, offMs),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}
