import { createNetworkClient } from '@medrec/ethereum-client'
import { isDeployed, type OwnNode } from '@medrec/ethereum-client/node'
import { originOf } from '@medrec/protocol'
import type { NodeFolder } from './node-folder.ts'

const READ_AGAIN_AFTER_MS = 60_000

/**
 * Makes the function that says where the other members' chains are read: at their Database
 * Managers, by the registry of one's own node. Nobody before the contracts are there; what was read
 * stands for a minute, and for as long as one's own node does not answer.
 */
export function otherManagersOf(
  folder: NodeFolder,
  { rpcUrl }: OwnNode,
): () => Promise<readonly { readonly rpcUrl: string }[]> {
  const { settings, network } = folder
  const { chainId, registry } = network
  let known: readonly { readonly rpcUrl: string }[] = []
  let readAt = Number.NEGATIVE_INFINITY

  async function read(): Promise<void> {
    if (!(await isDeployed(rpcUrl, registry))) return
    const members = await (await createNetworkClient({ rpcUrl, chainId, registry })).readMembers()
    known = members
      .filter(({ host }) => host !== settings.host)
      .map(({ host }) => ({ rpcUrl: `${originOf(host)}/chain` }))
    readAt = performance.now()
  }

  return async () => {
    if (performance.now() - readAt >= READ_AGAIN_AFTER_MS) await read().catch(() => undefined)
    return known
  }
}
