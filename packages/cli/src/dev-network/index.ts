import type { DatabaseManagerSettings } from '@medrec/database-manager'
import type { GethSearch, NetworkFile } from '@medrec/ethereum-client/node'
import { buildClient, clientDistFolder, startClientServer } from '@medrec/user-client'
import { settleAll } from '../settle-all.ts'
import { type ChainEngine, foundNetwork, startChain } from './chain.ts'
import type { ProviderSlug } from './demo-providers.ts'
import { type DemoStory, prepareStory } from './demo-story.ts'
import { type DevProvider, startDevProvider } from './dev-provider.ts'
import { foundingProviders } from './founding-providers.ts'
import { startHospitals } from './hospitals.ts'
import { networkDescriptionOf } from './network-description.ts'
import { checkPortsFree, type Ports } from './ports.ts'
import { openStateFolder } from './state-folder.ts'

export type { ChainEngine } from './chain.ts'
export { PROVIDERS, type ProviderSlug } from './demo-providers.ts'
export type { DemoStory } from './demo-story.ts'
export type { DevProvider } from './dev-provider.ts'
export { freePorts, type Ports, portsFrom } from './ports.ts'

/** The steps of a start, in the order in which they are shown. */
export const START_STEPS = {
  client: 'Build the page',
  chain: 'Start the chain',
  hospitals: 'Fill and start the three databases',
  network: 'Found the network',
  providers: 'Start the three Database Managers',
  story: 'Prepare invites and the demo clinician',
  page: 'Serve the page',
} as const

export type StartStep = keyof typeof START_STEPS

export type DevNetworkOptions = {
  /** Everything of the network lies in this folder; made if absent. */
  readonly statePath: string
  readonly ports: Ports
  /** What runs the chain; the one the network was founded on, or anvil, if absent. */
  readonly engine?: ChainEngine | undefined
  /** Where geth is looked for. */
  readonly gethSearch?: GethSearch
  /** Of every Database Manager; its defaults if absent. A benchmark calls more often than people do. */
  readonly limits?: DatabaseManagerSettings['limits']
  /** Runs a step and shows it. */
  readonly show?: <Result>(step: StartStep, work: () => Promise<Result>) => Promise<Result>
}

/** The whole of MedRec on one machine. Disposing of it ends every process, with all state on disk. */
export type DevNetwork = AsyncDisposable & {
  /** Origin of the page. */
  readonly clientOrigin: string
  readonly network: NetworkFile & { readonly rpcUrl: string }
  readonly providers: Readonly<Record<ProviderSlug, DevProvider>>
  readonly story: DemoStory
}

/**
 * Starts the chain, three hospitals' databases, their Database Managers and the page: the same for
 * `npm start`, stories and benchmarks.
 *
 * @throws {PortTakenError} MEDREC_PORT_TAKEN
 * @throws {StateFolderError} MEDREC_STATE_FOLDER_FOREIGN, MEDREC_STATE_FOLDER_BROKEN or
 * MEDREC_STATE_FOLDER_IN_USE
 * @throws {ChildProgramError} MEDREC_PROGRAM_DID_NOT_START
 * @throws {OtherEngineError} MEDREC_NETWORK_OTHER_ENGINE
 * @throws {GethMissingError} MEDREC_GETH_MISSING
 */
export async function startDevNetwork(options: DevNetworkOptions): Promise<DevNetwork> {
  const { ports, engine, gethSearch, limits } = options
  const show = options.show ?? (async (_, work) => work())
  const clientOrigin = `http://localhost:${ports.client}`
  await using stack = new AsyncDisposableStack()
  const state = stack.use(await openStateFolder(options.statePath, ports.client))
  await checkPortsFree(ports)
  const founding = await foundingProviders(state, ports)

  const [, chain, hospitals] = await settleAll([
    show('client', buildClient),
    show('chain', async () =>
      stack.use(await startChain(state, { port: ports.chain, engine, gethSearch })),
    ),
    show('hospitals', async () => stack.use(await startHospitals(state, ports))),
  ])
  const network = await show('network', async () => ({
    ...(await foundNetwork(state, chain, founding)),
    rpcUrl: chain.rpcUrl,
  }))
  chain.watch(network)
  const startOne = async (slug: ProviderSlug) => {
    const provider = founding[slug]
    const silo = hospitals.silos[slug]
    const own = { ...network, rpcUrl: chain.rpcUrlOf(slug), consensus: chain.consensus }
    const managed = { state, provider, network: own, silo, clientOrigin, limits }
    return stack.use(await startDevProvider(managed))
  }
  const [riverside, lakeside, harbor] = await show('providers', () =>
    settleAll([startOne('riverside'), startOne('lakeside'), startOne('harbor')]),
  )
  const providers = { riverside, lakeside, harbor }
  const story = await show('story', () => prepareStory(state, providers))
  await show('page', async () =>
    stack.use(
      await startClientServer({
        port: ports.client,
        network: () => networkDescriptionOf(network),
        distFolder: clientDistFolder,
      }),
    ),
  )
  const running = stack.move()
  return {
    clientOrigin,
    network,
    providers,
    story,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}
