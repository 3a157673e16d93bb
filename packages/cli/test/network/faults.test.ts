import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { deskQueryOf, richPerson } from '@medrec/demo-hospitals'
import {
  findGeth,
  freePort,
  GethMissingError,
  readEquivocations,
  readHeight,
  readSealer,
  readSigners,
  startGethAuthority,
} from '@medrec/ethereum-client/node'
import { keyringOf, newWords, toBase64Url } from '@medrec/protocol'
import type { Address } from 'viem'
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest'
import { gethSearchFrom } from '../../src/config.ts'
import { Clinician } from '../../src/headless-client/clinician.ts'
import { Patient, type PatientRelationship } from '../../src/headless-client/patient.ts'
import { eventually, expectAgreement } from './agreement.ts'
import { admitNewcomer, type Newcomer } from './newcomer.ts'
import {
  type Provider,
  type ProviderNetwork,
  startProviderNetwork,
  VIEW_AGE_SECONDS,
} from './provider-network.ts'
import { type SharedRecord, shareRecord } from './share-record.ts'
import { canMount, moveToSmallDisk } from './small-disk.ts'

/** The long form takes some ten minutes; the short one has the same faults but one, for less long. */
const isLong = process.env.MEDREC_LONG === '1'
const seconds = (long: number, short: number) => (isLong ? long : short) * 1_000

const PROVIDERS = 5

