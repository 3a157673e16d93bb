import { addressSchema, leaveNoteRequestSchema, type UnixSeconds } from '@medrec/protocol'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Enter } from '../http/enter.ts'
import { parseRequest } from '../http/request-errors.ts'
import type { Inbox } from './inbox.ts'

export type InboxRoutesDeps = {
  readonly inbox: Inbox
  readonly enter: Enter
  readonly now: () => UnixSeconds
  readonly notesPerMinute: number
}

/** POST /inbox/:agent for anybody; GET /inbox and DELETE /inbox/:id for the Agent itself. */
export function registerInboxRoutes(app: FastifyInstance, deps: InboxRoutesDeps): void {
  const { inbox, enter, now } = deps
  const rateLimit = { max: deps.notesPerMinute, timeWindow: '1 minute' }
  app.post('/inbox/:agent', { config: { rateLimit }, bodyLimit: 4096 }, async (request, reply) => {
    const { agent } = parseRequest(z.object({ agent: addressSchema }), request.params)
    const { note } = parseRequest(leaveNoteRequestSchema, request.body)
    await inbox.leave(agent, note, now())
    reply.code(202)
    return {}
  })

  app.get('/inbox', async (request) => {
    const { agent } = await enter(request)
    return { notes: await inbox.notesOf(agent) }
  })

  app.delete('/inbox/:id', async (request, reply) => {
    const { agent } = await enter(request)
    const { id } = parseRequest(z.object({ id: z.string().max(64) }), request.params)
    await inbox.delete(agent, id)
    return reply.code(204).send()
  })
}
