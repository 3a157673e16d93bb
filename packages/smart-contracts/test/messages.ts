import {
  type Address,
  type Hex,
  parseSignature,
  signatureToCompactSignature,
  slice,
  toHex,
} from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'
import { TYPES } from '../scripts/typed-message-types.ts'
import { type Network, newKey } from './network.ts'

export type Grant = {
  readonly commitment: Hex
  readonly readKinds: bigint
  readonly writeKinds: bigint
  readonly notBefore: number
  readonly notAfter: number
  readonly purposes: number
  readonly version: number
  readonly finerTerms: Hex
}
type KindsAndDeadline = {
  readonly kindsVersion: number
  readonly kindsHash: Hex
  readonly deadline: number
}
export type SetGrants = KindsAndDeadline & {
  readonly relationshipId: Hex
  readonly grants: readonly Grant[]
}
export type Open = KindsAndDeadline & {
  readonly owner: Address
  readonly agent: Address
  readonly delegate: Address
  readonly sealedPointer: Hex
  readonly grants: readonly Grant[]
}
/** A signature as it is submitted (ERC-2098): `vs` is s with the parity of y in its highest bit. */
export type Compact = { readonly r: Hex; readonly vs: Hex }
/** A grant as it is submitted: see `termsOf`. */
export type PackedGrant = {
  readonly commitment: Hex
  readonly terms: bigint
  readonly finerTerms: Hex
}
export type RotateDelegate = {
  readonly relationshipId: Hex
  readonly delegate: Address
  readonly rotation: number
  readonly deadline: number
}
export type EnableOwner = OwnerMessage & { readonly sealedPointer: Hex }
export type OwnerMessage = {
  readonly owner: Address
  readonly nonce: bigint
  readonly deadline: number
}

/** Where a message counts: what EIP-712 calls its domain, without the name. */
export type Place = { readonly chainId: number; readonly address: Address }

/** 2100-01-01 in Unix seconds. */
export const FAR_FUTURE = 4_102_444_800
export const POINTER = `0x${'5ea1'.repeat(32)}` as const
export const NONE = toHex(0, { size: 32 })
export const REST = { kindsVersion: 1, kindsHash: toHex(1, { size: 32 }), deadline: FAR_FUTURE }

export function grantOf(changes: Partial<Grant> = {}): Grant {
  return {
    commitment: toHex('viewer', { size: 32 }),
    readKinds: 0b1111n,
    writeKinds: 0n,
    notBefore: 0,
    notAfter: FAR_FUTURE,
    purposes: 1,
    version: 1,
    finerTerms: NONE,
    ...changes,
  }
}

export function revocationOf({
  commitment,
  version,
}: Pick<Grant, 'commitment' | 'version'>): Grant {
  const nothing = { readKinds: 0n, writeKinds: 0n, notBefore: 0, notAfter: 0, purposes: 0 }
  return { commitment, version, ...nothing, finerTerms: NONE }
}

/** A patient and a provider's delegate with fresh keys, and an Open message for them. */
export async function strangers(network: Network, grants: readonly Grant[] = []) {
  const patient = newKey()
  const delegate = newKey()
  const agent = await network.factory.read.agentOf([patient.address])
  const id = await network.relationships.read.relationshipIdOf([agent, delegate.address])
  const message: Open = {
    owner: patient.address,
    agent,
    delegate: delegate.address,
    sealedPointer: POINTER,
    grants,
    ...REST,
  }
  return { patient, delegate, agent, id, message }
}

/** As `strangers`, with the relationship opened; also gives the receipt. */
export async function related(network: Network, grants: readonly Grant[] = []) {
  const people = await strangers(network, grants)
  const { patient, delegate, message } = people
  const place = placeOf(network)
  const receipt = await network.mined(
    network.relationships.write.open([
      submittedOpen(message),
      await signOpen(patient, place, message),
      await signOpen(delegate, place, message),
    ]),
  )
  return { ...people, receipt }
}

