import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { revocationTerms } from '@medrec/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProviderKeys, readProviderKeys } from '../src/provider-keys.ts'
import { engineProcessOf, grantTo, setGrants, versionOnChain } from './support/test-grants.ts'
import { startTestNetwork, type TestNetwork, type TestProvider } from './support/test-network.ts'
import { linkPatient, postJson, until } from './support/test-patient.ts'
import { askForToken, signIn } from './support/test-session.ts'

let network: TestNetwork
let provider: TestProvider
const children: ChildProcess[] = []

beforeAll(async () => {
  network = await startTestNetwork(['riverside'])
  const [first] = network.providers
  if (first === undefined) throw new Error('a provider')
  provider = first
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await network[Symbol.asyncDispose]()
})

type Program = { readonly child: ChildProcess; readonly errors: () => string }

function run(settings: unknown): Program {
  const file = join(provider.settings.stateFolder, `config-${children.length}.json`)
  writeFileSync(file, JSON.stringify(settings))
  const entry = join(import.meta.dirname, '../src/process.ts')
  const child = fork(entry, [file], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: [] })
  children.push(child)
  let errors = ''
  child.stderr?.on('data', (text) => {
    errors += String(text)
  })
  return { child, errors: () => errors }
}

async function runReady(): Promise<Program> {
  const program = run(provider.settings)
  const ended = once(program.child, 'exit').then(() => {
    throw new Error(`ended at its start: ${program.errors()}`)
  })
  const [message] = await Promise.race([once(program.child, 'message'), ended])
  // What ends later is no failure of the start.
  ended.catch(() => undefined)
  expect(message).toEqual({ type: 'ready', origin: provider.origin })
  return program
}

async function exitOf(child: ChildProcess, end: () => void): Promise<unknown> {
  const before = performance.now()
  const exit = once(child, 'exit')
  end()
  const [code] = await exit
  expect(performance.now() - before).toBeLessThan(5000)
  return code
}

describe('a Database Manager as a process', () => {
  it('says when it is ready, and ends on SIGTERM with an open connection', async () => {
    const { child } = await runReady()
    expect((await fetch(`${provider.origin}/healthz`)).status).toBe(200)
    expect(await exitOf(child, () => child.kill('SIGTERM'))).toBe(0)
  })

  it('ends when its parent goes', async () => {
    const { child } = await runReady()
    expect(await exitOf(child, () => child.disconnect())).toBe(0)
  })

  it('refuses a state folder that another one has, and takes it when that one was killed', async () => {
    const first = await runReady()
    const second = run({ ...provider.settings, listen: { port: 1 } })
    const [code] = await once(second.child, 'exit')
    expect(code).not.toBe(0)
    expect(second.errors()).toContain('Another Database Manager runs on this state folder')
    first.child.kill('SIGKILL')
    await once(first.child, 'exit')
    const third = await runReady()
    await exitOf(third.child, () => third.child.kill('SIGTERM'))
  })

  it('refuses a captured request that was served before it was killed', async () => {
    const first = await runReady()
    const patient = await linkPatient(provider, network.network)
    const { chainId } = network.network
    const who = { account: patient.account, agent: patient.claim.agent, chainId }
    await until(async () => (await askForToken(provider, who)).response.status === 200)
    const session = await signIn(provider, who)
    const headers = await session.headersFor('GET', '/inbox')
    expect((await fetch(`${provider.origin}/inbox`, { headers })).status).toBe(200)
    first.child.kill('SIGKILL')
    await once(first.child, 'exit')
    const second = await runReady()
    expect((await fetch(`${provider.origin}/inbox`, { headers })).status).toBe(401)
    expect((await session.request('GET', '/inbox')).status).toBe(200)
    await exitOf(second.child, () => second.child.kill('SIGTERM'))
  })

  it('brings a revocation to the chain that it obeyed just before it was killed', async () => {
    const first = await runReady()
    const patient = await linkPatient(provider, network.network)
    const of = { network, patient }
    const relay = async (body: unknown) => await postJson(`${provider.origin}/relay`, body)
    const grant = grantTo(patient, { network, viewer: patient.account.address })
    const version = () => versionOnChain(network, patient.relationshipId, grant.commitment)
    expect((await relay(await setGrants(of, [grant]))).status).toBe(202)
    await until(async () => (await version()) === 1)
    const { commitment } = grant
    const revocation = await setGrants(of, [{ commitment, ...revocationTerms(2) }])
    process.kill(engineProcessOf(network), 'SIGSTOP')
    try {
      const answer = relay(revocation).catch(() => undefined)
      await until(async () => keptMessages() === 1)
      first.child.kill('SIGKILL')
      await answer
    } finally {
      process.kill(engineProcessOf(network), 'SIGCONT')
    }
    expect(await version()).toBe(1)
    const second = await runReady()
    await until(async () => (await version()) === 2)
    await exitOf(second.child, () => second.child.kill('SIGTERM'))
  })

  it('refuses to start outside loopback without TLS, or with settings it does not know', async () => {
    for (const change of [{ listen: { host: '0.0.0.0', port: 1 } }, { unknown: 1 }]) {
      const { child, errors } = run({ ...provider.settings, ...change })
      const [code] = await once(child, 'exit')
      expect(code).not.toBe(0)
      expect(errors()).toContain('MEDREC_CONFIG_INVALID')
    }
  })
})

function keptMessages(): unknown {
  const file = join(provider.settings.stateFolder, 'state.sqlite')
  const database = new DatabaseSync(file, { readOnly: true })
  const row = database.prepare('select count(*) as n from narrowing_messages').get()
  database.close()
  return row?.n
}

describe('createProviderKeys', () => {
  it('makes keys that nobody else may read, once', async () => {
    const folder = join(provider.settings.stateFolder, 'keys')
    const made = await createProviderKeys(folder)
    expect((await readProviderKeys(folder)).public).toEqual(made)
    for (const file of ['keys.json', 'admin-token']) {
      expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600)
    }
    await expect(createProviderKeys(folder)).rejects.toMatchObject({
      code: 'MEDREC_PROVIDER_KEYS_EXIST',
    })
    expect((await readProviderKeys(folder)).public).toEqual(made)
  })
})
