import { type GrantMessage, packTerms } from '@medrec/protocol'
import { type Hex, parseSignature, signatureToCompactSignature, slice } from 'viem'
import { RelayError } from './relay-error.ts'

/** Messages are submitted shorter than they are signed: half of what a chain keeps are messages. */

/** A signature as the contracts take it. */
export type CompactSignature = { readonly r: Hex; readonly vs: Hex }

/**
 * Shortens a signature of 65 bytes (r, s, v) to 64.
 *
 * @throws {RelayError} MEDREC_RELAY_INVALID_SIGNATURE if it is not one.
 * @see https://eips.ethereum.org/EIPS/eip-2098
 */
export function compactSignature(signature: Hex): CompactSignature {
  try {
    const { r, yParityAndS } = signatureToCompactSignature(parseSignature(signature))
    return { r, vs: yParityAndS }
  } catch (cause) {
    throw new RelayError('MEDREC_RELAY_INVALID_SIGNATURE', { cause })
  }
}

/** Packs the terms of grants into one word each. */
export function packGrants(grants: readonly GrantMessage[]) {
  return grants.map(({ commitment, finerTerms, ...terms }) => ({
    commitment,
    terms: packTerms({ ...terms, finerTerms }),
    finerTerms,
  }))
}

/** Splits a sealed pointer of 64 bytes into two words. */
export function pointerWords(sealedPointer: Hex): readonly [Hex, Hex] {
  return [slice(sealedPointer, 0, 32), slice(sealedPointer, 32, 64)]
}
