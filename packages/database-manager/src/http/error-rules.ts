import type { OperationOutcomeIssue } from '@medplum/fhirtypes'
import type { SignInMalformedError } from '@medrec/protocol'
import type { TokenRefusedError } from '../auth/authenticate.ts'
import type { SignInRefusedError } from '../auth/exchange-sign-in.ts'
import type { ProofNonceRequiredError } from '../auth/proof-nonces.ts'
import type { ProofRefusedError } from '../auth/proof-of-possession.ts'
import type { VouchingRefusedError } from '../auth/vouching.ts'
import type { RequestError, RequestInvalidError } from './request-errors.ts'

/** Every error that may reach a client. A code without a rule does not compile. */
export type PublishedError =
  | ProofNonceRequiredError
  | ProofRefusedError
  | RequestError
  | RequestInvalidError
  | SignInMalformedError
  | SignInRefusedError
  | TokenRefusedError
  | VouchingRefusedError

export type ErrorRule = {
  readonly status: number
  readonly issue: NonNullable<OperationOutcomeIssue['code']>
  /** RFC 6749, 6750 and 9449 error code, at the token endpoint and in challenges. */
  readonly oauth?: string
  /** Whether it is recorded as a refusal, beside what the records' own log says. */
  readonly isRefusal: boolean
}

type Code = PublishedError['code']

const fault = (status: number, issue: ErrorRule['issue'] = 'invalid'): ErrorRule => ({
  status,
  issue,
  isRefusal: false,
})

const refusal = (
  status: number,
  oauth: string,
  issue: ErrorRule['issue'] = 'security',
): ErrorRule => ({ status, issue, oauth, isRefusal: true })

const RULES: Readonly<Record<Code, ErrorRule>> = {
  MEDREC_MEDIA_TYPE_UNKNOWN: fault(415, 'not-supported'),
  MEDREC_NOT_FOUND: fault(404, 'not-found'),
  MEDREC_PRECONDITION_FAILED: fault(412, 'conflict'),
  MEDREC_PRECONDITION_REQUIRED: fault(428, 'required'),
  // Every client's first request of a session meets this one: it is a question, not a refusal.
  MEDREC_PROOF_NONCE_REQUIRED: { ...refusal(401, 'use_dpop_nonce', 'login'), isRefusal: false },
  MEDREC_PROOF_REFUSED: refusal(401, 'invalid_dpop_proof', 'login'),
  MEDREC_REQUEST_INVALID: { ...fault(400), oauth: 'invalid_request' },
  MEDREC_REQUEST_TOO_LARGE: { ...fault(413, 'too-long'), oauth: 'invalid_request' },
  MEDREC_SIGN_IN_MALFORMED: refusal(400, 'invalid_grant'),
  MEDREC_SIGN_IN_REFUSED: refusal(400, 'invalid_grant'),
  MEDREC_TOKEN_REFUSED: refusal(401, 'invalid_token', 'login'),
  MEDREC_TOO_MANY_REQUESTS: refusal(429, 'temporarily_unavailable', 'throttled'),
  MEDREC_VOUCHING_REFUSED: refusal(400, 'invalid_grant'),
}

/** The rule of a code; undefined for a code no client may learn. */
export function errorRuleOf(code: string): ErrorRule | undefined {
  return Object.hasOwn(RULES, code) ? RULES[code as Code] : undefined
}
