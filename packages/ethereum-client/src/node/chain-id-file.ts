import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { MedRecError } from '@medrec/protocol'
import { z } from 'zod'
import { writeFileWhole } from './write-file-whole.ts'

const chainFileSchema = z.strictObject({ chainId: z.int().min(1).max(Number.MAX_SAFE_INTEGER) })

/**
 * Reads the chain id that lies beside the state, or makes one for a new chain: 48 random bits, so
 * that no two networks share one and every JavaScript number holds it.
 *
 * @throws {ChainFileError} MEDREC_ENGINE_CHAIN_FILE_MALFORMED if the file is not readable.
 */
export async function chainIdIn(stateFolder: string): Promise<number> {
  const path = join(stateFolder, 'chain.json')
  const stored = await readStored(path)
  if (stored !== undefined) return stored
  const chainId = randomChainId()
  await writeChainId(stateFolder, chainId)
  return chainId
}

/** 48 random bits, and never zero. */
export function randomChainId(): number {
  return randomBytes(6).readUIntBE(0, 6) + 1
}

/** Decides the id of a chain that is not there yet. */
export async function writeChainId(stateFolder: string, chainId: number): Promise<void> {
  await writeFileWhole(join(stateFolder, 'chain.json'), `${JSON.stringify({ chainId })}\n`)
}

async function readStored(path: string): Promise<number | undefined> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
  try {
    return chainFileSchema.parse(JSON.parse(text)).chainId
  } catch (cause) {
    throw new ChainFileError(path, cause)
  }
}

export class ChainFileError extends MedRecError<
  'MEDREC_ENGINE_CHAIN_FILE_MALFORMED',
  { readonly path: string }
> {
  override name = 'ChainFileError'

  constructor(path: string, cause: unknown) {
    super(
      'MEDREC_ENGINE_CHAIN_FILE_MALFORMED',
      `${path} does not name a chain id. Put back the file the chain was made with, or start over with --reset.`,
      { details: { path }, cause },
    )
  }
}
