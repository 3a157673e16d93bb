import type { ProviderKeys } from '@medrec/database-manager'
import {
  createNetworkClient,
  type RegistryAction,
  type RegistryProposal,
  relayRegistryActions,
  signRegistryActions,
} from '@medrec/ethereum-client'
import type { Address } from 'viem'
import { providerAgentOf } from '../../src/operator/member-desk.ts'

/** Acts in the registry as a provider's Agent, its own account paying. */
export type RegistryHand = (
  ...actions: readonly RegistryAction[]
) => Promise<readonly RegistryProposal[]>

/** Makes a provider's hand from its keys; everything else is read when it acts. */
export function registryHandOf(
  rpcUrl: string,
  of: { readonly chainId: number; readonly registry: Address; readonly keys: ProviderKeys },
): RegistryHand {
  const { chainId, registry, keys } = of
  return async (...actions) => {
    const network = await createNetworkClient({ rpcUrl, chainId, registry })
    const agent = await providerAgentOf(network, keys.public.owner)
    const deadline = Math.floor(Date.now() / 1000) + 600
    const signed = await signRegistryActions({
      network,
      agent,
      owner: keys.owner,
      actions,
      deadline,
    })
    return relayRegistryActions({ network, account: keys.relayer, signed })
  }
}
