import { sha256 } from '@noble/hashes/sha2.js'
import canonicalize from 'canonicalize'
import { bytesToHex, type Hex, stringToBytes } from 'viem'
import type { UnixSeconds } from './unix-seconds.ts'

/** The leaf before a patient's first entry. */
export const FIRST_PREVIOUS_LEAF: Hex = `0x${'00'.repeat(32)}`

/** What one entry of an access log commits to. */
export type LogEntryContent = {
  /** 32 random bytes; with the event it stays at the provider, so that erasure is possible. */
  readonly salt: Hex
  /** The patient's id on the wire, or '' for an entry that concerns no known patient. */
  readonly patient: string
  /** The running number among this patient's entries, from 1; 0 without a patient. */
  readonly number: number
  /** The leaf of this patient's entry before; {@link FIRST_PREVIOUS_LEAF} at the first. */
  readonly previous: Hex
  /** The FHIR AuditEvent, as JSON. */
  readonly event: unknown
}

/**
 * A provider's signed promise that an entry stands in its access log. It names the leaf alone: the
 * patient's running number would tell a viewer how often others have looked.
 */
export type Receipt = {
  /** The provider's origin. */
  readonly origin: string
  readonly leaf: Hex
  readonly time: UnixSeconds
}

/**
 * Commits to an entry: SHA-256 over its canonical JSON (RFC 8785) with its salt, so that the leaf
 * alone tells nothing and no part of the entry can be changed later.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8785
 */
export function leafOf(content: LogEntryContent): Hex {
  const text = canonicalize({ ...content, form: 'medrec:log-leaf:v1' })
  if (text === undefined) throw new TypeError('An entry of an access log is plain JSON.')
  return bytesToHex(sha256(stringToBytes(text)))
}

/**
 * Finds what is wrong in a run of one patient's entries: a number that is missing, or a leaf that
 * does not follow from its content.
 *
 * @param entries in ascending order of their numbers, without a break asked for by the caller
 * @returns the numbers at which the chain does not hold; empty if it holds
 */
export function findLogGaps(
  entries: readonly (LogEntryContent & { readonly leaf: Hex })[],
): number[] {
  return entries.flatMap((entry, index) => {
    const before = entries[index - 1]
    const follows =
      before === undefined
        ? entry.number !== 1 || entry.previous === FIRST_PREVIOUS_LEAF
        : entry.number === before.number + 1 && entry.previous === before.leaf
    const { leaf, ...content } = entry
    return follows && leafOf(content) === leaf ? [] : [entry.number]
  })
}
