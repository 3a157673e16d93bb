import {
  ACCESS_TOKEN_TYPE,
  SIWE_TOKEN_TYPE,
  TOKEN_EXCHANGE_GRANT_TYPE,
  type TokenResponse,
  type UnixSeconds,
} from '@medrec/protocol'
import type { FastifyInstance } from 'fastify'
import type { Address } from 'viem'
import { z } from 'zod'
import { parseRequest } from '../http/request-errors.ts'
import { type ExchangeDeps, exchangeSignIn } from './exchange-sign-in.ts'
import { ProofRefusedError } from './proof-of-possession.ts'

export type AuthRoutesDeps = ExchangeDeps & {
  /** The patient's id on the wire, when the Agent is that of a patient linked here. */
  readonly wirePatientOf: (agent: Address) => Promise<string | undefined>
  readonly now: () => UnixSeconds
  readonly tokensPerMinute: number
}

/**
 * GET /auth/nonce and POST /auth/token.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8693#section-2
 */
export function registerAuthRoutes(app: FastifyInstance, deps: AuthRoutesDeps): void {
  app.get('/auth/nonce', async () => ({ nonce: deps.signInNonces.issue(deps.now()) }))

  // Recovering a signature costs 2.4 ms of this thread, so the limit comes before it.
  const rateLimit = { max: deps.tokensPerMinute, timeWindow: '1 minute' }
  app.post(
    '/auth/token',
    { config: { errorFormat: 'oauth', rateLimit } },
    async (request): Promise<TokenResponse> => {
      const proof = request.headers.dpop
      if (typeof proof !== 'string') throw new ProofRefusedError('missing')
      const form = parseRequest(formSchema, fieldsOf(request.body))
      const exchange = { subjectToken: form.subject_token, vouching: form.vouching, proof }
      const { token, agent, expiresIn } = await exchangeSignIn(exchange, deps, deps.now())
      const patient = await deps.wirePatientOf(agent)
      return {
        access_token: token,
        issued_token_type: ACCESS_TOKEN_TYPE,
        token_type: 'DPoP',
        expires_in: expiresIn,
        ...(patient === undefined ? {} : { patient }),
      }
    },
  )
}

const formSchema = z.object({
  grant_type: z.literal(TOKEN_EXCHANGE_GRANT_TYPE),
  subject_token: z.string().max(8000),
  subject_token_type: z.literal(SIWE_TOKEN_TYPE),
  vouching: z.string().max(16_000).optional(),
})

/** The fields of a form; one that stands there twice is an array, which no schema here takes. */
function fieldsOf(body: unknown): unknown {
  if (!(body instanceof URLSearchParams)) return undefined
  const names = new Set(body.keys())
  return Object.fromEntries(
    [...names].map((name) => {
      const values = body.getAll(name)
      return [name, values.length === 1 ? values[0] : values]
    }),
  )
}
