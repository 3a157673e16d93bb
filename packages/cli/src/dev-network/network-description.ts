import { createNetworkClient } from '@medrec/ethereum-client'
import type { NetworkFile } from '@medrec/ethereum-client/node'
import type { NetworkDescription } from '@medrec/protocol'

/** Reads the network anew from its registry, as the page is told of it. */
export async function networkDescriptionOf(
  network: NetworkFile & { readonly rpcUrl: string },
): Promise<NetworkDescription> {
  const client = await createNetworkClient(network)
  const members = await client.readMembers()
  return {
    chainId: network.chainId,
    registry: network.registry,
    factory: client.factory,
    relationships: client.relationships,
    deploymentBlock: network.deploymentBlock,
    engine: network.engine === 'anvil' ? 'single machine' : network.engine,
    providers: members.map(({ name, host, agent, hpkeKey, logKey }) => ({
      name,
      host,
      agent,
      hpkeKey,
      logKey,
    })),
  }
}
