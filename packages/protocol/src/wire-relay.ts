import { z } from 'zod'
import {
  anchorMessageSchema,
  completeRecoveryMessageSchema,
  disableOwnerMessageSchema,
  enableOwnerMessageSchema,
  foundMessageSchema,
  guardianSetSchema,
  recoverMessageSchema,
  rotateOwnerMessageSchema,
  setCustodianMessageSchema,
  setCustodyMessageSchema,
  setGuardiansMessageSchema,
  setMembershipMessageSchema,
  setSwitchMessageSchema,
  touchMessageSchema,
  vetoRecoveryMessageSchema,
} from './wire-agent-messages.ts'
import {
  directiveMessageSchema,
  endMessageSchema,
  openMessageSchema,
  rotateDelegateMessageSchema,
  setGrantsMessageSchema,
} from './wire-messages.ts'
import { addressSchema, hash32Schema, signatureSchema, unixSecondsSchema } from './wire-values.ts'

/** What travels to and from a relayer. */

/** A message that one key signs. */
function signed<Type extends string, Message extends z.ZodType>(type: Type, message: Message) {
  return z.strictObject({ type: z.literal(type), message, signature: signatureSchema })
}

/** A message to one Agent that one key signs. */
function toAgent<Type extends string, Message extends z.ZodType>(type: Type, message: Message) {
  return signed(type, message).extend({ agent: addressSchema })
}

const approvalSchema = z.strictObject({
  index: z.number().int().min(0).max(31),
  salt: hash32Schema,
  signature: signatureSchema,
})

/** POST /relay: somebody's signed message for the chain, or an order that needs no signature. */
export const relayRequestSchema = z.discriminatedUnion('type', [
  signed('SetGrants', setGrantsMessageSchema),
  signed('End', endMessageSchema),
  z.strictObject({
    type: z.literal('RotateDelegate'),
    message: rotateDelegateMessageSchema,
    currentSignature: signatureSchema,
    nextSignature: signatureSchema,
  }),
  z.strictObject({ type: z.literal('Release'), message: directiveMessageSchema }),
  toAgent('EnableOwner', enableOwnerMessageSchema).extend({ ownerSignature: signatureSchema }),
  toAgent('DisableOwner', disableOwnerMessageSchema),
  toAgent('RotateOwner', rotateOwnerMessageSchema).extend({ ownerSignature: signatureSchema }),
  toAgent('SetCustodian', setCustodianMessageSchema),
  toAgent('SetCustody', setCustodyMessageSchema),
  toAgent('SetGuardians', setGuardiansMessageSchema),
  z.strictObject({
    type: z.literal('Recover'),
    agent: addressSchema,
    message: recoverMessageSchema,
    guardians: guardianSetSchema,
    approvals: z.array(approvalSchema).min(1).max(32),
    ownerSignature: signatureSchema,
  }),
  toAgent('VetoRecovery', vetoRecoveryMessageSchema),
  z.strictObject({
    type: z.literal('CompleteRecovery'),
    agent: addressSchema,
    message: completeRecoveryMessageSchema,
  }),
  toAgent('SetSwitch', setSwitchMessageSchema),
  toAgent('Touch', touchMessageSchema),
  signed('Found', foundMessageSchema),
  signed('SetMembership', setMembershipMessageSchema),
  signed('Anchor', anchorMessageSchema),
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

/** 202 of POST /relay: the transaction, or what the message waits for before one is sent. */
export const relayResponseSchema = z.union([
  relayedSchema,
  /** The relayer's next tick. */
  z.strictObject({ waitsFor: z.literal('tick'), seconds: z.number().int().positive() }),
  /** The chain, out of the relayer's reach now. What the message takes away is obeyed already. */
  z.strictObject({ waitsFor: z.literal('chain') }),
])

export type RelayResponse = z.infer<typeof relayResponseSchema>
