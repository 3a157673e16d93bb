import { createHash, hkdfSync } from 'node:crypto'
import { gcmsiv } from '@noble/ciphers/aes.js'

/** The last row of a page, by which the next one goes on. */
export type PageEnd = { readonly date: string; readonly key: string }

/** Where a page of a search ended, in a form that only this provider can read or make. */
export interface PageCursors {
  /** @param binding who asks for what; the cursor opens under the same text alone */
  seal(cursor: PageEnd, binding: string): string
  open(text: string, binding: string): PageEnd | undefined
}

const NONCE = new Uint8Array(12)
/** Room for a key, an instant and the punctuation; of one length, so that it tells nothing. */
const PLAINTEXT_BYTES = 126
const CURSOR = /^[A-Za-z0-9_-]{2,256}$/

/** Opens the page cursors of one provider, under the same secret as its wire ids. */
export function openPageCursors(secret: Uint8Array): PageCursors {
  const key = new Uint8Array(hkdfSync('sha256', secret, '', 'medrec:page-cursors:v1', 32))
  const cipher = (binding: string) =>
    gcmsiv(key, NONCE, createHash('sha256').update(binding).digest())

  return {
    seal(cursor, binding) {
      const text = JSON.stringify([cursor.date, cursor.key]).padEnd(PLAINTEXT_BYTES)
      const sealed = cipher(binding).encrypt(new TextEncoder().encode(text))
      return Buffer.from(sealed).toString('base64url')
    },
    open(text, binding) {
      if (!CURSOR.test(text)) return undefined
      const sealed = Buffer.from(text, 'base64url')
      if (sealed.toString('base64url') !== text) return undefined
      try {
        const plain = new TextDecoder().decode(cipher(binding).decrypt(sealed))
        // Made by `seal`, which the tag proves.
        const [date, siloKey] = JSON.parse(plain) as [string, string]
        return { date, key: siloKey }
      } catch {
        return undefined
      }
    },
  }
}
