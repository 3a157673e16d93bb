import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto'
import { MedRecError, type UnixSeconds } from '@medrec/protocol'

/** Makes and checks the server's nonces for proofs of possession; nothing of them is kept. */
export class ProofNonces {
  readonly #key: KeyObject

  constructor(key: KeyObject) {
    this.#key = key
  }

  /** The nonce of this minute: 22 characters of base64url. */
  current(now: UnixSeconds): string {
    return this.#ofMinute(Math.floor(now / 60))
  }

  /**
   * Accepts the nonce of this minute or of the last.
   *
   * @throws {ProofNonceRequiredError} MEDREC_PROOF_NONCE_REQUIRED for any other, or none
   */
  check(nonce: string | undefined, now: UnixSeconds): void {
    const minute = Math.floor(now / 60)
    const accepted = [this.#ofMinute(minute), this.#ofMinute(minute - 1)]
    if (!accepted.some((candidate) => isEqual(candidate, nonce))) {
      throw new ProofNonceRequiredError()
    }
  }

  #ofMinute(minute: number): string {
    const mac = createHmac('sha256', this.#key).update(`proof-nonce:${minute}`)
    return mac.digest('base64url').slice(0, 22)
  }
}

function isEqual(one: string, other: string | undefined): boolean {
  if (other === undefined) return false
  const bytes = Buffer.from(one)
  const otherBytes = Buffer.from(other)
  return bytes.length === otherBytes.length && timingSafeEqual(bytes, otherBytes)
}

export class ProofNonceRequiredError extends MedRecError<
  'MEDREC_PROOF_NONCE_REQUIRED',
  Readonly<Record<string, never>>
> {
  override readonly name = 'ProofNonceRequiredError'

  constructor() {
    super(
      'MEDREC_PROOF_NONCE_REQUIRED',
      'The proof of possession must carry the nonce of the DPoP-Nonce header. Repeat it with that.',
      { details: {}, retryable: true },
    )
  }
}
