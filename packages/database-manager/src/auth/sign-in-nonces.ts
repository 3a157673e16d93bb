import { createHmac, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto'
import { SIGN_IN_SECONDS, type UnixSeconds } from '@medrec/protocol'
import type { Store } from '../store/store.ts'

/**
 * The nonces of sign-in messages: 8 random bytes, the time of issue in 6 bytes and 16 bytes of
 * HMAC over both, in hexadecimal. Only used ones are kept, until they would be refused anyway.
 */
export class SignInNonces {
  readonly #key: KeyObject
  readonly #store: Store

  constructor(key: KeyObject, store: Store) {
    this.#key = key
    this.#store = store
  }

  /** Issues a nonce that may be used once in the next five minutes. */
  issue(now: UnixSeconds): string {
    const body = Buffer.alloc(BODY_BYTES)
    randomBytes(8).copy(body)
    body.writeUIntBE(now, 8, 6)
    return Buffer.concat([body, this.#mac(body)]).toString('hex')
  }

  /** Says whether a nonce is one of ours and young enough; not whether it was used. */
  isOurs(nonce: string, now: UnixSeconds): boolean {
    const bytes = Buffer.from(nonce, 'hex')
    if (bytes.toString('hex') !== nonce || bytes.length !== BODY_BYTES + MAC_BYTES) return false
    const body = bytes.subarray(0, BODY_BYTES)
    if (!timingSafeEqual(bytes.subarray(BODY_BYTES), this.#mac(body))) return false
    const issuedAt = body.readUIntBE(8, 6)
    return issuedAt <= now && now < issuedAt + SIGN_IN_SECONDS
  }

  /** Uses a nonce up, durably. @returns false if it was used before */
  async use(nonce: string, now: UnixSeconds): Promise<boolean> {
    const expiresAt = now + SIGN_IN_SECONDS
    const taken = await this.#store.write
      .insertInto('used_nonces')
      .values({ nonce, expires_at: expiresAt })
      .onConflict((conflict) => conflict.doNothing())
      .returning('nonce')
      .execute()
    return taken.length === 1
  }

  /** Forgets used nonces that are too old to be accepted. */
  async prune(now: UnixSeconds): Promise<void> {
    await this.#store.write.deleteFrom('used_nonces').where('expires_at', '<=', now).execute()
  }

  #mac(body: Uint8Array): Buffer {
    const mac = createHmac('sha256', this.#key).update('sign-in-nonce:').update(body)
    return mac.digest().subarray(0, MAC_BYTES)
  }
}

const BODY_BYTES = 14
const MAC_BYTES = 16
