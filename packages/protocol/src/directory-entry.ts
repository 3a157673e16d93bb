import type { Practitioner, PractitionerRole } from '@medplum/fhirtypes'
import canonicalize from 'canonicalize'
import { bytesToHex, type Hex, keccak256, recoverTypedDataAddress, stringToBytes } from 'viem'
import { z } from 'zod'
import { fromBase64Url } from './base64url.ts'
import { type DirectoryEntryMessage, typedDirectoryEntry } from './statements.ts'
import { networkDomain } from './typed-data.ts'
import type { UnixSeconds } from './unix-seconds.ts'
import { addressSchema, signatureSchema, unixSecondsSchema } from './wire-values.ts'

/** How long a provider's word for a member of its staff counts, in seconds. */
export const VOUCHING_SECONDS = 24 * 60 * 60

const KEY_BYTES = 32

/** A FHIR resource of the type named, of which only the type is checked. */
function resourceSchema<Type extends 'Practitioner' | 'PractitionerRole'>(type: Type) {
  return z.looseObject({ resourceType: z.literal(type) })
}

/** A provider's signed word for a member of its staff: who, with which Agent and which key. */
export const directoryEntrySchema = z.strictObject({
  /** The provider's Agent. */
  provider: addressSchema,
  agent: addressSchema,
  /** Raw X25519 public key, base64url. */
  hpkeKey: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  practitioner: resourceSchema('Practitioner').transform((value) => value as Practitioner),
  practitionerRole: resourceSchema('PractitionerRole').transform(
    (value) => value as PractitionerRole,
  ),
  issuedAt: unixSecondsSchema,
  expiresAt: unixSecondsSchema,
  signature: signatureSchema,
})

export type DirectoryEntry = z.infer<typeof directoryEntrySchema>

/** The message a provider signs of an entry. */
export function directoryEntryMessage(
  entry: Omit<DirectoryEntry, 'signature'>,
): DirectoryEntryMessage {
  const { practitioner, practitionerRole } = entry
  const resources = canonicalize({ practitioner, practitionerRole }) ?? ''
  const key = fromBase64Url(entry.hpkeKey)
  if (key.length !== KEY_BYTES) throw new RangeError('An X25519 public key has 32 bytes.')
  return {
    provider: entry.provider,
    agent: entry.agent,
    hpkeKey: bytesToHex(key),
    resourcesHash: keccak256(stringToBytes(resources)),
    issuedAt: entry.issuedAt,
    expiresAt: entry.expiresAt,
  }
}

/**
 * Recovers the key that signed an entry. The caller asks the permission view whether it acts for
 * the member provider the entry names, and {@link isVouchingNow} whether it still counts.
 */
export async function recoverDirectoryEntrySigner(
  network: { readonly chainId: number; readonly registry: Hex },
  entry: DirectoryEntry,
): Promise<Hex> {
  return recoverTypedDataAddress({
    ...typedDirectoryEntry(networkDomain(network), directoryEntryMessage(entry)),
    signature: entry.signature,
  })
}

/** Says whether an entry counts now: begun, not over, and not older than {@link VOUCHING_SECONDS}. */
export function isVouchingNow(
  entry: Pick<DirectoryEntry, 'issuedAt' | 'expiresAt'>,
  now: UnixSeconds,
): boolean {
  return entry.issuedAt <= now && now < vouchedUntilOf(entry)
}

/** The first second at which an entry no longer counts. */
export function vouchedUntilOf(entry: Pick<DirectoryEntry, 'issuedAt' | 'expiresAt'>): UnixSeconds {
  return Math.min(entry.expiresAt, entry.issuedAt + VOUCHING_SECONDS)
}
