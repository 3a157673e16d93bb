import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import {
  agentDomain,
  healthResponseSchema,
  revocationTerms,
  toBase64Url,
  typedDisableOwner,
  typedEnableOwner,
  typedEnd,
} from '@medrec/protocol'
import { type Hex, keccak256, numberToHex, toFunctionSelector, zeroHash } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DatabaseManager, startDatabaseManager } from '../src/database-manager.ts'
import { domainOf, engineProcessOf, grantTo, SALT, setGrants } from './support/test-grants.ts'
import { startTestNetwork, type TestNetwork, type TestProvider } from './support/test-network.ts'
import { linkPatient, postJson, type TestPatient, until } from './support/test-patient.ts'
import { askForToken, nowSeconds, type Session, signIn } from './support/test-session.ts'

let network: TestNetwork
let provider: TestProvider
let manager: DatabaseManager
let clinician: ReturnType<typeof privateKeyToAccount>
let viewer: Hex

beforeAll(async () => {
  network = await startTestNetwork(['riverside'])
  const [first] = network.providers
  if (first === undefined) throw new Error('a provider')
  provider = first
  manager = await startDatabaseManager(provider.settings)
  clinician = newAccount()
  const hpkeKey = toBase64Url(new Uint8Array(32).fill(7))
  const staff = { owner: clinician.address, hpkeKey, name: 'Dr Bee', role: 'GP' }
  const response = await postJson(`${provider.origin}/admin/staff`, staff, {
    authorization: `Bearer ${provider.adminToken}`,
  })
  viewer = ((await response.json()) as { agent: Hex }).agent
})
afterAll(async () => {
  await manager[Symbol.asyncDispose]()
  await network[Symbol.asyncDispose]()
})

const to = () => ({ network, viewer })
const newAccount = () => privateKeyToAccount(generatePrivateKey())
const relay = (body: unknown) => postJson(`${provider.origin}/relay`, body)

async function codeOf(response: Response): Promise<string> {
  const { issue } = (await response.json()) as {
    issue: { details: { coding: { code: string }[] } }[]
  }
  return `${response.status} ${issue[0]?.details.coding[0]?.code}`
}

async function end(patient: TestPatient, signer = patient.account) {
  const message = { relationshipId: patient.relationshipId, deadline: nowSeconds() + 600 }
  const signature = await signer.signTypedData(typedEnd(domainOf(network), message))
  return { type: 'End', message, signature }
}

async function linked(): Promise<TestPatient> {
  const patient = await linkPatient(provider, network.network)
  const { chainId } = network.network
  const who = { account: patient.account, agent: patient.claim.agent, chainId }
  await until(async () => (await askForToken(provider, who)).response.status === 200)
  return patient
}

async function clinicianSession(): Promise<Session> {
  const { chainId } = network.network
  return await signIn(provider, { account: clinician, agent: viewer, chainId, purpose: 'TREAT' })
}

async function open(patient: TestPatient): Promise<Response> {
  const session = await clinicianSession()
  const body = { relationshipId: patient.relationshipId, salt: SALT }
  return await session.request('POST', '/grants/open', { body })
}

/** A patient whose grant to the clinician is on the chain and opened. */
async function granted(): Promise<TestPatient> {
  const patient = await linked()
  expect(
    (await relay(await setGrants({ network, patient }, [grantTo(patient, to())]))).status,
  ).toBe(202)
  await until(async () => (await open(patient)).status === 200)
  return patient
}

