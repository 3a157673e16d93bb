import { createHash } from 'node:crypto'
import { type CliqueGenesis, cliqueGenesis, enodeSchema } from '@medrec/ethereum-client/node'
import { addressSchema } from '@medrec/protocol'
import { z } from 'zod'

const weiSchema = z.string().regex(/^[0-9]+$/)
const rawTransactionSchema = z.templateLiteral(['0x', z.string().regex(/^[0-9a-f]+$/)])

/** Another authority: who seals there, and how its node is reached. */
export const peerSchema = z.strictObject({
  name: z.string().min(1),
  /** Absent while only its node is known: it was invited and has not asked yet. */
  sealer: addressSchema.optional(),
  enode: enodeSchema,
  /** Not spoken with any more, though the founding names it. */
  isForgotten: z.literal(true).optional(),
})
export type KnownPeer = z.output<typeof peerSchema>

const contentShape = {
  form: z.literal(1),
  engine: z.literal('geth'),
  chainId: z.int().positive(),
  registry: addressSchema,
  /** No event of the network is older than this block. */
  deploymentBlock: z.int().nonnegative(),
  /** Between two blocks, seconds. */
  periodSeconds: z.int().min(1),
  epochBlocks: z.int().positive(),
  /** Who may seal from the first block. */
  signers: z.array(addressSchema).min(1),
  /** What accounts own from the start, in wei. */
  alloc: z.record(
    z.string().transform((text) => addressSchema.parse(text)),
    weiSchema,
  ),
  /** Signed transactions that put the contracts there; any node may send them. */
  deployment: z.array(rawTransactionSchema),
  bootstrapPeers: z.array(peerSchema).min(1),
}

/** Everything that names a network and nothing secret: the file `network.json`. */
export const networkCardSchema = z
  .strictObject({ ...contentShape, checksum: z.string() })
  .refine(({ checksum, ...content }) => checksum === checksumOf(content), {
    path: ['checksum'],
    message: 'it was changed since it was made',
  })
export type NetworkCard = z.output<typeof networkCardSchema>

const contentSchema = z.strictObject(contentShape)
export type NetworkContent = z.output<typeof contentSchema>

/** Seals a network's description with its checksum, against a file cut off or edited by accident. */
export function networkCardOf(content: NetworkContent): NetworkCard {
  const checked = contentSchema.parse(content)
  return { ...checked, checksum: checksumOf(checked) }
}

/** The first block is the same for everybody who makes it from the same description. */
export function genesisOf(card: NetworkCard): CliqueGenesis {
  const { chainId, periodSeconds, epochBlocks, signers, alloc } = card
  const owned = Object.entries(alloc).map(
    ([address, wei]) => [addressSchema.parse(address), BigInt(wei)] as const,
  )
  return cliqueGenesis({ chainId, periodSeconds, epochBlocks, signers, alloc: new Map(owned) })
}

/** Over the fields in one order, whatever the order in the file. */
function checksumOf(content: object): string {
  const sorted = Object.entries(content).sort(([left], [right]) => (left < right ? -1 : 1))
  return `sha256:${createHash('sha256').update(JSON.stringify(sorted)).digest('hex')}`
}
