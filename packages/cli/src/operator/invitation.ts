import { chmod } from 'node:fs/promises'
import { enodeOf, findSigner, nodeKeyIn } from '@medrec/ethereum-client/node'
import { generatePrivateKey } from 'viem/accounts'
import { z } from 'zod'
import { networkCardSchema, peerSchema } from './network-card.ts'
import { addKnownPeer, knownPeers, type NodeFolder } from './node-folder.ts'
import { writeOperatorFile } from './operator-file.ts'

/**
 * What a member hands to a provider that wants to join. The node key is the newcomer's name among
 * nodes, made by the member so that its node lets the newcomer in before anything else is known of
 * it; it seals nothing and signs nothing for the registry.
 */
export const invitationSchema = z.strictObject({
  form: z.literal(1),
  network: networkCardSchema,
  /** Whom the member speaks with, and the member: who is there may not have been at the founding. */
  peers: z.array(peerSchema).min(1),
  nodeKey: z.templateLiteral(['0x', z.string().regex(/^[0-9a-f]{64}$/)]),
})
export type Invitation = z.output<typeof invitationSchema>

/** Writes an invitation (0600) and lets whoever holds it follow the chain by the member's node. */
export async function writeInvitation(
  folder: NodeFolder,
  invited: { readonly name: string; readonly file: string },
): Promise<void> {
  const nodeKey = generatePrivateKey()
  const { network, settings, chainFolder } = folder
  const own = {
    name: settings.name,
    sealer: (await findSigner(chainFolder))?.address,
    enode: enodeOf(await nodeKeyIn(chainFolder), settings.listen),
  }
  // Others that were invited and have not asked yet are no business of this one's.
  const others = (await knownPeers(folder)).filter(({ sealer }) => sealer !== undefined)
  const peers = [...others, own]
  const invitation: Invitation = { form: 1, network, peers, nodeKey }
  await writeOperatorFile(invited.file, invitation)
  await chmod(invited.file, 0o600)
  // Known by its key alone: where it will be is not known yet.
  const enode = enodeOf(nodeKey, { address: '127.0.0.1', port: 0 })
  await addKnownPeer(folder, { name: invited.name, enode })
}
