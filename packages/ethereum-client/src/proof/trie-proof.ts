import { MedRecError } from '@medrec/protocol'
import { fromRlp, type Hex, keccak256, size, toRlp } from 'viem'

/** A way down a Merkle-Patricia trie, as `eth_getProof` gives it. */
export type TrieProof = {
  /** Hash of the topmost node. */
  readonly root: Hex
  /** What stands at the place; every key of a trie is equally long. */
  readonly key: Hex
  /** Encoded nodes from the root on; a node shorter than a hash stands inside the one above it. */
  readonly nodes: readonly Hex[]
}

/**
 * Verifies that a trie has a value at a key, or has none. Pure, and strict: the nodes on the way and
 * no others, each in the one form it can have.
 *
 * @returns the value as the trie encodes it; undefined if it is proven that there is none
 * @throws {TrieProofError} MEDREC_TRIE_PROOF_INCOMPLETE if a node is missing,
 *   MEDREC_TRIE_PROOF_WRONG_NODE if one is not the one that the node above it names,
 *   MEDREC_TRIE_PROOF_MALFORMED if one is no node that a trie of equally long keys can have,
 *   MEDREC_TRIE_PROOF_SUPERFLUOUS if there are more nodes than the way has.
 * @see Yellow Paper, appendix D
 * @see vectors/grant-proofs.json
 */
export function verifyTrieProof({ root, key, nodes }: TrieProof): Hex | undefined {
  const path = key.slice(2).toLowerCase()
  const isEmpty = root === EMPTY_ROOT
  let step: Step = isEmpty ? ENDED : { at: 'child', reference: root, path }
  // geth leaves it out, anvil writes it down.
  let used = isEmpty && nodes[0] === EMPTY_NODE ? 1 : 0
  while (step.at === 'child') {
    const { reference, path: left } = step
    if (typeof reference === 'string') {
      const node = nodes[used]
      if (node === undefined) throw new TrieProofError('MEDREC_TRIE_PROOF_INCOMPLETE')
      step = stepInto(openNode(node, reference, used === 0), left)
      used += 1
    } else {
      if (size(toRlp(reference)) >= HASH_BYTES) throw malformed()
      step = stepInto(reference, left)
    }
  }
  if (used < nodes.length) throw new TrieProofError('MEDREC_TRIE_PROOF_SUPERFLUOUS')
  return step.value
}

/** The encoding of nothing, and its hash: a trie without a node. */
const EMPTY_NODE = '0x80'
const EMPTY_ROOT = '0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421'
const HASH_BYTES = 32
const BRANCH_ITEMS = 17
const SHORT_ITEMS = 2
const NOTHING = '0x'

/** What RLP holds: bytes, or a list of the same. */
type Item = Hex | readonly Item[]

/** Where the way goes on, or what stands at its end. */
type Step =
  | { readonly at: 'child'; readonly reference: Item; readonly path: string }
  | { readonly at: 'end'; readonly value: Hex | undefined }

const ENDED: Step = { at: 'end', value: undefined }

function openNode(node: Hex, hash: Hex, isRoot: boolean): readonly Item[] {
  if (keccak256(node) !== hash) throw new TrieProofError('MEDREC_TRIE_PROOF_WRONG_NODE')
  // So short a node has no hash to be named by, but for the first one.
  if (!isRoot && size(node) < HASH_BYTES) throw malformed()
  const item = decode(node)
  if (typeof item === 'string') throw malformed()
  return item
}

/** viem's decoder takes one encoding of a thing only. */
function decode(node: Hex): Item {
  try {
    return fromRlp(node)
  } catch (cause) {
    throw malformed(cause)
  }
}

function stepInto(node: readonly Item[], path: string): Step {
  if (node.length === BRANCH_ITEMS) return stepIntoBranch(node, path)
  const [prefix, content] = node
  if (node.length !== SHORT_ITEMS || typeof prefix !== 'string' || content === undefined) {
    throw malformed()
  }
  const { isLeaf, nibbles } = readHexPrefix(prefix)
  if (isLeaf) {
    if (typeof content !== 'string' || content === NOTHING) throw malformed()
    if (nibbles.length !== path.length) throw malformed()
    return { at: 'end', value: nibbles === path ? content : undefined }
  }
  // What is under an extension is a branch, which takes one more nibble.
  if (nibbles.length === 0 || nibbles.length >= path.length) throw malformed()
  requireReference(content)
  if (!path.startsWith(nibbles)) return ENDED
  return { at: 'child', reference: content, path: path.slice(nibbles.length) }
}

function stepIntoBranch(node: readonly Item[], path: string): Step {
  const children = node.slice(0, -1)
  // Where keys are equally long none ends in the middle of another.
  if (node.at(-1) !== NOTHING) throw malformed()
  const child = children[Number.parseInt(path.slice(0, 1), 16)]
  // The key has ended.
  if (child === undefined) throw malformed()
  if (child === NOTHING) return ENDED
  requireReference(child)
  return { at: 'child', reference: child, path: path.slice(1) }
}

/** A child is named by its hash, or stands here itself if it is shorter. */
function requireReference(child: Item): void {
  if (typeof child === 'string' && size(child) !== HASH_BYTES) throw malformed()
}

/** Nibbles in whole bytes: first what kind of node it is and whether their number is odd. */
function readHexPrefix(prefix: Hex): { readonly isLeaf: boolean; readonly nibbles: string } {
  const flags = Number.parseInt(prefix.slice(2, 3), 16)
  if (!(flags <= 3)) throw malformed()
  const isLeaf = flags >= 2
  if (flags % 2 === 1) return { isLeaf, nibbles: prefix.slice(3) }
  if (prefix.slice(3, 4) !== '0') throw malformed()
  return { isLeaf, nibbles: prefix.slice(4) }
}

function malformed(cause?: unknown): TrieProofError {
  return new TrieProofError('MEDREC_TRIE_PROOF_MALFORMED', cause)
}

const SENTENCES = {
  MEDREC_TRIE_PROOF_INCOMPLETE:
    'A node answered with a proof that ends before it proves anything. Ask another node.',
  MEDREC_TRIE_PROOF_WRONG_NODE:
    'A node answered with a proof that does not belong to the block, or that was changed. Ask another node.',
  MEDREC_TRIE_PROOF_MALFORMED:
    'A node answered with a proof that holds something no chain can hold. Ask another node.',
  MEDREC_TRIE_PROOF_SUPERFLUOUS:
    'A node answered with a proof that holds more than proves anything. Ask another node.',
} as const

export class TrieProofError extends MedRecError<
  keyof typeof SENTENCES,
  Readonly<Record<string, never>>
> {
  override name = 'TrieProofError'

  constructor(code: keyof typeof SENTENCES, cause?: unknown) {
    super(code, SENTENCES[code], { details: {}, retryable: true, cause })
  }
}
