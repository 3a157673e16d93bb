import type { Address } from 'viem'

/** What a node says of who seals its chain, and how it is told what to vote for. */
export interface ConsensusNode {
  /** The newest final block. */
  finalBlock(): Promise<number>
  /** Who may seal the next block. */
  signers(): Promise<readonly Address[]>
  /** What the node votes for until it is told otherwise: true to add, false to drop. */
  proposals(): Promise<ReadonlyMap<Address, boolean>>
  /** Votes for adding a signer, or for dropping one. */
  propose(sealer: Address, isToAdd: boolean): Promise<void>
  withdraw(sealer: Address): Promise<void>
}
