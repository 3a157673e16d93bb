import { type Address, bytesToHex, getAddress, type Hex, hexToBytes } from 'viem'
import { type RelationshipSecret, sealingKeyOf } from './keyring.ts'
import { openBytes, SealBrokenError, sealBytes } from './sealed-box.ts'

const PLAINTEXT_BYTES = 36

/** What a sealed pointer is bound to besides its key. */
export type PointerContext = {
  readonly chainId: number
  /** The Relationships contract. */
  readonly contract: Address
  readonly agent: Address
}

/** What words alone must bring back of a relationship: who the provider is. */
export type Pointer = {
  /** The provider's Agent, never a host. */
  readonly provider: Address
}

/**
 * Seals the pointer of a relationship: 12-byte random IV, 36 bytes of AES-256-GCM ciphertext (the
 * provider's Agent, flags, zeros), 16-byte tag. There is no forward secrecy: who learns the words
 * later opens it.
 *
 * @returns exactly 64 bytes
 */
export async function sealPointer(
  secret: RelationshipSecret,
  context: PointerContext,
  pointer: Pointer,
): Promise<Hex> {
  const plaintext = new Uint8Array(PLAINTEXT_BYTES)
  plaintext.set(hexToBytes(pointer.provider))
  return bytesToHex(await sealBytes(sealingKeyOf(secret, 'pointer'), boundTo(context), plaintext))
}

/**
 * Opens the pointer of a relationship.
 *
 * @throws {SealBrokenError} MEDREC_SEAL_BROKEN if it was sealed by other words, for another
 * relationship, or is of a form this version does not know
 */
export async function openPointer(
  secret: RelationshipSecret,
  context: PointerContext,
  sealed: Hex,
): Promise<Pointer> {
  const plaintext = await openBytes(
    sealingKeyOf(secret, 'pointer'),
    boundTo(context),
    hexToBytes(sealed),
  )
  const isKnownForm =
    plaintext.length === PLAINTEXT_BYTES && plaintext.subarray(20).every((byte) => byte === 0)
  if (!isKnownForm) throw new SealBrokenError(undefined)
  return { provider: getAddress(bytesToHex(plaintext.subarray(0, 20))) }
}

function boundTo(context: PointerContext): string {
  return `medrec:pointer:v1|${context.chainId}|${getAddress(context.contract)}|${getAddress(context.agent)}`
}
