import {
  fromBase64Url,
  MedRecError,
  readSignInMessage,
  type SignIn,
  subjectTokenSchema,
  type UnixSeconds,
} from '@medrec/protocol'
import { type Address, type Hex, isAddressEqual, recoverMessageAddress } from 'viem'
import type { AccessTokens } from './access-tokens.ts'
import type { KeyView } from './key-view.ts'
import type { ProofNonces } from './proof-nonces.ts'
import type { ProofVerifier } from './proof-of-possession.ts'
import type { SignInNonces } from './sign-in-nonces.ts'
import { readVouching } from './vouching.ts'

export type SignInExchange = {
  /** base64url of the JSON of message and signature. */
  readonly subjectToken: string
  /** base64url of the JSON of a directory entry. */
  readonly vouching: string | undefined
  /** Header DPoP. */
  readonly proof: string
}

export type ExchangeDeps = {
  /** Host and port as in the AgentRegistry. */
  readonly host: string
  /** URL of the token endpoint. */
  readonly tokenUrl: string
  readonly network: { readonly chainId: number; readonly registry: Address }
  readonly keys: KeyView
  readonly proofs: ProofVerifier
  readonly proofNonces: ProofNonces
  readonly signInNonces: SignInNonces
  readonly tokens: AccessTokens
}

/**
 * Exchanges a signed sign-in message for an access token bound to the session key. The message's
 * nonce is used up last, so that a refused exchange costs nothing and a good one works once.
 *
 * @throws {SignInMalformedError} MEDREC_SIGN_IN_MALFORMED if the message is not one of MedRec
 * @throws {SignInRefusedError} MEDREC_SIGN_IN_REFUSED if it is not for here, now or this key
 * @throws {ProofRefusedError} MEDREC_PROOF_REFUSED if the proof of the session key does not hold
 * @throws {ProofNonceRequiredError} MEDREC_PROOF_NONCE_REQUIRED if the proof's nonce is too old
 * @throws {VouchingRefusedError} MEDREC_VOUCHING_REFUSED if a directory entry does not count
 */
export async function exchangeSignIn(
  request: SignInExchange,
  deps: ExchangeDeps,
  now: UnixSeconds,
): Promise<{ readonly token: string; readonly agent: Address; readonly expiresIn: number }> {
  const { message, signature } = readSubjectToken(request.subjectToken)
  const signIn = readSignInMessage(message)
  checkMessage(signIn, deps, now)
  const proof = deps.proofs.verify(request.proof, {
    method: 'POST',
    url: deps.tokenUrl,
    accessToken: undefined,
    now,
  })
  // The sign-in nonce makes the proof single-use already; its own is checked only if it is there.
  if (proof.nonce !== undefined) deps.proofNonces.check(proof.nonce, now)
  if (proof.jkt !== signIn.jkt) throw new SignInRefusedError('session-key')
  const signer = await recoverMessageAddress({ message, signature }).catch(() => undefined)
  if (signer === undefined || !isAddressEqual(signer, signIn.address)) {
    throw new SignInRefusedError('signature')
  }
  if (!deps.keys.mayRead(signIn.agent, signer)) throw new SignInRefusedError('key')
  const vouching =
    request.vouching === undefined
      ? undefined
      : await readVouching(request.vouching, signIn.agent, { ...deps, now })
  if (!(await deps.signInNonces.use(signIn.nonce, now))) throw new SignInRefusedError('replayed')
  const expiresAt = Math.floor(signIn.expiresAt.getTime() / 1000)
  const { agent, jkt, purpose, scope } = signIn
  const session = { agent, signer, jkt, purpose, scope, vouching, expiresAt }
  return { token: await deps.tokens.issue(session, now), agent, expiresIn: expiresAt - now }
}

// A client's clock may be ahead of ours by so much.
const SKEW_SECONDS = 30

function readSubjectToken(text: string): { readonly message: string; readonly signature: Hex } {
  try {
    return subjectTokenSchema.parse(JSON.parse(Buffer.from(fromBase64Url(text)).toString('utf8')))
  } catch {
    throw new SignInRefusedError('malformed')
  }
}

function checkMessage(signIn: SignIn, deps: ExchangeDeps, now: UnixSeconds): void {
  if (signIn.host !== deps.host) throw new SignInRefusedError('host')
  if (signIn.chainId !== deps.network.chainId) throw new SignInRefusedError('chain')
  const issuedAt = signIn.issuedAt.getTime() / 1000
  const expiresAt = Math.floor(signIn.expiresAt.getTime() / 1000)
  if (!(issuedAt <= now + SKEW_SECONDS && now < expiresAt)) throw new SignInRefusedError('time')
  if (!deps.signInNonces.isOurs(signIn.nonce, now)) throw new SignInRefusedError('nonce')
}

export type SignInFault =
  | 'malformed'
  | 'host'
  | 'chain'
  | 'time'
  | 'nonce'
  | 'session-key'
  | 'signature'
  | 'key'
  | 'replayed'

export class SignInRefusedError extends MedRecError<
  'MEDREC_SIGN_IN_REFUSED',
  { readonly fault: SignInFault }
> {
  override readonly name = 'SignInRefusedError'

  constructor(fault: SignInFault) {
    super(
      'MEDREC_SIGN_IN_REFUSED',
      'The sign-in message is not for this server, this moment or this key. Ask for a new nonce and sign again.',
      { details: { fault } },
    )
  }
}
