import { hash32Schema, MedRecError, viewerBookBodySchema } from '@medrec/protocol'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Hex } from 'viem'
import { z } from 'zod'
import type { Enter } from '../http/enter.ts'
import { parseRequest, RequestError } from '../http/request-errors.ts'
import type { Store } from '../store/store.ts'
import type { LinksView } from './links.ts'
import { readViewerBook, writeViewerBook } from './viewer-books.ts'

export type ViewerBookRoutesDeps = {
  readonly store: Store
  readonly enter: Enter
  readonly relationship: LinksView['relationship']
}

/** GET and PUT /relationships/:id/viewer-book, for the patient of the relationship alone. */
export function registerViewerBookRoutes(app: FastifyInstance, deps: ViewerBookRoutesDeps): void {
  const { store } = deps
  const path = '/relationships/:id/viewer-book'

  app.get(path, async (request, reply) => {
    const id = await ownRelationship(request, deps)
    const book = await readViewerBook(id, store)
    if (book === undefined) throw new RequestError('MEDREC_NOT_FOUND')
    reply.header('etag', `"${book.version}"`)
    return { sealed: book.sealed }
  })

  app.put(path, async (request, reply) => {
    const id = await ownRelationship(request, deps)
    const { sealed } = parseRequest(viewerBookBodySchema, request.body)
    const version = await writeViewerBook(id, { version: replacedVersion(request), sealed }, store)
    return reply.code(204).header('etag', `"${version}"`).send()
  })
}

async function ownRelationship(
  request: FastifyRequest,
  { enter, relationship }: ViewerBookRoutesDeps,
): Promise<Hex> {
  const { linkedPatient } = await enter(request)
  const { id } = parseRequest(z.object({ id: hash32Schema }), request.params)
  const isOwn = linkedPatient?.relationshipId === id && relationship(id)?.isEnded === false
  if (!isOwn) throw new NotYourRelationshipError()
  return id
}

function replacedVersion({ headers }: FastifyRequest): number {
  if (headers['if-none-match'] === '*') return 0
  const version = /^"([0-9]{1,9})"$/.exec(headers['if-match'] ?? '')?.[1]
  if (version === undefined) throw new RequestError('MEDREC_PRECONDITION_REQUIRED')
  return Number(version)
}

export class NotYourRelationshipError extends MedRecError<
  'MEDREC_NOT_YOUR_RELATIONSHIP',
  Readonly<Record<string, never>>
> {
  override readonly name = 'NotYourRelationshipError'

  constructor() {
    super(
      'MEDREC_NOT_YOUR_RELATIONSHIP',
      'This is not a relationship of the Agent that signed in, or it has ended.',
      { details: {} },
    )
  }
}
