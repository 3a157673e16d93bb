import { stringToBytes } from 'viem'
import { MedRecError } from './med-rec-error.ts'

const IV_BYTES = 12

/** A key the platform holds: `CryptoKey`, which browsers and Node name in different places. */
export type PlatformKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>

/**
 * Seals bytes by AES-256-GCM under a random 12-byte IV.
 *
 * @param key 32 bytes
 * @param context bound as associated data: opening needs the same
 * @returns IV, ciphertext and 16-byte tag, in this order
 */
export async function sealBytes(
  key: Uint8Array,
  context: string,
  plaintext: Uint8Array,
): Promise<Uint8Array> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES))
  const sealed = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv, additionalData: new Uint8Array(stringToBytes(context)) },
    await importKey(key),
    new Uint8Array(plaintext),
  )
  const box = new Uint8Array(IV_BYTES + sealed.byteLength)
  box.set(iv)
  box.set(new Uint8Array(sealed), IV_BYTES)
  return box
}

/**
 * Opens what {@link sealBytes} sealed.
 *
 * @throws {SealBrokenError} MEDREC_SEAL_BROKEN if the key, the context or a byte differs
 */
export async function openBytes(
  key: Uint8Array,
  context: string,
  box: Uint8Array,
): Promise<Uint8Array> {
  try {
    return new Uint8Array(
      await crypto.subtle.decrypt(
        {
          name: 'AES-GCM',
          iv: new Uint8Array(box.subarray(0, IV_BYTES)),
          additionalData: new Uint8Array(stringToBytes(context)),
        },
        await importKey(key),
        new Uint8Array(box.subarray(IV_BYTES)),
      ),
    )
  } catch (cause) {
    throw new SealBrokenError(cause)
  }
}

async function importKey(key: Uint8Array): Promise<PlatformKey> {
  return crypto.subtle.importKey('raw', new Uint8Array(key), 'AES-GCM', false, [
    'encrypt',
    'decrypt',
  ])
}

export class SealBrokenError extends MedRecError<
  'MEDREC_SEAL_BROKEN',
  Readonly<Record<string, never>>
> {
  override name = 'SealBrokenError'
  constructor(cause: unknown) {
    super(
      'MEDREC_SEAL_BROKEN',
      'This sealed text cannot be opened: it was sealed for another key, or it was changed.',
      { details: {}, cause },
    )
  }
}
