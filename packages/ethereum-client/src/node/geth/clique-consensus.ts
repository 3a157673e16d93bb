import type { ConsensusNode } from '../voter/consensus-node.ts'
import { readFinalBlock, readHeight, readProposals, readSigners } from './clique-state.ts'
import type { NodeControl } from './node-socket.ts'

/** One's own geth, whose votes stand in the headers it seals (EIP-225). */
export function cliqueConsensus(control: NodeControl): ConsensusNode {
  return {
    finalBlock: () => readFinalBlock(control),
    signers: async () => readSigners(control, await readHeight(control)),
    proposals: () => readProposals(control),
    async propose(sealer, isToAdd) {
      await control('clique_propose', [sealer, isToAdd])
    },
    async withdraw(sealer) {
      await control('clique_discard', [sealer])
    },
  }
}
