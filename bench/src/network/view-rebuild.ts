import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { z } from 'zod'
import { median, rounded } from '../median.ts'
import { type SyntheticChain, startSyntheticChain } from './synthetic-chain.ts'

const RUNS = 3
const MIB = 2 ** 20

/**
 * Measures the rebuild of the permission view of so many relationships, each of an Agent of its own
 * and with three grants: from the RPC over decoding to the view, in a process of its own. Memory is
 * what objects and buffers of the view hold after a collection; the peak is how far the whole process
 * grew meanwhile, with what waited to be collected.
 *
 * @returns medians of three
 */
export async function measureViewRebuild(relationships: number) {
  await using chain = await startSyntheticChain(relationships)
  const runs: Rebuild[] = []
  for (let run = 0; run < RUNS; run += 1) runs.push(await rebuildOnce(chain))
  return {
    viewRebuildSeconds: rounded(median(runs.map(({ seconds }) => seconds))),
    viewRebuildMiB: rounded(median(runs.map(({ bytes }) => bytes / MIB)), 1),
    viewRebuildPeakMiB: rounded(median(runs.map(({ peakBytes }) => peakBytes / MIB)), 0),
  }
}

const rebuildSchema = z.object({
  ...{ seconds: z.number(), bytes: z.number(), peakBytes: z.number(), isComplete: z.literal(true) },
})

type Rebuild = z.output<typeof rebuildSchema>

async function rebuildOnce(chain: SyntheticChain): Promise<Rebuild> {
  const child = fork(join(import.meta.dirname, 'rebuild-process.ts'), [JSON.stringify(chain)], {
    execArgv: ['--expose-gc', '--max-old-space-size=96'],
  })
  const exited = once(child, 'exit')
  const told = once(child, 'message')
  const first = await Promise.race([told, exited.then(() => [])])
  const rebuild = rebuildSchema.parse(first[0])
  await exited
  return rebuild
}
