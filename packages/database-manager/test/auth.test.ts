import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { keyringOf, newWords, toBase64Url } from '@medrec/protocol'
import type { Address, PrivateKeyAccount } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DatabaseManager, startDatabaseManager } from '../src/database-manager.ts'
import { startTestNetwork, type TestNetwork, type TestProvider } from './support/test-network.ts'
import { postJson } from './support/test-patient.ts'
import {
  askForToken,
  newNonce,
  newSessionKey,
  nowSeconds,
  sendToken,
  signIn,
} from './support/test-session.ts'

let network: TestNetwork
let provider: TestProvider
let manager: DatabaseManager
let account: PrivateKeyAccount
let agent: Address
let chainId: number
let offsetSeconds = 0
const serverNow = () => nowSeconds() + offsetSeconds

const start = async () => {
  manager = await startDatabaseManager(provider.settings, { now: serverNow })
}

beforeAll(async () => {
  network = await startTestNetwork(['riverside'])
  const [first] = network.providers
  if (first === undefined) throw new Error('a provider')
  provider = first
  chainId = network.network.chainId
  await start()
  const bee = await addStaff('Dr Bee')
  account = bee.account
  agent = bee.agent
})

afterAll(async () => {
  await manager[Symbol.asyncDispose]()
  await network[Symbol.asyncDispose]()
})

const who = () => ({ account, agent, chainId })

async function faultOf(response: Response): Promise<string> {
  const body = (await response.json()) as { code?: string; issue?: { details: unknown }[] }
  return body.code ?? JSON.stringify(body.issue?.[0]?.details)
}

/** Codes and routes of the refusals in the access log; the manager is restarted to write them. */
async function recordedRefusals(): Promise<string> {
  await manager[Symbol.asyncDispose]()
  const file = join(provider.settings.stateFolder, 'state.sqlite')
  const database = new DatabaseSync(file, { readOnly: true })
  const rows = database.prepare('select event from access_log_entries').all()
  database.close()
  await start()
  return JSON.stringify(rows)
}

describe('POST /auth/token', () => {
  it('exchanges a signed message for a token that opens authenticated routes', async () => {
    const { response } = await askForToken(provider, who())
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toMatchObject({ token_type: 'DPoP', expires_in: 300 })
    const session = await signIn(provider, who())
    const inbox = await session.request('GET', '/inbox')
    expect(inbox.status).toBe(200)
    expect(await inbox.json()).toEqual({ notes: [] })
  })

  it('takes the directory entry of a member as vouching, and no changed one', async () => {
    const directory = await fetch(`${provider.origin}/directory`)
    const { entries } = (await directory.json()) as { entries: { role?: string }[] }
    const [entry] = entries
    const good = await askForToken(provider, { ...who(), purpose: 'TREAT', vouching: entry })
    expect(good.response.status).toBe(200)
    const other = await addStaff('Dr Cee')
    const refused = [
      { ...who(), vouching: { ...entry, expiresAt: nowSeconds() + 10 * 86_400 } },
      { ...who(), vouching: { ...entry, provider: agent } },
      { ...who(), vouching: { entry } },
      { account: other.account, agent: other.agent, chainId, vouching: entry },
    ]
    for (const options of refused) {
      const { response } = await askForToken(provider, { ...options, purpose: 'TREAT' })
      expect([response.status, await faultOf(response)]).toEqual([400, 'MEDREC_VOUCHING_REFUSED'])
    }
  })

  it('refuses a sign-in that is replayed', async () => {
    const { response, key, body } = await askForToken(provider, who())
    expect(response.status).toBe(200)
    const again = await sendToken(provider, key, body)
    expect(again.status).toBe(400)
    expect(await again.json()).toMatchObject({
      error: 'invalid_grant',
      code: 'MEDREC_SIGN_IN_REFUSED',
    })
  })

  const faults: readonly (readonly [string, () => Promise<Parameters<typeof askForToken>[1]>])[] = [
    ['by a key of another Agent', async () => ({ ...who(), account: await stranger() })],
    [
      'that names another key than signed it',
      async () => ({ ...who(), change: { address: (await stranger()).address } }),
    ],
    ['for another host', async () => ({ ...who(), change: { host: 'localhost:1' } })],
    ['for another chain', async () => ({ ...who(), chainId: chainId + 1 })],
    ['that is over', async () => ({ ...who(), change: span(-301, -1) })],
    ['issued in the future', async () => ({ ...who(), change: span(120, 240) })],
    ['with a nonce of nobody', async () => ({ ...who(), nonce: 'ab'.repeat(30) })],
    [
      'with the session key of another',
      async () => ({ ...who(), change: { jkt: newSessionKey().jkt } }),
    ],
    ['that lives too long', async () => ({ ...who(), change: span(0, 301) })],
    ['with a line added', async () => ({ ...who(), changeText: (text) => `${text}\n- urn:x:y` })],
    ['signed as another text', async () => ({ ...who(), account: await lying() })],
  ]

  it.each(faults)('refuses a message %s', async (_, options) => {
    const { response } = await askForToken(provider, await options())
    expect(response.status).toBe(400)
    expect(await faultOf(response)).toMatch(/^MEDREC_SIGN_IN_(REFUSED|MALFORMED)$/)
  })

  it('answers what is no form, or half of one, as an OAuth error', async () => {
    const key = newSessionKey()
    for (const body of ['', 'grant_type=x', 'subject_token=a&subject_token=b']) {
      const response = await sendToken(provider, key, body)
      expect(response.status).toBe(400)
      expect(await response.json()).toMatchObject({ error: 'invalid_request' })
    }
    const nothing = await fetch(`${provider.origin}/auth/token`, { method: 'POST' })
    expect(await nothing.json()).toMatchObject({ error: 'invalid_dpop_proof' })
  })

  it('refuses a nonce after five minutes', async () => {
    const nonce = await newNonce(provider)
    offsetSeconds = 301
    try {
      const change = span(301, 601)
      const { response } = await askForToken(provider, { ...who(), nonce, change })
      expect(await faultOf(response)).toBe('MEDREC_SIGN_IN_REFUSED')
    } finally {
      offsetSeconds = 0
    }
  })
})