describe('POST /relay', () => {
  it('brings a grant to the chain, which the viewer opens by its salt', async () => {
    const patient = await granted()
    const opened = await open(patient)
    expect(await opened.json()).toMatchObject({
      patient: expect.stringMatching(/^[A-Za-z0-9.-]{64}$/),
      provider: provider.agent,
      readKinds: ['conditions', 'laboratory'],
      purposes: ['TREAT'],
      notBefore: 0,
    })
  })

  it('gives whoever has no such grant one answer', async () => {
    const patient = await granted()
    const session = await clinicianSession()
    const wrong = [
      { relationshipId: patient.relationshipId, salt: zeroHash },
      { relationshipId: zeroHash, salt: SALT },
    ]
    const bodies = []
    for (const body of wrong) {
      const response = await session.request('POST', '/grants/open', { body })
      expect(response.status).toBe(403)
      bodies.push(await response.text())
    }
    expect(new Set(bodies).size).toBe(1)
    expect(bodies[0]).toContain('MEDREC_GRANT_NOT_OPENED')
    expect(opened(patient)).toBe(1)
  })

  it('obeys a revocation at once while the chain hangs, and over a restart', async () => {
    const patient = await granted()
    const grant = grantTo(patient, to())
    const revocation = await setGrants({ network, patient }, [
      { commitment: grant.commitment, ...revocationTerms(2) },
    ])
    process.kill(engineProcessOf(network), 'SIGSTOP')
    try {
      const answer = relay(revocation).catch(() => undefined)
      await until(async () => keptNarrowings(patient) === 1)
      expect(await codeOf(await open(patient))).toBe('403 MEDREC_GRANT_NOT_OPENED')
      const before = performance.now()
      await manager[Symbol.asyncDispose]()
      expect(performance.now() - before).toBeLessThan(4500)
      await answer
    } finally {
      process.kill(engineProcessOf(network), 'SIGCONT')
    }
    await restart()
    expect(await codeOf(await open(patient))).toBe('403 MEDREC_GRANT_NOT_OPENED')
  })

  it('does not obey what the signer may not, what is late, or an older version', async () => {
    const patient = await granted()
    const { commitment } = grantTo(patient, to())
    const gone = { commitment, ...revocationTerms(2) }
    const refused = [
      await setGrants({ network, patient }, [gone], { signer: newAccount() }),
      await setGrants({ network, patient }, [gone], { deadline: nowSeconds() - 1 }),
      await end(patient, newAccount()),
    ]
    for (const body of refused) {
      const response = await relay(body)
      expect(response.status).toBeGreaterThanOrEqual(403)
      expect(response.status).toBeLessThan(410)
    }
    expect((await open(patient)).status).toBe(200)
    const better = await setGrants({ network, patient }, [grantTo(patient, to(), { version: 3 })])
    expect((await relay(better)).status).toBe(202)
    const older = await setGrants({ network, patient }, [gone])
    await until(async () => (await codeOf(await relay(older))).includes('STALE_VERSION'))
    // It counts until the view has seen the higher version.
    await until(async () => (await open(patient)).status === 200)
  })

  it('refuses a message that is replayed', async () => {
    const patient = await linked()
    const body = await setGrants({ network, patient }, [grantTo(patient, to())])
    expect((await relay(body)).status).toBe(202)
    await until(async () => (await open(patient)).status === 200)
    expect(await codeOf(await relay(body))).toBe('409 MEDREC_RELAY_STALE_VERSION')
  })

  it('obeys the end of a relationship, after which its patient reads and writes nothing', async () => {
    const patient = await granted()
    const who = { account: patient.account, agent: patient.claim.agent }
    const session = await signIn(provider, { ...who, chainId: network.network.chainId })
    expect((await relay(await end(patient))).status).toBe(202)
    const path = `/relationships/${patient.relationshipId}/viewer-book`
    expect(await codeOf(await session.request('GET', path))).toBe(
      '403 MEDREC_NOT_YOUR_RELATIONSHIP',
    )
    expect(await codeOf(await open(patient))).toBe('403 MEDREC_GRANT_NOT_OPENED')
  })

  it('shuts out a disabled key at once, though its token still lives', async () => {
    const patient = await linked()
    const { agent } = patient.claim
    const { chainId } = network.network
    const next = newAccount()
    const domainOfAgent = agentDomain({ chainId, agent })
    const deadline = nowSeconds() + 600
    const enable = { owner: next.address, sealedPointer: '0x', nonce: 0n, deadline } as const
    const enabled = await relay({
      type: 'EnableOwner',
      agent,
      message: enable,
      signature: await patient.account.signTypedData(typedEnableOwner(domainOfAgent, enable)),
      ownerSignature: await next.signTypedData(typedEnableOwner(domainOfAgent, enable)),
    })
    expect(enabled.status).toBe(202)
    const now = { account: next, agent, chainId }
    await until(async () => (await askForToken(provider, now)).response.status === 200)
    const session = await signIn(provider, { ...now, account: patient.account })
    expect((await session.request('GET', '/inbox')).status).toBe(200)
    const disable = { owner: patient.account.address, nonce: 1n, deadline }
    const disabled = await relay({
      type: 'DisableOwner',
      agent,
      message: disable,
      signature: await next.signTypedData(typedDisableOwner(domainOfAgent, disable)),
    })
    expect(disabled.status).toBe(202)
    expect(await codeOf(await session.request('GET', '/inbox'))).toBe('401 MEDREC_TOKEN_REFUSED')
    expect((await (await signIn(provider, now)).request('GET', '/inbox')).status).toBe(200)
  })

  it('never disables the last key of an Agent', async () => {
    const patient = await linked()
    const { agent } = patient.claim
    const message = { owner: patient.account.address, nonce: 0n, deadline: nowSeconds() + 600 }
    const typed = typedDisableOwner(
      agentDomain({ chainId: network.network.chainId, agent }),
      message,
    )
    const signature = await patient.account.signTypedData(typed)
    const response = await relay({ type: 'DisableOwner', agent, message, signature })
    expect(await codeOf(response)).toBe('409 MEDREC_RELAY_LAST_OWNER')
    const who = { account: patient.account, agent, chainId: network.network.chainId }
    expect((await askForToken(provider, who)).response.status).toBe(200)
  })

  it('relays only so many messages a minute for one relationship, and leaves others alone', async () => {
    const [one, other] = [await linked(), await linked()]
    await manager[Symbol.asyncDispose]()
    manager = await startDatabaseManager({ ...provider.settings, limits: { relays: 1 } })
    expect(
      (await relay(await setGrants({ network, patient: one }, [grantTo(one, to())]))).status,
    ).toBe(202)
    const second = await setGrants({ network, patient: one }, [grantTo(one, to(), { version: 2 })])
    expect(await codeOf(await relay(second))).toBe('429 MEDREC_TOO_MANY_REQUESTS')
    expect(
      (await relay(await setGrants({ network, patient: other }, [grantTo(other, to())]))).status,
    ).toBe(202)
    await restart()
  })

  it('names the part that is not in its form', async () => {
    const response = await relay({ type: 'End', message: { deadline: 1 }, signature: '0x' })
    expect(response.status).toBe(400)
    expect(await codeOf(await relay({ type: 'Open' }))).toBe('400 MEDREC_REQUEST_INVALID')
  })
})