/** An Open as it is submitted; what is signed has the pointer in one piece and the grants field by field. */
export function submittedOpen({ sealedPointer, grants, ...rest }: Open) {
  return { ...rest, sealedPointer: halves(sealedPointer), grants: grants.map(packed) }
}

/** A SetGrants as it is submitted. */
export function submittedGrants({ grants, ...rest }: SetGrants) {
  return { ...rest, grants: grants.map(packed) }
}

/** Both words of a sealed pointer. */
export function halves(sealedPointer: Hex): readonly [Hex, Hex] {
  return [slice(sealedPointer, 0, 32), slice(sealedPointer, 32, 64)]
}

/** The terms in one word, from the least significant bit: see GrantTerms.sol. */
export function termsOf(grant: Grant): bigint {
  return (
    BigInt(grant.readKinds) |
    (BigInt(grant.writeKinds) << 64n) |
    (BigInt(grant.notBefore) << 128n) |
    (BigInt(grant.notAfter) << 168n) |
    (BigInt(grant.purposes) << 208n) |
    (BigInt(grant.version) << 224n)
  )
}

/** A signature of 65 bytes as it is submitted. */
export function compactOf(signature: Hex): Compact {
  const { r, yParityAndS } = signatureToCompactSignature(parseSignature(signature))
  return { r, vs: yParityAndS }
}

export function placeOf({ chainId, relationships }: Network): Place {
  return { chainId, address: relationships.address }
}

export function signOpen(key: PrivateKeyAccount, place: Place, message: Open): Promise<Compact> {
  const { Open, Grant } = TYPES
  const domain = relationshipsDomain(place)
  return compactly(
    key.signTypedData({ domain, types: { Open, Grant }, primaryType: 'Open', message }),
  )
}

export function signGrants(
  key: PrivateKeyAccount,
  place: Place,
  message: SetGrants,
): Promise<Compact> {
  const { SetGrants, Grant } = TYPES
  const domain = relationshipsDomain(place)
  return compactly(
    key.signTypedData({
      domain,
      types: { SetGrants, Grant },
      primaryType: 'SetGrants',
      message,
    }),
  )
}

export function signEnd(
  key: PrivateKeyAccount,
  place: Place,
  message: { relationshipId: Hex; deadline: number },
): Promise<Compact> {
  const { End } = TYPES
  return compactly(
    key.signTypedData({
      domain: relationshipsDomain(place),
      types: { End },
      primaryType: 'End',
      message,
    }),
  )
}

export function signRotation(
  key: PrivateKeyAccount,
  place: Place,
  message: RotateDelegate,
): Promise<Compact> {
  const { RotateDelegate } = TYPES
  const domain = relationshipsDomain(place)
  return compactly(
    key.signTypedData({
      domain,
      types: { RotateDelegate },
      primaryType: 'RotateDelegate',
      message,
    }),
  )
}

export function signEnableOwner(
  key: PrivateKeyAccount,
  place: Place,
  message: EnableOwner,
): Promise<Compact> {
  const { EnableOwner } = TYPES
  return compactly(
    key.signTypedData({
      domain: agentDomain(place),
      types: { EnableOwner },
      primaryType: 'EnableOwner',
      message,
    }),
  )
}

export function signDisableOwner(
  key: PrivateKeyAccount,
  place: Place,
  message: OwnerMessage,
): Promise<Compact> {
  const { DisableOwner } = TYPES
  return compactly(
    key.signTypedData({
      domain: agentDomain(place),
      types: { DisableOwner },
      primaryType: 'DisableOwner',
      message,
    }),
  )
}

function packed(grant: Grant): PackedGrant {
  const { commitment, finerTerms } = grant
  return { commitment, terms: termsOf(grant), finerTerms }
}

async function compactly(signing: Promise<Hex>): Promise<Compact> {
  return compactOf(await signing)
}

function relationshipsDomain({ chainId, address }: Place) {
  return {
    name: 'MedRec Relationships',
    version: '1',
    chainId,
    verifyingContract: address,
  } as const
}

function agentDomain({ chainId, address }: Place) {
  return { name: 'MedRec Agent', version: '1', chainId, verifyingContract: address } as const
}
