import { type Hex, isHex } from 'viem'
import { z } from 'zod'
import { addressSchema, hash32Schema, uint64Schema, unixSecondsSchema } from './wire-values.ts'

/** The messages of Agents, groups and access logs as they travel. */

const uint8Schema = z.number().int().min(0).max(0xff)
const uint40Schema = z
  .number()
  .int()
  .min(0)
  .max(2 ** 40 - 1)

const MOST_GUARDIANS = 32
const MOST_DIRECTIVES = 16

/** What every message of an Agent or a group carries besides. */
const numbered = { nonce: uint64Schema, deadline: unixSecondsSchema }

const sealedPointerOrNoneSchema = z
  .string()
  .refine((text) => isHex(text) && (text.length === 2 || text.length === 130), '64 bytes or none.')
  .transform((text) => text.toLowerCase() as Hex)

export const enableOwnerMessageSchema = z.strictObject({
  owner: addressSchema,
  sealedPointer: sealedPointerOrNoneSchema,
  ...numbered,
})

export const disableOwnerMessageSchema = z.strictObject({
  owner: addressSchema,
  ...numbered,
})

export const rotateOwnerMessageSchema = z.strictObject({
  oldOwner: addressSchema,
  newOwner: addressSchema,
  sealedPointer: sealedPointerOrNoneSchema,
  ...numbered,
})

export const setCustodianMessageSchema = z.strictObject({
  custodian: addressSchema,
  rights: uint8Schema,
  until: unixSecondsSchema,
  ...numbered,
})

export const setCustodyMessageSchema = z.strictObject({
  ownerRights: uint8Schema,
  until: unixSecondsSchema,
  custodian: addressSchema,
  ...numbered,
})

export const setGuardiansMessageSchema = z.strictObject({
  guardiansHash: hash32Schema,
  ...numbered,
})

export const recoverMessageSchema = z.strictObject({
  owner: addressSchema,
  sealedPointer: sealedPointerOrNoneSchema,
  ...numbered,
})

export const completeRecoveryMessageSchema = recoverMessageSchema.omit({
  nonce: true,
  deadline: true,
})

export const guardianSetSchema = z.strictObject({
  threshold: uint8Schema.min(1),
  delaySeconds: uint40Schema,
  commitments: z.array(hash32Schema).min(1).max(MOST_GUARDIANS),
})

export const vetoRecoveryMessageSchema = z.strictObject(numbered)

export const setSwitchMessageSchema = z.strictObject({
  timeout: uint40Schema,
  directives: z.array(hash32Schema).max(MOST_DIRECTIVES),
  ...numbered,
})

export const touchMessageSchema = z.strictObject(numbered)

export const foundMessageSchema = z.strictObject({
  founder: addressSchema,
  salt: hash32Schema,
  deadline: unixSecondsSchema,
})

export const setMembershipMessageSchema = z.strictObject({
  group: addressSchema,
  administrator: addressSchema,
  agent: addressSchema,
  isMember: z.boolean(),
  isAdministrator: z.boolean(),
  ...numbered,
})

export const anchorMessageSchema = z.strictObject({
  provider: addressSchema,
  interval: uint40Schema,
  root: hash32Schema,
})
