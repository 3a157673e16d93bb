import { type Hex, numberToHex, toRlp } from 'viem'
import { z } from 'zod'

export const ADDRESS_BYTES = 20

const bytesSchema = (bytes: number) =>
  z
    .string()
    .regex(new RegExp(`^0x[0-9a-fA-F]{${bytes * 2}}$`))
    .transform((hex) => hex.toLowerCase() as Hex)

const quantitySchema = z
  .string()
  .regex(/^0x(0|[1-9a-f][0-9a-f]{0,63})$/)
  .transform(BigInt)

/** Held exactly by a JavaScript number. */
const smallQuantitySchema = quantitySchema.refine((value) => value <= Number.MAX_SAFE_INTEGER)

/** What `eth_getBlockBy…` answers of a block's header at the London rules. */
export const rpcHeaderSchema = z.object({
  hash: bytesSchema(32),
  parentHash: bytesSchema(32),
  sha3Uncles: bytesSchema(32),
  miner: bytesSchema(ADDRESS_BYTES),
  stateRoot: bytesSchema(32),
  transactionsRoot: bytesSchema(32),
  receiptsRoot: bytesSchema(32),
  logsBloom: bytesSchema(256),
  difficulty: smallQuantitySchema,
  number: smallQuantitySchema,
  gasLimit: quantitySchema,
  gasUsed: quantitySchema,
  timestamp: smallQuantitySchema,
  extraData: z
    .string()
    .regex(/^0x([0-9a-fA-F]{2})*$/)
    .transform((hex) => hex.toLowerCase() as Hex),
  mixHash: bytesSchema(32),
  nonce: bytesSchema(8),
  baseFeePerGas: quantitySchema,
})

export type RpcHeader = z.infer<typeof rpcHeaderSchema>

/**
 * The RLP that a header's hash is of: its fields in the order of the Yellow Paper, the base fee of
 * London last. Pure.
 *
 * @see EIP-1559
 */
export function encodeHeader(fields: Omit<RpcHeader, 'hash'>): Hex {
  return toRlp([
    fields.parentHash,
    fields.sha3Uncles,
    fields.miner,
    fields.stateRoot,
    fields.transactionsRoot,
    fields.receiptsRoot,
    fields.logsBloom,
    quantity(fields.difficulty),
    quantity(fields.number),
    quantity(fields.gasLimit),
    quantity(fields.gasUsed),
    quantity(fields.timestamp),
    fields.extraData,
    fields.mixHash,
    fields.nonce,
    quantity(fields.baseFeePerGas),
  ])
}

/** A number has no leading zeros, and zero no byte at all. */
function quantity(value: bigint): Hex {
  return value === 0n ? '0x' : numberToHex(value)
}
