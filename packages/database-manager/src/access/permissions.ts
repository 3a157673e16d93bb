import {
  type Clock,
  DENIAL_REASONS,
  type Decision,
  decide,
  isGrantInForce,
  KINDS,
  type Kind,
  readableKinds,
  type Sensitivity,
  type Standing,
} from '@medrec/protocol'
import type { Principal } from '../auth/principal.ts'
import type { GrantView, Now, OpenedGrants } from './ports.ts'

/** What one principal may read here, fixed for the length of one request. */
export interface Permissions {
  /** Keys of the patients of whom the principal has a standing, in force or not. */
  readonly patientKeys: readonly string[]
  /** Whether the patient is the principal. */
  isOwn(patientKey: string): boolean
  /** Whether anything at all is in force between the principal and this patient. */
  inForce(patientKey: string): Decision
  readableKinds(patientKey: string): readonly Kind[]
  /** Whether one resource may be read, which every patient it belongs to must permit. */
  mayRead(resource: ReadRequest): Decision
}

export type ReadRequest = {
  readonly patientKeys: readonly string[]
  readonly kind: Kind
  readonly sensitivities: readonly Sensitivity[]
}

export type PermissionDeps = {
  readonly grants: OpenedGrants
  readonly view: GrantView
  readonly now: Now
  /** Whether what is known of the chain is too old to decide for anybody but the patient. */
  readonly isStale: boolean
}

const STRANGER: Standing = {
  who: 'stranger',
  isRelationshipEnded: false,
  namedSensitivities: [],
  vouchedUntil: 0,
}

/** Looks up how the principal stands to every patient here, from the store and the memory of the chain. */
export async function permissionsOf(
  principal: Principal,
  deps: PermissionDeps,
): Promise<Permissions> {
  const { purpose, linkedPatient } = principal
  const clock: Clock = { server: deps.now(), chain: deps.view.chainTime() }
  const standings = await standingsOf(principal, deps)
  const of = (patientKey: string) => standings.get(patientKey) ?? [STRANGER]

  function mayReadFor(patientKey: string, kind: Kind, sensitivities: readonly Sensitivity[]) {
    const request = { action: 'read', kind, sensitivities, purpose } as const
    return bestOf(of(patientKey).map((standing) => decide(request, standing, clock)))
  }

  return {
    patientKeys: [...standings.keys()],
    isOwn: (patientKey) => patientKey === linkedPatient?.patientKey,
    inForce: (patientKey) =>
      bestOf(
        of(patientKey).map((standing) =>
          standing.who === 'patient'
            ? decide({ action: 'read', kind: 'other', sensitivities: [], purpose }, standing, clock)
            : isGrantInForce(standing, purpose, clock),
        ),
      ),
    readableKinds(patientKey) {
      const kinds = new Set(
        of(patientKey).flatMap((standing) => readableKinds(standing, purpose, clock)),
      )
      return KINDS.filter((kind) => kinds.has(kind))
    },
    mayRead({ patientKeys, kind, sensitivities }) {
      if (patientKeys.length === 0) return { allow: false, reason: 'stranger' }
      const decisions = patientKeys.map((key) => mayReadFor(key, kind, sensitivities))
      return decisions.find((decision) => !decision.allow) ?? { allow: true }
    },
  }
}

async function standingsOf(
  principal: Principal,
  deps: PermissionDeps,
): Promise<ReadonlyMap<string, readonly Standing[]>> {
  const { linkedPatient, vouching, agent } = principal
  const standings = new Map<string, Standing[]>()
  if (linkedPatient !== undefined) {
    standings.set(linkedPatient.patientKey, [
      {
        who: 'patient',
        isRelationshipEnded: deps.view.isRelationshipEnded(linkedPatient.relationshipId),
        namedSensitivities: [],
        vouchedUntil: 0,
      },
    ])
  }
  if (deps.isStale) return standings
  for (const opened of await deps.grants.openedGrants(agent)) {
    const standing: Standing = {
      who: 'viewer',
      isRelationshipEnded: deps.view.isRelationshipEnded(opened.relationshipId),
      grant: deps.view.grant(opened.relationshipId, opened.commitment),
      namedSensitivities: [],
      vouchedUntil: vouching?.expiresAt ?? 0,
    }
    standings.set(opened.patientKey, [...(standings.get(opened.patientKey) ?? []), standing])
  }
  return standings
}

/** Several grants of one viewer add up; if none allows, the refusal that came furthest is named. */
function bestOf(decisions: readonly Decision[]): Decision {
  let best: Decision = { allow: false, reason: 'stranger' }
  for (const decision of decisions) {
    if (decision.allow) return decision
    if (DENIAL_REASONS.indexOf(decision.reason) > DENIAL_REASONS.indexOf(best.reason)) {
      best = decision
    }
  }
  return best
}
