import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core'
import { bytesToString, stringToBytes } from 'viem'
import { z } from 'zod'
import { fromBase64Url, toBase64Url } from './base64url.ts'
import { padded, unpadded } from './padding.ts'
import { type PlatformKey, SealBrokenError } from './sealed-box.ts'
import { addressSchema, hash32Schema } from './wire-values.ts'

const NOTE_BYTES = 512
const ENCAPSULATED_KEY_BYTES = 32
const INFO = stringToBytes('medrec:grant-note:v1')

/** Bytes of every sealed note: encapsulated key 32, padded note 512, tag 16. */
export const SEALED_NOTE_BYTES = ENCAPSULATED_KEY_BYTES + NOTE_BYTES + 16

/** A key pair for notes; `publicKey` is the raw X25519 key, 32 bytes. */
export type HpkeKeyPair = { readonly publicKey: Uint8Array; readonly privateKey: PlatformKey }

/** What a viewer needs to know of a grant: it names the provider's Agent, never a host. */
export const grantNoteSchema = z.strictObject({
  version: z.literal(1),
  relationshipId: hash32Schema,
  salt: hash32Schema,
  provider: addressSchema,
})

export type GrantNote = z.infer<typeof grantNoteSchema>

/**
 * Derives the key pair for notes from 32 secret bytes.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9180#section-7.1.3
 */
export async function hpkeKeyPairOf(secret: Uint8Array): Promise<HpkeKeyPair> {
  const kem = new DhkemX25519HkdfSha256()
  const pair = await kem.deriveKeyPair(bufferOf(secret))
  return {
    publicKey: new Uint8Array(await kem.serializePublicKey(pair.publicKey)),
    privateKey: pair.privateKey,
  }
}

/**
 * Seals a note to a viewer: HPKE base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM,
 * padded to 512 bytes.
 *
 * @param hpkePublicKey raw X25519 key, 32 bytes
 * @returns base64url of {@link SEALED_NOTE_BYTES} bytes
 * @see https://www.rfc-editor.org/rfc/rfc9180
 */
export async function sealNote(hpkePublicKey: Uint8Array, note: GrantNote): Promise<string> {
  const kem = new DhkemX25519HkdfSha256()
  const sender = await suite(kem).createSenderContext({
    recipientPublicKey: await kem.deserializePublicKey(bufferOf(hpkePublicKey)),
    info: bufferOf(INFO),
  })
  const plaintext = padded(stringToBytes(JSON.stringify(note)), NOTE_BYTES)
  const ciphertext = new Uint8Array(await sender.seal(bufferOf(plaintext)))
  const sealed = new Uint8Array(SEALED_NOTE_BYTES)
  sealed.set(new Uint8Array(sender.enc))
  sealed.set(ciphertext, ENCAPSULATED_KEY_BYTES)
  return toBase64Url(sealed)
}

/**
 * Opens a note.
 *
 * @throws {SealBrokenError} MEDREC_SEAL_BROKEN if it is for another key or is not a note
 */
export async function openNote(privateKey: PlatformKey, sealed: string): Promise<GrantNote> {
  try {
    const bytes = fromBase64Url(sealed)
    const recipient = await suite(new DhkemX25519HkdfSha256()).createRecipientContext({
      recipientKey: privateKey,
      enc: bufferOf(bytes.subarray(0, ENCAPSULATED_KEY_BYTES)),
      info: bufferOf(INFO),
    })
    const plaintext = await recipient.open(bufferOf(bytes.subarray(ENCAPSULATED_KEY_BYTES)))
    const text = bytesToString(unpadded(new Uint8Array(plaintext)))
    return grantNoteSchema.parse(JSON.parse(text))
  } catch (cause) {
    throw new SealBrokenError(cause)
  }
}

function suite(kem: DhkemX25519HkdfSha256): CipherSuite {
  return new CipherSuite({ kem, kdf: new HkdfSha256(), aead: new Aes256Gcm() })
}

/** The library takes an `ArrayBuffer` of its own, not a view into another. */
function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer
}
