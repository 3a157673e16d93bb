import { type Hex, isHex } from 'viem'
import { z } from 'zod'
import {
  addressSchema,
  hash32Schema,
  hexSchema,
  signatureSchema,
  uint64Schema,
  unixSecondsSchema,
} from './wire-values.ts'

/** The signed messages as they travel to a relayer. */

const uint16Schema = z.number().int().min(0).max(0xffff)
const uint32Schema = z.number().int().min(0).max(0xffff_ffff)

/** As many grants as one message may carry. */
export const MAX_GRANTS_IN_MESSAGE = 32

export const grantMessageSchema = z.strictObject({
  commitment: hash32Schema,
  readKinds: uint64Schema,
  writeKinds: uint64Schema,
  notBefore: unixSecondsSchema,
  notAfter: unixSecondsSchema,
  purposes: uint16Schema,
  version: uint32Schema,
  finerTerms: hash32Schema,
})

export const openMessageSchema = z.strictObject({
  owner: addressSchema,
  agent: addressSchema,
  delegate: addressSchema,
  sealedPointer: hexSchema(64),
  grants: z.array(grantMessageSchema).max(MAX_GRANTS_IN_MESSAGE),
  kindsVersion: uint16Schema,
  kindsHash: hash32Schema,
  deadline: unixSecondsSchema,
})

export const setGrantsMessageSchema = z.strictObject({
  relationshipId: hash32Schema,
  grants: z.array(grantMessageSchema).min(1).max(MAX_GRANTS_IN_MESSAGE),
  kindsVersion: uint16Schema,
  kindsHash: hash32Schema,
  deadline: unixSecondsSchema,
})

export const endMessageSchema = z.strictObject({
  relationshipId: hash32Schema,
  deadline: unixSecondsSchema,
})

export const rotateDelegateMessageSchema = z.strictObject({
  relationshipId: hash32Schema,
  delegate: addressSchema,
  rotation: uint32Schema,
  deadline: unixSecondsSchema,
})

const sealedPointerOrNoneSchema = z
  .string()
  .refine((text) => isHex(text) && (text.length === 2 || text.length === 130), '64 bytes or none.')
  .transform((text) => text.toLowerCase() as Hex)

export const enableOwnerMessageSchema = z.strictObject({
  owner: addressSchema,
  sealedPointer: sealedPointerOrNoneSchema,
  nonce: uint64Schema,
  deadline: unixSecondsSchema,
})

export const disableOwnerMessageSchema = z.strictObject({
  owner: addressSchema,
  nonce: uint64Schema,
  deadline: unixSecondsSchema,
})

/** POST /relay: somebody's signed message for the chain. */
export const relayRequestSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('SetGrants'),
    message: setGrantsMessageSchema,
    signature: signatureSchema,
  }),
  z.strictObject({ type: z.literal('End'), message: endMessageSchema, signature: signatureSchema }),
  z.strictObject({
    type: z.literal('RotateDelegate'),
    message: rotateDelegateMessageSchema,
    currentSignature: signatureSchema,
    nextSignature: signatureSchema,
  }),
  z.strictObject({
    type: z.literal('EnableOwner'),
    agent: addressSchema,
    message: enableOwnerMessageSchema,
    signature: signatureSchema,
    ownerSignature: signatureSchema,
  }),
  z.strictObject({
    type: z.literal('DisableOwner'),
    agent: addressSchema,
    message: disableOwnerMessageSchema,
    signature: signatureSchema,
  }),
])

export type RelayRequest = z.infer<typeof relayRequestSchema>

/** An opening, signed by both sides. */
export const signedOpeningSchema = z.strictObject({
  message: openMessageSchema,
  patientSignature: signatureSchema,
  delegateSignature: signatureSchema,
})

export type SignedOpening = z.infer<typeof signedOpeningSchema>

/** POST /relay/openings: an opening that a member orders another member to relay. */
export const relayOpeningRequestSchema = z.strictObject({
  opening: signedOpeningSchema,
  order: z.strictObject({
    openHash: hash32Schema,
    member: addressSchema,
    deadline: unixSecondsSchema,
  }),
  signature: signatureSchema,
})

export type RelayOpeningRequest = z.infer<typeof relayOpeningRequestSchema>

/** 202 of POST /relay/openings. */
export const relayedSchema = z.strictObject({ transaction: hash32Schema })

/** 202 of POST /relay: the transaction, or within how many seconds one will be sent. */
export const relayResponseSchema = z.union([
  relayedSchema,
  z.strictObject({ sentWithinSeconds: z.number().int().positive() }),
])

export type RelayResponse = z.infer<typeof relayResponseSchema>
