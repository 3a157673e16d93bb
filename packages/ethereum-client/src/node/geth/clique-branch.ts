import type { Address } from 'viem'
import { isMajority } from '../../clique/clique-signers.ts'
import type { HeaderReader, SealedHeader } from './clique-header.ts'
import { readSealer } from './clique-state.ts'
import type { NodeControl } from './node-socket.ts'

/** How another's chain leaves one's own, every header of it checked. */
export type Branch = {
  /** The newest block of both. */
  readonly ancestor: number
  /** The other's, from the ancestor's child to its head; empty if it has nothing else. */
  readonly theirs: readonly SealedHeader[]
  /** One's own, which following the other would give up. */
  readonly ours: readonly SealedHeader[]
  /** Of the other's head: one's own of the ancestor, and what the headers add. */
  readonly totalDifficulty: bigint
}

/** No fork that may be undone is longer. */
const DEEPEST = 256

/**
 * Compares another's chain with one's own down to where they part.
 *
 * @returns undefined if they part too far down, or the other's is no chain that signers sealed.
 */
export async function readBranch(options: {
  readonly own: HeaderReader
  readonly other: HeaderReader
  readonly control: NodeControl
  readonly signers: readonly Address[]
}): Promise<Branch | undefined> {
  const { own, other, control, signers } = options
  const theirs: SealedHeader[] = []
  let header = await other.latest()
  for (;;) {
    const ours = await own.at(header.number)
    if (ours?.hash === header.hash) break
    if (theirs.length === DEEPEST || header.number === 0) return undefined
    const sealer = await readSealer(control, header.rlp)
    if (!signers.includes(sealer)) return undefined
    theirs.unshift({ ...header, sealer })
    const parent = await other.of(header.parentHash)
    if (parent?.hash !== header.parentHash || parent.number !== header.number - 1) return undefined
    header = parent
  }
  const ancestor = await own.at(header.number)
  if (ancestor === undefined) return undefined
  return {
    ancestor: ancestor.number,
    theirs,
    ours: await readOwnFrom(ancestor.number + 1, own, control),
    totalDifficulty: theirs.reduce(
      (sum, { difficulty }) => sum + BigInt(difficulty),
      ancestor.totalDifficulty,
    ),
  }
}

async function readOwnFrom(
  first: number,
  own: HeaderReader,
  control: NodeControl,
): Promise<SealedHeader[]> {
  const ours: SealedHeader[] = []
  for (let number = first; ours.length <= DEEPEST; number += 1) {
    const header = await own.at(number)
    if (header === undefined) break
    ours.push({ ...header, sealer: await readSealer(control, number) })
  }
  return ours
}

/**
 * Says whether giving up these blocks would undo a final one: they are sealed by more than half of
 * the signers.
 */
export function undoesFinal(
  givenUp: readonly { readonly sealer: Address }[],
  signers: readonly Address[],
): boolean {
  const sealers = givenUp.map(({ sealer }) => sealer)
  return isMajority(sealers, signers)
}
