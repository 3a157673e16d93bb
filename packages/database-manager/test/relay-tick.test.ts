import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import {
  createNetworkClient,
  createPermissionView,
  createRelayer,
  finalAtOnce,
  followChain,
} from '@medrec/ethereum-client'
import { type GrantMessage, revocationTerms } from '@medrec/protocol'
import { parseEther } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DatabaseManager, startDatabaseManager } from '../src/database-manager.ts'
import { openNarrowingStore } from '../src/relay/narrowing-store.ts'
import { tickOnce } from '../src/relay/relay-tick.ts'
import { type GrantRequest, openWaitingGrants } from '../src/relay/waiting-grants.ts'
import { openStore } from '../src/store/store.ts'
import { grantTo, setGrants, versionOnChain } from './support/test-grants.ts'
import { startTestNetwork, type TestNetwork, type TestProvider } from './support/test-network.ts'
import { linkPatient, postJson, type TestPatient, until } from './support/test-patient.ts'
import { nowSeconds } from './support/test-session.ts'

const TICK_SECONDS = 2
const viewer = privateKeyToAccount(generatePrivateKey()).address

let network: TestNetwork
let provider: TestProvider
let manager: DatabaseManager

beforeAll(async () => {
  network = await startTestNetwork(['riverside'])
  const [first] = network.providers
  if (first === undefined) throw new Error('a provider')
  provider = first
  manager = await start()
})
afterAll(async () => {
  await manager[Symbol.asyncDispose]()
  await network[Symbol.asyncDispose]()
})

const start = () => startDatabaseManager({ ...provider.settings, relayTickSeconds: TICK_SECONDS })
const linked = () => linkPatient(provider, network.network)
const grantOf = (patient: TestPatient, terms: Partial<GrantMessage> = {}) =>
  grantTo(patient, { network, viewer }, terms)
const relay = (body: unknown) => postJson(`${provider.origin}/relay`, body)

async function signed(
  patient: TestPatient,
  grant: GrantMessage,
  deadline = nowSeconds() + 600,
): Promise<GrantRequest> {
  const request = await setGrants({ network, patient }, [grant], { deadline })
  return request as GrantRequest
}

const revocationOf = (patient: TestPatient, version: number) =>
  signed(patient, { commitment: grantOf(patient).commitment, ...revocationTerms(version) })

const onChain = (patient: TestPatient) =>
  versionOnChain(network, patient.relationshipId, grantOf(patient).commitment)

function waitingFor({ relationshipId }: TestPatient): unknown {
  const file = join(provider.settings.stateFolder, 'state.sqlite')
  using database = new DatabaseSync(file, { readOnly: true })
  const query = 'select count(*) as n from waiting_messages where relationship_id = ?'
  return database.prepare(query).get(relationshipId)?.n
}

