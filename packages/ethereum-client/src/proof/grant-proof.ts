import { type GrantTerms, MedRecError, type UnixSeconds, unpackTerms } from '@medrec/protocol'
import { type Address, getAddress, type Hex, keccak256, numberToHex, toRlp } from 'viem'
import { type CliqueHeader, readCliqueHeader } from '../clique/clique-header.ts'
import type { CliqueRules, CliqueSnapshot } from '../clique/clique-signers.ts'
import { extendChain, type VerifiedChain } from '../clique/final-block.ts'
import { keyOf } from '../keys.ts'
import type { Network } from '../network.ts'
import { type ProofAnswer, proofAnswerSchema } from './proof-answer.ts'
import { grantSlots, relationshipSlot } from './storage-slots.ts'
import { verifyTrieProof } from './trie-proof.ts'

/** Which grant it is about. */
export type GrantPlace = {
  /** Whoever gives the address vouches for it: a node's word for it would be a node's proof. */
  readonly network: Pick<Network, 'relationships'>
  readonly relationshipId: Hex
  readonly commitment: Hex
}

/** Headers that nobody has verified yet, and what they are verified by. */
export type HeaderChain = {
  /** After a final block verified before. Whoever gives it vouches for it. */
  readonly from: CliqueSnapshot
  readonly rules: CliqueRules
  /**
   * Raw answers of `eth_getBlockByNumber`, oldest first, without a gap: from the block of `from` or
   * the one after it until the block that is proved is final.
   */
  readonly headers: readonly unknown[]
}

export type GrantProofInput = GrantPlace & {
  readonly chain: HeaderChain
  /** The block that the proof was asked for. */
  readonly blockNumber: number
  /** The raw answer of `eth_getProof` about {@link grantProofKeys}. */
  readonly proof: unknown
}

/** What the chain says of a grant after a block, whoever told it. */
export type ProvenGrant = {
  /** Whether it is new enough is for the reader to judge: what came later is not in it. */
  readonly block: { readonly number: number; readonly hash: Hex; readonly timestamp: UnixSeconds }
  /** undefined: there is no such relationship. */
  readonly relationship:
    | {
        readonly agent: Address
        /** How many delegates came after the first. */
        readonly rotation: number
        readonly isEnded: boolean
      }
    | undefined
  /** As the chain keeps it, so of a revoked grant the version alone. undefined: never granted. */
  readonly terms: GrantTerms | undefined
}

/** The slots that `eth_getProof` is asked for, 32 bytes each. */
export function grantProofKeys(relationshipId: Hex, commitment: Hex): readonly Hex[] {
  const { terms, finerTerms } = grantSlots(relationshipId, commitment)
  return [relationshipSlot(relationshipId), terms, finerTerms]
}

/**
 * Verifies what a node says of a grant: the headers by who sealed them, the block by being final,
 * the contract's account by the block's state root, and each slot by the account's storage root.
 * Believes nothing else of the answers, and denies unless all of it fits.
 *
 * @throws {CliqueHeaderError} as `readCliqueHeader`
 * @throws {CliqueRuleError} as `applyHeader`
 * @throws {GrantProofError} MEDREC_GRANT_PROOF_NOT_FINAL if the headers do not make the block
 *   final, else as {@link grantInBlock}
 * @throws {TrieProofError} as `verifyTrieProof`
 * @see vectors/grant-proofs.json
 */
export async function verifyGrantProof(input: GrantProofInput): Promise<ProvenGrant> {
  const header = await finalHeader(input.chain, input.blockNumber)
  return grantInBlock(input, header, input.proof)
}

/**
 * Verifies what a node says of a grant after a block whose header is verified already. Pure.
 *
 * @param proof the raw answer of `eth_getProof`
 * @throws {GrantProofError} MEDREC_GRANT_PROOF_MALFORMED if the answer is none,
 *   MEDREC_GRANT_PROOF_OTHER_PLACE if it is about another account or other slots,
 *   MEDREC_GRANT_PROOF_NO_CONTRACT if it proves that there is no contract,
 *   MEDREC_GRANT_PROOF_WRONG_VALUE if it says something else than it proves.
 * @throws {TrieProofError} as `verifyTrieProof`
 */
export function grantInBlock(
  place: GrantPlace,
  header: Pick<CliqueHeader, 'number' | 'hash' | 'timestamp' | 'stateRoot'>,
  proof: unknown,
): ProvenGrant {
  const { number, hash, timestamp, stateRoot } = header
  const answer = readAnswer(proof, place)
  requireAccount(answer, stateRoot)
  const [relationship = 0n, terms = 0n, finerTerms = 0n] = answer.storageProof.map((slot) =>
    requireSlot(slot, answer.storageHash),
  )
  return {
    block: { number, hash, timestamp },
    relationship: relationship === 0n ? undefined : unpackRelationship(relationship),
    terms:
      terms === 0n ? undefined : unpackTerms(terms, numberToHex(finerTerms, { size: SLOT_BYTES })),
  }
}

