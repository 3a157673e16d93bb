import { type Address, type Hex, numberToHex, pad, toHex, toRlp } from 'viem'
import { GAS_LIMIT } from '../geth/clique-genesis.ts'

export type BesuNetwork = {
  readonly chainId: number
  /** Between two blocks; at least 1. */
  readonly periodSeconds: number
  readonly epochBlocks: number
  /** Who seals from the start: the addresses of their nodes' keys; in any order. */
  readonly validators: readonly Address[]
  /** What accounts own from the start, in wei. */
  readonly alloc: ReadonlyMap<Address, bigint>
  /**
   * Who seals from a block on is what the AgentRegistry answers to `getValidators()`; absent: what the
   * validators vote in block headers. The registry is not in the genesis, so it cannot be the first.
   */
  readonly registryFrom?: { readonly block: number; readonly registry: Address }
}

/** A genesis file as Besu reads it. */
export type BesuGenesis = {
  readonly config: {
    readonly chainId: number
    readonly londonBlock: 0
    readonly zeroBaseFee: false
    readonly qbft: {
      readonly blockperiodseconds: number
      readonly epochlength: number
      readonly requesttimeoutseconds: number
    }
    readonly transitions?: {
      readonly qbft: readonly {
        readonly block: number
        readonly validatorselectionmode: 'contract'
        readonly validatorcontractaddress: Address
      }[]
    }
  }
  readonly nonce: Hex
  readonly timestamp: Hex
  readonly gasLimit: Hex
  readonly difficulty: Hex
  readonly mixHash: Hex
  readonly coinbase: Hex
  readonly extraData: Hex
  readonly alloc: Readonly<Record<Address, { readonly balance: Hex }>>
}

/** Says that a block is one of a Byzantine fault tolerant chain; Besu refuses any other. */
const QBFT_MIX_HASH = '0x63746963616c2062797a616e74696e65206661756c7420746f6c6572616e6365'
const VANITY_BYTES = 32

/**
 * Makes the genesis file of a QBFT network at the London rules. Pure. Written from Besu's
 * documentation; no Besu was run on it.
 *
 * @see https://besu.hyperledger.org/private-networks/how-to/configure/consensus/qbft
 */
export function besuGenesis(network: BesuNetwork): BesuGenesis {
  const { chainId, periodSeconds, epochBlocks, registryFrom } = network
  return {
    config: {
      ...{ chainId, londonBlock: 0, zeroBaseFee: false },
      qbft: {
        blockperiodseconds: periodSeconds,
        epochlength: epochBlocks,
        // Twice the period, as Besu advises; a round that takes longer is begun anew.
        requesttimeoutseconds: 2 * periodSeconds,
      },
      ...(registryFrom && {
        transitions: {
          qbft: [
            {
              block: registryFrom.block,
              validatorselectionmode: 'contract',
              validatorcontractaddress: registryFrom.registry,
            },
          ],
        },
      }),
    },
    nonce: '0x0',
    timestamp: '0x0',
    gasLimit: numberToHex(GAS_LIMIT),
    difficulty: '0x1',
    mixHash: QBFT_MIX_HASH,
    coinbase: pad('0x', { size: 20 }),
    extraData: qbftExtraData(network.validators),
    alloc: Object.fromEntries(
      [...network.alloc].map(([address, wei]) => [address, { balance: numberToHex(wei) }]),
    ),
  }
}

/** RLP of vanity, validators in ascending order, no vote, round 0 and no seals. */
function qbftExtraData(validators: readonly Address[]): Hex {
  const sorted = validators.map((address) => toHex(BigInt(address), { size: 20 })).sort()
  return toRlp([pad('0x', { size: VANITY_BYTES }), sorted, [], '0x', []])
}
