import type { OperationOutcome, Resource } from '@medplum/fhirtypes'
import { isPatientType, isSharedType, MedRecError } from '@medrec/protocol'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { RequestUnsupportedError } from '../access/access-errors.ts'
import type { GuardedRecords, Served } from '../access/guarded-records.ts'
import type { Authenticate, Principal } from '../auth/principal.ts'
import { RECEIPT_HEADER } from '../log/receipt.ts'
import { searchsetOf } from './fhir-bundle.ts'
import { capabilityStatement } from './fhir-capability-statement.ts'
import { parseReadQuery, parseSearch } from './fhir-query.ts'

/** Age in seconds of what is known of the chain, on the patient's own reads when it is too old. */
export const VIEW_AGE_HEADER = 'MedRec-View-Age'

export type FhirRoutesDeps = {
  readonly authenticate: Authenticate
  readonly records: GuardedRecords
  /** The provider's origin, such as `http://localhost:8481`. */
  readonly origin: string
  readonly providerName: string
  /** Types the silo can answer. */
  readonly types: readonly string[]
}

/**
 * FHIR R4, reading only: read and search of the patient's types, read of the shared ones. The
 * proof is claimed with the log entry, by the records themselves.
 */
export function registerFhirRoutes(app: FastifyInstance, deps: FhirRoutesDeps): void {
  const { authenticate, origin, records } = deps
  const statement = capabilityStatement({ ...deps, name: deps.providerName })
  // A HEAD of Fastify's own would read and log as a GET.
  const options = { exposeHeadRoute: false }

  async function principalOf(request: FastifyRequest): Promise<Principal> {
    const principal = await authenticate(request)
    request.signedInAgent = principal.agent
    return principal
  }

  app.get('/fhir/metadata', options, async (request, reply) =>
    send(reply, statement, parseReadQuery(rawQueryOf(request))),
  )

  app.get<{ Params: { type: string } }>('/fhir/:type', options, async (request, reply) => {
    const { type } = request.params
    const principal = await principalOf(request)
    if (isSharedType(type)) throw notOffered(type, 'It is read by id or by _include, not searched.')
    if (!isPatientType(type)) throw unknownType(type)
    const { need, isPretty } = parseSearch(type, rawQueryOf(request))
    if (need.patient === undefined && principal.linkedPatient === undefined) {
      throw notOffered(type === 'Patient' ? '_id' : 'patient', 'Say whose records.')
    }
    const served = await records.search(principal, need)
    mark(reply, served)
    return send(reply, searchsetOf(served, need, origin), isPretty)
  })

  app.get<{ Params: { type: string; id: string } }>(
    '/fhir/:type/:id',
    options,
    async (request, reply) => {
      const { type, id } = request.params
      const principal = await principalOf(request)
      if (!isPatientType(type) && !isSharedType(type)) throw unknownType(type)
      if (/^[_$]/.test(id)) throw notOffered(id, 'This operation is not offered.')
      const isPretty = parseReadQuery(rawQueryOf(request))
      const served = await records.read(principal, { type, id })
      mark(reply, served)
      return send(reply, served.body, isPretty)
    },
  )

  for (const url of ['/fhir', '/fhir/*']) {
    app.get(url, options, async (request) => {
      const operation = request.url.split('?', 1)[0]?.split('/').slice(2)
      throw notOffered(operation?.at(-1) ?? '', 'This operation is not offered.')
    })
    app.route({
      method: ['DELETE', 'HEAD', 'PATCH', 'POST', 'PUT'],
      url,
      handler: async (_, reply) => {
        reply.header('allow', 'GET')
        throw new MethodNotAllowedError()
      },
    })
  }
}

function mark(reply: FastifyReply, served: Served<unknown>): void {
  reply.header(RECEIPT_HEADER, served.receipts.join(', '))
  const { staleSeconds } = served
  if (staleSeconds !== undefined) reply.header(VIEW_AGE_HEADER, String(Math.floor(staleSeconds)))
}

function send(
  reply: FastifyReply,
  body: Resource | OperationOutcome,
  isPretty: boolean,
): FastifyReply {
  return reply
    .type('application/fhir+json')
    .send(JSON.stringify(body, undefined, isPretty ? 2 : undefined))
}

function rawQueryOf(request: FastifyRequest): string {
  const start = request.url.indexOf('?')
  return start < 0 ? '' : request.url.slice(start + 1)
}

function unknownType(type: string): RequestUnsupportedError {
  return notOffered(type, 'This resource type is not served.')
}

function notOffered(part: string, remedy: string): RequestUnsupportedError {
  return new RequestUnsupportedError(part.replace(/[^A-Za-z0-9_:.$-]/g, '?').slice(0, 64), remedy)
}

/** Nothing is written over FHIR. */
export class MethodNotAllowedError extends MedRecError<
  'MEDREC_METHOD_NOT_ALLOWED',
  Readonly<Record<string, never>>
> {
  override readonly name = 'MethodNotAllowedError'

  constructor() {
    super('MEDREC_METHOD_NOT_ALLOWED', 'Records are read here with GET; nothing is written.', {
      details: {},
    })
  }
}
