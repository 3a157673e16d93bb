import { MedRecError } from '@medrec/protocol'
import { type Address, type Hex, zeroAddress, zeroHash } from 'viem'
import type { CliqueHeader } from './clique-header.ts'

/** What every authority of a network has in its genesis file. */
export type CliqueRules = {
  /** At least this long between two blocks. */
  readonly periodSeconds: number
  /** Votes are forgotten, and the signers listed again, every so many blocks. */
  readonly epochBlocks: number
}

/** A vote that counts: of a signer that is one, about a change that would be one. */
export type CliqueVote = {
  readonly signer: Address
  readonly candidate: Address
  readonly isToAdd: boolean
}

/**
 * Who may seal after a block, and what decides who may later. Plain data that JSON holds. Addresses
 * are lower-case.
 */
export type CliqueSnapshot = {
  /** The block that these hold after. */
  readonly number: number
  readonly hash: Hex
  readonly timestamp: number
  /** In ascending order. */
  readonly signers: readonly Address[]
  /** The sealers of the newest blocks, who have to wait; oldest first. */
  readonly recents: readonly { readonly number: number; readonly signer: Address }[]
  /** In the order they were cast. */
  readonly votes: readonly CliqueVote[]
}

/** Two chains from one block, each with this many of so many signers, have a sealer in common. */
export function majorityOf(signers: number): number {
  return Math.floor(signers / 2) + 1
}

/** Says whether a majority of the signers is among those who sealed, each counted once. */
export function isMajority(sealers: Iterable<Address>, signers: readonly Address[]): boolean {
  const sealed = new Set(sealers)
  return signers.filter((signer) => sealed.has(signer)).length >= majorityOf(signers.length)
}

/**
 * The snapshot at the genesis block, whose header lists the first signers.
 *
 * @throws {CliqueRuleError} MEDREC_CLIQUE_WRONG_CHECKPOINT if this is no genesis block, or its list
 *   is empty or not ascending.
 */
export function genesisSnapshot(genesis: CliqueHeader): CliqueSnapshot {
  const { number, hash, timestamp, listedSigners: signers } = genesis
  const isAscending = signers.every((signer, at) => at === 0 || (signers[at - 1] ?? '') < signer)
  if (number !== 0 || signers.length === 0 || !isAscending) {
    throw new CliqueRuleError('MEDREC_CLIQUE_WRONG_CHECKPOINT', number)
  }
  return { number, hash, timestamp, signers, recents: [], votes: [] }
}

/**
 * Applies the next header, if its sealer may seal it. Pure.
 *
 * @throws {CliqueRuleError} MEDREC_CLIQUE_NOT_NEXT if it is not on top of the snapshot's block,
 *   MEDREC_CLIQUE_TOO_EARLY if it comes sooner than the period allows,
 *   MEDREC_CLIQUE_UNAUTHORIZED_SIGNER if the sealer is no signer,
 *   MEDREC_CLIQUE_SIGNED_RECENTLY if the sealer has to let others seal first,
 *   MEDREC_CLIQUE_WRONG_DIFFICULTY if the difficulty is another than the sealer's turn gives,
 *   MEDREC_CLIQUE_INVALID_VOTE if the nonce is no vote, or votes where nobody may,
 *   MEDREC_CLIQUE_WRONG_CHECKPOINT if the listed signers are not those in force at an epoch's first
 *   block, or are listed elsewhere,
 *   MEDREC_CLIQUE_INVALID_HEADER if there are uncles or a mix.
 * @see EIP-225
 * @see vectors/clique-headers.json
 */
export function applyHeader(
  snapshot: CliqueSnapshot,
  header: CliqueHeader,
  rules: CliqueRules,
): CliqueSnapshot {
  const isCheckpoint = header.number % rules.epochBlocks === 0
  requireNext(snapshot, header, rules)
  requireForm(snapshot, header, isCheckpoint)
  const signer = requireSealer(snapshot, header)
  const sealed = {
    number: header.number,
    hash: header.hash,
    timestamp: header.timestamp,
    signers: snapshot.signers,
    recents: [
      ...snapshot.recents.filter(({ number }) => !isShiftedOut(number, snapshot.signers, header)),
      { number: header.number, signer },
    ],
    votes: isCheckpoint ? [] : snapshot.votes,
  }
  return countVote(sealed, {
    signer,
    candidate: header.candidate,
    isToAdd: header.nonce === VOTE_TO_ADD,
  })
}

const VOTE_TO_ADD = '0xffffffffffffffff'
const VOTE_TO_REMOVE = '0x0000000000000000'
/** keccak256 of the RLP of an empty list. */
const NO_UNCLES = '0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347'
const IN_TURN = 2
const OUT_OF_TURN = 1

function requireNext(snapshot: CliqueSnapshot, header: CliqueHeader, rules: CliqueRules): void {
  const { number, parentHash, timestamp } = header
  if (number !== snapshot.number + 1 || parentHash !== snapshot.hash) {
    throw new CliqueRuleError('MEDREC_CLIQUE_NOT_NEXT', number)
  }
  if (timestamp < snapshot.timestamp + rules.periodSeconds) {
    throw new CliqueRuleError('MEDREC_CLIQUE_TOO_EARLY', number)
  }
}

