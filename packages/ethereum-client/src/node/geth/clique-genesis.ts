import { MedRecError } from '@medrec/protocol'
import { type Address, concat, type Hex, numberToHex } from 'viem'

export type CliqueNetwork = {
  readonly chainId: number
  /** At least this long between two blocks. 0 seals on demand and never an empty block. */
  readonly periodSeconds: number
  /** Votes are forgotten, and the signers listed again, every so many blocks. */
  readonly epochBlocks: number
  /** Who may seal from the start; in any order. */
  readonly signers: readonly Address[]
  /** What accounts own from the start, in wei. */
  readonly alloc: ReadonlyMap<Address, bigint>
}

/** A genesis file as `geth init` reads it. */
export type CliqueGenesis = {
  readonly config: Readonly<Record<string, number | { period: number; epoch: number }>>
  readonly nonce: Hex
  readonly timestamp: Hex
  readonly difficulty: Hex
  readonly gasLimit: Hex
  readonly baseFeePerGas: Hex
  readonly extraData: Hex
  readonly alloc: Readonly<Record<Address, { readonly balance: Hex }>>
}

/** The epoch of every network of ours, as EIP-225 proposes. */
export const EPOCH_BLOCKS = 30_000

/** As mainnet had it at London; the sealers keep it where it starts. */
export const GAS_LIMIT = 30_000_000

/** Where the base fee's own rule stops falling, in wei: fees stay tiny and are never zero. */
const LOWEST_BASE_FEE = 7n

/** In force from the first block. Shanghai is what Clique refuses; a fork left out never comes. */
const FORKS_TO_LONDON = [
  'homesteadBlock',
  'eip150Block',
  'eip155Block',
  'eip158Block',
  'byzantiumBlock',
  'constantinopleBlock',
  'petersburgBlock',
  'istanbulBlock',
  'berlinBlock',
  'londonBlock',
] as const

const VANITY_BYTES = 32
const SEAL_BYTES = 65

/**
 * Makes the genesis file of a Clique network at the London rules. Pure, and the same for the same
 * network: every authority makes it by itself and gets the same first block.
 *
 * @throws {CliqueSignersError} MEDREC_CLIQUE_SIGNERS if there is no signer, or one twice.
 * @see EIP-225
 */
export function cliqueGenesis(network: CliqueNetwork): CliqueGenesis {
  return {
    // Without terminalTotalDifficulty: the chain is never handed to a beacon client.
    config: {
      chainId: network.chainId,
      ...Object.fromEntries(FORKS_TO_LONDON.map((fork) => [fork, 0])),
      clique: { period: network.periodSeconds, epoch: network.epochBlocks },
    },
    nonce: '0x0',
    timestamp: '0x0',
    difficulty: '0x1',
    gasLimit: numberToHex(GAS_LIMIT),
    baseFeePerGas: numberToHex(LOWEST_BASE_FEE),
    extraData: cliqueExtraData(network.signers),
    alloc: Object.fromEntries(
      [...network.alloc].map(([address, wei]) => [address, { balance: numberToHex(wei) }]),
    ),
  }
}

/** 32 bytes that mean nothing, the signers in ascending order, 65 bytes for a seal nobody makes. */
function cliqueExtraData(signers: readonly Address[]): Hex {
  const sorted = signers.map(lowerCase).sort()
  if (sorted.length === 0 || new Set(sorted).size < sorted.length) {
    throw new CliqueSignersError(sorted.length)
  }
  return concat([zeros(VANITY_BYTES), ...sorted, zeros(SEAL_BYTES)])
}

function lowerCase(address: Address): Hex {
  return `0x${address.slice(2).toLowerCase()}`
}

function zeros(bytes: number): Hex {
  return `0x${'00'.repeat(bytes)}`
}

export class CliqueSignersError extends MedRecError<
  'MEDREC_CLIQUE_SIGNERS',
  { readonly signers: number }
> {
  override name = 'CliqueSignersError'

  constructor(signers: number) {
    super(
      'MEDREC_CLIQUE_SIGNERS',
      'A Clique network needs at least one signer, and each one once. Check the list of authorities.',
      { details: { signers } },
    )
  }
}
