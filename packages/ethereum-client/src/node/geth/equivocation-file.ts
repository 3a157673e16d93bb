import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { getAddress } from 'viem'
import { z } from 'zod'
import { writeFileWhole } from '../write-file-whole.ts'
import type { Equivocation } from './seal-ledger.ts'

/** What a file of evidence says, and which one it is. */
export type KeptEquivocation = Pick<Equivocation, 'sealer' | 'number' | 'certainty'> & {
  readonly file: string
}

/**
 * Keeps the evidence in a folder, one file for each pair. The hash of `rlp` is the header's, and
 * its last 65 bytes of extra data are the seal: nothing else is needed to check it.
 */
export async function keepEquivocation(folder: string, evidence: Equivocation): Promise<void> {
  const { sealer, number, certainty, headers } = evidence
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const name = `${number}-${sealer}-${headers[1].hash.slice(2, 10)}.json`
  const content = {
    ...{ certainty, sealer, number },
    headers: headers.map(({ hash, parentHash, rlp }) => ({ hash, parentHash, rlp })),
  }
  await writeFileWhole(join(folder, name), `${JSON.stringify(content, null, 2)}\n`)
}

const keptSchema = z.object({
  certainty: z.enum(['proven', 'possible']),
  sealer: z.string().transform((text) => getAddress(text)),
  number: z.int().nonnegative(),
})

/** Reads what a folder keeps, by height; nothing if there is no folder. */
export async function readEquivocations(folder: string): Promise<readonly KeptEquivocation[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const kept: KeptEquivocation[] = []
  for (const name of names.filter((each) => each.endsWith('.json'))) {
    const file = join(folder, name)
    kept.push({ ...keptSchema.parse(JSON.parse(await readFile(file, 'utf8'))), file })
  }
  return kept.sort((a, b) => a.number - b.number)
}
