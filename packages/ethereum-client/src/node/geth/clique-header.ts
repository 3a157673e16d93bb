import { type Address, type Hex, hexToNumber, isHex, keccak256, numberToHex } from 'viem'
import { z } from 'zod'
import { encodeHeader, rpcHeaderSchema } from '../../clique/rpc-header.ts'

/** A header as it was sealed. Its hash is that of `rlp`, whoever sent it. */
export type CliqueHeader = {
  readonly number: number
  readonly hash: Hex
  readonly parentHash: Hex
  /** 2 if its sealer was in turn, else 1. */
  readonly difficulty: number
  /** What the node that sent it says; a claim, unless it is one's own node. */
  readonly totalDifficulty: bigint
  /** Unix seconds. */
  readonly timestamp: number
  /** The whole header with its seal: says who sealed it to whoever has it. */
  readonly rlp: Hex
}

/** A header and who sealed it, by the seal. */
export type SealedHeader = CliqueHeader & { readonly sealer: Address }

/** Asks one node for its chain. */
export type HeaderReader = {
  latest(): Promise<CliqueHeader>
  /** Of its own chain; undefined if it is not that long. */
  at(number: number): Promise<CliqueHeader | undefined>
  /** Also of a side chain it knows; undefined if it knows none of this hash. */
  of(hash: Hex): Promise<CliqueHeader | undefined>
  /** Of a block, as they were signed, in its order. */
  transactionsOf(hash: Hex): Promise<readonly Hex[]>
}

const hexSchema = z.string().refine((text): text is Hex => isHex(text))
const headerSchema = rpcHeaderSchema.extend({ totalDifficulty: hexSchema.transform(BigInt) })

/** Reads a chain by a node's JSON-RPC. */
export function headerReader(
  call: (method: string, params: readonly unknown[]) => Promise<unknown>,
): HeaderReader {
  const read = async (method: string, block: string): Promise<CliqueHeader | undefined> => {
    const answer = await call(method, [block, false])
    return answer === null ? undefined : parseHeader(answer)
  }
  return {
    async latest() {
      const header = await read('eth_getBlockByNumber', 'latest')
      if (header === undefined) throw new Error('A chain has a newest block.')
      return header
    },
    at: (number) => read('eth_getBlockByNumber', `0x${number.toString(16)}`),
    of: (hash) => read('eth_getBlockByHash', hash),
    async transactionsOf(hash) {
      const count = hexSchema.parse(await call('eth_getBlockTransactionCountByHash', [hash]))
      const places = Array.from({ length: hexToNumber(count) }, (_, place) => numberToHex(place))
      const method = 'eth_getRawTransactionByBlockHashAndIndex'
      const transactions: Hex[] = []
      for (const place of places)
        transactions.push(hexSchema.parse(await call(method, [hash, place])))
      return transactions
    },
  }
}

/** @throws if it is no London header, or of another hash than it says. */
function parseHeader(answer: unknown): CliqueHeader {
  const header = headerSchema.parse(answer)
  const rlp = encodeHeader(header)
  if (keccak256(rlp) !== header.hash) throw new Error('A header has another hash than it says.')
  const { number, hash, parentHash, difficulty, totalDifficulty, timestamp } = header
  return {
    ...{ number: Number(number), hash, parentHash, difficulty: Number(difficulty) },
    ...{ totalDifficulty, timestamp: Number(timestamp), rlp },
  }
}
