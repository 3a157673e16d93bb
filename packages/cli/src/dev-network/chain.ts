import {
  deployContracts,
  type Engine,
  type NetworkFile,
  readNetworkFile,
  startAnvil,
  writeNetworkFile,
} from '@medrec/ethereum-client/node'
import { MedRecError } from '@medrec/protocol'
import { zeroAddress } from 'viem'
import type { ProviderSlug } from './demo-providers.ts'
import type { FoundingProvider } from './founding-providers.ts'
import type { StateFolder } from './state-folder.ts'

/** Ten coins: relaying costs a few thousandths of one in a year of demonstrations. */
const RELAYER_WEI = 10n ** 19n

/** Starts the chain on this machine where it was left. */
export async function startChain(state: StateFolder, port: number): Promise<Engine> {
  return startAnvil({ stateFolder: state.chainFolder, port })
}

/**
 * Makes the network on its chain at the first start, with the providers as founding members;
 * later finds it there again.
 *
 * @throws {NetworkLostError} MEDREC_NETWORK_LOST if the chain on disk is not this network's
 */
export async function foundNetwork(
  state: StateFolder,
  engine: Engine,
  providers: Readonly<Record<ProviderSlug, FoundingProvider>>,
): Promise<NetworkFile> {
  const founding = Object.values(providers)
  for (const { keys } of founding) await engine.fund(keys.relayer, RELAYER_WEI)
  const known = await readNetworkFile(state.networkFile)
  if (known !== undefined) {
    if (known.chainId !== engine.chainId) throw new NetworkLostError(state.path)
    return known
  }
  const { chainId, registry, deploymentBlock } = await deployContracts({
    engine,
    foundingMembers: founding.map(({ name, host, keys: { owner, relayer, hpkeKey, logKey } }) => ({
      name,
      host,
      owner,
      account: relayer,
      sealer: zeroAddress,
      hpkeKey,
      logKey,
    })),
  })
  const network = { chainId, registry, deploymentBlock, engine: engine.name }
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
