import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Patient } from '@medrec/cli/headless-client'
import { newWords } from '@medrec/protocol'
import autocannon from 'autocannon'
import { z } from 'zod'
import { median, rounded } from '../median.ts'
import { freshInvite } from './fresh-invite.ts'
import type { MeasuredNetwork } from './revocation.ts'

const CONNECTIONS = 8
const READS_PER_CONNECTION = 60
const RUNS = 5
const PATH = '/fhir/Observation?_count=20'

/**
 * Measures a governed read (proof of possession, decision, durable log entry, query, mapping)
 * against the same query and mapping in bare Fastify, side by side in one run.
 *
 * @returns how many times as long the governed read takes, and both in reads a second
 */
export async function measureGovernedRead({ dev, description }: MeasuredNetwork) {
  const { riverside } = dev.providers
  const { link, patientKey } = await freshInvite(dev, 'riverside')
  const person = await Patient.of(newWords(), description)
  const relationship = await person.link(link, dev.story.patient.birthDate)
  const session = await person.signIn(relationship)
  await (await session.fetch(PATH)).arrayBuffer()
  await using bare = await startBare(await clinicFileOf(riverside.configFile), patientKey)

  const governed: number[] = []
  const baseline: number[] = []
  for (let run = 0; run <= RUNS; run += 1) {
    const proofs = await Promise.all(
      Array.from({ length: CONNECTIONS * READS_PER_CONNECTION }, () =>
        session.authorize('GET', PATH),
      ),
    )
    const governedRate = await readsPerSecond(riverside.origin, proofs)
    const bareRate = await readsPerSecond(
      bare.origin,
      proofs.map(() => ({})),
    )
    // The first run warms both up.
    if (run === 0) continue
    governed.push(governedRate)
    baseline.push(bareRate)
  }
  const ratios = governed.map((rate, run) => (baseline[run] ?? Number.NaN) / rate)
  return {
    governedReadRatio: rounded(median(ratios)),
    governedReadsPerSecond: rounded(median(governed), 0),
    bareReadsPerSecond: rounded(median(baseline), 0),
  }
}

/** Every request has its own headers: a proof works once. */
async function readsPerSecond(
  origin: string,
  headers: readonly Readonly<Record<string, string>>[],
): Promise<number> {
  let next = 0
  const result = await autocannon({
    url: origin,
    connections: CONNECTIONS,
    // `amount` is shared unevenly, and a proof used twice is a replay.
    maxConnectionRequests: READS_PER_CONNECTION,
    duration: 120,
    setupClient: (client) => {
      const own = headers.slice(next, next + READS_PER_CONNECTION)
      next += READS_PER_CONNECTION
      client.setRequests(own.map((each) => ({ method: 'GET', path: PATH, headers: { ...each } })))
    },
  })
  if (result['2xx'] !== headers.length) throw new Error(`${result.non2xx} reads were refused.`)
  return headers.length / result.duration
}

async function clinicFileOf(configFile: string): Promise<string> {
  const config: unknown = JSON.parse(await readFile(configFile, 'utf8'))
  return z.object({ silo: z.object({ file: z.string() }) }).parse(config).silo.file
}

async function startBare(file: string, patientKey: string) {
  const child = fork(join(import.meta.dirname, 'bare-server.ts'), [file, patientKey])
  const [message] = await once(child, 'message')
  const { origin } = z.object({ origin: z.string() }).parse(message)
  return {
    origin,
    [Symbol.asyncDispose]: async () => {
      const ended = once(child, 'exit')
      child.disconnect()
      await ended
    },
  }
}
