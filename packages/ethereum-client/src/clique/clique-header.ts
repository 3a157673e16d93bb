import { MedRecError } from '@medrec/protocol'
import { type Address, type Hex, keccak256, recoverAddress, size, slice } from 'viem'
import { keyOf } from '../keys.ts'
import { ADDRESS_BYTES, encodeHeader, type RpcHeader, rpcHeaderSchema } from './rpc-header.ts'

/** A header of a Clique chain at the London rules, with its hash proved and its sealer recovered. */
export type CliqueHeader = {
  readonly number: number
  readonly hash: Hex
  readonly parentHash: Hex
  readonly timestamp: number
  /** Root of the trie of all accounts after the block, which proofs of storage start from. */
  readonly stateRoot: Hex
  /** 2 in turn, 1 out of turn. */
  readonly difficulty: number
  /** Whom the sealer votes about, lower-case; zero for nobody. */
  readonly candidate: Address
  /** The vote: all ones adds, zero removes. */
  readonly nonce: Hex
  /** Hash of the list of uncles; Clique has none. */
  readonly sha3Uncles: Hex
  /** Clique has no use for it: zero. */
  readonly mixHash: Hex
  /** Between vanity and seal: the signers in ascending order, in the first block of an epoch. */
  readonly listedSigners: readonly Address[]
  /** Who sealed it, lower-case; undefined for the genesis block, which nobody seals. */
  readonly signer: Address | undefined
}

const VANITY_BYTES = 32
const SEAL_BYTES = 65

/**
 * Reads a header from what `eth_getBlockBy…` answers, and believes none of it: the hash is computed
 * anew, and the sealer is whoever signed these very fields.
 *
 * @param block the raw answer, every number in hex
 * @throws {CliqueHeaderError} MEDREC_CLIQUE_HEADER_MALFORMED if a field is missing or is none,
 *   MEDREC_CLIQUE_WRONG_HASH if the fields are not those of the block's hash,
 *   MEDREC_CLIQUE_INVALID_SEAL if the seal is no signature.
 * @see EIP-225
 * @see vectors/clique-headers.json
 */
export async function readCliqueHeader(block: unknown): Promise<CliqueHeader> {
  const parsed = rpcHeaderSchema.safeParse(block)
  if (!parsed.success)
    throw new CliqueHeaderError('MEDREC_CLIQUE_HEADER_MALFORMED', -1, parsed.error)
  const fields = parsed.data
  const number = Number(fields.number)
  const extraBytes = size(fields.extraData)
  const listedBytes = extraBytes - VANITY_BYTES - SEAL_BYTES
  if (listedBytes < 0 || listedBytes % ADDRESS_BYTES !== 0) {
    throw new CliqueHeaderError('MEDREC_CLIQUE_HEADER_MALFORMED', number)
  }
  const hash = keccak256(encodeHeader(fields))
  if (hash !== fields.hash) throw new CliqueHeaderError('MEDREC_CLIQUE_WRONG_HASH', number)
  return {
    number,
    hash,
    parentHash: fields.parentHash,
    timestamp: Number(fields.timestamp),
    stateRoot: fields.stateRoot,
    difficulty: Number(fields.difficulty),
    candidate: fields.miner,
    nonce: fields.nonce,
    sha3Uncles: fields.sha3Uncles,
    mixHash: fields.mixHash,
    listedSigners: Array.from({ length: listedBytes / ADDRESS_BYTES }, (_, index) => {
      const start = VANITY_BYTES + index * ADDRESS_BYTES
      return slice(fields.extraData, start, start + ADDRESS_BYTES)
    }),
    signer: number === 0 ? undefined : await recoverSigner(fields),
  }
}

/** What a sealer signs: the header as if it had no seal. */
function sealHash(fields: RpcHeader): Hex {
  const unsealedBytes = size(fields.extraData) - SEAL_BYTES
  return keccak256(
    encodeHeader({ ...fields, extraData: slice(fields.extraData, 0, unsealedBytes) }),
  )
}

async function recoverSigner(fields: RpcHeader): Promise<Address> {
  const signature = slice(fields.extraData, -SEAL_BYTES)
  try {
    // Where transactions have 27 and 28, geth takes nothing but 0 and 1 here.
    if (!/0[01]$/.test(signature)) throw new RangeError('The recovery bit is neither 0 nor 1.')
    return keyOf(await recoverAddress({ hash: sealHash(fields), signature })) as Address
  } catch (cause) {
    throw new CliqueHeaderError('MEDREC_CLIQUE_INVALID_SEAL', Number(fields.number), cause)
  }
}

const SENTENCES = {
  MEDREC_CLIQUE_HEADER_MALFORMED:
    'A node answered with something that is no block header of a Clique network. Ask another node.',
  MEDREC_CLIQUE_WRONG_HASH:
    "A node answered with a block header whose fields are not those of the block's hash. Ask another node.",
  MEDREC_CLIQUE_INVALID_SEAL:
    'A node answered with a block header whose seal is no signature. Ask another node.',
} as const

export class CliqueHeaderError extends MedRecError<
  keyof typeof SENTENCES,
  { readonly blockNumber: number }
> {
  override name = 'CliqueHeaderError'

  /** @param blockNumber -1 where it could not be read */
  constructor(code: keyof typeof SENTENCES, blockNumber: number, cause?: unknown) {
    super(code, SENTENCES[code], { details: { blockNumber }, retryable: true, cause })
  }
}
