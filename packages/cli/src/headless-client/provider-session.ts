import { createHash, randomUUID } from 'node:crypto'
import {
  buildSignInMessage,
  type DirectoryEntry,
  nonceResponseSchema,
  originOf,
  type Purpose,
  SIGN_IN_SECONDS,
  SIWE_TOKEN_TYPE,
  TOKEN_EXCHANGE_GRANT_TYPE,
  type TokenResponse,
  toBase64Url,
  tokenResponseSchema,
} from '@medrec/protocol'
import {
  calculateJwkThumbprint,
  exportJWK,
  type GenerateKeyPairResult,
  generateKeyPair,
  type JWK,
  SignJWT,
} from 'jose'
import { type Address, stringToBytes } from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'
import { CallRefusedError } from './call-refused-error.ts'

export type SignInRequest = {
  /** Host and port of the Database Manager. */
  readonly host: string
  readonly chainId: number
  readonly account: PrivateKeyAccount
  readonly agent: Address
  readonly purpose: Purpose
  /** A member provider's signed word for the Agent. */
  readonly vouching?: DirectoryEntry | undefined
}

/** A person signed in at one Database Manager. */
export type ProviderSession = {
  readonly token: TokenResponse
  /** Calls a path with a proof of possession made for this one call. */
  fetch(path: string, init?: RequestInit): Promise<Response>
  /** Headers of such a call, for a caller that sends it otherwise, or twice. */
  authorize(method: string, path: string): Promise<Record<string, string>>
}

type SessionKey = {
  readonly privateKey: GenerateKeyPairResult['privateKey']
  readonly jwk: JWK
  readonly jkt: string
}

/**
 * Signs in at a Database Manager as the page does: a SIWE message bound to a new session key.
 *
 * @throws {CallRefusedError} MEDREC_CALL_REFUSED if the Database Manager refuses
 */
export async function signIn(request: SignInRequest): Promise<ProviderSession> {
  const origin = originOf(request.host)
  const key = await newSessionKey()
  let serverNonce: string | undefined

  const proof = async (method: string, path: string, accessToken?: string): Promise<string> => {
    const url = new URL(path, origin)
    return new SignJWT({
      htm: method,
      htu: `${url.origin}${url.pathname}`,
      jti: randomUUID(),
      ...(serverNonce === undefined ? {} : { nonce: serverNonce }),
      ...(accessToken === undefined ? {} : { ath: hashOf(accessToken) }),
    })
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: key.jwk })
      .setIssuedAt()
      .sign(key.privateKey)
  }

  /** Sends once more if the server asks for its own nonce in the proof. */
  const send = async (attempt: () => Promise<Response>): Promise<Response> => {
    const response = await attempt()
    serverNonce = response.headers.get('dpop-nonce') ?? serverNonce
    const challenge = response.headers.get('www-authenticate') ?? ''
    return challenge.includes('use_dpop_nonce') ? attempt() : response
  }

  const body = await tokenRequestBody(request, origin, key.jkt)
  const answer = await send(async () =>
    fetch(`${origin}/auth/token`, {
      method: 'POST',
      headers: { dpop: await proof('POST', '/auth/token') },
      body,
    }),
  )
  if (!answer.ok) {
    throw new CallRefusedError(`${origin}/auth/token`, answer.status, await answer.text())
  }
  const token = tokenResponseSchema.parse(await answer.json())

  const authorize = async (method: string, path: string) => ({
    authorization: `DPoP ${token.access_token}`,
    dpop: await proof(method, path, token.access_token),
  })
  return {
    token,
    authorize,
    fetch: (path, init = {}) =>
      send(async () => {
        const authorization = await authorize(init.method ?? 'GET', path)
        return fetch(new URL(path, origin), {
          ...init,
          headers: { ...Object.fromEntries(new Headers(init.headers)), ...authorization },
        })
      }),
  }
}

async function tokenRequestBody(
  request: SignInRequest,
  origin: string,
  jkt: string,
): Promise<URLSearchParams> {
  const { nonce } = nonceResponseSchema.parse(await (await fetch(`${origin}/auth/nonce`)).json())
  const issuedAt = new Date()
  const message = buildSignInMessage({
    address: request.account.address,
    host: request.host,
    chainId: request.chainId,
    nonce,
    issuedAt,
    expiresAt: new Date(issuedAt.getTime() + SIGN_IN_SECONDS * 1000),
    agent: request.agent,
    jkt,
    purpose: request.purpose,
    scope: 'patient/*.rs',
  })
  const signature = await request.account.signMessage({ message })
  return new URLSearchParams({
    grant_type: TOKEN_EXCHANGE_GRANT_TYPE,
    subject_token_type: SIWE_TOKEN_TYPE,
    subject_token: toBase64Url(stringToBytes(JSON.stringify({ message, signature }))),
    ...(request.vouching === undefined
      ? {}
      : { vouching: toBase64Url(stringToBytes(JSON.stringify(request.vouching))) }),
  })
}

async function newSessionKey(): Promise<SessionKey> {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  const jwk = await exportJWK(publicKey)
  return { privateKey, jwk, jkt: await calculateJwkThumbprint(jwk) }
}

function hashOf(accessToken: string): string {
  return createHash('sha256').update(accessToken).digest('base64url')
}
