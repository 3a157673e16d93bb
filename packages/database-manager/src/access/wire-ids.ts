import { hkdfSync } from 'node:crypto'
import { MedRecError } from '@medrec/protocol'
import { gcmsiv } from '@noble/ciphers/aes.js'

/** The ids of resources as they appear on the wire: keyed, reversible, of one length. */
export interface WireIds {
  /**
   * @throws {SiloKeyError} MEDREC_SILO_KEY_UNUSABLE if the key is neither a UUID in lower case nor
   *   1 to 30 printable ASCII characters
   */
  encode(type: string, key: string): string
  /** @returns the silo's key, or undefined for whatever {@link encode} did not make for this type */
  decode(type: string, id: string): string | undefined
}

const PLAINTEXT_BYTES = 32
const MAX_KEY_BYTES = 30
/** The first byte of a UUID's plaintext; a text's is its length. */
const UUID_MARK = 0xff
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const SHORT_KEY = /^[\x21-\x7e]{1,30}$/
const WIRE_ID = /^[A-Za-z0-9.-]{64}$/
/** Fixed: GCM-SIV then tells only whether two ids are equal, which is what an id is for. */
const NONCE = new Uint8Array(12)
const REMEMBERED = 20_000

/**
 * Opens the wire ids of one provider: AES-256-GCM-SIV (RFC 8452) of the padded key with the type
 * as associated data, base64url with `.` for `_`, since FHIR ids know no underscore.
 *
 * @param secret the provider's secret, at least 32 bytes; another secret gives other ids
 */
export function openWireIds(secret: Uint8Array): WireIds {
  const key = new Uint8Array(hkdfSync('sha256', secret, '', 'medrec:wire-ids:v1', 32))
  const remembered = new Map<string, string>()
  const cipher = (type: string) => gcmsiv(key, NONCE, new TextEncoder().encode(type))

  return {
    encode(type, siloKey) {
      const name = `${type}/${siloKey}`
      const known = remembered.get(name)
      if (known !== undefined) return known
      const id = toId(cipher(type).encrypt(pad(siloKey)))
      if (remembered.size >= REMEMBERED) remembered.clear()
      remembered.set(name, id)
      return id
    },
    decode(type, id) {
      if (!WIRE_ID.test(id)) return undefined
      try {
        return unpad(cipher(type).decrypt(fromId(id)))
      } catch {
        return undefined
      }
    },
  }
}

function toId(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url').replaceAll('_', '.')
}

/** 48 bytes are exactly 64 characters: every spelling is another value. */
function fromId(id: string): Uint8Array {
  return Buffer.from(id.replaceAll('.', '_'), 'base64url')
}

function pad(siloKey: string): Uint8Array {
  const padded = new Uint8Array(PLAINTEXT_BYTES)
  if (UUID.test(siloKey)) {
    padded[0] = UUID_MARK
    padded.set(Buffer.from(siloKey.replaceAll('-', ''), 'hex'), 1)
    return padded
  }
  if (!SHORT_KEY.test(siloKey)) throw new SiloKeyError()
  padded[0] = siloKey.length
  padded.set(new TextEncoder().encode(siloKey), 1)
  return padded
}

function unpad(padded: Uint8Array): string | undefined {
  const [mark] = padded
  if (mark === UUID_MARK) {
    const hex = Buffer.from(padded.subarray(1, 17)).toString('hex')
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  }
  if (mark === undefined || mark === 0 || mark > MAX_KEY_BYTES) return undefined
  return new TextDecoder().decode(padded.subarray(1, 1 + mark))
}

/** A silo gave a key that no wire id can carry. */
export class SiloKeyError extends MedRecError<
  'MEDREC_SILO_KEY_UNUSABLE',
  Readonly<Record<string, never>>
> {
  override readonly name = 'SiloKeyError'

  constructor() {
    super(
      'MEDREC_SILO_KEY_UNUSABLE',
      'The database has a key that is neither a UUID nor at most 30 printable ASCII characters. Map it to another one.',
      { details: {} },
    )
  }
}
