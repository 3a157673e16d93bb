import type { Hex } from 'viem'

/** A block, told apart from every other of its height. */
export type BlockId = { readonly number: number; readonly hash: Hex }

/** Says up to which block a chain is final. */
export interface Finality {
  /**
   * The newest final block of the chain that ends in `head`.
   *
   * @returns undefined if that chain is not to be found any more: the chain moved meanwhile.
   */
  newestFinal(head: BlockId): Promise<BlockId | undefined>
}

/** For a chain that one process seals: nobody can disagree about its blocks. */
export const finalAtOnce: Finality = {
  newestFinal: async ({ number, hash }) => ({ number, hash }),
}
