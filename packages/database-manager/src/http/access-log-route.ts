import type { AccessLogResponse } from '@medrec/protocol'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { AccessDeniedError } from '../access/access-errors.ts'
import type { WireIds } from '../access/wire-ids.ts'
import type { AccessLog } from '../log/access-log.ts'
import type { Enter } from './enter.ts'
import { parseRequest } from './request-errors.ts'

export type AccessLogRouteDeps = {
  readonly enter: Enter
  readonly log: Pick<AccessLog, 'entriesOf' | 'recordRefusal'>
  readonly wireIds: WireIds
}

const MAX_COUNT = 250

const querySchema = z.strictObject({
  before: z.coerce.number().int().positive().optional(),
  _count: z.coerce.number().int().min(1).max(MAX_COUNT).default(50),
})

/** GET /access-log: a patient's own entries, newest first, with all it takes to check them. */
export function registerAccessLogRoute(app: FastifyInstance, deps: AccessLogRouteDeps): void {
  const { enter, log, wireIds } = deps
  app.get('/access-log', async (request): Promise<AccessLogResponse> => {
    const { agent, linkedPatient } = await enter(request)
    const { before, _count: count } = parseRequest(querySchema, request.query)
    if (linkedPatient === undefined) {
      const error = new AccessDeniedError()
      const { code } = error
      await log.recordRefusal({ source: request.ip, code, route: 'GET /access-log', agent })
      throw error
    }
    const patient = wireIds.encode('Patient', linkedPatient.patientKey)
    const entries = await log.entriesOf(patient, { before, count })
    const last = entries.at(-1)
    const hasMore = last !== undefined && entries.length === count && last.number > 1
    return {
      entries: entries.map(({ number, event, salt, leaf, previous }) => ({
        number,
        event: { ...event },
        salt,
        leaf,
        previous,
      })),
      ...(hasMore ? { next: last.number } : {}),
    }
  })
}
