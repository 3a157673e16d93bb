import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto'
import { fromBase64Url, toBase64Url } from '@medrec/protocol'
import { type Hex, hexToBytes } from 'viem'

/**
 * Seals a delegate's private key for the store: AES-256-GCM with a random IV, bound to the
 * relationship, so that a row moved to another relationship opens nothing.
 *
 * @returns base64url of IV (12 bytes), ciphertext (32) and tag (16)
 */
export function sealDelegateKey(privateKey: Hex, relationshipId: Hex, sealKey: KeyObject): string {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv(ALGORITHM, sealKey, iv).setAAD(hexToBytes(relationshipId))
  const sealed = Buffer.concat([cipher.update(hexToBytes(privateKey)), cipher.final()])
  return toBase64Url(Buffer.concat([iv, sealed, cipher.getAuthTag()]))
}

/** Opens what {@link sealDelegateKey} sealed; throws if key, relationship or row is another. */
export function openDelegateKey(sealed: string, relationshipId: Hex, sealKey: KeyObject): Hex {
  const bytes = fromBase64Url(sealed)
  const tagAt = bytes.length - TAG_BYTES
  const decipher = createDecipheriv(ALGORITHM, sealKey, bytes.subarray(0, IV_BYTES))
  decipher.setAAD(hexToBytes(relationshipId)).setAuthTag(bytes.subarray(tagAt))
  const opened = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, tagAt)), decipher.final()])
  return `0x${opened.toString('hex')}`
}

const ALGORITHM = 'aes-256-gcm'
const IV_BYTES = 12
const TAG_BYTES = 16
