import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts, startDevNetwork } from '@medrec/cli/dev-network'
import { createNetworkClient } from '@medrec/ethereum-client'
import { networkDescriptionSchema } from '@medrec/protocol'
import { measureAdmission } from './admission.ts'
import { measureChangeTimes } from './change-times.ts'
import { measureThroughput } from './throughput.ts'
import { measureViewRebuild } from './view-rebuild.ts'

/** Of a network of five authorities sealing every second on two cores. */
export const NETWORK_BUDGETS = {
  grantEffectiveP95Ms: 5_000,
  revocationRefusedP95Ms: 3_000,
  changesPerSecond: { atLeast: 150 },
  lost: 0,
  admissionSeconds: 60,
  viewRebuildSeconds: 60,
  viewRebuildMiB: 150,
}

const AUTHORITIES = 5
const RELATIONSHIPS = 100_000
const SUSTAINED_SECONDS = 120

/** A machine asks here in minutes what people ask in days. */
const LIMITS = { requests: 1_000_000, relays: 1_000_000 }

/** Measures a network of five geth authorities and three Database Managers on one machine. */
export async function network() {
  const folder = await mkdtemp(join(tmpdir(), 'medrec-bench-network-'))
  try {
    const authorities = await measureAuthorities(join(folder, 'network'))
    const admission = await measureAdmission(folder, AUTHORITIES)
    return { ...authorities, ...admission, ...(await measureViewRebuild(RELATIONSHIPS)) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function measureAuthorities(statePath: string) {
  await using dev = await startDevNetwork({
    statePath,
    ports: await freePorts(),
    engine: { name: 'geth', authorities: AUTHORITIES },
    gethSearch: { named: process.env.MEDREC_GETH, searchPath: process.env.PATH },
    limits: LIMITS,
  })
  const answer = await fetch(`${dev.clientOrigin}/network.json`)
  const description = networkDescriptionSchema.parse(await answer.json())
  const times = await measureChangeTimes({ dev, description })
  const network = await createNetworkClient(dev.network)
  const seconds = Number(process.env.MEDREC_BENCH_SECONDS ?? SUSTAINED_SECONDS)
  const throughput = await measureThroughput({ dev, statePath, network }, seconds)
  return { ...times, ...throughput }
}
