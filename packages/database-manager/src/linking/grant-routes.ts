import type { PermissionView } from '@medrec/ethereum-client'
import {
  commitmentOf,
  kindsInMask,
  MedRecError,
  type OpenGrantResponse,
  openGrantRequestSchema,
  purposesInMask,
  type UnixSeconds,
} from '@medrec/protocol'
import type { FastifyInstance } from 'fastify'
import type { Address } from 'viem'
import type { Enter } from '../http/enter.ts'
import { parseRequest } from '../http/request-errors.ts'
import type { Links } from './links.ts'

export type GrantRoutesDeps = {
  readonly network: { readonly chainId: number; readonly relationships: Address }
  readonly view: Pick<PermissionView, 'grant' | 'relationship'>
  readonly links: Links
  readonly enter: Enter
  /** This provider's Agent. */
  readonly self: Address
  /** The id on the wire of a patient of the silo. */
  readonly wirePatient: (patientKey: string) => string
  readonly now: () => UnixSeconds
}

/**
 * POST /grants/open: a viewer shows by the salt that a commitment on the chain is theirs. Whatever
 * is missing, the answer is the same.
 */
export function registerGrantRoutes(app: FastifyInstance, deps: GrantRoutesDeps): void {
  const { network, view, links, now } = deps
  app.post('/grants/open', async (request): Promise<OpenGrantResponse> => {
    const { agent: viewer } = await deps.enter(request)
    const { relationshipId, salt } = parseRequest(openGrantRequestSchema, request.body)
    const { chainId, relationships: contract } = network
    const commitment = commitmentOf({ chainId, contract, relationshipId, viewer, salt })
    const grant = view.grant(relationshipId, commitment)
    const patientKey = await links.patientKeyOf(relationshipId)
    const isLive = view.relationship(relationshipId)?.isEnded === false
    const openedAt = now()
    if (!isLive || grant === undefined || patientKey === undefined) throw new GrantNotOpenedError()
    // A revoked grant has 0 there.
    if (grant.notAfter <= openedAt) throw new GrantNotOpenedError()
    await links.keepOpenedGrant({ commitment, relationshipId, viewer, openedAt })
    return {
      patient: deps.wirePatient(patientKey),
      provider: deps.self,
      readKinds: kindsInMask(grant.readKinds),
      purposes: purposesInMask(grant.purposes),
      notBefore: grant.notBefore,
      notAfter: grant.notAfter,
    }
  })
}

export class GrantNotOpenedError extends MedRecError<
  'MEDREC_GRANT_NOT_OPENED',
  Readonly<Record<string, never>>
> {
  override readonly name = 'GrantNotOpenedError'

  constructor() {
    super(
      'MEDREC_GRANT_NOT_OPENED',
      'There is no such grant for you here. Ask the patient for access.',
      { details: {} },
    )
  }
}
