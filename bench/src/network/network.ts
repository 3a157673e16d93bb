import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts, startDevNetwork } from '@medrec/cli/dev-network'
import { networkDescriptionSchema } from '@medrec/protocol'
import { measureChangeTimes } from './change-times.ts'

/** Of a network of five authorities sealing every second on two cores. */
export const NETWORK_BUDGETS = {
  grantEffectiveP95Ms: 5_000,
  revocationRefusedP95Ms: 3_000,
}

const AUTHORITIES = 5

/** A machine asks here in minutes what people ask in days. */
const LIMITS = { requests: 1_000_000, relays: 1_000_000 }

/** Measures a network of five geth authorities and three Database Managers on one machine. */
export async function network() {
  const folder = await mkdtemp(join(tmpdir(), 'medrec-bench-network-'))
  try {
    return await measureAuthorities(join(folder, 'network'))
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
  return await measureChangeTimes({ dev, description })
}
