import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileWhole } from '../write-file-whole.ts'
import type { Equivocation } from './seal-ledger.ts'

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
