import { EMPTY_VIEWER_BOOK, type ViewerBook, viewerBookBodySchema } from '@medrec/protocol'
import type { ProfileSession } from './profile-session.ts'
import { ProviderRefusedError } from './provider-errors.ts'
import { readAnswer } from './provider-session.ts'
import { patientLine, type Relationship } from './relationships.ts'

/** A viewer book and the version it stands in at the provider; no version if there is none yet. */
export type KeptViewerBook = { readonly book: ViewerBook; readonly version: string | undefined }

/** Reads who the commitments of a relationship name. The provider keeps it and cannot read it. */
export async function readViewerBook(
  session: ProfileSession,
  relationship: Relationship,
): Promise<KeptViewerBook> {
  const answer = await patientLine(session, relationship)
    .request(pathOf(relationship))
    .catch((error) => {
      const isAbsent = error instanceof ProviderRefusedError && error.details.status === 404
      if (isAbsent) return undefined
      throw error
    })
  if (answer === undefined) return { book: EMPTY_VIEWER_BOOK, version: undefined }
  const { sealed } = await readAnswer(relationship.provider.host, viewerBookBodySchema, answer)
  const book = await session.keys.openViewerBook({ ...contextOf(session, relationship), sealed })
  return { book, version: answer.headers.get('etag') ?? undefined }
}

/** Replaces a viewer book; refused with status 412 if another tab or device was quicker. */
export async function writeViewerBook(
  session: ProfileSession,
  relationship: Relationship,
  kept: KeptViewerBook,
): Promise<void> {
  const sealed = await session.keys.sealViewerBook({
    ...contextOf(session, relationship),
    book: kept.book,
  })
  await patientLine(session, relationship).request(pathOf(relationship), {
    method: 'PUT',
    body: JSON.stringify({ sealed }),
    headers: {
      'content-type': 'application/json',
      ...(kept.version === undefined ? { 'if-none-match': '*' } : { 'if-match': kept.version }),
    },
  })
}

function contextOf({ network }: ProfileSession, { index, id }: Relationship) {
  const { chainId, relationships: contract } = network
  return { index, context: { chainId, contract, relationshipId: id } }
}

function pathOf({ id }: Relationship): string {
  return `/relationships/${id}/viewer-book`
}