function requireForm(snapshot: CliqueSnapshot, header: CliqueHeader, isCheckpoint: boolean): void {
  const { number, nonce, candidate, listedSigners } = header
  const isVote = nonce === VOTE_TO_ADD || nonce === VOTE_TO_REMOVE
  const isEmptyVote = nonce === VOTE_TO_REMOVE && candidate === zeroAddress
  if (!isVote || (isCheckpoint && !isEmptyVote)) {
    throw new CliqueRuleError('MEDREC_CLIQUE_INVALID_VOTE', number)
  }
  if (listedSigners.join() !== (isCheckpoint ? snapshot.signers.join() : '')) {
    throw new CliqueRuleError('MEDREC_CLIQUE_WRONG_CHECKPOINT', number)
  }
  if (header.sha3Uncles !== NO_UNCLES || header.mixHash !== zeroHash) {
    throw new CliqueRuleError('MEDREC_CLIQUE_INVALID_HEADER', number)
  }
}

function requireSealer(snapshot: CliqueSnapshot, header: CliqueHeader): Address {
  const { number, signer, difficulty } = header
  const { signers, recents } = snapshot
  const place = signer === undefined ? -1 : signers.indexOf(signer)
  if (signer === undefined || place < 0) {
    throw new CliqueRuleError('MEDREC_CLIQUE_UNAUTHORIZED_SIGNER', number)
  }
  const isRecent = recents.some(
    (recent) => recent.signer === signer && !isShiftedOut(recent.number, signers, header),
  )
  if (isRecent) throw new CliqueRuleError('MEDREC_CLIQUE_SIGNED_RECENTLY', number)
  const isInTurn = number % signers.length === place
  if (difficulty !== (isInTurn ? IN_TURN : OUT_OF_TURN)) {
    throw new CliqueRuleError('MEDREC_CLIQUE_WRONG_DIFFICULTY', number)
  }
  return signer
}

/** Says whether who sealed a block may seal again: one block in a majority's number. */
function isShiftedOut(
  sealedAt: number,
  signers: readonly Address[],
  next: { readonly number: number },
): boolean {
  return sealedAt <= next.number - majorityOf(signers.length)
}

/** One vote of a signer about a candidate counts, the last; none that would change nothing. */
function countVote(snapshot: CliqueSnapshot, vote: CliqueVote): CliqueSnapshot {
  const { signers, votes } = snapshot
  const others = votes.filter(
    ({ signer, candidate }) => signer !== vote.signer || candidate !== vote.candidate,
  )
  if (signers.includes(vote.candidate) === vote.isToAdd) return { ...snapshot, votes: others }
  const counted = [...others, vote]
  const tally = counted.filter(({ candidate }) => candidate === vote.candidate)
  if (tally.length < majorityOf(signers.length)) return { ...snapshot, votes: counted }
  const open = counted.filter(({ candidate }) => candidate !== vote.candidate)
  if (vote.isToAdd) {
    return { ...snapshot, signers: [...signers, vote.candidate].sort(), votes: open }
  }
  return removeSigner({ ...snapshot, votes: open }, vote.candidate)
}

function removeSigner(snapshot: CliqueSnapshot, removed: Address): CliqueSnapshot {
  const signers = snapshot.signers.filter((signer) => signer !== removed)
  return {
    ...snapshot,
    signers,
    // A smaller set waits for fewer blocks.
    recents: snapshot.recents.filter(({ number }) => !isShiftedOut(number, signers, snapshot)),
    votes: snapshot.votes.filter(({ signer }) => signer !== removed),
  }
}

const SENTENCES = {
  MEDREC_CLIQUE_NOT_NEXT:
    'A node answered with a block that is not on top of the one before. The chain may have moved; try again.',
  MEDREC_CLIQUE_TOO_EARLY: 'A block was sealed sooner after the last than the network allows.',
  MEDREC_CLIQUE_UNAUTHORIZED_SIGNER:
    'A block was sealed by somebody who was no authority of the network at that block.',
  MEDREC_CLIQUE_SIGNED_RECENTLY:
    'A block was sealed by an authority that had to let others seal first.',
  MEDREC_CLIQUE_WRONG_DIFFICULTY:
    "A block has another difficulty than its authority's turn gives it.",
  MEDREC_CLIQUE_INVALID_VOTE: 'A block votes where or how no block may.',
  MEDREC_CLIQUE_WRONG_CHECKPOINT:
    'A block lists other authorities than those in force, or lists them where no block does.',
  MEDREC_CLIQUE_INVALID_HEADER: 'A block has uncles or a mix, which no Clique block has.',
} as const

export class CliqueRuleError extends MedRecError<
  keyof typeof SENTENCES,
  { readonly blockNumber: number }
> {
  override name = 'CliqueRuleError'

  constructor(code: keyof typeof SENTENCES, blockNumber: number) {
    const retryable = code === 'MEDREC_CLIQUE_NOT_NEXT'
    super(code, SENTENCES[code], { details: { blockNumber }, retryable })
  }
}
