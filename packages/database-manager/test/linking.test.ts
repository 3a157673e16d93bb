import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDatabaseManager } from '../src/database-manager.ts'
import { startTestNetwork, type TestNetwork, type TestProvider } from './support/test-network.ts'
import { linkPatient, until } from './support/test-patient.ts'
import { askForToken, signIn } from './support/test-session.ts'

let network: TestNetwork
let riverside: TestProvider
const ending = new AsyncDisposableStack()

beforeAll(async () => {
  network = ending.use(await startTestNetwork(['riverside', 'lakeside']))
  const [first, second] = network.providers
  if (first === undefined || second === undefined) throw new Error('two providers')
  riverside = first
  ending.use(await startDatabaseManager(first.settings))
  ending.use(await startDatabaseManager(second.settings))
})
afterAll(() => ending.disposeAsync())

describe('linking', () => {
  it('links a patient by an invite, who then signs in and keeps a viewer book', async () => {
    const { chainId } = network.network
    const patient = await linkPatient(riverside, network.network)
    const who = { account: patient.account, agent: patient.claim.agent, chainId }
    await until(async () => (await askForToken(riverside, who)).response.status === 200)
    const session = await signIn(riverside, who)
    expect(session.patient).toMatch(/^[A-Za-z0-9.-]{64}$/)
    const path = `/relationships/${patient.relationshipId}/viewer-book`
    expect((await session.request('GET', path)).status).toBe(404)
    const first = { body: { sealed: 'AA' }, headers: { 'if-none-match': '*' } }
    expect((await session.request('PUT', path, first)).status).toBe(204)
    expect((await session.request('PUT', path, first)).status).toBe(412)
    const read = await session.request('GET', path)
    expect(read.headers.get('etag')).toBe('"1"')
    expect(await read.json()).toEqual({ sealed: 'AA' })
  })
})
