import { zeroHash } from 'viem'
import { type GrantTerms, isRevocation } from './grant-terms.ts'
import { KINDS, type Kind, kindMask } from './kinds.ts'
import { needsVouching, type Purpose, purposeMask } from './purposes.ts'
import type { Sensitivity } from './sensitivities.ts'
import type { UnixSeconds } from './unix-seconds.ts'

export type Action = 'read' | 'write'

/** What is asked for: one resource's kind and sensitivities, and why. */
export type AccessRequest = {
  readonly action: Action
  readonly kind: Kind
  readonly sensitivities: readonly Sensitivity[]
  readonly purpose: Purpose
}

/** How the one who asks stands to the patient, by the permission view. */
export type Standing = {
  readonly who: 'patient' | 'viewer' | 'stranger'
  readonly isRelationshipEnded: boolean
  /** The grant in force for this viewer in this relationship, if the chain has one. */
  readonly grant?: GrantTerms | undefined
  /** The sensitivities that the finer terms name; empty without finer terms. */
  readonly namedSensitivities: readonly Sensitivity[]
  /** Until when a member provider vouches for the viewer; 0 = nobody does. */
  readonly vouchedUntil: UnixSeconds
}

/** Both clocks a window is measured by: the server's, and the newest head's time carried on. */
export type Clock = { readonly server: UnixSeconds; readonly chain: UnixSeconds }

export const DENIAL_REASONS = [
  'stranger',
  'relationship-ended',
  'patient-may-not-write',
  'no-grant',
  'revoked',
  'not-yet',
  'expired',
  'purpose-not-granted',
  'not-vouched',
  'finer-terms-unknown',
  'kind-not-granted',
  'sensitivity-not-named',
] as const

export type DenialReason = (typeof DENIAL_REASONS)[number]

export type Decision =
  | { readonly allow: true }
  | { readonly allow: false; readonly reason: DenialReason }

const ALLOW: Decision = { allow: true }

/**
 * Decides whether `request` may be served. Pure; denies unless every rule allows.
 *
 * The patient reads everything of their own. A viewer needs a grant in force
 * ({@link isGrantInForce}) whose bits name the resource's kind, and finer terms that name each of
 * its sensitivities; without finer terms, sensitive records are the patient's alone.
 *
 * @returns allow, or deny with the first rule that failed
 * @see vectors/permission-decisions.json
 */
export function decide(request: AccessRequest, standing: Standing, clock: Clock): Decision {
  if (standing.who === 'patient') {
    if (standing.isRelationshipEnded) return deny('relationship-ended')
    return request.action === 'read' ? ALLOW : deny('patient-may-not-write')
  }
  const inForce = isGrantInForce(standing, request.purpose, clock)
  if (!inForce.allow) return inForce
  // isGrantInForce has refused an absent grant.
  const kinds = request.action === 'read' ? standing.grant?.readKinds : standing.grant?.writeKinds
  if (kinds === undefined || (kinds & kindMask([request.kind])) === 0n) {
    return deny('kind-not-granted')
  }
  if (!request.sensitivities.every((label) => standing.namedSensitivities.includes(label))) {
    return deny('sensitivity-not-named')
  }
  return ALLOW
}

/**
 * Decides whether a viewer has any grant in force for this purpose: one that is not revoked, whose
 * window holds now, which allows the purpose, and, for a professional purpose, with a member
 * provider vouching for the viewer.
 *
 * Open only if not-before ≤ min(server, chain) and max(server, chain) < not-after, so that neither
 * clock alone can widen a window.
 */
export function isGrantInForce(standing: Standing, purpose: Purpose, clock: Clock): Decision {
  if (standing.who !== 'viewer') return deny('stranger')
  if (standing.isRelationshipEnded) return deny('relationship-ended')
  const { grant } = standing
  if (grant === undefined) return deny('no-grant')
  if (isRevocation(grant)) return deny('revoked')
  const earliest = Math.min(clock.server, clock.chain)
  const latest = Math.max(clock.server, clock.chain)
  // Written so that NaN on either side refuses.
  if (!(grant.notBefore <= earliest)) return deny('not-yet')
  if (!(latest < grant.notAfter)) return deny('expired')
  if ((grant.purposes & purposeMask([purpose])) === 0) return deny('purpose-not-granted')
  if (needsVouching(purpose) && !(latest < standing.vouchedUntil)) return deny('not-vouched')
  // No version of this program holds finer terms documents: a grant that refers to one stays shut.
  if (grant.finerTerms !== zeroHash) return deny('finer-terms-unknown')
  return ALLOW
}

/** Lists the kinds this standing may read for this purpose now, each asked of {@link decide}. */
export function readableKinds(standing: Standing, purpose: Purpose, clock: Clock): Kind[] {
  return KINDS.filter(
    (kind) => decide({ action: 'read', kind, sensitivities: [], purpose }, standing, clock).allow,
  )
}

function deny(reason: DenialReason): Decision {
  return { allow: false, reason }
}
