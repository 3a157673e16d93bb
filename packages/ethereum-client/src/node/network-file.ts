import { readFile } from 'node:fs/promises'
import { MedRecError } from '@medrec/protocol'
import { getAddress, isAddress } from 'viem'
import { z } from 'zod'
import { writeFileWhole } from './write-file-whole.ts'

/** What names a network: everything else is read from its AgentRegistry. */
export const networkFileSchema = z.strictObject({
  chainId: z.int().positive(),
  registry: z
    .string()
    .refine((text) => isAddress(text, { strict: false }), 'not an address')
    .transform((text) => getAddress(text)),
  /** No event of the network is older than this block. */
  deploymentBlock: z.int().nonnegative(),
  engine: z.string().min(1),
})

export type NetworkFile = z.infer<typeof networkFileSchema>

/**
 * Reads a `network.json`.
 *
 * @returns undefined if there is none yet.
 * @throws {NetworkFileError} MEDREC_NETWORK_FILE_MALFORMED if it is not one.
 */
export async function readNetworkFile(path: string): Promise<NetworkFile | undefined> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
  try {
    return networkFileSchema.parse(JSON.parse(text))
  } catch (cause) {
    throw new NetworkFileError(path, cause)
  }
}

/** Writes a `network.json`, whole or not at all. */
export async function writeNetworkFile(path: string, network: NetworkFile): Promise<void> {
  await writeFileWhole(path, `${JSON.stringify(networkFileSchema.parse(network), null, 2)}\n`)
}

export class NetworkFileError extends MedRecError<
  'MEDREC_NETWORK_FILE_MALFORMED',
  { readonly path: string }
> {
  override name = 'NetworkFileError'

  constructor(path: string, cause: unknown) {
    super(
      'MEDREC_NETWORK_FILE_MALFORMED',
      `${path} does not name a network. Put back the file the network was made with, or start over with --reset.`,
      { details: { path }, cause },
    )
  }
}
