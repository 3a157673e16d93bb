import type { Purpose, UnixSeconds } from '@medrec/protocol'
import type { Address, Hex } from 'viem'

/** Who asks, as proved by a token and a proof of possession for this one request. */
export type Principal = {
  /** The Agent acted for; checked in the permission view on this very request. */
  readonly agent: Address
  /** The key that signed in and that the Agent still allows to read. */
  readonly signer: Address
  /** RFC 7638 thumbprint of the session key. */
  readonly jkt: string
  /** Asserted once per session by whoever signed in. */
  readonly purpose: Purpose
  /** SMART v2 scopes, separated by spaces. */
  readonly scope: string
  /** The member provider that vouched for the Agent when it signed in, if one did. */
  readonly vouching: Vouching | undefined
  /** `jti + '.' + jkt`. Whoever serves claims it durably, once; a second claim is a replay. */
  readonly proofId: string
  /** A proof is accepted until this time, so a claim of it is kept at least as long. */
  readonly proofExpiresAt: UnixSeconds
  /** Set when the Agent is that of a patient linked here. */
  readonly linkedPatient: LinkedPatient | undefined
}

export type Vouching = {
  readonly provider: Address
  readonly name: string
  readonly role: string
  readonly expiresAt: UnixSeconds
}

export type LinkedPatient = { readonly relationshipId: Hex; readonly patientKey: string }

/** What authentication reads of a request; Fastify's request has this shape. */
export type AuthenticatedRequest = {
  readonly method: string
  /** Path and query as received. */
  readonly url: string
  readonly headers: {
    readonly authorization?: string | undefined
    readonly dpop?: string | string[] | undefined
  }
}

/**
 * Tells who asks. Verifies the token, the proof of possession and, in the permission view, that
 * the key is still enabled. Does not claim the proof. The error handler records each refusal before
 * it answers.
 *
 * @throws {TokenRefusedError} MEDREC_TOKEN_REFUSED if the token is missing, over or not valid
 * @throws {ProofRefusedError} MEDREC_PROOF_REFUSED if the proof does not hold for this request
 * @throws {ProofNonceRequiredError} MEDREC_PROOF_NONCE_REQUIRED if its nonce is not the server's
 */
export type Authenticate = (request: AuthenticatedRequest) => Promise<Principal>

/** A refusal that reached no record: counted by the access log per source and minute. */
export type Refusal = {
  /** Address of the peer. */
  readonly source: string
  /** The `MEDREC_…` code that was thrown. */
  readonly code: string
  /** Method and route pattern, such as `POST /auth/token`; never a query or an id. */
  readonly route: string
  /** The Agent that signed in, if one did. */
  readonly agent: Address | undefined
}

/** The part of the access log that takes refusals outside the FHIR routes. */
export interface RefusalRecorder {
  recordRefusal(refusal: Refusal): Promise<void>
}

/** The part of the access log that remembers proofs of possession. */
export interface ProofClaims {
  /** @returns true the first time, durably; false when the proof was claimed before. */
  claimProof(proofId: string, expiresAt: UnixSeconds): Promise<boolean>
}
