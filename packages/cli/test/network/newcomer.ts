import { join } from 'node:path'
import { createProviderKeys, readProviderKeys } from '@medrec/database-manager'
import type { NetworkAuthority } from '@medrec/ethereum-client/node'
import { agentFactoryAbi } from '@medrec/smart-contracts'
import { createWalletClient, defineChain, http, parseEther } from 'viem'
import { providerAgentOf } from '../../src/operator/member-desk.ts'
import type { ProviderNetwork } from './provider-network.ts'
import { type RegistryHand, registryHandOf } from './registry-hand.ts'

/** A member that was voted in after the founding, with a node and without a Database Manager. */
export type Newcomer = { readonly authority: NetworkAuthority; readonly registry: RegistryHand }

/** Starts one more node, and has the members at `voters` vote it in: the first proposes. */
export async function admitNewcomer(
  { geth, network, providers }: ProviderNetwork,
  options: { readonly folder: string; readonly voters: readonly number[] },
): Promise<Newcomer> {
  const authority = await geth.join()
  const keysFolder = join(options.folder, 'newcomer')
  const keys = await createProviderKeys(keysFolder)
  await geth.fund(keys.relayer, parseEther('10'))
  const { relayer } = await readProviderKeys(keysFolder)
  const wallet = createWalletClient({
    account: relayer,
    chain: defineChain({
      ...{ id: geth.chainId, name: 'geth', rpcUrls: { default: { http: [] } } },
      nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    }),
    transport: http(providers[0]?.authority.rpcUrl),
  })
  const hash = await wallet.writeContract({
    ...{ address: network.factory, abi: agentFactoryAbi },
    ...{ functionName: 'createProviderAgent', args: [keys.owner] },
  })
  await network.client.waitForTransactionReceipt({ hash, pollingInterval: 100 })
  const newcomer = {
    agent: await providerAgentOf(network, keys.owner),
    ...{ account: keys.relayer, sealer: authority.sealer },
    ...{ hpkeKey: keys.hpkeKey, logKey: keys.logKey },
    ...{ name: 'Valley Surgery', host: 'localhost:1' },
  }

  const [proposer, ...others] = options.voters.map((place) => {
    const provider = providers[place]
    if (provider === undefined) throw new TypeError(`There is no provider ${place}.`)
    return provider.registry
  })
  if (proposer === undefined) throw new TypeError('Somebody proposes.')
  const [proposal] = await proposer({ type: 'propose-admission', newcomer })
  if (proposal === undefined) throw new TypeError('There is a proposal.')
  for (const vote of others) await vote({ type: 'vote', id: proposal.id, isInFavour: true })
  await proposer({ type: 'enact', ...proposal })
  const { chainId } = geth
  const of = { chainId, registry: network.registry, keys: await readProviderKeys(keysFolder) }
  return { authority, registry: registryHandOf(authority.rpcUrl, of) }
}
