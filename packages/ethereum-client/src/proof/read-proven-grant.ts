import { numberToHex } from 'viem'
import type { CliqueFinality } from '../clique/clique-finality.ts'
import { readCliqueHeader } from '../clique/clique-header.ts'
import type { Network } from '../network.ts'
import {
  type GrantPlace,
  GrantProofError,
  grantInBlock,
  grantProofKeys,
  type ProvenGrant,
} from './grant-proof.ts'

export type ProvenGrantOptions = GrantPlace & {
  readonly network: Pick<Network, 'client' | 'relationships'>
  /** Of the same network; what it has verified so far is not read again. */
  readonly finality: CliqueFinality
}

/**
 * Asks a node for a grant at the newest final block, and verifies the answer. A node that hides the
 * newest blocks is not seen through: the block in the answer says how old it is. The question tells
 * the node which relationship it is about: ask the provider's own.
 *
 * @throws {GrantProofError} as `verifyGrantProof`; MEDREC_GRANT_PROOF_NOT_FINAL also if the chain
 *   moved meanwhile
 * @throws {TrieProofError} as `verifyTrieProof`
 * @throws {CliqueHeaderError} as `readCliqueHeader`
 * @throws {CliqueRuleError} as `applyHeader`
 */
export async function readProvenGrant(options: ProvenGrantOptions): Promise<ProvenGrant> {
  const { network, finality, relationshipId, commitment } = options
  const readHeader = async (block: 'latest' | `0x${string}`) =>
    readCliqueHeader(
      await network.client.request({ method: 'eth_getBlockByNumber', params: [block, false] }),
    )
  const head = await readHeader('latest')
  const final = await finality.newestFinal(head)
  if (final === undefined) throw new GrantProofError('MEDREC_GRANT_PROOF_NOT_FINAL')
  const header = await readHeader(numberToHex(final.number))
  if (header.hash !== final.hash) throw new GrantProofError('MEDREC_GRANT_PROOF_NOT_FINAL')
  const proof = await network.client.request({
    method: 'eth_getProof',
    params: [
      network.relationships,
      [...grantProofKeys(relationshipId, commitment)],
      numberToHex(final.number),
    ],
  })
  return grantInBlock(options, header, proof)
}
