import { exportJWK, type JWK, SignJWT } from 'jose'
import { ProviderAwayError } from './provider-errors.ts'

/** What one provider's server and this browser agreed on for one session key. */
export type DpopFetchOptions = {
  readonly host: string
  readonly keyPair: CryptoKeyPair
  readonly signal: AbortSignal
  /** How long an answer may take. */
  readonly timeoutMs?: number
}

/**
 * Sends one request with a proof of possession. With a token it goes out as
 * `Authorization: DPoP`, bound by `ath`.
 * @throws {ProviderAwayError} MEDREC_PROVIDER_AWAY if nothing answers.
 */
export type DpopFetch = (
  url: string,
  init?: RequestInit & { readonly token?: string },
) => Promise<Response>

/**
 * Makes a `fetch` that proves possession of the session key on each request (RFC 9449). Keeps the
 * server's newest nonce, from good answers too, and repeats a request once when asked for one.
 */
export function createDpopFetch(options: DpopFetchOptions): DpopFetch {
  let nonce: string | undefined
  let jwk: JWK | undefined

  const proofOf = async (url: string, method: string, token: string | undefined) => {
    jwk ??= await exportJWK(options.keyPair.publicKey)
    const target = new URL(url)
    return new SignJWT({
      htm: method,
      htu: target.origin + target.pathname,
      ...(nonce === undefined ? {} : { nonce }),
      ...(token === undefined ? {} : { ath: await sha256Base64Url(token) }),
    })
      .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk })
      .setIssuedAt()
      .setJti(crypto.randomUUID())
      .sign(options.keyPair.privateKey)
  }

  const send: DpopFetch = async (url, init = {}) => {
    const { token, ...rest } = init
    const headers = new Headers(rest.headers)
    headers.set('DPoP', await proofOf(url, rest.method ?? 'GET', token))
    if (token !== undefined) headers.set('Authorization', `DPoP ${token}`)
    const timeout = AbortSignal.timeout(options.timeoutMs ?? 20_000)
    const signals = [options.signal, timeout, ...(rest.signal ? [rest.signal] : [])]
    const response = await fetch(url, { ...rest, headers, signal: AbortSignal.any(signals) }).catch(
      (cause) => {
        if (options.signal.aborted || rest.signal?.aborted) throw cause
        throw new ProviderAwayError(options.host, cause)
      },
    )
    nonce = response.headers.get('DPoP-Nonce') ?? nonce
    return response
  }

  return async (url, init) => {
    const response = await send(url, init)
    return (await isNonceChallenge(response)) ? send(url, init) : response
  }
}

/** A resource asks by `WWW-Authenticate`, the token endpoint by its error. */
async function isNonceChallenge(response: Response): Promise<boolean> {
  if (response.headers.get('DPoP-Nonce') === null) return false
  if (response.status === 401) {
    return response.headers.get('WWW-Authenticate')?.includes('use_dpop_nonce') === true
  }
  if (response.status !== 400) return false
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined)
  return (
    typeof body === 'object' && body !== null && 'error' in body && body.error === 'use_dpop_nonce'
  )
}

async function sha256Base64Url(text: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return btoa(String.fromCharCode(...new Uint8Array(hash)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}
