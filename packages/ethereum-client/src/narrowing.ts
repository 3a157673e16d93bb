import {
  type GrantTerms,
  MedRecError,
  packTerms,
  type UnixSeconds,
  unpackTerms,
} from '@medrec/protocol'
import { type Address, type Hex, isAddress, isHex, numberToHex, zeroHash } from 'viem'
import { z } from 'zod'
import { keyOf } from './keys.ts'

/**
 * Something that takes a right away, seen in a block or in a signed message handed over directly.
 * It counts at once and is kept until something newer about the same is final. Nonces are those
 * that the messages carry.
 */
export type Narrowing =
  | {
      /** The terms of a changed grant: never more than these, whatever else they would give. */
      readonly type: 'grant'
      readonly relationshipId: Hex
      readonly commitment: Hex
      readonly terms: GrantTerms
    }
  | { readonly type: 'ended'; readonly relationshipId: Hex }
  | {
      readonly type: 'owner-disabled'
      readonly agent: Address
      readonly owner: Address
      readonly nonce: bigint
    }
  | {
      /** What a custodian has left: never more than these, and not for longer. */
      readonly type: 'custodian'
      readonly agent: Address
      readonly custodian: Address
      /** One bit each. */
      readonly rights: number
      readonly until: UnixSeconds
      readonly nonce: bigint
    }
  | {
      /** Custody begun or changed: until then the owners have these rights alone. */
      readonly type: 'custody'
      readonly agent: Address
      readonly ownerRights: number
      readonly until: UnixSeconds
      readonly nonce: bigint
    }
  | {
      readonly type: 'left-group'
      readonly group: Address
      readonly agent: Address
      readonly nonce: bigint
    }
  | {
      /** A provider out of the registry, whose votes have no number: where it was seen orders it. */
      readonly type: 'member-removed'
      readonly agent: Address
      readonly blockNumber: number
      readonly logIndex: number
    }

/** A narrowing as a store keeps it. */
export type KeptNarrowing = {
  /** The same narrowing always has the same id. At most 300 characters. */
  readonly id: string
  /** The relationship, the Agent or the AgentGroup that it is about. */
  readonly about: Hex
  /** JSON; nothing in it is secret or of a person. */
  readonly body: string
}

/** Keeps narrowings over restarts. A Database Manager implements it on its own state. */
export interface NarrowingStore {
  load(): Promise<readonly KeptNarrowing[]>
  /** Durable when it resolves. What is kept already is left as it is. */
  keep(narrowings: readonly KeptNarrowing[]): Promise<void>
  drop(ids: readonly string[]): Promise<void>
}

/** Writes a narrowing for a store. */
export function packNarrowing(narrowing: Narrowing): KeptNarrowing {
  switch (narrowing.type) {
    case 'grant': {
      const { relationshipId, commitment } = narrowing
      const terms = numberToHex(packTerms(narrowing.terms), { size: 32 })
      const { finerTerms } = narrowing.terms
      return packed(relationshipId, {
        type: 'grant',
        relationshipId,
        commitment,
        terms,
        finerTerms,
      })
    }
    case 'ended':
      return packed(narrowing.relationshipId, narrowing)
    case 'owner-disabled':
    case 'custodian':
    case 'custody':
    case 'member-removed':
      return packed(narrowing.agent, narrowing)
    case 'left-group':
      return packed(narrowing.group, narrowing)
  }
}

/**
 * Reads what {@link packNarrowing} wrote.
 *
 * @throws {NarrowingError} MEDREC_NARROWING_MALFORMED: to go on without it could serve what was
 *   revoked.
 */
export function unpackNarrowing(kept: KeptNarrowing): Narrowing {
  try {
    return narrowingSchema.parse(JSON.parse(kept.body))
  } catch (cause) {
    throw new NarrowingError(kept.id, cause)
  }
}

/**
 * What both allow. Finer terms are hashes and cannot be combined: where they differ, nothing is
 * allowed until the chain has decided.
 */
export function intersectTerms(a: GrantTerms, b: GrantTerms): GrantTerms {
  const version = Math.max(a.version, b.version)
  if (a.finerTerms !== b.finerTerms) return nothing(version)
  return {
    readKinds: a.readKinds & b.readKinds,
    writeKinds: a.writeKinds & b.writeKinds,
    notBefore: Math.max(a.notBefore, b.notBefore),
    notAfter: Math.min(a.notAfter, b.notAfter),
    purposes: a.purposes & b.purposes,
    version,
    finerTerms: a.finerTerms,
  }
}

function nothing(version: number): GrantTerms {
  return unpackTerms(BigInt(version) << 224n, zeroHash)
}

/** Every value becomes a string; its id is all of them. */
function packed(
  about: Hex,
  body: Readonly<Record<string, string | number | bigint>>,
): KeptNarrowing {
  const texts = Object.entries(body).map(([name, value]) => [name, String(value)] as const)
  const id = texts.map(([, text]) => text.toLowerCase()).join(':')
  return { id, about, body: JSON.stringify(Object.fromEntries(texts)) }
}

const hexSchema = z.custom<Hex>((value) => isHex(value)).transform((hex) => keyOf(hex) as Hex)
const addressSchema = z.custom<Address>((value) => typeof value === 'string' && isAddress(value))
const nonceSchema = z
  .string()
  .regex(/^\d{1,20}$/)
  .transform(BigInt)
const numberSchema = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number)

const narrowingSchema = z.discriminatedUnion('type', [
  z
    .strictObject({
      type: z.literal('grant'),
      relationshipId: hexSchema,
      commitment: hexSchema,
      terms: hexSchema,
      finerTerms: hexSchema,
    })
    .transform(({ terms, finerTerms, ...grant }) => ({
      ...grant,
      terms: unpackTerms(BigInt(terms), finerTerms),
    })),
  z.strictObject({ type: z.literal('ended'), relationshipId: hexSchema }),
  z.strictObject({
    type: z.literal('owner-disabled'),
    agent: addressSchema,
    owner: addressSchema,
    nonce: nonceSchema,
  }),
  z.strictObject({
    type: z.literal('custodian'),
    agent: addressSchema,
    custodian: addressSchema,
    rights: numberSchema,
    until: numberSchema,
    nonce: nonceSchema,
  }),
  z.strictObject({
    type: z.literal('custody'),
    agent: addressSchema,
    ownerRights: numberSchema,
    until: numberSchema,
    nonce: nonceSchema,
  }),
  z.strictObject({
    type: z.literal('left-group'),
    group: addressSchema,
    agent: addressSchema,
    nonce: nonceSchema,
  }),
  z.strictObject({
    type: z.literal('member-removed'),
    agent: addressSchema,
    blockNumber: numberSchema,
    logIndex: numberSchema,
  }),
])

export class NarrowingError extends MedRecError<
  'MEDREC_NARROWING_MALFORMED',
  { readonly id: string }
> {
  override name = 'NarrowingError'

  constructor(id: string, cause: unknown) {
    super(
      'MEDREC_NARROWING_MALFORMED',
      'A kept revocation cannot be read, so nothing is served. Restore the state folder from a backup.',
      { details: { id }, cause },
    )
  }
}
