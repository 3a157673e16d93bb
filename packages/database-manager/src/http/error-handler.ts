import { MedRecError } from '@medrec/protocol'
import type { FastifyBaseLogger, FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { Address } from 'viem'
import type { RefusalRecorder } from '../auth/principal.ts'
import { type ErrorRule, errorRuleOf } from './error-rules.ts'
import { operationOutcome } from './operation-outcome.ts'
import { RequestError, RequestInvalidError } from './request-errors.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** How this route spells its errors; an OperationOutcome if not said. */
    readonly errorFormat?: 'oauth' | 'json-rpc'
  }
  interface FastifyRequest {
    /** The Agent that signed in for this request, once that is known. */
    signedInAgent: Address | undefined
  }
}

/**
 * Makes the one place where an error becomes an answer. A refusal is recorded before it is
 * answered; an error without a rule is a 500 that tells nothing but the request's id.
 */
export function makeErrorHandler(recorder: RefusalRecorder) {
  return async (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const known = publishable(error)
    const rule = known === undefined ? undefined : errorRuleOf(known.code)
    if (known === undefined || rule === undefined) {
      logUnknown(request.log, error)
      return await answer(reply, UNKNOWN, `Something failed here. Request id: ${request.id}`)
    }
    if (rule.isRefusal) {
      const isRecorded = await record(request, known.code)
      if (!isRecorded) return await answer(reply, UNKNOWN, UNRECORDED)
    }
    if (rule.status === 503) reply.header('retry-after', retryAfterOf(known))
    // Fastify would hang up on the rest of the body, and a client still sending never sees the answer.
    if (rule.status === 413) reply.removeHeader('connection')
    return await answer(reply, { ...rule, code: known.code }, known.message)
  }

  async function record(request: FastifyRequest, code: string): Promise<boolean> {
    const route = `${request.method} ${request.routeOptions.url ?? 'unknown'}`
    const agent = request.signedInAgent
    try {
      await recorder.recordRefusal({ source: request.ip, code, route, agent })
      return true
    } catch (error) {
      logUnknown(request.log, error)
      return false
    }
  }
}

type Answer = ErrorRule & { readonly code: string }

const UNRECORDED = 'The access log cannot be written, and nothing is answered without it.'

const UNKNOWN: Answer = {
  code: 'MEDREC_INTERNAL',
  status: 500,
  issue: 'exception',
  oauth: 'server_error',
  isRefusal: false,
}

function answer(reply: FastifyReply, rule: Answer, message: string): FastifyReply {
  const format = reply.request.routeOptions.config?.errorFormat
  if (format === 'oauth') {
    // RFC 6749 section 5.2 and RFC 9449 section 8 want 400 where a resource server says 401.
    return reply
      .code(rule.status === 401 ? 400 : rule.status)
      .type('application/json')
      .send({ error: rule.oauth ?? 'invalid_request', error_description: message, code: rule.code })
  }
  reply.code(rule.status)
  if (format === 'json-rpc') {
    return reply.type('application/json').send({
      jsonrpc: '2.0',
      id: null,
      error: { code: -32000, message, data: { code: rule.code } },
    })
  }
  if (rule.status === 401) {
    reply.header('www-authenticate', `DPoP algs="ES256", error="${rule.oauth ?? 'invalid_token'}"`)
  }
  return reply
    .type('application/fhir+json')
    .send(JSON.stringify(operationOutcome({ ...rule, message })))
}

function retryAfterOf({ details }: MedRecError): number {
  const { retryAfterSeconds } = details
  return typeof retryAfterSeconds === 'number' ? retryAfterSeconds : 5
}

/** The error as one of ours; Fastify's own faults of a request have their equals among them. */
function publishable(error: unknown): MedRecError | undefined {
  if (error instanceof MedRecError) return error
  switch ((error as Partial<FastifyError> | undefined)?.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new RequestError('MEDREC_REQUEST_TOO_LARGE')
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new RequestError('MEDREC_MEDIA_TYPE_UNKNOWN')
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new RequestInvalidError('url')
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new RequestInvalidError('body')
    default:
      return undefined
  }
}

// A message may quote a value; where it was thrown cannot.
function logUnknown(log: FastifyBaseLogger, error: unknown): void {
  const place = error instanceof Error ? error.stack?.match(/^ {4}at .+$/gm) : undefined
  const name = error instanceof Error ? error.name : typeof error
  log.error({ name, code: codeOf(error), place }, 'unknown error')
}

function codeOf(error: unknown): string | undefined {
  const code = (error as { readonly code?: unknown } | undefined)?.code
  return typeof code === 'string' ? code : undefined
}