/** One network for all of them: each fault finds it healed, and leaves it so. */
describe('a network of five providers', () => {
  const stack = new AsyncDisposableStack()
  let network: ProviderNetwork
  let clinician: Clinician
  const links: Link[] = []
  let program = ''
  let folder = ''

  beforeAll(async () => {
    const found = await gethHere()
    if (found === undefined) return
    program = found
    folder = await mkdtemp(join(tmpdir(), 'medrec-faults-'))
    stack.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }))
    network = stack.use(await startProviderNetwork({ program, folder, providers: PROVIDERS }))
    clinician = await clinicianAt(network)
    links.push(...(await Promise.all(network.providers.map((at) => linkAt(at, network)))))
  }, 300_000)
  afterAll(() => stack.disposeAsync(), 60_000)

  function needGeth(context: TestContext): void {
    if (program === '') context.skip('geth is not on this machine: npm run geth')
  }

  /** Shares records at every provider while a fault happens, and checks what has to be so afterwards. */
  async function during(fault: () => Promise<void>): Promise<readonly SharedRecord[]> {
    const records: SharedRecord[] = []
    await using sharing = new AsyncDisposableStack()
    for (const [place, link] of links.entries()) {
      const concerned = network.providers[place]
      if (concerned === undefined) throw new TypeError('A provider for each.')
      const others = network.providers.filter((provider) => provider !== concerned)
      const version = versions[place] ?? 0
      const record = await shareRecord({
        ...{ ...link, clinician, concerned, others, version },
      })
      records.push(sharing.use(record))
    }
    await eventually(
      async () => records.every(({ granted }) => granted.length > 0),
      'every provider serves before the fault',
    )
    await fault().catch((cause: unknown) => {
      throw new Error(`The network ${saysOf(network)}`, { cause })
    })
    const before = records.map(({ granted }) => granted.length)
    await eventually(
      async () => records.every(({ granted }, at) => granted.length > (before[at] ?? 0)),
      'every provider serves after the fault',
    )
    await sharing.disposeAsync()
    for (const [place, record] of records.entries()) versions[place] = record.lastVersion()
    await expectAgreement(network, records)
    return records
  }
  const versions: number[] = []

  const nodeAt = (place: number) => network.geth.authorities[place] ?? fail()
  const providerAt = (place: number) => network.providers[place] ?? fail()
  const heightOf = (place: number) => readHeight(nodeAt(place).running().control)
  const newBlocks = async (place: number, count: number) => {
    const from = await heightOf(place)
    await eventually(async () => (await heightOf(place)) >= from + count, 'new blocks')
  }

  const signersAt = async (place: number) => {
    const { control } = nodeAt(place).running()
    return readSigners(control, await readHeight(control))
  }
  const isSigner = async (sealer: Address) => (await signersAt(0)).includes(sealer)
  const newestSealer = async () => {
    const { control } = nodeAt(0).running()
    return readSealer(control, await readHeight(control))
  }

  it('goes on when one node is killed, and when two are', async (context) => {
    needGeth(context)
    await during(async () => {
      await network.kill(4)
      await newBlocks(0, 5)
      await network.kill(3)
      await newBlocks(0, 5)
      await network.restart(3)
      await network.restart(4)
    })
  })

  it('halts when a majority is killed, serves nobody by an old view, and goes on', async (context) => {
    needGeth(context)
    await during(async () => {
      for (const place of [2, 3, 4]) await network.kill(place)
      await pause(3_000)
      const halted = await heightOf(0)
      await pause(seconds(40, VIEW_AGE_SECONDS + 12))
      expect(await heightOf(0)).toBe(halted)
      for (const place of [2, 3, 4]) await network.restart(place)
    })
  })

  it('has one history after it was parted into three and two', async (context) => {
    needGeth(context)
    await during(async () => {
      await network.part([3, 4])
      await newBlocks(0, 3)
      const apart = await heightOf(3)
      await pause(seconds(60, VIEW_AGE_SECONDS + 3))
      // Two of five may each have sealed once more.
      expect(await heightOf(3)).toBeLessThanOrEqual(apart + 2)
      expect(await heightOf(0)).toBeGreaterThan(apart + 5)
      await network.heal()
    })
  })

  it('goes on while a node is frozen, which catches up', async (context) => {
    needGeth(context)
    await during(async () => {
      const { processId } = nodeAt(2).running()
      process.kill(processId, 'SIGSTOP')
      try {
        await newBlocks(0, 5)
        await pause(seconds(30, 10))
      } finally {
        process.kill(processId, 'SIGCONT')
      }
    })
  })

  it('lets a newcomer seal that was voted in while a node is down, and seals without it once it left', async (context) => {
    needGeth(context)
    let newcomer: Newcomer | undefined
    await during(async () => {
      await network.kill(4)
      newcomer = await admitNewcomer(network, { folder, voters: [0, 1, 2] })
      const { sealer } = newcomer.authority
      await eventually(() => isSigner(sealer), 'the newcomer is a signer')
      await eventually(async () => (await newestSealer()) === sealer, 'the newcomer seals')
      await network.restart(4)
    })
    const { authority, registry } = newcomer ?? fail()
    await during(async () => {
      // Its node is told of nothing, and goes on trying to seal.
      await registry({ type: 'leave' })
      await eventually(async () => !(await isSigner(authority.sealer)), 'the leaver is voted out')
      const from = await heightOf(0)
      await newBlocks(0, 12)
      const { control } = nodeAt(0).running()
      for (let number = from + 1; number <= from + 12; number += 1) {
        expect(await readSealer(control, number)).not.toBe(authority.sealer)
      }
    })
    await authority.stop()
  })

  it('seals without a node whose clock is wrong, until it is right', async (context) => {
    needGeth(context)
    await during(async () => {
      const { heard } = providerAt(1)
      const isSealing = () => heard.findLast((event) => event.type === 'clock')?.isSealing
      network.setClock(1, -60_000)
      await eventually(async () => isSealing() === false, 'the node stops sealing')
      await newBlocks(0, 10)
      network.setClock(1, 0)
      await eventually(async () => isSealing() === true, 'the node seals again')
    })
  })

  it('speaks with no stranger who has the genesis', async (context) => {
    needGeth(context)
    const { genesis, authorities } = network.geth
    await using stranger = await startGethAuthority({
      ...{ program, stateFolder: join(folder, 'stranger'), genesis, rpcPort: 0 },
      listen: { address: '127.0.0.1', port: 0 },
      peers: authorities.map(({ enode }) => enode),
    })
    await during(async () => {
      await stranger.control('miner_start')
      await newBlocks(0, 5)
      expect(await stranger.control('net_peerCount')).toBe('0x0')
      expect(await readHeight(stranger.control)).toBe(0)
      expect(await signersAt(0)).not.toContain(stranger.sealer)
    })
  })

  it('keeps the evidence of one key that seals on two nodes', async (context) => {
    needGeth(context)
    const { genesis, authorities } = network.geth
    const stateFolder = join(folder, 'twin')
    await mkdir(stateFolder, { mode: 0o700 })
    for (const part of ['keystore', 'password']) {
      const from = join(folder, 'chain', 'authority-5', part)
      await cp(from, join(stateFolder, part), { recursive: true })
    }
    const { sealer } = nodeAt(4)
    await during(async () => {
      await using twin = await startGethAuthority({
        ...{ program, stateFolder, genesis, rpcPort: 0 },
        listen: { address: '127.0.0.1', port: await freePort(0) },
        peers: authorities.map(({ enode }) => enode),
      })
      expect(twin.sealer).toBe(sealer)
      // Twins that are alike in everything make the very same blocks, which harms nobody.
      await twin.control('miner_setExtra', ['twin'])
      for (const place of [0, 1, 2, 3]) await nodeAt(place).running().addPeer(twin.enode)
      const isSeen = () =>
        network.providers.some(({ heard }) =>
          heard.some((event) => event.type === 'equivocation' && event.evidence.sealer === sealer),
        )
      await eventually(async () => isSeen(), 'somebody has seen two blocks of one height')
    })
    const evidence = await Promise.all(
      network.providers.map(({ place }) =>
        readEquivocations(join(folder, `evidence-${place + 1}`)),
      ),
    )
    expect(evidence.flat().map((kept) => kept.sealer)).toContain(sealer)
  })

  if (isLong) {
    it('goes on when a disk is full, whose node is back when there is room', async (context) => {
      needGeth(context)
      if (!(await canMount())) context.skip('making a small disk takes root on Linux')
      await using small = new AsyncDisposableStack()
      small.defer(() => network.restart(3))
      await nodeAt(3).stop()
      const disk = small.use(await moveToSmallDisk(join(folder, 'chain', 'authority-4'), 256))
      small.defer(() => nodeAt(3).stop())
      await network.restart(3)
      await during(async () => {
        const { ended } = nodeAt(3).running()
        await disk.fill()
        await Promise.race([ended, pause(60_000)])
        await newBlocks(0, 5)
        await disk.makeRoom()
        await network.restart(3)
      })
    })
  }

  it('is the same network after all of its nodes were killed', async (context) => {
    needGeth(context)
    const places = network.providers.map(({ place }) => place)
    await during(async () => {
      await Promise.all(places.map(network.kill))
      await Promise.all(places.map(network.restart))
    })
  })
})

function fail(): never {
  throw new TypeError('It was started.')
}

/** What a failure is understood by. */
function saysOf({ providers }: ProviderNetwork): string {
  const words = providers.map(({ heard }) => {
    const last = heard.slice(-6).map((event) => {
      return event.type === 'failed' ? `failed (${event.error})` : event.type
    })
    return last.join(', ')
  })
  return words.map((said, place) => `[${place}] ${said}`).join('; ')
}

type Link = { readonly patient: Patient; readonly relationship: PatientRelationship }

/** Links a person of its own with a provider. */
async function linkAt({ admin }: Provider, { description }: ProviderNetwork): Promise<Link> {
  const patient = await Patient.of(newWords(), description)
  const [found] = await admin.findPatients(deskQueryOf(richPerson(), 'riverside'))
  if (found === undefined) throw new TypeError('The clinic has the person.')
  const checked = { checkedBy: 'Desk', document: 'none: synthetic person' }
  const link = await admin.invite({ patientKey: found.patientKey, ...checked })
  return { patient, relationship: await patient.link(link, richPerson().birthDate) }
}

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
