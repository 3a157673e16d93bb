import type { Address, Hex } from 'viem'
import { getAddress } from 'viem'
import { publicKeyToAddress } from 'viem/accounts'
import { z } from 'zod'
import { callRpc } from '../json-rpc.ts'
import type { ConsensusNode } from '../voter/consensus-node.ts'

const addressSchema = z.string().transform((text) => getAddress(text))
const quantitySchema = z
  .string()
  .regex(/^0x[0-9a-f]+$/)
  .transform(Number)
const votesSchema = z.record(z.string(), z.boolean())
/** A peer's id is its public key, with or without the prefix of hexadecimal text. */
const peersSchema = z.array(z.object({ id: z.string().regex(/^(0x)?[0-9a-fA-F]{128}$/) }))

/**
 * One's own Besu, whose votes stand in the headers of QBFT. A block is final when it is there. Written
 * from Besu's documentation; no Besu was asked.
 *
 * @see https://besu.hyperledger.org/public-networks/reference/api#qbft-methods
 */
export function qbftConsensus(rpcUrl: string): ConsensusNode {
  const call = (method: string, ...params: readonly unknown[]) => callRpc(rpcUrl, method, params)
  return {
    finalBlock: async () => quantitySchema.parse(await call('eth_blockNumber')),
    signers: async () =>
      addressSchema.array().parse(await call('qbft_getValidatorsByBlockNumber', 'latest')),
    async proposals() {
      const votes = votesSchema.parse(await call('qbft_getPendingVotes'))
      return new Map(Object.entries(votes).map(([sealer, add]) => [getAddress(sealer), add]))
    },
    async propose(sealer, isToAdd) {
      await call('qbft_proposeValidatorVote', sealer, isToAdd)
    },
    async withdraw(sealer) {
      await call('qbft_discardValidatorVote', sealer)
    },
  }
}

/** Whether one's own Besu speaks with the node that seals by an address: a validator's key is its node's. */
export async function isBesuPeer(rpcUrl: string, sealer: Address): Promise<boolean> {
  const peers = peersSchema.parse(await callRpc(rpcUrl, 'admin_peers', []))
  return peers.some(({ id }) => {
    const publicKey: Hex = `0x04${id.replace(/^0x/, '')}`
    return publicKeyToAddress(publicKey) === sealer
  })
}
