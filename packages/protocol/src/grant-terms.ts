import type { Hex } from 'viem'
import { zeroHash } from 'viem'
import type { UnixSeconds } from './unix-seconds.ts'

/** What a grant allows, as the chain keeps it in one slot, and the hash of its finer terms. */
export type GrantTerms = {
  /** Bits of kinds, at most 64. */
  readonly readKinds: bigint
  readonly writeKinds: bigint
  /** 0 means from now. */
  readonly notBefore: UnixSeconds
  /** The first second at which the grant is over. */
  readonly notAfter: UnixSeconds
  /** Bits of purposes, at most 16. */
  readonly purposes: number
  /** 1 and up; the higher one counts. */
  readonly version: number
  /** 32 bytes; zero if there are none. */
  readonly finerTerms: Hex
}

/**
 * Packs terms into the word the chain stores. Least significant first: read kinds 64 bits, write
 * kinds 64, not-before 40, not-after 40, purposes 16, version 32.
 *
 * @see vectors/typed-messages.json
 */
export function packTerms(terms: GrantTerms): bigint {
  return (
    terms.readKinds |
    (terms.writeKinds << 64n) |
    (BigInt(terms.notBefore) << 128n) |
    (BigInt(terms.notAfter) << 168n) |
    (BigInt(terms.purposes) << 208n) |
    (BigInt(terms.version) << 224n)
  )
}

/** Unpacks the word of {@link packTerms}; `finerTerms` is the second slot. */
export function unpackTerms(packed: bigint, finerTerms: Hex): GrantTerms {
  return {
    readKinds: bits(packed, 0n, 64n),
    writeKinds: bits(packed, 64n, 64n),
    notBefore: Number(bits(packed, 128n, 40n)),
    notAfter: Number(bits(packed, 168n, 40n)),
    purposes: Number(bits(packed, 208n, 16n)),
    version: Number(bits(packed, 224n, 32n)),
    finerTerms,
  }
}

/** Says whether terms allow nothing: a revoked grant keeps its version alone. */
export function isRevocation(terms: GrantTerms): boolean {
  return terms.readKinds === 0n && terms.writeKinds === 0n
}

/**
 * Says whether the stored terms of a grant are those of a signed change, or later ones. A revocation
 * may carry the stored version, so its terms tell whether it has arrived. Pure.
 *
 * @param stored undefined if there is no such grant
 */
export function hasArrived(
  stored: GrantTerms | undefined,
  change: { readonly version: number; readonly isRevocation: boolean },
): boolean {
  if (stored === undefined || stored.version < change.version) return false
  return stored.version > change.version || !change.isRevocation || isRevocation(stored)
}

/** The terms of a revocation with this version. */
export function revocationTerms(version: number): GrantTerms {
  return {
    readKinds: 0n,
    writeKinds: 0n,
    notBefore: 0,
    notAfter: 0,
    purposes: 0,
    version,
    finerTerms: zeroHash,
  }
}

function bits(packed: bigint, shift: bigint, width: bigint): bigint {
  return (packed >> shift) & ((1n << width) - 1n)
}