describe('an authenticated request', () => {
  const key = newSessionKey()
  const forms: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
    ['for another method', { htm: 'POST' }],
    ['for another URL', { htu: 'http://localhost:1/inbox' }],
    ['made a minute ago', { iat: nowSeconds() - 61 }],
    ['made in a minute', { iat: nowSeconds() + 90 }],
    ['for another token', { ath: 'x' }],
    ['without a token hash', { ath: undefined }],
    ['with a jti of no form', { jti: 'a.b' }],
  ]

  it.each(forms)('is refused with a proof %s', async (_, claims) => {
    const session = await signIn(provider, who())
    const response = await session.request('GET', '/inbox', { claims })
    expect(response.status).toBe(401)
    expect(await faultOf(response)).toContain('MEDREC_PROOF_REFUSED')
  })

  it('is refused with a proof by another key, and told the nonce when it has none', async () => {
    const session = await signIn(provider, who())
    const headers = await session.headersFor('GET', '/inbox')
    const claims = JSON.parse(
      Buffer.from(headers.dpop?.split('.')[1] ?? '', 'base64url').toString(),
    )
    const other = await get('/inbox', { ...headers, dpop: key.prove(claims) })
    expect(await faultOf(other)).toContain('MEDREC_PROOF_REFUSED')
    const without = await session.request('GET', '/inbox', { claims: { nonce: undefined } })
    expect(without.status).toBe(401)
    expect(without.headers.get('www-authenticate')).toContain('error="use_dpop_nonce"')
    expect(without.headers.get('dpop-nonce')).toMatch(/^[A-Za-z0-9_-]{22}$/)
  })

  it('is refused with a malformed proof, whatever is wrong with it', async () => {
    const session = await signIn(provider, who())
    const { authorization = '', dpop = '' } = await session.headersFor('GET', '/inbox')
    const [header, payload, signature] = dpop.split('.')
    const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString())
    const { jwk } = session.key
    const malformed = [
      'x',
      '..',
      `${dpop}=`,
      `${dpop}.x`,
      `${header}.${payload}.${signature}A`,
      `${header}.${payload}`,
      `${header}.e30.${signature}`,
      session.key.prove(claims, { alg: 'none' }),
      session.key.prove(claims, { typ: 'jwt' }),
      session.key.prove(claims, { jwk: { ...jwk, d: jwk.x } }),
      session.key.prove(claims, { jwk: { ...jwk, crv: 'P-384' } }),
      session.key.prove(claims, { jwk: { ...jwk, x: 'AA' } }),
      session.key.prove(claims, { jwk: { ...jwk, x: jwk.y } }),
      session.key.prove(claims, { crit: ['x'] }),
    ]
    for (const proof of malformed) {
      const response = await get('/inbox', { authorization, dpop: proof })
      expect([response.status, await faultOf(response)]).toEqual([
        401,
        expect.stringContaining('MEDREC_PROOF_REFUSED'),
      ])
    }
  })

  it('is refused without a token, with a bearer token, with a changed one and after its end', async () => {
    const session = await signIn(provider, who())
    const { dpop = '', authorization = '' } = await session.headersFor('GET', '/inbox')
    const changed = authorization.replace(/.{3}$/, 'AAA')
    for (const header of [undefined, `Bearer ${session.token}`, 'DPoP x', changed]) {
      const headers = header === undefined ? {} : { authorization: header }
      const response = await get('/inbox', { dpop, ...headers })
      expect([response.status, await faultOf(response)]).toEqual([
        401,
        expect.stringContaining('MEDREC_TOKEN_REFUSED'),
      ])
    }
    offsetSeconds = 301
    try {
      const late = await session.request('GET', '/inbox', { claims: { iat: serverNow() } })
      expect(await faultOf(late)).toContain('MEDREC_TOKEN_REFUSED')
    } finally {
      offsetSeconds = 0
    }
  })

  it('is refused when it is replayed, does nothing then, and the refusal is in the log', async () => {
    const session = await signIn(provider, who())
    await leaveNote()
    const [note] = await notesOf(session)
    const path = `/inbox/${note?.id}`
    const headers = await session.headersFor('DELETE', path)
    const send = () => fetch(provider.origin + path, { method: 'DELETE', headers })
    const [one, other] = await Promise.all([send(), send()])
    expect([one.status, other.status].sort()).toEqual([204, 401])
    await leaveNote()
    const captured = await session.headersFor('GET', '/inbox')
    expect((await get('/inbox', captured)).status).toBe(200)
    await manager[Symbol.asyncDispose]()
    await start()
    const replayed = await get('/inbox', captured)
    expect([replayed.status, await faultOf(replayed)]).toEqual([
      401,
      expect.stringContaining('MEDREC_PROOF_REFUSED'),
    ])
    expect(await notesOf(session)).toHaveLength(1)
    expect(await recordedRefusals()).toContain('MEDREC_PROOF_REFUSED')
  })

  it('is refused on the admin desk without its token, and the refusal is in the log', async () => {
    const body = { patientKey: '1', checkedBy: 'Desk', document: 'passport' }
    for (const authorization of ['Bearer x', '', `DPoP ${provider.adminToken}`]) {
      const response = await postJson(`${provider.origin}/admin/invites`, body, { authorization })
      expect([response.status, await faultOf(response)]).toEqual([
        403,
        expect.stringContaining('MEDREC_ADMIN_REFUSED'),
      ])
    }
    const forwarded = await postJson(`${provider.origin}/admin/invites`, body, {
      authorization: `Bearer ${provider.adminToken}`,
      'x-forwarded-for': '127.0.0.1',
    })
    expect(forwarded.status).toBe(403)
    expect(await recordedRefusals()).toContain('MEDREC_ADMIN_REFUSED')
  })
})

