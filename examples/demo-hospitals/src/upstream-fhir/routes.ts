import { normalizeOperationOutcome, notFound, OperationOutcomeError } from '@medplum/core'
import { type FhirRequest, FhirRouter, type HttpMethod } from '@medplum/fhir-router'
import type { Bundle, OperationOutcome, Resource } from '@medplum/fhirtypes'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { capabilityStatement } from './capability-statement.ts'
import { checkSearch, checkType, refusal } from './check-request.ts'
import type { PatientRepository } from './patient-repository.ts'
import type { SearchDefinitions } from './search-definitions.ts'

export type Served = {
  readonly definitions: SearchDefinitions
  readonly repository: PatientRepository
  readonly isReadOnly: boolean
}

type OfType = { readonly Params: { readonly type: string } }

const DEFAULT_COUNT = 50
const MAX_COUNT = 250

/** Puts the server's routes before the library's router, which by itself accepts anything. */
export function addRoutes(server: FastifyInstance, served: Served): void {
  const { definitions, isReadOnly } = served
  const router = new FhirRouter()
  const ask = askWith(router, served)
  server.addContentTypeParser(
    'application/fhir+json',
    { parseAs: 'string' },
    server.getDefaultJsonParser('error', 'error'),
  )
  server.setErrorHandler((error, _request, reply) => sendError(reply, error))
  server.setNotFoundHandler((_request, reply) =>
    sendError(reply, new OperationOutcomeError(notFound)),
  )
  server.get('/metadata', (_request, reply) =>
    send(reply, 200, capabilityStatement(definitions, isReadOnly)),
  )
  server.get<OfType>('/:type', async (request, reply) => {
    const url = urlOf(request)
    checkSearch(request.params.type, url.searchParams, definitions)
    return send(reply, 200, await searchPage(ask, url))
  })
  server.get<OfType>('/:type/:id', async (request, reply) => {
    checkType(request.params.type, definitions)
    return send(reply, 200, await ask({ method: 'GET', path: urlOf(request).pathname }))
  })
  const write = async (request: FastifyRequest<OfType>, reply: FastifyReply) => {
    if (isReadOnly) throw refusal('forbidden', 'This server is read-only.')
    checkType(request.params.type, definitions)
    const method = methodOf(request)
    const path = urlOf(request).pathname
    return send(
      reply,
      method === 'POST' ? 201 : 200,
      await ask({ method, path, body: request.body }),
    )
  }
  server.post<OfType>('/:type', write)
  server.put<OfType>('/:type/:id', write)
  server.delete<OfType>('/:type/:id', write)
}

type Question = { readonly method: HttpMethod; readonly path: string; readonly body?: unknown }
type Ask = (question: Question) => Promise<Resource>

/** Asks the library's router; what it refuses is thrown. */
function askWith(router: FhirRouter, { repository }: Served): Ask {
  return async ({ method, path, body }) => {
    // With a pathname, the router refuses the request.
    const request: FhirRequest = {
      method,
      url: path,
      pathname: '',
      params: {},
      query: {},
      headers: {},
      body,
      config: {},
    }
    const [outcome, resource] = await router.handleRequest(request, repository)
    if (outcome.id !== 'ok' && outcome.id !== 'created') throw new OperationOutcomeError(outcome)
    return resource ?? outcome
  }
}

async function searchPage(ask: Ask, url: URL): Promise<Bundle> {
  const query = new URLSearchParams(url.searchParams)
  const count = Math.min(Number(query.get('_count') ?? DEFAULT_COUNT), MAX_COUNT)
  const offset = Number(query.get('_offset') ?? 0)
  query.delete('_format')
  query.set('_count', String(count))
  query.set('_offset', String(offset))
  const found = await ask({ method: 'GET', path: `${url.pathname}?${query}` })
  if (found.resourceType !== 'Bundle') throw new TypeError('A search answered no Bundle')
  const entry = (found.entry ?? []).map((one) => ({
    fullUrl: `${url.origin}/${one.resource?.resourceType}/${one.resource?.id}`,
    ...one,
  }))
  const link = [{ relation: 'self', url: url.href }]
  if (count > 0 && offset + entry.length < (found.total ?? 0)) {
    query.set('_offset', String(offset + entry.length))
    link.push({ relation: 'next', url: `${url.origin}${url.pathname}?${query}` })
  }
  return { ...found, link, entry }
}

/** The address as the caller wrote it, so that links lead where the caller came from. */
function urlOf(request: FastifyRequest): URL {
  return new URL(request.url, `http://${request.host}`)
}

function methodOf(request: FastifyRequest): HttpMethod {
  if (request.method === 'PUT' || request.method === 'DELETE') return request.method
  return 'POST'
}

const STATUS: Readonly<Record<string, number>> = {
  'not-found': 404,
  forbidden: 403,
  deleted: 410,
  exception: 500,
}

function sendError(reply: FastifyReply, error: unknown): FastifyReply {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined
  if (typeof status === 'number' && status < 500) {
    return send(reply, status, refusal('structure', 'The request cannot be read.').outcome)
  }
  if (!(error instanceof OperationOutcomeError)) {
    const failure = refusal('exception', 'The server failed.').outcome
    return send(reply, 500, failure)
  }
  const outcome: OperationOutcome = normalizeOperationOutcome(error)
  return send(reply, STATUS[outcome.issue[0]?.code ?? ''] ?? 400, outcome)
}

function send(reply: FastifyReply, status: number, resource: Resource): FastifyReply {
  return reply
    .code(status)
    .type('application/fhir+json; charset=utf-8')
    .send(JSON.stringify(resource))
}
