import {
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
import { calculateJwkThumbprint, exportJWK } from 'jose'
import type { Address } from 'viem'
import type { z } from 'zod'
import { createDpopFetch, type DpopFetch } from './dpop-fetch.ts'
import type { Signer } from './keys-api.ts'
import type { KeysClient } from './keys-channel.ts'
import type { ProfileDatabase } from './profile-database.ts'
import { errorOf, ProviderAwayError, ProviderNonsenseError } from './provider-errors.ts'

/** A token is renewed this long before its end. */
const RENEW_EARLY_MS = 20_000

export type ProviderSessionOptions = {
  readonly host: string
  readonly chainId: number
  /** The person's key for this provider alone, and the Agent it acts for. */
  readonly signer: Signer
  readonly agent: Address
  readonly purpose: Purpose
  /** Signed entry of the own provider's directory, base64url; viewers need one. */
  readonly vouching?: () => Promise<string | undefined>
  readonly keys: KeysClient
  readonly database: ProfileDatabase
  /** Aborted at lock and at a switch of profile. */
  readonly signal: AbortSignal
}

/** A signed-in line to one provider, for one of the person's Agents and one purpose. */
export type ProviderSession = {
  readonly host: string
  readonly origin: string
  /**
   * Sends a request, signing in first where needed, and again if the token ended early.
   * @param path starts with `/`
   * @throws {ProviderAwayError} MEDREC_PROVIDER_AWAY if the provider does not answer now.
   * @throws {ProviderRefusedError} with the provider's own code for every other error answer.
   */
  request(path: string, init?: RequestInit): Promise<Response>
  /** The patient's id on this provider's wire; undefined if the Agent is no linked patient's. */
  patientId(): Promise<string | undefined>
}

type Grip = { readonly send: DpopFetch; readonly token: TokenResponse }

/** Makes a line to a provider; it signs in at the first request. */
export function createProviderSession(options: ProviderSessionOptions): ProviderSession {
  const origin = originOf(options.host)
  let current: { readonly grip: Promise<Grip>; endsAt: number } | undefined

  /** Callers that come while a sign-in is under way wait for the same one. */
  const signedIn = (): Promise<Grip> => {
    if (current !== undefined && Date.now() < current.endsAt) return current.grip
    const next = { grip: signIn(options, origin), endsAt: Number.POSITIVE_INFINITY }
    current = next
    next.grip.then(
      ({ token }) => {
        next.endsAt = Date.now() + token.expires_in * 1000 - RENEW_EARLY_MS
      },
      () => {
        if (current === next) current = undefined
      },
    )
    return next.grip
  }

  const send = async (path: string, init: RequestInit | undefined): Promise<Response> => {
    const grip = await signedIn()
    const answer = await grip.send(origin + path, { ...init, token: grip.token.access_token })
    const isTokenOver = answer.status === 401
    if (isTokenOver) current = undefined
    return answer
  }

  return {
    host: options.host,
    origin,
    patientId: async () => (await signedIn()).token.patient,
    request: async (path, init) => {
      const first = await send(path, init)
      const answer = first.status === 401 ? await send(path, init) : first
      if (answer.ok) return answer
      throw await errorOf(options.host, answer)
    },
  }
}

async function signIn(options: ProviderSessionOptions, origin: string): Promise<Grip> {
  const { host, chainId, signer, agent, purpose, keys, database, signal } = options
  const keyPair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
    'sign',
    'verify',
  ])
  await database.sessionKeys.put({ id: `${host} ${agent} ${purpose}`, keyPair })
  const jkt = await calculateJwkThumbprint(await exportJWK(keyPair.publicKey))
  const send = createDpopFetch({ host, keyPair, signal })

  const vouching = await options.vouching?.()
  const { nonce } = await readAnswer(
    host,
    nonceResponseSchema,
    fetchPlain(host, '/auth/nonce', { signal }),
  )
  const issuedAt = new Date()
  const subject = await keys.signIn({
    signer,
    signIn: {
      host,
      chainId,
      nonce,
      issuedAt,
      expiresAt: new Date(issuedAt.getTime() + SIGN_IN_SECONDS * 1000),
      agent,
      jkt,
      purpose,
      scope: 'patient/*.rs',
    },
  })
  const body = new URLSearchParams({
    grant_type: TOKEN_EXCHANGE_GRANT_TYPE,
    subject_token: toBase64Url(new TextEncoder().encode(JSON.stringify(subject))),
    subject_token_type: SIWE_TOKEN_TYPE,
    ...(vouching === undefined ? {} : { vouching }),
  })
  const token = await readAnswer(
    host,
    tokenResponseSchema,
    send(`${origin}/auth/token`, { method: 'POST', body }),
  )
  return { send, token }
}

/**
 * Calls a route of a provider that needs no sign-in.
 * @throws {ProviderAwayError} MEDREC_PROVIDER_AWAY if nothing answers.
 */
export async function fetchPlain(
  host: string,
  path: string,
  init: RequestInit & { readonly timeoutMs?: number } = {},
): Promise<Response> {
  const { timeoutMs = 15_000, signal, ...rest } = init
  const timeout = AbortSignal.timeout(timeoutMs)
  const either = signal ? AbortSignal.any([signal, timeout]) : timeout
  return fetch(originOf(host) + path, { ...rest, signal: either }).catch((cause) => {
    if (signal?.aborted) throw cause
    throw new ProviderAwayError(host, cause)
  })
}

/** Calls a route that needs no sign-in with a JSON body. */
export function postPlain(host: string, path: string, body: string): Promise<Response> {
  return fetchPlain(host, path, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
  })
}

/**
 * Reads an answer into our type.
 * @throws {ProviderRefusedError} with the provider's own code if it is an error answer.
 * @throws {ProviderNonsenseError} MEDREC_PROVIDER_NONSENSE if it is not of this shape.
 */
export async function readAnswer<Schema extends z.ZodType>(
  host: string,
  schema: Schema,
  answer: Promise<Response> | Response,
): Promise<z.infer<Schema>> {
  const response = await answer
  if (!response.ok) throw await errorOf(host, response)
  const body: unknown = await response.json().catch((cause) => {
    throw new ProviderNonsenseError(host, cause)
  })
  const parsed = schema.safeParse(body)
  if (!parsed.success) throw new ProviderNonsenseError(host, parsed.error)
  return parsed.data
}
