import { RelayError, type Relayer, signerOf } from '@medrec/ethereum-client'
import {
  type RelayRequest,
  type RelayResponse,
  relayOpeningRequestSchema,
  relayRequestSchema,
  type UnixSeconds,
} from '@medrec/protocol'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { parseRequest, RequestError } from '../http/request-errors.ts'
import { narrowsGrants, type ObeyDeps, obeyNarrowing } from './obey-narrowing.ts'
import { checkRelayOrder } from './relay-openings.ts'
import type { WaitingGrants } from './waiting-grants.ts'

export type RelayRoutesDeps = ObeyDeps & {
  readonly relayer: Relayer
  readonly waiting: WaitingGrants
  /** 0: nothing waits. */
  readonly relayTickSeconds: number
  readonly now: () => UnixSeconds
  /** Per relationship, Agent or ordering member; ten times as many per source. */
  readonly relaysPerMinute: number
}

/** POST /relay and POST /relay/openings: other people's signed messages for the chain. */
export function registerRelayRoutes(app: FastifyInstance, deps: RelayRoutesDeps): void {
  const { relayer, now, relaysPerMinute: max } = deps
  const perSource = { config: { rateLimit: { max: 10 * max, timeWindow: '1 minute' } } }
  const limitOf = (keyOf: (request: FastifyRequest) => string) =>
    app.createRateLimit({ max, timeWindow: '1 minute', keyGenerator: keyOf })
  const limitSubject = limitOf(({ body }) => `relay:${subjectOf(relayRequestSchema.parse(body))}`)
  const limitMember = limitOf(
    ({ body }) => `member:${relayOpeningRequestSchema.parse(body).order.member}`,
  )

  app.post('/relay', perSource, async (request, reply) => {
    const message = parseRequest(relayRequestSchema, request.body)
    const limit = await limitSubject(request)
    if (!limit.isAllowed && limit.isExceeded) throw new RequestError('MEDREC_TOO_MANY_REQUESTS')
    // The number a message carries is only checked by the chain, so that comes first here.
    if (message.type === 'DisableOwner') await relayer.simulate(message)
    if (message.type === 'EnableOwner') await requireKnownManager(message, deps)
    const answer = await relay(message, deps)
    reply.code(202)
    return answer
  })

  app.post('/relay/openings', perSource, async (request, reply) => {
    const order = parseRequest(relayOpeningRequestSchema, request.body)
    await checkRelayOrder(order, deps, now())
    const limit = await limitMember(request)
    if (!limit.isAllowed && limit.isExceeded) throw new RequestError('MEDREC_TOO_MANY_REQUESTS')
    const { transaction } = await relayer.submit({ type: 'Open', ...order.opening })
    reply.code(202)
    return { transaction }
  })
}

/** What narrows goes at once, and never behind what widens; a grant waits for the tick. */
async function relay(message: RelayRequest, deps: RelayRoutesDeps): Promise<RelayResponse> {
  const { relayer, relayTickSeconds, view, waiting } = deps
  // Asked before it is obeyed: then it takes nothing away any more.
  const isNarrowing = message.type === 'SetGrants' && narrowsGrants(message, view)
  const isObeyed = await obeyNarrowing(message, deps, deps.now())
  if (message.type !== 'SetGrants') {
    const { transaction } = await relayer.submit(message)
    return { transaction }
  }
  if (isObeyed) await waiting.dropOvertaken(message)
  if (relayTickSeconds > 0 && !isNarrowing) {
    await relayer.simulate(message)
    await waiting.dropOvertaken(message)
    await waiting.keep(message)
    return { sentWithinSeconds: relayTickSeconds }
  }
  const { transaction } = await relayer.submit(message)
  await waiting.dropOvertaken(message)
  return { transaction }
}

/** An Agent that needs to be made costs its relayer: for a relationship or staff that is known here. */
async function requireKnownManager(
  message: Extract<RelayRequest, { type: 'EnableOwner' }>,
  deps: RelayRoutesDeps,
): Promise<void> {
  const signer = await signerOf(deps.network, message).catch(() => undefined)
  if (signer === undefined) throw new RelayError('MEDREC_RELAY_INVALID_SIGNATURE')
  if (!deps.view.allows(message.agent, signer, 'manage')) {
    throw new RelayError('MEDREC_RELAY_NOT_ALLOWED')
  }
}

function subjectOf(request: RelayRequest): string {
  switch (request.type) {
    case 'SetGrants':
    case 'End':
    case 'RotateDelegate':
      return request.message.relationshipId
    case 'EnableOwner':
    case 'DisableOwner':
      return request.agent
  }
}
