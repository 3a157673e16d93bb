import type { KeyObject } from 'node:crypto'
import { addressSchema, PURPOSES, type Purpose, type UnixSeconds } from '@medrec/protocol'
import { jwtVerify, SignJWT } from 'jose'
import type { Address } from 'viem'
import { z } from 'zod'
import type { Vouching } from './principal.ts'

/** What a token says of the one who signed in. */
export type Session = {
  readonly agent: Address
  readonly signer: Address
  readonly jkt: string
  readonly purpose: Purpose
  readonly scope: string
  readonly vouching: Vouching | undefined
  readonly expiresAt: UnixSeconds
}

/** Issues and reads the access tokens of one manager: HS256 JWTs bound to a session key. */
export class AccessTokens {
  readonly #key: KeyObject
  readonly #origin: string

  constructor(key: KeyObject, origin: string) {
    this.#key = key
    this.#origin = origin
  }

  /** Issues a token; its life ends with the session. */
  async issue(session: Session, now: UnixSeconds): Promise<string> {
    const { agent, signer, jkt, purpose, scope, vouching, expiresAt } = session
    return await new SignJWT({ signer, cnf: { jkt }, purpose, scope, vouching })
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
      .setIssuer(this.#origin)
      .setAudience(this.#origin)
      .setSubject(agent)
      .setIssuedAt(now)
      .setExpirationTime(expiresAt)
      .sign(this.#key)
  }

  /** Reads a token. @returns undefined if it is not one of ours, or over */
  async read(token: string, now: UnixSeconds): Promise<Session | undefined> {
    try {
      const { payload } = await jwtVerify(token, this.#key, {
        algorithms: ['HS256'],
        typ: 'at+jwt',
        issuer: this.#origin,
        audience: this.#origin,
        currentDate: new Date(now * 1000),
        requiredClaims: ['exp'],
      })
      return claimsSchema.parse(payload)
    } catch {
      return undefined
    }
  }
}

const claimsSchema = z
  .object({
    sub: addressSchema,
    signer: addressSchema,
    cnf: z.object({ jkt: z.string() }),
    purpose: z.enum(PURPOSES),
    scope: z.string(),
    exp: z.number(),
    vouching: z
      .object({
        provider: addressSchema,
        name: z.string(),
        role: z.string(),
        expiresAt: z.number(),
      })
      .optional(),
  })
  .transform(
    (claims): Session => ({
      agent: claims.sub,
      signer: claims.signer,
      jkt: claims.cnf.jkt,
      purpose: claims.purpose,
      scope: claims.scope,
      vouching: claims.vouching,
      expiresAt: claims.exp,
    }),
  )
