import { MedRecError, type UnixSeconds } from '@medrec/protocol'
import type { Address } from 'viem'
import type { AccessTokens } from './access-tokens.ts'
import type { KeyView } from './key-view.ts'
import type { Authenticate, LinkedPatient } from './principal.ts'
import type { ProofNonces } from './proof-nonces.ts'
import { ProofRefusedError, type ProofVerifier } from './proof-of-possession.ts'

export type AuthenticateDeps = {
  /** Configured, never taken from the request. */
  readonly origin: string
  readonly keys: KeyView
  readonly proofs: ProofVerifier
  readonly proofNonces: ProofNonces
  readonly tokens: AccessTokens
  readonly linkedPatientOf: (agent: Address) => Promise<LinkedPatient | undefined>
  readonly now: () => UnixSeconds
}

/**
 * Makes the function that tells who asks.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9449#section-7
 */
export function makeAuthenticate(deps: AuthenticateDeps): Authenticate {
  return async (request) => {
    const now = deps.now()
    const token = tokenOf(request.headers.authorization)
    const proofText = request.headers.dpop
    if (typeof proofText !== 'string') throw new ProofRefusedError('missing')
    const session = await deps.tokens.read(token, now)
    if (session === undefined) throw new TokenRefusedError('invalid')
    const proof = deps.proofs.verify(proofText, {
      method: request.method,
      url: deps.origin + pathOf(request.url),
      accessToken: token,
      now,
    })
    if (proof.jkt !== session.jkt) throw new ProofRefusedError('key')
    deps.proofNonces.check(proof.nonce, now)
    const { agent, signer, jkt, purpose, scope, vouching } = session
    if (!deps.keys.mayRead(agent, signer)) throw new TokenRefusedError('key')
    const isVouched = vouching !== undefined && deps.keys.isMember(vouching.provider)
    return {
      agent,
      signer,
      jkt,
      purpose,
      scope,
      vouching: isVouched ? vouching : undefined,
      proofId: proof.proofId,
      proofExpiresAt: proof.expiresAt,
      linkedPatient: await deps.linkedPatientOf(agent),
    }
  }
}

function tokenOf(header: string | undefined): string {
  if (header === undefined) throw new TokenRefusedError('missing')
  const token = /^DPoP ([A-Za-z0-9._-]+)$/i.exec(header)?.[1]
  if (token === undefined) throw new TokenRefusedError('scheme')
  return token
}

function pathOf(url: string): string {
  const [path = ''] = url.split('?', 1)
  return path
}

export type TokenFault = 'missing' | 'scheme' | 'invalid' | 'key'

export class TokenRefusedError extends MedRecError<
  'MEDREC_TOKEN_REFUSED',
  { readonly fault: TokenFault }
> {
  override readonly name = 'TokenRefusedError'

  constructor(fault: TokenFault) {
    super(
      'MEDREC_TOKEN_REFUSED',
      'The access token is missing, over or not valid. Sign in again.',
      {
        details: { fault },
      },
    )
  }
}
