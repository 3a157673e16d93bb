import { type Address, getAddress, type Hex, numberToHex } from 'viem'
import { z } from 'zod'
import { isMajority, majorityOf } from '../../clique/clique-signers.ts'
import type { NodeControl } from './node-socket.ts'

const addressSchema = z.string().transform((text) => getAddress(text))
const quantitySchema = z.string().transform(Number).pipe(z.int().nonnegative())
const syncingSchema = z.union([
  z.literal(false),
  z.object({ currentBlock: quantitySchema, highestBlock: quantitySchema }),
])
const proposalsSchema = z.record(z.string(), z.boolean())

/**
 * Whether a node fetches blocks it lacks, during which it seals nothing. `eth_syncing` alone does
 * not say: before its first block a node takes its index of transactions for unfinished.
 */
async function isFetching(control: NodeControl): Promise<boolean> {
  const progress = syncingSchema.parse(await control('eth_syncing'))
  return progress !== false && progress.highestBlock > progress.currentBlock
}

/**
 * Whether a node should begin to seal: it fetches nothing, and speaks with as many peers as make a
 * majority with it. Alone it would only make a branch that the others have to refuse, and such
 * branches of several that start at once can be of equal weight for ever (go-ethereum#18402).
 */
export async function mayBeginSealing(control: NodeControl): Promise<boolean> {
  const signers = await readSigners(control, await readHeight(control))
  const peers = quantitySchema.parse(await control('net_peerCount'))
  return peers + 1 >= majorityOf(signers.length) && !(await isFetching(control))
}

/** The newest block number of one's own node. */
export async function readHeight(control: NodeControl): Promise<number> {
  return quantitySchema.parse(await control('eth_blockNumber'))
}

/** Who may seal the block after this one, in ascending order. */
export async function readSigners(control: NodeControl, block: number): Promise<Address[]> {
  return addressSchema.array().parse(await control('clique_getSigners', [numberToHex(block)]))
}

/** Who sealed a block of one's own chain (by number), or any header (by its RLP). */
export async function readSealer(control: NodeControl, block: number | Hex): Promise<Address> {
  const named = typeof block === 'number' ? numberToHex(block) : block
  return addressSchema.parse(await control('clique_getSigner', [named]))
}

/** What this node votes for until it is told otherwise, or stopped: true to add, false to drop. */
export async function readProposals(control: NodeControl): Promise<ReadonlyMap<Address, boolean>> {
  const proposals = proposalsSchema.parse(await control('clique_proposals'))
  return new Map(Object.entries(proposals).map(([address, add]) => [getAddress(address), add]))
}

/**
 * The newest block that is final: it and those on top of it are sealed by more than half of the
 * signers in force at it. The genesis always is.
 */
export async function readFinalBlock(control: NodeControl): Promise<number> {
  const sealers = new Set<Address>()
  for (let number = await readHeight(control); number > 0; number -= 1) {
    sealers.add(await readSealer(control, number))
    const signers = await readSigners(control, number - 1)
    if (isMajority(sealers, signers)) return number
  }
  return 0
}
