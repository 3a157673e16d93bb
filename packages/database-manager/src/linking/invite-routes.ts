import {
  type ClaimResponse,
  claimOpeningRequestSchema,
  claimRequestSchema,
  type UnixSeconds,
} from '@medrec/protocol'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { parseRequest } from '../http/request-errors.ts'
import { claimInvite, type InvitesDeps } from './invites.ts'
import type { Openings } from './openings.ts'

export type InviteRoutesDeps = {
  readonly invites: InvitesDeps
  readonly openings: Openings
  readonly now: () => UnixSeconds
  readonly claimsPerMinute: number
}

/** POST /invites/claims and POST /invites/claims/:claimId/opening. */
export function registerInviteRoutes(app: FastifyInstance, deps: InviteRoutesDeps): void {
  const { invites, openings, now } = deps
  const rateLimit = { max: deps.claimsPerMinute, timeWindow: '1 minute' }
  app.post(
    '/invites/claims',
    { config: { rateLimit } },
    async (request): Promise<ClaimResponse> => {
      return await claimInvite(parseRequest(claimRequestSchema, request.body), invites, now())
    },
  )

  app.post(
    '/invites/claims/:claimId/opening',
    { config: { rateLimit } },
    async (request, reply) => {
      const { claimId } = parseRequest(z.object({ claimId: z.string().max(64) }), request.params)
      const opening = parseRequest(claimOpeningRequestSchema, request.body)
      const accepted = await openings.accept(claimId, opening, now())
      reply.code(202)
      return accepted
    },
  )
}
