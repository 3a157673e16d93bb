import type { PermissionView } from '@medrec/ethereum-client'
import {
  commitmentOf,
  type DenialReason,
  type GrantTerms,
  isRevocation,
  kindsInMask,
  MedRecError,
  type OpenGrantResponse,
  openGrantRequestSchema,
  purposesInMask,
  type UnixSeconds,
} from '@medrec/protocol'
import type { FastifyInstance } from 'fastify'
import type { Address } from 'viem'
import type { Principal } from '../auth/principal.ts'
import type { Enter } from '../http/enter.ts'
import { parseRequest } from '../http/request-errors.ts'
import type { Links } from './links.ts'

export type GrantRoutesDeps = {
  readonly network: { readonly chainId: number; readonly relationships: Address }
  readonly view: Pick<PermissionView, 'grant' | 'isGroupMember' | 'relationship'>
  readonly links: Links
  readonly enter: Enter
  /** This provider's Agent. */
  readonly self: Address
  /** The id on the wire of a patient of the silo. */
  readonly wirePatient: (patientKey: string) => string
  /** Writes into the patient's log that somebody they had named was refused. */
  readonly recordRefusal: RecordRefusedOpening
  readonly now: () => UnixSeconds
}

export type RecordRefusedOpening = (refusal: {
  readonly principal: Principal
  readonly patientKey: string
  readonly reason: DenialReason
}) => Promise<void>

/**
 * POST /grants/open: a viewer shows by the salt that a commitment on the chain is theirs, or that of a
 * group they are in now. Whatever is missing, the answer is the same.
 */
export function registerGrantRoutes(app: FastifyInstance, deps: GrantRoutesDeps): void {
  const { network, view, links, now } = deps
  app.post('/grants/open', async (request): Promise<OpenGrantResponse> => {
    const principal = await deps.enter(request)
    const { agent: viewer } = principal
    const { relationshipId, salt, group } = parseRequest(openGrantRequestSchema, request.body)
    const { chainId, relationships: contract } = network
    const named = { chainId, contract, relationshipId, salt, viewer: group ?? viewer }
    const commitment = commitmentOf(named)
    const grant = view.grant(relationshipId, commitment)
    const patientKey = await links.patientKeyOf(relationshipId)
    const isNamed = group === undefined || view.isGroupMember(group, viewer)
    if (grant === undefined || patientKey === undefined || !isNamed) throw new GrantNotOpenedError()
    const openedAt = now()
    const isEnded = view.relationship(relationshipId)?.isEnded !== false
    const reason = reasonToRefuse(grant, { isEnded, now: openedAt })
    if (reason !== undefined) {
      // The viewer was named by this patient once, who shall see that they asked again.
      await deps.recordRefusal({ principal, patientKey, reason })
      throw new GrantNotOpenedError()
    }
    await links.keepOpenedGrant({ commitment, relationshipId, viewer, group, openedAt })
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

/** Undefined for a grant that can be opened, also before its window begins. */
function reasonToRefuse(
  grant: GrantTerms,
  at: { readonly isEnded: boolean; readonly now: UnixSeconds },
): DenialReason | undefined {
  if (at.isEnded) return 'relationship-ended'
  if (isRevocation(grant)) return 'revoked'
  return grant.notAfter <= at.now ? 'expired' : undefined
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
