import { z } from 'zod'
import { directoryEntrySchema } from './directory-entry.ts'
import { KINDS } from './kinds.ts'
import { PURPOSES } from './purposes.ts'
import { SEALED_NOTE_BYTES } from './sealed-note.ts'
import { openMessageSchema } from './wire-messages.ts'
import {
  addressSchema,
  hash32Schema,
  hexSchema,
  signatureSchema,
  unixSecondsSchema,
} from './wire-values.ts'

/**
 * The JSON bodies between a Database Manager and whoever calls it, as both ends parse them. Big
 * numbers are decimal text on the wire and `bigint` inside; use {@link toWireJson} to send one.
 */

export const nonceResponseSchema = z.strictObject({ nonce: z.string().regex(/^[0-9a-f]{8,200}$/) })

/** `subject_token_type` of a sign-in message at the token endpoint. */
export const SIWE_TOKEN_TYPE = 'urn:medrec:token-type:siwe'
export const TOKEN_EXCHANGE_GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:token-exchange'
export const ACCESS_TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:access_token'

/** What `subject_token` holds, as base64url of its JSON. */
export const subjectTokenSchema = z.strictObject({
  message: z.string().max(4000),
  signature: signatureSchema,
})

/** 200 of POST /auth/token (RFC 8693 section 2.2.1). */
export const tokenResponseSchema = z.object({
  access_token: z.string(),
  issued_token_type: z.literal(ACCESS_TOKEN_TYPE),
  token_type: z.literal('DPoP'),
  /** Seconds. */
  expires_in: z.number().int().positive(),
  /** The patient's id on the wire, when the Agent is a linked patient's. */
  patient: z.string().optional(),
})

export type TokenResponse = z.infer<typeof tokenResponseSchema>

/** POST /invites/claims. */
export const claimRequestSchema = z.strictObject({
  code: z.string().min(1).max(40),
  secondFact: z.strictObject({ birthDate: z.iso.date() }),
  /** The key that will own the relationship's Agent. */
  owner: addressSchema,
})

export type ClaimRequest = z.infer<typeof claimRequestSchema>

export const providerStatementSchema = z.strictObject({
  relationshipId: hash32Schema,
  delegate: addressSchema,
  fingerprint: hexSchema(16),
  inviteHash: hash32Schema,
  issuedAt: unixSecondsSchema,
  signature: signatureSchema,
})

export const patientStatementSchema = z.strictObject({
  relationshipId: hash32Schema,
  inviteHash: hash32Schema,
  issuedAt: unixSecondsSchema,
  signature: signatureSchema,
})

/** 200 of POST /invites/claims. */
export const claimResponseSchema = z.strictObject({
  claimId: z.string().min(1),
  relationshipId: hash32Schema,
  agent: addressSchema,
  delegate: addressSchema,
  statement: providerStatementSchema,
})

export type ClaimResponse = z.infer<typeof claimResponseSchema>

/** POST /invites/claims/:claimId/opening. */
export const claimOpeningRequestSchema = z.strictObject({
  message: openMessageSchema,
  patientSignature: signatureSchema,
  patientStatement: patientStatementSchema,
})

export type ClaimOpeningRequest = z.infer<typeof claimOpeningRequestSchema>

/** 202 of POST /invites/claims/:claimId/opening. */
export const claimOpeningResponseSchema = z.strictObject({
  relationshipId: hash32Schema,
  transaction: hash32Schema,
})

/** GET and PUT /relationships/:id/viewer-book; the ETag is the version. */
export const viewerBookBodySchema = z.strictObject({ sealed: z.string().max(1_000_000) })

/** POST /grants/open. */
export const openGrantRequestSchema = z.strictObject({
  relationshipId: hash32Schema,
  salt: hash32Schema,
  /** The AgentGroup that the grant names, if it names one. */
  group: addressSchema.optional(),
})

/** 200 of POST /grants/open. */
export const openGrantResponseSchema = z.strictObject({
  /** The patient's id on the wire. */
  patient: z.string(),
  /** The provider's Agent. */
  provider: addressSchema,
  readKinds: z.array(z.enum(KINDS)),
  purposes: z.array(z.enum(PURPOSES)),
  notBefore: unixSecondsSchema,
  notAfter: unixSecondsSchema,
})

export type OpenGrantResponse = z.infer<typeof openGrantResponseSchema>

/** 200 of GET /directory. */
export const directoryResponseSchema = z.strictObject({ entries: z.array(directoryEntrySchema) })

const SEALED_NOTE_CHARACTERS = Math.ceil((SEALED_NOTE_BYTES * 4) / 3)

const sealedNoteSchema = z
  .string()
  .length(SEALED_NOTE_CHARACTERS)
  .regex(/^[A-Za-z0-9_-]+$/)

/** POST /inbox/:agent. */
export const leaveNoteRequestSchema = z.strictObject({ note: sealedNoteSchema })

/** 200 of GET /inbox. */
export const inboxResponseSchema = z.strictObject({
  notes: z.array(
    z.strictObject({ id: z.string(), note: sealedNoteSchema, receivedAt: unixSecondsSchema }),
  ),
})

/** 200 of GET /access-log, newest first. */
export const accessLogResponseSchema = z.strictObject({
  entries: z.array(
    z.strictObject({
      number: z.number().int().positive(),
      event: z.looseObject({ resourceType: z.literal('AuditEvent') }),
      salt: hash32Schema,
      leaf: hash32Schema,
      previous: hash32Schema,
    }),
  ),
  /** `before` of the next page; absent on the last. */
  next: z.number().int().positive().optional(),
})

export type AccessLogResponse = z.infer<typeof accessLogResponseSchema>

/** 200 of GET /healthz. */
export const healthResponseSchema = z.strictObject({
  status: z.enum(['ok', 'degraded']),
  provider: z.string(),
  /** The kind of database behind it. */
  silo: z.string(),
  /** Whether its sensitive records are marked; false is shown to patients. */
  declaresSensitivityRules: z.boolean(),
  /** The newest block the view has: two managers with one hash have one history. */
  chain: z.strictObject({
    head: z.number().int().nonnegative(),
    hash: hash32Schema,
    ageSeconds: z.number(),
  }),
})

export type HealthResponse = z.infer<typeof healthResponseSchema>

/** What a client needs to know of the network it talks to; the client's own server serves it. */
export const networkDescriptionSchema = z.strictObject({
  chainId: z.number().int().positive(),
  registry: addressSchema,
  factory: addressSchema,
  relationships: addressSchema,
  /** The block before which there is nothing to read. */
  deploymentBlock: z.number().int().nonnegative(),
  /** What keeps the chain: `single machine` for the embedded engine. */
  engine: z.string(),
  providers: z.array(
    z.strictObject({
      name: z.string(),
      host: z.string(),
      agent: addressSchema,
      hpkeKey: hash32Schema,
      logKey: hash32Schema,
    }),
  ),
})

export type NetworkDescription = z.infer<typeof networkDescriptionSchema>

/** JSON in which each `bigint` is decimal text, as the schemas above read it. */
export function toWireJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'bigint' ? inner.toString() : inner,
  )
}
