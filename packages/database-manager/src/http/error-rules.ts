import type { OperationOutcomeIssue } from '@medplum/fhirtypes'
import type { RelayError } from '@medrec/ethereum-client'
import type { SignInMalformedError } from '@medrec/protocol'
import type {
  AccessDeniedError,
  RecordAbsentError,
  RequestUnsupportedError,
  ViewStaleError,
} from '../access/access-errors.ts'
import type { TokenRefusedError } from '../auth/authenticate.ts'
import type { SignInRefusedError } from '../auth/exchange-sign-in.ts'
import type { ProofNonceRequiredError } from '../auth/proof-nonces.ts'
import type { ProofRefusedError } from '../auth/proof-of-possession.ts'
import type { VouchingRefusedError } from '../auth/vouching.ts'
import type { GrantNotOpenedError } from '../linking/grant-routes.ts'
import type { InviteRefusedError, WrongFactError } from '../linking/invites.ts'
import type { OpeningRefusedError } from '../linking/openings.ts'
import type { NotYourRelationshipError } from '../linking/viewer-book-routes.ts'
import type { AccessLogUnavailableError } from '../log/access-log.ts'
import type { RelayOrderError } from '../relay/relay-openings.ts'
import type { AdminRefusedError } from './admin-routes.ts'
import type { ChainCallRefusedError, ChainUnavailableError } from './chain-proxy.ts'
import type { MethodNotAllowedError } from './fhir-routes.ts'
import type { RequestError, RequestInvalidError } from './request-errors.ts'

/** Every error that may reach a client. A code without a rule does not compile. */
export type PublishedError =
  | AccessDeniedError
  | AccessLogUnavailableError
  | AdminRefusedError
  | ChainCallRefusedError
  | ChainUnavailableError
  | GrantNotOpenedError
  | InviteRefusedError
  | MethodNotAllowedError
  | NotYourRelationshipError
  | OpeningRefusedError
  | ProofNonceRequiredError
  | ProofRefusedError
  | RecordAbsentError
  | RelayError
  | RelayOrderError
  | RequestError
  | RequestInvalidError
  | RequestUnsupportedError
  | SignInMalformedError
  | SignInRefusedError
  | TokenRefusedError
  | ViewStaleError
  | VouchingRefusedError
  | WrongFactError

export type ErrorRule = {
  readonly status: number
  readonly issue: NonNullable<OperationOutcomeIssue['code']>
  /** RFC 6749, 6750 and 9449 error code, at the token endpoint and in challenges. */
  readonly oauth?: string
  /** Whether it is recorded as a refusal, beside what the records' own log says. */
  readonly isRefusal: boolean
}

// The silo's are named here, since only access/ may know the silo.
type Code = PublishedError['code'] | 'MEDREC_SILO_UNAVAILABLE' | 'MEDREC_SILO_QUERY_TOO_WIDE'

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

const conflict = fault(409, 'conflict')
const unavailable = fault(503, 'transient')

