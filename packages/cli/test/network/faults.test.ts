import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { deskQueryOf, richPerson } from '@medrec/demo-hospitals'
import { findGeth, GethMissingError, readHeight } from '@medrec/ethereum-client/node'
import { keyringOf, newWords, toBase64Url } from '@medrec/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gethSearchFrom } from '../../src/config.ts'
import { Clinician } from '../../src/headless-client/clinician.ts'
import { Patient, type PatientRelationship } from '../../src/headless-client/patient.ts'
import { eventually, expectAgreement } from './agreement.ts'
import { type ProviderNetwork, startProviderNetwork } from './provider-network.ts'
import { type SharedRecord, shareRecord } from './share-record.ts'

/** The whole takes a quarter of an hour; the short form has the same faults, for less long. */
const isWhole = process.env.MEDREC_NETWORK_FAULTS === 'whole'
const seconds = (whole: number, short: number) => (isWhole ? whole : short) * 1_000

const PROVIDERS = 5

/** One network for all of them: each fault finds it healed, and leaves it so. */
describe('a network of five providers', () => {
  const stack = new AsyncDisposableStack()
  let network: ProviderNetwork
  let patient: Patient
  let clinician: Clinician
  const relationships: PatientRelationship[] = []
  let isMissing = false

  beforeAll(async () => {
    const program = await gethHere()
    if (program === undefined) {
      isMissing = true
      return
    }
    const folder = await mkdtemp(join(tmpdir(), 'medrec-faults-'))
    stack.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }))
    network = stack.use(await startProviderNetwork({ program, folder, providers: PROVIDERS }))
    clinician = await clinicianAt(network)
    patient = await Patient.of(newWords(), network.description)
    for (const provider of network.providers) {
      const { birthDate } = richPerson()
      const [found] = await provider.admin.findPatients(deskQueryOf(richPerson(), 'riverside'))
      if (found === undefined) throw new TypeError('The clinic has the person.')
      const checked = { checkedBy: 'Desk', document: 'none: synthetic person' }
      const link = await provider.admin.invite({ patientKey: found.patientKey, ...checked })
      relationships.push(await patient.link(link, birthDate))
    }
  }, 300_000)
  afterAll(() => stack.disposeAsync(), 60_000)

  /** Shares records at every provider while a fault happens, and checks what has to be so afterwards. */
  async function during(fault: () => Promise<void>): Promise<readonly SharedRecord[]> {
    const records: SharedRecord[] = []
    await using sharing = new AsyncDisposableStack()
    for (const [place, relationship] of relationships.entries()) {
      const concerned = network.providers[place]
      if (concerned === undefined) throw new TypeError('A provider for each.')
      const route = { concerned, providers: network.providers, random: Math.random }
      const version = versions[place] ?? 0
      const record = await shareRecord({ patient, relationship, clinician, route, version })
      records.push(sharing.use(record))
    }
    await eventually(
      async () => records.every(({ granted }) => granted.length > 0),
      'every provider serves before the fault',
    )
    await fault()
    await eventually(
      async () => records.every((record) => record.granted.length > 1),
      'every provider serves after the fault',
    )
    await sharing.disposeAsync()
    for (const [place, record] of records.entries()) versions[place] = record.lastVersion()
    await expectAgreement(network, records)
    return records
  }
  const versions: number[] = []

  const heightOf = async (place: number) => {
    const authority = network.geth.authorities[place]
    if (authority === undefined) throw new TypeError('There is one.')
    return readHeight(authority.running().control)
  }
  const newBlocks = async (place: number, count: number) => {
    const from = await heightOf(place)
    await eventually(async () => (await heightOf(place)) >= from + count, 'new blocks')
  }

  it('goes on when one node is killed, and with two', async (context) => {
    if (isMissing) context.skip('geth is not on this machine: npm run geth')
    await during(async () => {
      await network.kill(4)
      await newBlocks(0, 5)
      await network.kill(3)
      await newBlocks(0, 5)
      await network.restart(3)
      await network.restart(4)
    })
  }, 300_000)

  it('halts when a majority is killed, and goes on when it is back', async (context) => {
    if (isMissing) context.skip('geth is not on this machine: npm run geth')
    await during(async () => {
      for (const place of [2, 3, 4]) await network.kill(place)
      await pause(3_000)
      const halted = await heightOf(0)
      // Longer than the age limit, so that viewers get nothing.
      await pause(seconds(30, 18))
      expect(await heightOf(0)).toBe(halted)
      for (const place of [2, 3, 4]) await network.restart(place)
    })
  }, 300_000)
})

async function clinicianAt(network: ProviderNetwork): Promise<Clinician> {
  const [provider] = network.providers
  if (provider === undefined) throw new TypeError('There is a provider.')
  const words = newWords()
  const keyring = await keyringOf(words)
  const hpkeKey = toBase64Url((await keyring.staffHpke()).publicKey)
  const owner = keyring.staff().address
  await provider.admin.addStaff({ owner, hpkeKey, name: 'Dr. Amara Osei', role: 'GP' })
  return Clinician.of(words, network.description, provider.host)
}

async function gethHere(): Promise<string | undefined> {
  try {
    return await findGeth(gethSearchFrom())
  } catch (error) {
    if (error instanceof GethMissingError) return undefined
    throw error
  }
}