const SLOT_BYTES = 32
/** As {@link quantity} has it, in RLP. */
const ENCODED_ZERO = '0x80'

async function finalHeader(chain: HeaderChain, blockNumber: number): Promise<CliqueHeader> {
  const { from, rules } = chain
  const headers = await Promise.all(chain.headers.map(readCliqueHeader))
  const isFrom = headers[0]?.hash === from.hash
  let verified: VerifiedChain = { final: from, open: [] }
  for (const header of isFrom ? headers.slice(1) : headers) {
    verified = extendChain(verified, header, rules)
  }
  const header = headers.find(({ number }) => number === blockNumber)
  if (header === undefined || header.number > verified.final.number) {
    throw new GrantProofError('MEDREC_GRANT_PROOF_NOT_FINAL')
  }
  return header
}

function readAnswer(proof: unknown, place: GrantPlace): ProofAnswer {
  const parsed = proofAnswerSchema.safeParse(proof)
  if (!parsed.success) throw new GrantProofError('MEDREC_GRANT_PROOF_MALFORMED', parsed.error)
  const answer = parsed.data
  const keys = grantProofKeys(place.relationshipId, place.commitment).map((key) => BigInt(key))
  const isAsked =
    answer.address === keyOf(place.network.relationships) &&
    answer.storageProof.length === keys.length &&
    answer.storageProof.every(({ key }, at) => key === keys[at])
  if (!isAsked) throw new GrantProofError('MEDREC_GRANT_PROOF_OTHER_PLACE')
  return answer
}

/** The leaf of an account holds all that is said of it, so that one comparison proves all. */
function requireAccount(answer: ProofAnswer, stateRoot: Hex): void {
  const { address, nonce, balance, storageHash, codeHash, accountProof: nodes } = answer
  const proven = verifyTrieProof({ root: stateRoot, key: keccak256(address), nodes })
  if (proven === undefined) throw new GrantProofError('MEDREC_GRANT_PROOF_NO_CONTRACT')
  const said = toRlp([quantity(nonce), quantity(balance), storageHash, codeHash])
  if (proven !== said) throw new GrantProofError('MEDREC_GRANT_PROOF_WRONG_VALUE')
}

function requireSlot(slot: ProofAnswer['storageProof'][number], storageHash: Hex): bigint {
  const key = keccak256(numberToHex(slot.key, { size: SLOT_BYTES }))
  const proven = verifyTrieProof({ root: storageHash, key, nodes: slot.proof })
  // A slot that holds zero is not in the trie; anvil leaves a slot there that once held more.
  const said = toRlp(quantity(slot.value))
  if ((proven ?? ENCODED_ZERO) !== said) throw new GrantProofError('MEDREC_GRANT_PROOF_WRONG_VALUE')
  return slot.value
}

function unpackRelationship(packed: bigint): ProvenGrant['relationship'] {
  return {
    agent: getAddress(numberToHex(BigInt.asUintN(160, packed), { size: 20 })),
    rotation: Number(BigInt.asUintN(32, packed >> 160n)),
    isEnded: BigInt.asUintN(8, packed >> 192n) !== 0n,
  }
}

/** A number has no leading zeros, and zero no byte at all. */
function quantity(value: bigint): Hex {
  return value === 0n ? '0x' : numberToHex(value)
}

const SENTENCES = {
  MEDREC_GRANT_PROOF_MALFORMED:
    'A node answered with something that is no proof of storage. Ask another node.',
  MEDREC_GRANT_PROOF_OTHER_PLACE:
    'A node answered with a proof about something else than was asked. Ask another node.',
  MEDREC_GRANT_PROOF_NO_CONTRACT:
    'The block has no contract where the network keeps its relationships. Check the address, and ask for a later block.',
  MEDREC_GRANT_PROOF_WRONG_VALUE:
    'A node says something else of a grant than its proof does. Believe neither, and ask another node.',
  MEDREC_GRANT_PROOF_NOT_FINAL:
    'The block is not final by the headers at hand. Read the headers after it, or try again later.',
} as const

export class GrantProofError extends MedRecError<
  keyof typeof SENTENCES,
  Readonly<Record<string, never>>
> {
  override name = 'GrantProofError'

  constructor(code: keyof typeof SENTENCES, cause?: unknown) {
    super(code, SENTENCES[code], { details: {}, retryable: true, cause })
  }
}
