import { z } from 'zod'
import { readHeight } from './clique-state.ts'
import type { Enode } from './node-key.ts'
import type { NodeControl } from './node-socket.ts'

/** Parses the name of a node: 64 bytes of public key, and where its peers reach it. */
export const enodeSchema: z.ZodType<Enode, Enode> = z.templateLiteral([
  'enode://',
  z.string().regex(/^[0-9a-f]{128}@(?:[0-9.]+|\[[0-9a-f:]+\]):[0-9]{1,5}(?:\?discport=0)?$/),
])

/** A node that ours is connected to. */
export type Peer = {
  /** Its public key in hex, without prefix: what an enode has before `@`. */
  readonly nodeId: string
  readonly address: string
  /** Whether it found itself on the same chain: id, first block and rules. */
  readonly isOfOurChain: boolean
}

const peersSchema = z.array(
  z.object({
    enode: z.string(),
    network: z.object({ remoteAddress: z.string() }),
    protocols: z.record(z.string(), z.unknown()),
  }),
)
const handshakenSchema = z.looseObject({ version: z.int() })

/** The nodes that one's own node is connected to now. */
export async function readPeers(control: NodeControl): Promise<readonly Peer[]> {
  return peersSchema.parse(await control('admin_peers')).map(({ enode, network, protocols }) => ({
    nodeId: nodeIdOf(enode),
    address: network.remoteAddress,
    isOfOurChain: handshakenSchema.safeParse(protocols.eth).success,
  }))
}

/** The public key in the name of a node. */
export function nodeIdOf(enode: string): string {
  return enode.slice('enode://'.length).split('@')[0] ?? ''
}

/**
 * Makes the probe of a newcomer's node that only its peers reach: ready once it has been our peer on
 * our chain over a stretch of blocks. What it has of the chain no peer of this geth can see; that is
 * what the newcomer signs when it asks to be admitted.
 *
 * @param options.blocks length of that stretch
 */
export function createPeerProbe(options: {
  readonly control: NodeControl
  readonly enode: Enode
  readonly blocks: number
}): () => Promise<boolean> {
  const { control, enode, blocks } = options
  let peerFrom: number | undefined

  return async () => {
    const peers = await readPeers(control)
    const isPeer = peers.some((peer) => peer.isOfOurChain && peer.nodeId === nodeIdOf(enode))
    if (!isPeer) {
      peerFrom = undefined
      return false
    }
    const height = await readHeight(control)
    peerFrom ??= height
    return height - peerFrom >= blocks
  }
}
