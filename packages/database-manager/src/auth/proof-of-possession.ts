import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto'
import { fromBase64Url, MedRecError, type UnixSeconds } from '@medrec/protocol'
import { z } from 'zod'

/** What a proof must be for. */
export type ExpectedProof = {
  readonly method: string
  /** Configured origin and path as received, without query or fragment. */
  readonly url: string
  /** The token it goes with; undefined at the token endpoint. */
  readonly accessToken: string | undefined
  readonly now: UnixSeconds
}

export type ProofOfPossession = {
  /** RFC 7638 thumbprint of the key that signed. */
  readonly jkt: string
  /** `jti + '.' + jkt`: one proof, one request. */
  readonly proofId: string
  readonly nonce: string | undefined
  /** Refused from this time on, whatever else holds. */
  readonly expiresAt: UnixSeconds
}

/** A proof is accepted so long after and, for a client whose clock is ahead, before its `iat`. */
export const PROOF_SECONDS = 60

/** Verifies DPoP proofs; remembers imported keys, at most a thousand, by their thumbprint. */
export class ProofVerifier {
  readonly #keys = new Map<string, KeyObject>()

  /**
   * Verifies one proof: form, key, signature, method, URL, time and token. Its nonce and its single
   * use are the caller's to check.
   *
   * @throws {ProofRefusedError} MEDREC_PROOF_REFUSED
   * @see https://www.rfc-editor.org/rfc/rfc9449#section-4.3
   */
  verify(proof: string, expected: ExpectedProof): ProofOfPossession {
    const [headerText, payloadText, signatureText, ...rest] = proof.split('.')
    if (headerText === undefined || payloadText === undefined || signatureText === undefined) {
      throw new ProofRefusedError('malformed')
    }
    const header = headerSchema.safeParse(jsonOf(headerText))
    const payload = payloadSchema.safeParse(jsonOf(payloadText))
    const signature = bytesOf(signatureText)
    if (rest.length > 0 || !header.success || !payload.success || signature?.length !== 64) {
      throw new ProofRefusedError('malformed')
    }
    const { jwk } = header.data
    const jkt = thumbprintOf(jwk)
    const data = Buffer.from(`${headerText}.${payloadText}`)
    const key = this.#keyOf(jkt, jwk)
    if (!verify('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, signature)) {
      throw new ProofRefusedError('signature')
    }
    const { htm, htu, iat, jti, ath, nonce } = payload.data
    if (htm !== expected.method) throw new ProofRefusedError('method')
    if (htu !== expected.url) throw new ProofRefusedError('url')
    if (Math.abs(expected.now - iat) >= PROOF_SECONDS) throw new ProofRefusedError('time')
    if (ath !== hashOf(expected.accessToken)) throw new ProofRefusedError('token')
    return { jkt, proofId: `${jti}.${jkt}`, nonce, expiresAt: iat + PROOF_SECONDS }
  }

  #keyOf(jkt: string, jwk: PublicJwk): KeyObject {
    const known = this.#keys.get(jkt)
    if (known !== undefined) return known
    const key = importKey(jwk)
    const oldest = this.#keys.keys().next()
    if (this.#keys.size >= KNOWN_KEYS && !oldest.done) this.#keys.delete(oldest.value)
    this.#keys.set(jkt, key)
    return key
  }
}

const KNOWN_KEYS = 1000

type PublicJwk = {
  readonly kty: 'EC'
  readonly crv: 'P-256'
  readonly x: string
  readonly y: string
}

const coordinateSchema = z.string().refine((text) => bytesOf(text)?.length === 32)

// Node imports the public half of a private key without a word, and keys of other curves.
const headerSchema = z.strictObject({
  typ: z.literal('dpop+jwt'),
  alg: z.literal('ES256'),
  jwk: z.object({
    kty: z.literal('EC'),
    crv: z.literal('P-256'),
    x: coordinateSchema,
    y: coordinateSchema,
    d: z.undefined().optional(),
  }),
})

const payloadSchema = z.object({
  jti: z.string().regex(/^[A-Za-z0-9_-]{8,128}$/),
  htm: z.string(),
  htu: z.string(),
  iat: z.number().int(),
  ath: z.string().optional(),
  nonce: z.string().optional(),
})

function thumbprintOf(jwk: PublicJwk): string {
  const members = JSON.stringify({ crv: jwk.crv, kty: jwk.kty, x: jwk.x, y: jwk.y })
  return createHash('sha256').update(members).digest('base64url')
}

function hashOf(token: string | undefined): string | undefined {
  return token === undefined ? undefined : createHash('sha256').update(token).digest('base64url')
}

function importKey({ kty, crv, x, y }: PublicJwk): KeyObject {
  try {
    return createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' })
  } catch {
    throw new ProofRefusedError('malformed')
  }
}

function jsonOf(text: string): unknown {
  const bytes = bytesOf(text)
  if (bytes === undefined) return undefined
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch {
    return undefined
  }
}

function bytesOf(text: string): Uint8Array | undefined {
  try {
    return fromBase64Url(text)
  } catch {
    return undefined
  }
}

export type ProofFault =
  | 'missing'
  | 'malformed'
  | 'signature'
  | 'method'
  | 'url'
  | 'time'
  | 'token'
  | 'key'
  | 'replayed'

export class ProofRefusedError extends MedRecError<
  'MEDREC_PROOF_REFUSED',
  { readonly fault: ProofFault }
> {
  override readonly name = 'ProofRefusedError'

  constructor(fault: ProofFault) {
    super(
      'MEDREC_PROOF_REFUSED',
      'The proof of possession does not hold for this request. Make a new one for each request.',
      { details: { fault } },
    )
  }
}
