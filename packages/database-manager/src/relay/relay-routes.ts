import { RelayError, type Relayer, type RelayMessage } from '@medrec/ethereum-client'
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
import type { GrantRequest, WaitingGrants } from './waiting-grants.ts'

export type RelayRoutesDeps = ObeyDeps & {
  readonly relayer: Relayer
  readonly waiting: WaitingGrants
  /** 0: nothing waits. */
  readonly relayTickSeconds: number
  readonly now: () => UnixSeconds
  /** Per relationship, Agent, group or ordering member; ten times as many per source. */
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
  const { relayer, view } = deps
  if (message.type !== 'SetGrants') {
    const isObeyed = await obeyNarrowing(message, deps, deps.now())
    return await submit(message, { relayer, isObeyed })
  }
  // Asked before it is obeyed: then it takes nothing away any more.
  const isNarrowing = narrowsGrants(message, view)
  const isObeyed = await obeyNarrowing(message, deps, deps.now())
  return await relayGrants(message, deps, { isNarrowing, isObeyed })
}

type Narrowed = { readonly isNarrowing: boolean; readonly isObeyed: boolean }

async function relayGrants(
  message: GrantRequest,
  { relayer, relayTickSeconds, waiting }: RelayRoutesDeps,
  { isNarrowing, isObeyed }: Narrowed,
): Promise<RelayResponse> {
  if (isObeyed) await waiting.dropOvertaken(message)
  if (relayTickSeconds > 0 && !isNarrowing) {
    await relayer.simulate(message)
    await waiting.dropOvertaken(message)
    await waiting.keep(message)
    return { waitsFor: 'tick', seconds: relayTickSeconds }
  }
  const answer = await submit(message, { relayer, isObeyed })
  await waiting.dropOvertaken(message)
  return answer
}

/** What is obeyed is kept, and sent again once the chain can be reached. */
async function submit(
  message: RelayMessage,
  { relayer, isObeyed }: { readonly relayer: Relayer; readonly isObeyed: boolean },
): Promise<RelayResponse> {
  try {
    const { transaction } = await relayer.submit(message)
    return { transaction }
  } catch (error) {
    if (isObeyed && error instanceof RelayError && error.retryable) return { waitsFor: 'chain' }
    throw error
  }
}

function subjectOf(request: RelayRequest): string {
  switch (request.type) {
    case 'SetGrants':
    case 'End':
    case 'RotateDelegate':
    case 'Release':
      return request.message.relationshipId
    case 'EnableOwner':
    case 'DisableOwner':
    case 'RotateOwner':
    case 'SetCustodian':
    case 'SetCustody':
    case 'SetGuardians':
    case 'Recover':
    case 'VetoRecovery':
    case 'CompleteRecovery':
    case 'SetSwitch':
    case 'Touch':
      return request.agent
    case 'Found':
      return request.message.founder
    case 'SetMembership':
      return request.message.group
    case 'Anchor':
      return request.message.provider
  }
}
