import type { Hex } from 'viem'
import { RequestError } from '../http/request-errors.ts'
import type { Store } from '../store/store.ts'

export type ViewerBookVersion = { readonly version: number; readonly sealed: string }

/** The book of a relationship as the patient sealed it; undefined before there is one. */
export async function readViewerBook(
  relationshipId: Hex,
  store: Store,
): Promise<ViewerBookVersion | undefined> {
  return await store.read
    .selectFrom('viewer_books')
    .select(['version', 'sealed'])
    .where('relationship_id', '=', relationshipId)
    .executeTakeFirst()
}

/**
 * Replaces a book, if it is still the version that was read.
 *
 * @param book `version` is the one to be replaced; 0 = there is none yet
 * @returns the new version
 * @throws {RequestError} MEDREC_PRECONDITION_FAILED if it was changed meanwhile
 */
export async function writeViewerBook(
  relationshipId: Hex,
  book: ViewerBookVersion,
  store: Store,
): Promise<number> {
  const { sealed } = book
  const version = book.version + 1
  const written =
    book.version === 0
      ? await store.write
          .insertInto('viewer_books')
          .values({ relationship_id: relationshipId, version, sealed })
          .onConflict((conflict) => conflict.doNothing())
          .returning('version')
          .executeTakeFirst()
      : await store.write
          .updateTable('viewer_books')
          .set({ version, sealed })
          .where('relationship_id', '=', relationshipId)
          .where('version', '=', book.version)
          .returning('version')
          .executeTakeFirst()
  if (written === undefined) throw new RequestError('MEDREC_PRECONDITION_FAILED')
  return version
}
