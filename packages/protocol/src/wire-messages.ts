import { z } from 'zod'
import {
  addressSchema,
  hash32Schema,
  hexSchema,
  uint64Schema,
  unixSecondsSchema,
} from './wire-values.ts'

/** The messages of a relationship as they travel. Those of Agents and groups: wire-agent-messages.ts. */

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

export const directiveMessageSchema = z.strictObject({
  relationshipId: hash32Schema,
  grants: z.array(grantMessageSchema).min(1).max(MAX_GRANTS_IN_MESSAGE),
  kindsVersion: uint16Schema,
  kindsHash: hash32Schema,
  salt: hash32Schema,
})
