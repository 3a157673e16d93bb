import { join } from 'node:path'
import { type ClockVerdict, writeFileWhole } from '@medrec/ethereum-client/node'
import { z } from 'zod'
import type { NodeFolder } from './node-folder.ts'
import { readOperatorFile } from './operator-file.ts'

const keptSchema = z.object({
  /** When it was judged, Unix ms. */
  at: z.number(),
  verdict: z.enum(['unknown', 'steady', 'drifting']),
  driftMs: z.number().nullable(),
})

/** How a node's clock compares with the other signers', as its watchdog last said. */
export type KeptClock = Pick<z.output<typeof keptSchema>, 'verdict' | 'driftMs'>

const WRITTEN_EVERY_MS = 5_000
const OLD_AFTER_MS = 30_000

/** Makes what keeps a watchdog's verdicts, the newest every few seconds, for other processes to read. */
export function clockKeeper({ path }: NodeFolder): (verdict: ClockVerdict) => void {
  let writtenAt = Number.NEGATIVE_INFINITY
  return (verdict) => {
    if (performance.now() - writtenAt < WRITTEN_EVERY_MS) return
    writtenAt = performance.now()
    const driftMs = verdict.type === 'unknown' ? null : verdict.driftMs
    const kept = { at: Date.now(), verdict: verdict.type, driftMs }
    // Without it the clock is unknown, which is what is shown then.
    writeFileWhole(fileIn(path), `${JSON.stringify(kept)}\n`).catch(() => undefined)
  }
}

/** Reads the newest verdict; unknown where no watchdog has run lately. */
export async function readKeptClock({ path }: NodeFolder): Promise<KeptClock> {
  const kept = await readOperatorFile(fileIn(path), keptSchema).catch(() => undefined)
  if (kept === undefined || Math.abs(Date.now() - kept.at) > OLD_AFTER_MS) {
    return { verdict: 'unknown', driftMs: null }
  }
  return { verdict: kept.verdict, driftMs: kept.driftMs }
}

function fileIn(path: string): string {
  return join(path, 'clock.json')
}
