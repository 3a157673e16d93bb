import type { Address } from 'viem'
import { majorityOf } from '../../clique/clique-signers.ts'
import { type ComparedHead, chooseHead } from './clique-choice.ts'

/** How a chain fares, as one authority sees it. */
export type Diagnosis<Head extends ComparedHead> =
  | { readonly type: 'moving' }
  /** No new block for some periods; nothing is done yet. */
  | { readonly type: 'late' }
  /** Fewer authorities answer than have to seal; the chain goes on when they are back. */
  | { readonly type: 'too-few'; readonly answering: number; readonly needed: number }
  /** Another has a heavier chain that this node does not fetch. */
  | { readonly type: 'behind'; readonly head: Head }
  /** Heads of equal weight, and everybody has sealed recently on its own (go-ethereum#18402). */
  | { readonly type: 'deadlock'; readonly keep: Head; readonly isOwn: boolean }
  /** A majority answers and agrees, and no block comes all the same. */
  | { readonly type: 'stuck' }

/** In periods of the chain, without a new block. */
export type Patience = { readonly late: number; readonly act: number }

/**
 * Decides what is wrong with a chain. Pure.
 *
 * @param state.quietPeriods since a head changed, one's own or another's
 * @param state.peers heads of the other authorities that answer, each at its proven weight
 * @param state.signers in ascending order
 */
export function diagnose<Head extends ComparedHead>(state: {
  readonly own: Head
  readonly peers: readonly Head[]
  readonly signers: readonly Address[]
  readonly quietPeriods: number
  readonly patience: Patience
}): Diagnosis<Head> {
  const { own, peers, signers, quietPeriods, patience } = state
  if (quietPeriods < patience.late) return { type: 'moving' }
  if (quietPeriods < patience.act) return { type: 'late' }
  const keep = chooseHead([own, ...peers], signers)
  const answering = 1 + peers.length
  const needed = majorityOf(signers.length)
  if (keep.totalDifficulty > own.totalDifficulty) return { type: 'behind', head: keep }
  if (answering < needed) return { type: 'too-few', answering, needed }
  const rivals = [own, ...peers].filter(
    (head) => head.totalDifficulty === keep.totalDifficulty && head.hash !== keep.hash,
  )
  if (rivals.length === 0) return { type: 'stuck' }
  return { type: 'deadlock', keep, isOwn: keep.hash === own.hash }
}
