import { type Address, type Hex, hexToBigInt } from 'viem'

/** What heads are compared by. */
export type ComparedHead = {
  readonly number: number
  readonly hash: Hex
  readonly totalDifficulty: bigint
  readonly sealer: Address
}

/**
 * Decides which of several heads is kept: the one of the highest total difficulty, of them the
 * lowest block, of them the one whose sealer was in turn last, of them the lowest hash. Pure, and
 * the same on every authority that knows the same heads.
 *
 * @param signers in ascending order
 * @see https://eips.ethereum.org/EIPS/eip-3436: its third rule by its abstract and its formula,
 *   `(number - index) % count`, the smallest first
 */
export function chooseHead<Head extends ComparedHead>(
  heads: readonly [Head, ...Head[]],
  signers: readonly Address[],
): Head {
  return heads.reduce((kept, head) => (compareHeads(head, kept, signers) < 0 ? head : kept))
}

/** Negative if `a` is kept rather than `b`. */
function compareHeads(a: ComparedHead, b: ComparedHead, signers: readonly Address[]): number {
  return (
    compare(b.totalDifficulty, a.totalDifficulty) ||
    compare(a.number, b.number) ||
    compare(sinceInTurn(a, signers), sinceInTurn(b, signers)) ||
    compare(hexToBigInt(a.hash), hexToBigInt(b.hash))
  )
}

/** Blocks since the sealer was in turn; 0 if it was at this one. */
function sinceInTurn({ number, sealer }: ComparedHead, signers: readonly Address[]): number {
  const count = signers.length
  return (((number - signers.indexOf(sealer)) % count) + count) % count
}

function compare<Value extends number | bigint>(a: Value, b: Value): number {
  return a < b ? -1 : a > b ? 1 : 0
}
