import type { PermissionView } from '@medrec/ethereum-client'
import type { UnixSeconds } from '@medrec/protocol'
import type { FastifyInstance } from 'fastify'
import { type GuardedRecordsDeps, openGuardedRecords } from './access/guarded-records.ts'
import { openPageCursors } from './access/page-cursors.ts'
import type { GrantView } from './access/ports.ts'
import { openWireIds } from './access/wire-ids.ts'
import type { Sessions } from './auth/sessions.ts'
import { registerAccessLogRoute } from './http/access-log-route.ts'
import { makeEnter } from './http/enter.ts'
import { registerFhirRoutes } from './http/fhir-routes.ts'
import type { Links } from './linking/links.ts'
import type { AccessLog } from './log/access-log.ts'

export type RecordParts = {
  readonly silo: GuardedRecordsDeps['silo'] & {
    readonly capabilities: { readonly types: readonly string[] }
  }
  readonly view: PermissionView
  readonly links: Links
  readonly log: AccessLog
  readonly sessions: Pick<Sessions, 'authenticate'>
  readonly now: () => UnixSeconds
  readonly wireIdSecret: Uint8Array
  readonly origin: string
  readonly providerName: string
  readonly maxViewAgeSeconds: number
}

/** Registers the routes that serve records, and the patient's own log of who read them. */
export function registerRecordRoutes(app: FastifyInstance, parts: RecordParts): void {
  const { links, log, now, origin, providerName, sessions, silo, view, wireIdSecret } = parts
  const { authenticate } = sessions
  const wireIds = openWireIds(wireIdSecret)
  const records = openGuardedRecords({
    silo,
    grants: links,
    view: grantViewOf(view, now),
    now,
    log,
    wireIds,
    cursors: openPageCursors(wireIdSecret),
    origin,
    maxViewAgeSeconds: parts.maxViewAgeSeconds,
    alarm: app.log,
  })
  const { types } = silo.capabilities
  registerFhirRoutes(app, { authenticate, records, origin, providerName, types })
  registerAccessLogRoute(app, { enter: makeEnter(authenticate, log), log, wireIds })
}

function grantViewOf(view: PermissionView, now: () => UnixSeconds): GrantView {
  return {
    grant: (relationshipId, commitment) => view.grant(relationshipId, commitment),
    isRelationshipEnded: (id) => view.relationship(id)?.isEnded !== false,
    chainTime: () => view.chainTime(performance.now()),
    headAgeSeconds: () => view.ageSeconds(now()),
  }
}
