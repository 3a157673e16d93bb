import {
  type DeploymentChain,
  deployContracts,
  type GethSearch,
  type NetworkFile,
  readNetworkFile,
  startAnvil,
  writeNetworkFile,
} from '@medrec/ethereum-client/node'
import { MedRecError } from '@medrec/protocol'
import { type Address, zeroAddress } from 'viem'
import { startAuthorities } from './authorities.ts'
import { PROVIDERS, type ProviderSlug } from './demo-providers.ts'
import type { FoundingProvider } from './founding-providers.ts'
import type { StateFolder } from './state-folder.ts'

/** What runs the chain of a new network; a network keeps what it was founded on. */
export type ChainEngine =
  | { readonly name: 'anvil' }
  /** @see startGethNetwork; `authorities` counts at the first start only */
  | { readonly name: 'geth'; readonly authorities: number }

export type Consensus =
  | { readonly kind: 'embedded' }
  | { readonly kind: 'clique'; readonly periodSeconds: number; readonly epochBlocks: number }

/** The chain of a network on one machine, as its providers use it. */
export type DevChain = AsyncDisposable &
  DeploymentChain & {
    /** The node that a provider speaks with. */
    rpcUrlOf(slug: ProviderSlug): string
    /** The address that seals a provider's blocks; zero if it seals none. */
    sealerOf(slug: ProviderSlug): Address
    /** By which rules its blocks are final, as a Database Manager is told. */
    readonly consensus: Consensus
    /** Begins what needs the registry. */
    watch(network: NetworkFile): void
  }

export type ChainOptions = {
  readonly port: number
  /** The one the network was founded on, or anvil, if absent. */
  readonly engine?: ChainEngine | undefined
  readonly gethSearch?: GethSearch | undefined
}

/** Ten coins: relaying costs a few thousandths of one in a year of demonstrations. */
const RELAYER_WEI = 10n ** 19n

/**
 * Starts the chain on this machine where it was left.
 *
 * @throws {OtherEngineError} MEDREC_NETWORK_OTHER_ENGINE
 * @throws {GethMissingError} MEDREC_GETH_MISSING
 */
export async function startChain(state: StateFolder, options: ChainOptions): Promise<DevChain> {
  const known = await readNetworkFile(state.networkFile)
  const name = options.engine?.name ?? known?.engine ?? 'anvil'
  if (known !== undefined && known.engine !== name) {
    throw new OtherEngineError(state.path, known.engine)
  }
  if (name !== 'geth') return startAnvilChain(state, options.port)
  return startAuthorities({
    ...{ state, rpcPort: options.port, gethSearch: options.gethSearch ?? {} },
    authorities: options.engine?.name === 'geth' ? options.engine.authorities : 1,
  })
}

async function startAnvilChain(state: StateFolder, port: number): Promise<DevChain> {
  const engine = await startAnvil({ stateFolder: state.chainFolder, port })
  return {
    ...{ name: engine.name, chainId: engine.chainId, rpcUrl: engine.rpcUrl },
    fund: (address, wei) => engine.fund(address, wei),
    rpcUrlOf: () => engine.rpcUrl,
    sealerOf: () => zeroAddress,
    consensus: { kind: 'embedded' },
    watch: () => undefined,
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  }
}

/**
 * Makes the network on its chain at the first start, with the providers as founding members;
 * later finds it there again.
 *
 * @throws {NetworkLostError} MEDREC_NETWORK_LOST if the chain on disk is not this network's
 */
export async function foundNetwork(
  state: StateFolder,
  chain: DevChain,
  providers: Readonly<Record<ProviderSlug, FoundingProvider>>,
): Promise<NetworkFile> {
  const founding = PROVIDERS.map((slug) => providers[slug])
  for (const { keys } of founding) await chain.fund(keys.relayer, RELAYER_WEI)
  const known = await readNetworkFile(state.networkFile)
  if (known !== undefined) {
    if (known.chainId !== chain.chainId) throw new NetworkLostError(state.path)
    return known
  }
  const { chainId, registry, deploymentBlock } = await deployContracts({
    engine: chain,
    foundingMembers: founding.map(({ slug, name, host, keys }) => ({
      name,
      host,
      owner: keys.owner,
      account: keys.relayer,
      sealer: chain.sealerOf(slug),
      hpkeKey: keys.hpkeKey,
      logKey: keys.logKey,
    })),
  })
  const network = { chainId, registry, deploymentBlock, engine: chain.name }
  await writeNetworkFile(state.networkFile, network)
  return network
}

export class NetworkLostError extends MedRecError<
  'MEDREC_NETWORK_LOST',
  { readonly path: string }
> {
  override name = 'NetworkLostError'
  constructor(path: string) {
    super(
      'MEDREC_NETWORK_LOST',
      `The chain in ${path} is not the one this network was founded on. Start over with --reset.`,
      { details: { path } },
    )
  }
}

export class OtherEngineError extends MedRecError<
  'MEDREC_NETWORK_OTHER_ENGINE',
  { readonly path: string; readonly engine: string }
> {
  override name = 'OtherEngineError'
  constructor(path: string, engine: string) {
    super(
      'MEDREC_NETWORK_OTHER_ENGINE',
      `The network in ${path} was founded on ${engine}. Start it without --engine, name another folder with --state, or start over with --reset.`,
      { details: { path, engine } },
    )
  }
}