describe('POST /relay with a tick', () => {
  it('keeps a grant, over a restart, until its time comes', async () => {
    const patient = await linked()
    const answer = await relay(await signed(patient, grantOf(patient)))
    expect([answer.status, await answer.json()]).toEqual([
      202,
      { waitsFor: 'tick', seconds: TICK_SECONDS },
    ])
    expect(waitingFor(patient)).toBe(1)
    expect(await onChain(patient)).toBe(0)
    await manager[Symbol.asyncDispose]()
    manager = await start()
    await until(async () => (await onChain(patient)) === 1)
    await until(async () => waitingFor(patient) === 0)
  })

  it('refuses at once what the chain would refuse', async () => {
    const patient = await linked()
    const over = grantOf(patient, { notAfter: nowSeconds() - 60 })
    expect((await relay(await signed(patient, over))).status).toBe(422)
    expect(waitingFor(patient)).toBe(0)
  })

  it('sends a revocation at once, and drops the grant that waits for it to overtake', async () => {
    const patient = await linked()
    const grant = await signed(patient, grantOf(patient, { version: 2 }))
    expect((await relay(grant)).status).toBe(202)
    expect(waitingFor(patient)).toBe(1)
    const answer = await relay(await revocationOf(patient, 2))
    expect(await answer.json()).toEqual({ transaction: expect.any(String) })
    expect(waitingFor(patient)).toBe(0)
    await until(async () => (await onChain(patient)) === 2)
    // Nobody else gets it through either.
    expect((await relay(grant)).status).toBe(409)
    expect(waitingFor(patient)).toBe(0)
  })

  it('lets a revocation of an older version, or of nobody who may, drop nothing', async () => {
    const [patient, other] = [await linked(), await linked()]
    await relay(await signed(patient, grantOf(patient, { version: 2 })))
    const older = await relay(await revocationOf(patient, 1))
    expect(older.status).toBe(202)
    const { commitment } = grantOf(patient)
    const forged = await setGrants({ network, patient }, [{ commitment, ...revocationTerms(9) }], {
      signer: other.account,
    })
    expect((await relay(forged)).status).toBe(403)
    expect(waitingFor(patient)).toBe(1)
    await until(async () => (await onChain(patient)) === 2)
  })

  it('sends the narrower of two grants that wait, and not the wider', async () => {
    const patient = await linked()
    await relay(await signed(patient, grantOf(patient)))
    await relay(await signed(patient, grantOf(patient, { version: 2, readKinds: 1n })))
    expect(waitingFor(patient)).toBe(1)
    await until(async () => (await onChain(patient)) === 2)
  })

  it('sends a narrower grant at once, and the revocation of one that is in force', async () => {
    const patient = await linked()
    await relay(await signed(patient, grantOf(patient)))
    await until(async () => waitingFor(patient) === 0)
    const { readKinds } = grantOf(patient)
    const narrower = grantOf(patient, { version: 2, readKinds: readKinds & -readKinds })
    for (const request of [await signed(patient, narrower), await revocationOf(patient, 2)]) {
      const answer = await relay(request)
      expect(await answer.json()).toEqual({ transaction: expect.any(String) })
    }
  })
})

describe('tickOnce', () => {
  it('harms no message by a bad one, and keeps all while the chain is away', async () => {
    await using parts = await severable()
    const { waiting, tick } = parts
    const people = [await linked(), await linked(), await linked()]
    const [good, overtaken, late] = people
    if (!(good && overtaken && late)) throw new Error('three people')
    await waiting.keep(await signed(good, grantOf(good)))
    await waiting.keep(await signed(overtaken, grantOf(overtaken)))
    await waiting.keep(await signed(late, grantOf(late), nowSeconds() - 1))
    const newer = await signed(overtaken, grantOf(overtaken, { version: 3 }))
    // The view does not learn of it either.
    parts.isAway = true
    await (await parts.elsewhere.submit(newer)).mined()
    await tick()
    expect(await waiting.all()).toHaveLength(2)
    parts.isAway = false
    await tick()
    expect((await waiting.all()).map(({ request }) => request.message.relationshipId)).toEqual([
      good.relationshipId,
    ])
    await until(async () => (await onChain(good)) === 1)
    expect([await onChain(overtaken), await onChain(late)]).toEqual([3, 0])
    await until(async () => {
      await tick()
      return (await waiting.all()).length === 0
    })
  })
})

/** A tick of its own over a line to the chain that can be cut. */
async function severable() {
  await using ending = new AsyncDisposableStack()
  const { rpcUrl } = provider.settings.network
  const { chainId, registry } = network.network
  const line = { isAway: false }
  const cut = await createNetworkClient({
    ...{ rpcUrl, chainId, registry },
    fetchFn: (input, init) =>
      line.isAway ? Promise.reject(new TypeError('fetch failed')) : fetch(input, init),
  })
  const account = privateKeyToAccount(generatePrivateKey())
  const other = privateKeyToAccount(generatePrivateKey())
  for (const { address } of [account, other]) await network.engine.fund(address, parseEther('1'))
  const folder = `${provider.settings.stateFolder}-tick`
  const store = ending.use(await openStore(folder))
  const view = await createPermissionView({
    store: openNarrowingStore(store, nowSeconds),
    now: nowSeconds,
  })
  ending.use(followChain({ network: cut, view, finality: finalAtOnce, pollMs: 20 }))
  const relayer = ending.use(createRelayer({ network: cut, account }))
  const elsewhere = ending.use(createRelayer({ network: network.network, account: other }))
  const waiting = openWaitingGrants(store)
  const sentAt = new Map<string, number>()
  const tick = () =>
    tickOnce({ waiting, view, relayer, now: nowSeconds }, { sentAt, isOver: () => false })
  const running = ending.move()
  return Object.assign(line, {
    ...{ waiting, elsewhere, tick },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  })
}
