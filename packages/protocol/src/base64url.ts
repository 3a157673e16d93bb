import { base64urlnopad } from '@scure/base'

/** Bytes as base64url text without padding (RFC 4648 section 5). */
export function toBase64Url(bytes: Uint8Array): string {
  return base64urlnopad.encode(bytes)
}

/**
 * Reads base64url text without padding, strictly: one spelling per value.
 *
 * @throws {Error} if a character, the length or the trailing bits are wrong
 */
export function fromBase64Url(text: string): Uint8Array {
  return base64urlnopad.decode(text)
}
