import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type DevNetwork, freePorts, startDevNetwork } from '@medrec/cli/dev-network'
import { Patient } from '@medrec/cli/headless-client'
import { findGeth, GethMissingError } from '@medrec/ethereum-client/node'
import { networkDescriptionSchema, newWords } from '@medrec/protocol'
import { describe, expect, it, type TestContext } from 'vitest'
import { gethSearchFrom } from '../../src/config.ts'

describe('the network on geth authorities', () => {
  it('links a patient at each provider, through its own node, and is there again after a stop', async (context) => {
    await skipWithoutGeth(context)
    const folder = await mkdtemp(join(tmpdir(), 'medrec-geth-story-'))
    const statePath = join(folder, 'state')
    const ports = await freePorts()
    await using cleanup = new AsyncDisposableStack()
    cleanup.defer(() => rm(folder, { recursive: true, force: true }))
    const words = newWords()
    const start = (engine?: { name: 'geth'; authorities: number }) =>
      startDevNetwork({ ...{ statePath, ports, engine }, gethSearch: gethSearchFrom() })

    const relationships = []
    {
      await using dev = await start({ name: 'geth', authorities: 4 })
      expect(dev.network.engine).toBe('geth')
      const patient = await Patient.of(words, await descriptionOf(dev))
      for (const { link } of dev.story.patient.invites) {
        relationships.push(await patient.link(link, dev.story.patient.birthDate))
      }
      expect(relationships).toHaveLength(3)
      for (const relationship of relationships) await seeObservations(patient, relationship)
    }

    const verified = verifiedBlock(statePath)
    expect(verified).toBeGreaterThan(0)

    // Without naming the engine: the network knows what it was founded on.
    await using again = await start()
    const patient = await Patient.of(words, await descriptionOf(again))
    expect(again.story.patient.invites).toEqual([])
    for (const relationship of relationships) await seeObservations(patient, relationship)
    await again[Symbol.asyncDispose]()
    expect(verifiedBlock(statePath)).toBeGreaterThan(verified)
  })
})

/** Up to which block a manager has verified the headers of its chain. */
function verifiedBlock(statePath: string): number {
  const file = join(statePath, 'providers', 'riverside', 'state.sqlite')
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    const row = database.prepare('select snapshot from clique_snapshots').get()
    return (JSON.parse(String(row?.snapshot)) as { number: number }).number
  } finally {
    database.close()
  }
}

type Linked = Awaited<ReturnType<Patient['link']>>

async function seeObservations(patient: Patient, relationship: Linked): Promise<void> {
  const session = await patient.signIn(relationship)
  const answer = await session.fetch('/fhir/Observation?_count=5')
  expect(answer.status).toBe(200)
  expect(JSON.stringify(await answer.json())).toContain('"Observation"')
}

async function descriptionOf(dev: DevNetwork) {
  const answer = await fetch(`${dev.clientOrigin}/network.json`)
  return networkDescriptionSchema.parse(await answer.json())
}

async function skipWithoutGeth(context: TestContext): Promise<void> {
  try {
    await findGeth(gethSearchFrom())
  } catch (error) {
    if (!(error instanceof GethMissingError)) throw error
    context.skip('geth is not on this machine: npm run geth')
  }
}
