import type { FastifyRequest } from 'fastify'
import type { Authenticate, Principal, ProofClaims } from '../auth/principal.ts'
import { ProofRefusedError } from '../auth/proof-of-possession.ts'

/** Tells who asks and uses up the proof; for every route that serves no record. */
export type Enter = (request: FastifyRequest) => Promise<Principal>

/** Makes the guard of routes outside the records: authenticated, and each proof once, durably. */
export function makeEnter(authenticate: Authenticate, claims: ProofClaims): Enter {
  return async (request) => {
    const principal = await authenticate(request)
    request.signedInAgent = principal.agent
    const isFirst = await claims.claimProof(principal.proofId, principal.proofExpiresAt)
    if (!isFirst) throw new ProofRefusedError('replayed')
    return principal
  }
}