const RULES: Readonly<Record<Code, ErrorRule>> = {
  // The records' own log has what was refused there, with the patient and the reason.
  MEDREC_ACCESS_DENIED: fault(403, 'forbidden'),
  MEDREC_ACCESS_LOG_UNAVAILABLE: unavailable,
  MEDREC_ADMIN_REFUSED: refusal(403, 'access_denied', 'forbidden'),
  MEDREC_CHAIN_CALL_REFUSED: refusal(403, 'access_denied', 'forbidden'),
  MEDREC_CHAIN_UNAVAILABLE: unavailable,
  MEDREC_GRANT_NOT_OPENED: refusal(403, 'access_denied', 'forbidden'),
  MEDREC_INVITE_EXPIRED: refusal(410, 'access_denied', 'expired'),
  MEDREC_INVITE_LOCKED: refusal(423, 'access_denied', 'forbidden'),
  MEDREC_INVITE_UNKNOWN: refusal(404, 'access_denied', 'not-found'),
  MEDREC_INVITE_USED: refusal(409, 'access_denied', 'conflict'),
  MEDREC_INVITE_WRONG_FACT: refusal(403, 'access_denied', 'forbidden'),
  MEDREC_MEDIA_TYPE_UNKNOWN: fault(415, 'not-supported'),
  MEDREC_METHOD_NOT_ALLOWED: fault(405, 'not-supported'),
  MEDREC_NOT_FOUND: fault(404, 'not-found'),
  MEDREC_NOT_YOUR_RELATIONSHIP: refusal(403, 'access_denied', 'forbidden'),
  MEDREC_OPENING_REFUSED: refusal(403, 'access_denied', 'forbidden'),
  MEDREC_PRECONDITION_FAILED: fault(412, 'conflict'),
  MEDREC_PRECONDITION_REQUIRED: fault(428, 'required'),
  // Every client's first request of a session meets this one: it is a question, not a refusal.
  MEDREC_PROOF_NONCE_REQUIRED: { ...refusal(401, 'use_dpop_nonce', 'login'), isRefusal: false },
  MEDREC_PROOF_REFUSED: refusal(401, 'invalid_dpop_proof', 'login'),
  MEDREC_RECORD_ABSENT: fault(404, 'not-found'),
  MEDREC_RELAY_ALREADY_ENABLED: conflict,
  MEDREC_RELAY_ALREADY_OPENED: conflict,
  MEDREC_RELAY_DEADLINE_PASSED: conflict,
  MEDREC_RELAY_ENDED: conflict,
  MEDREC_RELAY_INVALID_GRANT: fault(422),
  MEDREC_RELAY_INVALID_SIGNATURE: refusal(403, 'access_denied', 'forbidden'),
  MEDREC_RELAY_LAST_OWNER: conflict,
  MEDREC_RELAY_MALFORMED: fault(422),
  MEDREC_RELAY_NOT_AGENT: fault(422),
  MEDREC_RELAY_NOT_ALLOWED: refusal(403, 'access_denied', 'forbidden'),
  MEDREC_RELAY_NOT_ENABLED: conflict,
  MEDREC_RELAY_NOT_MINED: unavailable,
  MEDREC_RELAY_ORDER_REFUSED: refusal(403, 'access_denied', 'forbidden'),
  MEDREC_RELAY_APPROVALS_MISSING: refusal(403, 'access_denied', 'forbidden'),
  MEDREC_RELAY_LAST_ADMINISTRATOR: conflict,
  MEDREC_RELAY_NO_CUSTODIAN: conflict,
  MEDREC_RELAY_NO_RECOVERY: conflict,
  MEDREC_RELAY_NOT_RELEASED: conflict,
  MEDREC_RELAY_RECOVERY_NOT_READY: conflict,
  MEDREC_RELAY_UNCHANGED: conflict,
  MEDREC_RELAY_UNKNOWN_GROUP: fault(404, 'not-found'),
  MEDREC_RELAY_REFUSED: conflict,
  MEDREC_RELAY_STALE_NONCE: conflict,
  MEDREC_RELAY_STALE_ROTATION: conflict,
  MEDREC_RELAY_STALE_VERSION: conflict,
  MEDREC_RELAY_UNKNOWN_RELATIONSHIP: fault(404, 'not-found'),
  MEDREC_RELAY_UNREACHABLE: unavailable,
  MEDREC_RELAY_WITHOUT_FUNDS: unavailable,
  MEDREC_REQUEST_INVALID: { ...fault(400), oauth: 'invalid_request' },
  MEDREC_REQUEST_TOO_LARGE: { ...fault(413, 'too-long'), oauth: 'invalid_request' },
  MEDREC_REQUEST_UNSUPPORTED: fault(400, 'not-supported'),
  MEDREC_SIGN_IN_MALFORMED: refusal(400, 'invalid_grant'),
  MEDREC_SIGN_IN_REFUSED: refusal(400, 'invalid_grant'),
  MEDREC_SILO_QUERY_TOO_WIDE: fault(422, 'too-costly'),
  MEDREC_SILO_UNAVAILABLE: unavailable,
  MEDREC_TOKEN_REFUSED: refusal(401, 'invalid_token', 'login'),
  MEDREC_TOO_MANY_REQUESTS: refusal(429, 'temporarily_unavailable', 'throttled'),
  MEDREC_VIEW_STALE: unavailable,
  MEDREC_VOUCHING_REFUSED: refusal(400, 'invalid_grant'),
}

/** Every code that has a rule. */
export const PUBLISHED_CODES: readonly string[] = Object.keys(RULES)

/** The rule of a code; undefined for a code no client may learn. */
export function errorRuleOf(code: string): ErrorRule | undefined {
  return Object.hasOwn(RULES, code) ? RULES[code as Code] : undefined
}
