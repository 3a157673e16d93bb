import { createHash, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto'
import {
  buildSignInMessage,
  type Purpose,
  SIWE_TOKEN_TYPE,
  type SignIn,
  TOKEN_EXCHANGE_GRANT_TYPE,
  toBase64Url,
} from '@medrec/protocol'
import type { Address, LocalAccount } from 'viem'
import type { TestProvider } from './test-network.ts'

/** What a proof says, to be changed by a test. */
export type ProofClaims = Readonly<Record<string, unknown>>

/** A session key of one client. */
export type SessionKey = {
  readonly jkt: string
  readonly jwk: Readonly<Record<string, unknown>>
  prove(claims: ProofClaims, header?: ProofClaims): string
}

export function newSessionKey(): SessionKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const jwk = publicKey.export({ format: 'jwk' })
  const { kty, crv, x, y } = jwk
  const jkt = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url')
  return {
    jkt,
    jwk: { ...jwk },
    prove: (claims, header = {}) =>
      jws({ typ: 'dpop+jwt', alg: 'ES256', jwk, ...header }, claims, privateKey),
  }
}

export type SignInOptions = {
  readonly account: LocalAccount
  readonly agent: Address
  readonly chainId: number
  readonly purpose?: Purpose
  readonly vouching?: unknown
  /** Changes what the message says. */
  readonly change?: Partial<SignIn>
  /** Changes the text after it was built, before it is signed. */
  readonly changeText?: (text: string) => string
  readonly key?: SessionKey
  readonly nonce?: string
}

/** Signs in; answers the response of the token endpoint. */
export async function askForToken(
  provider: TestProvider,
  options: SignInOptions,
): Promise<{ readonly response: Response; readonly key: SessionKey; readonly body: string }> {
  const key = options.key ?? newSessionKey()
  const nonce = options.nonce ?? (await newNonce(provider))
  const issuedAt = new Date()
  const text = buildSignInMessage({
    address: options.account.address,
    host: provider.host,
    chainId: options.chainId,
    nonce,
    issuedAt,
    expiresAt: new Date(issuedAt.getTime() + 300_000),
    agent: options.agent,
    jkt: key.jkt,
    purpose: options.purpose ?? 'PATRQT',
    scope: 'patient/*.rs',
    ...options.change,
  })
  const message = options.changeText?.(text) ?? text
  const signature = await options.account.signMessage({ message })
  const body = new URLSearchParams({
    grant_type: TOKEN_EXCHANGE_GRANT_TYPE,
    subject_token: encode({ message, signature }),
    subject_token_type: SIWE_TOKEN_TYPE,
    ...(options.vouching === undefined ? {} : { vouching: encode(options.vouching) }),
  }).toString()
  return { response: await sendToken(provider, key, body), key, body }
}

export async function newNonce(provider: TestProvider): Promise<string> {
  const response = await fetch(`${provider.origin}/auth/nonce`)
  const { nonce } = (await response.json()) as { nonce: string }
  return nonce
}

export async function sendToken(
  provider: TestProvider,
  key: SessionKey,
  body: string,
): Promise<Response> {
  const url = `${provider.origin}/auth/token`
  const dpop = key.prove({ jti: randomUUID(), htm: 'POST', htu: url, iat: nowSeconds() })
  const headers = { 'content-type': 'application/x-www-form-urlencoded', dpop }
  return await fetch(url, { method: 'POST', headers, body })
}

/** Who signed in. */
export type Session = {
  readonly key: SessionKey
  readonly token: string
  /** The patient's id on the wire, for a linked patient. */
  readonly patient: string | undefined
  /** Sends a request with a proof of its own. */
  request(method: string, path: string, options?: RequestOptions): Promise<Response>
  /** The headers of one request, to be captured and sent by a test. */
  headersFor(method: string, path: string, claims?: ProofClaims): Promise<Record<string, string>>
}

export type RequestOptions = {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly claims?: ProofClaims
}

export async function signIn(provider: TestProvider, options: SignInOptions): Promise<Session> {
  const { response, key } = await askForToken(provider, options)
  if (response.status !== 200) throw new Error(`not signed in: ${await response.text()}`)
  const answer = (await response.json()) as { access_token: string; patient?: string }
  const token = answer.access_token

  async function headersFor(method: string, path: string, claims: ProofClaims = {}) {
    const health = await fetch(`${provider.origin}/auth/nonce`)
    const dpop = key.prove({
      jti: randomUUID(),
      htm: method,
      htu: provider.origin + path.split('?')[0],
      iat: nowSeconds(),
      ath: createHash('sha256').update(token).digest('base64url'),
      nonce: health.headers.get('dpop-nonce'),
      ...claims,
    })
    return { authorization: `DPoP ${token}`, dpop }
  }

  return {
    key,
    token,
    patient: answer.patient,
    headersFor,
    async request(method, path, { body, headers = {}, claims = {} } = {}) {
      return await fetch(provider.origin + path, {
        method,
        headers: {
          ...(await headersFor(method, path, claims)),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
    },
  }
}

export function nowSeconds(): number {
  return Math.floor(Date.now() / 1000)
}

function jws(header: unknown, payload: unknown, key: KeyObject): string {
  const data = `${encode(header)}.${encode(payload)}`
  const signature = sign('sha256', Buffer.from(data), { key, dsaEncoding: 'ieee-p1363' })
  return `${data}.${toBase64Url(signature)}`
}

function encode(value: unknown): string {
  return toBase64Url(Buffer.from(JSON.stringify(value)))
}
