import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts, startDevNetwork } from '@medrec/cli/dev-network'
import { networkDescriptionSchema } from '@medrec/protocol'
import { measureGovernedRead } from './governed-read.ts'
import { measureRevocation } from './revocation.ts'
import { measureStart } from './start.ts'
import { measureTimeline } from './timeline.ts'

/** Measures the main job on one machine, everything in one run. */
export async function mainJob() {
  const folder = await mkdtemp(join(tmpdir(), 'medrec-bench-'))
  try {
    const startSeconds = await measureStart(folder)
    await using dev = await startDevNetwork({
      statePath: join(folder, 'main-job'),
      ports: await freePorts(),
    })
    const answer = await fetch(`${dev.clientOrigin}/network.json`)
    const network = { dev, description: networkDescriptionSchema.parse(await answer.json()) }
    const revocationMs = await measureRevocation(network)
    const governed = await measureGovernedRead(network)
    const timeline = await measureTimeline(network)
    return { startSeconds, ...timeline, revocationMs, ...governed }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
