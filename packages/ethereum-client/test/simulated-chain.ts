import { packTerms } from '@medrec/protocol'
import {
  agentFactoryAbi,
  agentGroupsAbi,
  agentRegistryAbi,
  relationshipsAbi,
} from '@medrec/smart-contracts'
import {
  type AbiEvent,
  type Address,
  encodeAbiParameters,
  encodeEventTopics,
  type Hex,
  keccak256,
  numberToHex,
  slice,
  stringToHex,
  toHex,
  zeroHash,
} from 'viem'
import type { BlockId, ChainFact, Finality, Network } from '../src/index.ts'

/** A block of a chain that a test makes, and remakes, as it likes. */
export type SimulatedBlock<State> = BlockId & {
  readonly timestamp: number
  readonly facts: readonly ChainFact[]
  /** What the contracts would hold after it. */
  readonly state: State
}

/** Blocks in memory behind a network's client; final is what is `lag` blocks deep. */
export class SimulatedChain<State> {
  readonly network: Network
  readonly finality: Finality
  #blocks: SimulatedBlock<State>[]
  #logs = new Map<Hex, readonly object[]>()
  #made = 0
  readonly #lag: number

  constructor(options: {
    readonly genesis: State
    readonly lag: number
    /** Of every block. */
    readonly timestamp: number
  }) {
    const { genesis: state, lag, timestamp } = options
    this.#lag = lag
    this.#blocks = [{ number: 0, hash: zeroHash, timestamp, facts: [], state }]
    this.network = this.#network()
    this.finality = { newestFinal: async (head) => this.#finalOf(head) }
  }

  head(): SimulatedBlock<State> {
    return this.#at(this.#blocks.length - 1)
  }

  final(): SimulatedBlock<State> {
    return this.#at(Math.max(0, this.#blocks.length - 1 - this.#lag))
  }

  /** From genesis to a block. */
  upTo(block: BlockId): readonly SimulatedBlock<State>[] {
    return this.#blocks.slice(0, block.number + 1)
  }

  /** Takes the newest blocks off. */
  drop(depth: number): void {
    this.#blocks = this.#blocks.slice(0, Math.max(1, this.#blocks.length - depth))
  }

  seal(facts: readonly ChainFact[], state: State): void {
    const number = this.#blocks.length
    this.#made += 1
    // No two blocks ever have one hash, be they as alike as they may.
    const hash = keccak256(stringToHex(`${number}:${this.#made}`))
    const block = { number, hash, timestamp: this.#at(0).timestamp, facts, state }
    this.#logs.set(
      hash,
      facts.map((fact, logIndex) => logOf(fact, block, logIndex)),
    )
    this.#blocks.push(block)
  }

  #at(number: number): SimulatedBlock<State> {
    const block = this.#blocks[number]
    if (block === undefined) throw new Error(`There is no block ${number}.`)
    return block
  }

  #finalOf(head: BlockId): BlockId | undefined {
    if (this.#blocks[head.number]?.hash !== head.hash) return undefined
    const { number, hash } = this.#at(Math.max(0, head.number - this.#lag))
    return { number, hash }
  }

  #network(): Network {
    const address: Address = '0x00000000000000000000000000000000000000ff'
    const client = {
      getBlock: async ({ blockNumber }: { readonly blockNumber?: bigint }) => {
        const block = blockNumber === undefined ? this.head() : this.#at(Number(blockNumber))
        return {
          number: BigInt(block.number),
          hash: block.hash,
          timestamp: BigInt(block.timestamp),
        }
      },
      getLogs: async (range: { readonly fromBlock: bigint; readonly toBlock: bigint }) =>
        this.#blocks
          .slice(Number(range.fromBlock), Number(range.toBlock) + 1)
          .flatMap(({ hash }) => this.#logs.get(hash) ?? []),
    }
    const contracts = { factory: address, relationships: address, groups: address }
    return {
      chainId: 1,
      registry: address,
      anchors: address,
      ...contracts,
      // The follower asks nothing else of a client.
      client: client as unknown as Network['client'],
      readMembers: async () => [],
    }
  }
}

const EVENTS: readonly AbiEvent[] = [
  ...agentFactoryAbi,
  ...relationshipsAbi,
  ...agentGroupsAbi,
  ...agentRegistryAbi,
].filter((item) => item.type === 'event')

/** The log that a contract would leave of a fact. */
function logOf(fact: ChainFact, block: BlockId, logIndex: number): object {
  const item = EVENTS.find(({ name }) => name === fact.type)
  if (item === undefined) throw new Error(`No contract emits ${fact.type}.`)
  const args = argumentsOf(fact)
  const unindexed = item.inputs.filter(({ indexed }) => !indexed)
  return {
    topics: encodeEventTopics({ abi: [item], eventName: item.name, args }),
    data: encodeAbiParameters(
      unindexed,
      unindexed.map(({ name = '' }) => args[name]),
    ),
    blockNumber: BigInt(block.number),
    blockHash: block.hash,
    transactionHash: block.hash,
    logIndex,
  }
}

function argumentsOf(fact: ChainFact): Record<string, unknown> {
  switch (fact.type) {
    case 'GrantSet':
      return { ...fact, terms: packTerms(fact.terms), finerTerms: fact.terms.finerTerms }
    case 'RelationshipOpened': {
      const { sealedPointer } = fact
      return { ...fact, sealedPointer: [slice(sealedPointer, 0, 32), slice(sealedPointer, 32)] }
    }
    case 'MemberAdmitted':
    case 'MemberUpdated':
      return { ...fact.member }
    case 'MemberRemoved':
      return { ...fact, sealer: fact.agent, byVote: true }
    default:
      return { ...fact }
  }
}

/** An address that is easy to tell from others. */
export function addressOf(room: number, number: number): Address {
  return numberToHex((BigInt(room) << 32n) + BigInt(number + 1), { size: 20 })
}

/** 32 bytes that are easy to tell from others. */
export function bytes32Of(room: number, number: number): Hex {
  return toHex(new Uint8Array(32).fill(room * 16 + number + 1))
}
