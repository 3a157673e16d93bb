import { createHash, timingSafeEqual } from 'node:crypto'
import { addressSchema, hash32Schema, MedRecError, toBase64Url } from '@medrec/protocol'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Address, hexToBytes } from 'viem'
import { z } from 'zod'
import type { NewInvite } from '../linking/invites.ts'
import type { PatientLink } from '../linking/links.ts'
import { parseRequest, RequestError } from './request-errors.ts'

export type AdminRoutesDeps = {
  readonly adminToken: string
  readonly findPatients: (query: {
    readonly name: string
    readonly birthDate: string
  }) => Promise<readonly { readonly patientKey: string; readonly display: string }[]>
  readonly isPatient: (patientKey: string) => Promise<boolean>
  /** @returns the link for the patient */
  readonly makeInvite: (invite: NewInvite) => Promise<string>
  readonly linksOf: (patientKey: string) => Promise<readonly PatientLink[]>
  /** @returns the Agent, which is on the chain by then */
  readonly addStaff: (member: {
    readonly owner: Address
    /** base64url */
    readonly hpkeKey: string
    readonly name: string
    readonly role: string
  }) => Promise<Address>
}

/** /admin/*: the staff desk, from this machine and with the admin token only. */
export function registerAdminRoutes(app: FastifyInstance, deps: AdminRoutesDeps): void {
  // Runs before a body is read.
  app.addHook('onRequest', async (request) => checkDesk(request, deps.adminToken))

  app.post('/admin/invites', async (request) => {
    const invite = parseRequest(inviteSchema, request.body)
    if (!(await deps.isPatient(invite.patientKey))) throw new RequestError('MEDREC_NOT_FOUND')
    return { link: await deps.makeInvite(invite) }
  })

  app.get('/admin/patients', async (request) => {
    const patients = await deps.findPatients(parseRequest(patientQuerySchema, request.query))
    return { patients }
  })

  app.post('/admin/staff', async (request) => {
    return { agent: await deps.addStaff(parseRequest(staffSchema, request.body)) }
  })

  app.get('/admin/links', async (request) => {
    const { patientKey } = parseRequest(linksQuerySchema, request.query)
    return { links: await deps.linksOf(patientKey) }
  })
}

const textSchema = z.string().trim().min(1).max(200)

const inviteSchema = z.strictObject({
  patientKey: textSchema,
  checkedBy: textSchema,
  document: textSchema,
})

const patientQuerySchema = z.strictObject({ name: textSchema, birthDate: z.iso.date() })

const linksQuerySchema = z.strictObject({ patientKey: textSchema })

const staffSchema = z.strictObject({
  owner: addressSchema,
  /** Raw X25519 public key, as base64url or as hexadecimal text. */
  hpkeKey: z.union([
    z.string().regex(/^[A-Za-z0-9_-]{43}$/),
    hash32Schema.transform((key) => toBase64Url(hexToBytes(key))),
  ]),
  name: textSchema,
  role: textSchema,
})

const LOOPBACK = ['127.0.0.1', '::1', '::ffff:127.0.0.1']

function checkDesk({ raw, headers }: FastifyRequest, adminToken: string): void {
  // The peer itself: whatever a proxy forwards is not from this machine.
  const isLocal = LOOPBACK.includes(raw.socket.remoteAddress ?? '')
  const isForwarded = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined
  const token = /^Bearer ([A-Za-z0-9_-]{1,100})$/.exec(headers.authorization ?? '')?.[1] ?? ''
  if (!isLocal || isForwarded || !isEqual(token, adminToken)) throw new AdminRefusedError()
}

function isEqual(one: string, other: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(one), hash(other))
}

export class AdminRefusedError extends MedRecError<
  'MEDREC_ADMIN_REFUSED',
  Readonly<Record<string, never>>
> {
  override readonly name = 'AdminRefusedError'

  constructor() {
    super(
      'MEDREC_ADMIN_REFUSED',
      'The staff desk answers on this machine only, with the admin token of the state folder.',
      { details: {} },
    )
  }
}