describe('POST /chain', () => {
  const chain = async (method: string, params: unknown) =>
    await postJson(`${provider.origin}/chain`, { jsonrpc: '2.0', id: 1, method, params })

  it('passes the reads a client needs', async () => {
    const { chainId, relationships, factory } = network.network
    const answer = await (await chain('eth_chainId', [])).json()
    expect(answer).toEqual({ jsonrpc: '2.0', id: 1, result: `0x${chainId.toString(16)}` })
    expect((await chain('eth_blockNumber', [])).status).toBe(200)
    expect((await chain('eth_getBlockByNumber', ['latest', false])).status).toBe(200)
    const filter = { address: [relationships, factory], fromBlock: '0x0', toBlock: 'latest' }
    const logs = (await (await chain('eth_getLogs', [filter])).json()) as { result: unknown[] }
    expect(logs.result.length).toBeGreaterThan(0)
    const { result: head } = (await (await chain('eth_blockNumber', [])).json()) as { result: Hex }
    const keys = Array.from({ length: 8 }, (_, at) => numberToHex(at, { size: 32 }))
    const proof = await chain('eth_getProof', [relationships, keys, head])
    expect(await proof.json()).toMatchObject({
      result: { accountProof: expect.any(Array), storageProof: { length: 8 } },
    })
    const header = await chain('eth_getBlockByNumber', [head, false])
    expect(await header.json()).toMatchObject({ result: { number: head } })
    const [log] = logs.result as { blockHash: Hex; transactionHash: Hex }[]
    const block = await chain('eth_getBlockByHash', [log?.blockHash, false])
    const { result: inside } = (await block.json()) as { result: { transactions: Hex[] } }
    const counted = await chain('eth_getBlockTransactionCountByHash', [log?.blockHash])
    const { result: count } = (await counted.json()) as { result: Hex }
    expect(Number(count)).toBe(inside.transactions.length)
    const place = [log?.blockHash, '0x0']
    const raw = await chain('eth_getRawTransactionByBlockHashAndIndex', place)
    const { result: transaction } = (await raw.json()) as { result: Hex }
    expect(keccak256(transaction)).toBe(inside.transactions[0])
    const enabledOwners = { to: viewer, data: toFunctionSelector('enabledOwners()') }
    const call = await chain('eth_call', [enabledOwners, 'latest'])
    const read = (await call.json()) as { result: Hex }
    expect(BigInt(read.result)).toBe(1n)
  })

  it('refuses everything else', async () => {
    const { relationships, factory } = network.network
    const slot = zeroHash
    const stranger = newAccount().address
    const to = relationships
    const refused: readonly (readonly [string, unknown])[] = [
      ['eth_sendRawTransaction', ['0x00']],
      ['anvil_setBalance', [stranger, '0x1']],
      ['eth_accounts', []],
      ['debug_traceTransaction', ['0x00']],
      ['eth_getLogs', [{ fromBlock: '0x0' }]],
      ['eth_getLogs', [{ address: stranger }]],
      ['eth_getLogs', [{ address: [to, stranger] }]],
      ['eth_getBlockByNumber', ['latest', true]],
      ['eth_getBlockByHash', [slot, true]],
      ['eth_getProof', [stranger, [slot], '0x1']],
      ['eth_getProof', [factory, [slot], '0x1']],
      ['eth_getProof', [[to], [slot], '0x1']],
      ['eth_getProof', [to, [], '0x1']],
      ['eth_getProof', [to, Array(9).fill(slot), '0x1']],
      ['eth_getProof', [to, ['0x0'], '0x1']],
      ['eth_getProof', [to, [`${slot}00`], '0x1']],
      ['eth_getProof', [to, slot, '0x1']],
      ['eth_getProof', [to, [slot], 'latest']],
      ['eth_getProof', [to, [slot], '0x01']],
      ['eth_getProof', [to, [slot], { blockHash: slot }]],
      ['eth_getProof', [to, [slot]]],
      ['eth_getProof', [to, [slot], '0x1', {}]],
      ['eth_getStorageAt', [to, slot, '0x1']],
      ['eth_call', [{ to: stranger, data: '0x' }, 'latest']],
      ['eth_call', [{ to, data: '0x' }, 'latest', { [to]: { code: '0x' } }]],
      ['eth_call', [{ to, data: '0x', from: stranger }, 'latest']],
    ]
    for (const [method, params] of refused) {
      const response = await chain(method, params)
      expect([method, response.status >= 400]).toEqual([method, true])
      expect(await response.json()).toMatchObject({ jsonrpc: '2.0', error: { code: -32000 } })
    }
    const batch = await postJson(`${provider.origin}/chain`, [
      { jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] },
    ])
    expect(batch.status).toBe(400)
  })
})

describe('GET /healthz', () => {
  it('says what is behind and how old the view is', async () => {
    const response = await fetch(`${provider.origin}/healthz`)
    const health = healthResponseSchema.parse(await response.json())
    expect(health).toMatchObject({
      ...{ status: 'ok', provider: 'riverside', declaresSensitivityRules: true },
    })
    const blockNumber = BigInt(health.chain.head)
    const { hash } = await network.network.client.getBlock({ blockNumber })
    expect(health.chain.hash).toBe(hash)
  })
})

async function restart(): Promise<void> {
  await manager[Symbol.asyncDispose]()
  manager = await startDatabaseManager(provider.settings)
}

function count(query: string, id: string): unknown {
  const file = join(provider.settings.stateFolder, 'state.sqlite')
  const database = new DatabaseSync(file, { readOnly: true })
  const row = database.prepare(query).get(id)
  database.close()
  return row?.n
}

function keptNarrowings({ relationshipId }: TestPatient): unknown {
  return count('select count(*) as n from narrowings where about = ?', relationshipId)
}

function opened({ relationshipId }: TestPatient): unknown {
  return count('select count(*) as n from opened_grants where relationship_id = ?', relationshipId)
}
