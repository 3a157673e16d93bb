import { type Address, bytesToString, getAddress, type Hex, stringToBytes } from 'viem'
import { z } from 'zod'
import { fromBase64Url, toBase64Url } from './base64url.ts'
import { type RelationshipSecret, sealingKeyOf } from './keyring.ts'
import { padded, unpadded } from './padding.ts'
import { openBytes, SealBrokenError, sealBytes } from './sealed-box.ts'
import { addressSchema, hash32Schema } from './wire-values.ts'

const BLOCK_BYTES = 4096

/**
 * What words alone cannot bring back of a relationship: whom each commitment names, and the
 * patient's own label. Kept as one padded ciphertext at that relationship's Database Manager.
 */
export const viewerBookSchema = z.strictObject({
  version: z.literal(1),
  /** The next unused salt counter. */
  nextCounter: z.number().int().nonnegative(),
  label: z.string().max(200),
  viewers: z.array(
    z.strictObject({
      counter: z.number().int().nonnegative(),
      commitment: hash32Schema,
      viewer: addressSchema,
      name: z.string().max(200),
      role: z.string().max(200),
      /** Agent of the provider where the viewer works. */
      provider: addressSchema,
    }),
  ),
})

export type ViewerBook = z.infer<typeof viewerBookSchema>

export type ViewerBookContext = {
  readonly chainId: number
  /** The Relationships contract. */
  readonly contract: Address
  readonly relationshipId: Hex
}

/** The book of a relationship in which nothing was granted yet. */
export const EMPTY_VIEWER_BOOK: ViewerBook = { version: 1, nextCounter: 0, label: '', viewers: [] }

/** Seals a viewer book, padded to whole blocks of 4,096 bytes; base64url text. */
export async function sealViewerBook(
  secret: RelationshipSecret,
  context: ViewerBookContext,
  book: ViewerBook,
): Promise<string> {
  const plaintext = padded(stringToBytes(JSON.stringify(book)), BLOCK_BYTES)
  return toBase64Url(
    await sealBytes(sealingKeyOf(secret, 'viewer-book'), boundTo(context), plaintext),
  )
}

/**
 * Opens a viewer book.
 *
 * @throws {SealBrokenError} MEDREC_SEAL_BROKEN if it was sealed by other words, for another
 * relationship, or is of a form this version does not know
 */
export async function openViewerBook(
  secret: RelationshipSecret,
  context: ViewerBookContext,
  sealed: string,
): Promise<ViewerBook> {
  const plaintext = await openBytes(
    sealingKeyOf(secret, 'viewer-book'),
    boundTo(context),
    fromBase64Url(sealed),
  )
  try {
    return viewerBookSchema.parse(JSON.parse(bytesToString(unpadded(plaintext))))
  } catch (cause) {
    throw new SealBrokenError(cause)
  }
}

function boundTo(context: ViewerBookContext): string {
  return `medrec:viewer-book:v1|${context.chainId}|${getAddress(context.contract)}|${context.relationshipId}`
}