async function addStaff(name: string) {
  const keyring = await keyringOf(newWords())
  const { publicKey } = await keyring.staffHpke()
  const owner = keyring.staff()
  const staff = { owner: owner.address, hpkeKey: toBase64Url(publicKey), name, role: 'GP' }
  const response = await postJson(`${provider.origin}/admin/staff`, staff, {
    authorization: `Bearer ${provider.adminToken}`,
  })
  const answer = (await response.json()) as { agent: Address }
  return { account: owner, agent: answer.agent }
}

async function get(path: string, headers: Record<string, string>): Promise<Response> {
  return await fetch(provider.origin + path, { headers })
}

async function leaveNote(): Promise<void> {
  const response = await postJson(`${provider.origin}/inbox/${agent}`, { note: 'A'.repeat(747) })
  expect(response.status).toBe(202)
}

async function notesOf(session: { request: Awaited<ReturnType<typeof signIn>>['request'] }) {
  const response = await session.request('GET', '/inbox')
  const { notes } = (await response.json()) as { notes: { id: string }[] }
  return notes
}

async function stranger(): Promise<PrivateKeyAccount> {
  return (await keyringOf(newWords())).staff()
}

async function lying(): Promise<PrivateKeyAccount> {
  const signMessage = async () => account.signMessage({ message: randomUUID() })
  return { ...account, signMessage }
}

function span(fromSeconds: number, toSeconds: number) {
  const at = (seconds: number) => new Date((nowSeconds() + seconds) * 1000)
  return { issuedAt: at(fromSeconds), expiresAt: at(toSeconds) }
}
