import type { Hex } from 'viem'
import { z } from 'zod'

/** A trie of 32-byte keys is never deeper, and its largest node, a full branch, is shorter. */
const MOST_NODES = 64
const LARGEST_NODE_BYTES = 1_024

const bytesSchema = (bytes: number) =>
  z
    .string()
    .regex(new RegExp(`^0x[0-9a-fA-F]{${bytes * 2}}$`))
    .transform((hex) => hex.toLowerCase() as Hex)

const quantitySchema = z
  .string()
  .regex(/^0x(0|[1-9a-fA-F][0-9a-fA-F]{0,63})$/)
  .transform(BigInt)

/** geth writes all 32 bytes of a slot's number, other nodes those that are not zero. */
const slotSchema = z
  .string()
  .regex(/^0x[0-9a-fA-F]{1,64}$/)
  .transform(BigInt)

const nodesSchema = z
  .array(
    z
      .string()
      .max(2 + LARGEST_NODE_BYTES * 2)
      .regex(/^0x([0-9a-fA-F]{2})+$/)
      .transform((hex) => hex.toLowerCase() as Hex),
  )
  .max(MOST_NODES)

/** What `eth_getProof` answers: an account and some of its storage, each with the way to it. */
export const proofAnswerSchema = z.object({
  address: bytesSchema(20),
  nonce: quantitySchema,
  balance: quantitySchema,
  storageHash: bytesSchema(32),
  codeHash: bytesSchema(32),
  accountProof: nodesSchema,
  storageProof: z.array(z.object({ key: slotSchema, value: quantitySchema, proof: nodesSchema })),
})

export type ProofAnswer = z.infer<typeof proofAnswerSchema>
