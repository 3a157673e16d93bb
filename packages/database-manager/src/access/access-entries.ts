import { isSharedType, type Kind, kindOf, type UnixSeconds } from '@medrec/protocol'
import type { Principal } from '../auth/principal.ts'
import type { NewEntry } from '../log/access-log.ts'
import { auditEventOf } from '../log/audit-event.ts'
import type { RecordRow } from './record-row.ts'
import type { WireIds } from './wire-ids.ts'

/** One request in the words of the log. */
export type LoggedRequest = {
  readonly interaction: 'read' | 'search'
  readonly principal: Principal
  readonly type: string
  /** Wire id as received, if it is one of ours. */
  readonly id?: string | undefined
  readonly parameters: readonly string[]
}

type Deps = {
  readonly wireIds: WireIds
  readonly origin: string
  readonly now: () => UnixSeconds
}

/**
 * Makes one entry for each patient whose resources are handed out, and for each of `patientKeys`
 * also when nothing of theirs was found.
 */
export function servedEntries(
  request: LoggedRequest,
  served: { readonly rows: readonly RecordRow[]; readonly patientKeys: readonly string[] },
  deps: Deps,
): NewEntry[] {
  const [first = ''] = served.patientKeys
  const counts = new Map<string, Map<Kind | 'shared', number>>()
  for (const key of served.patientKeys) counts.set(key, new Map())
  for (const row of served.rows) {
    const isShared = isSharedType(row.type)
    const kind = isShared ? 'shared' : kindOf(row.resource)
    for (const key of isShared ? [first] : row.patientKeys) {
      const kinds = counts.get(key) ?? new Map<Kind | 'shared', number>()
      counts.set(key, kinds.set(kind, (kinds.get(kind) ?? 0) + 1))
    }
  }
  return [...counts].map(([key, kinds]) => entryOf(request, { key, kinds }, deps))
}

/** Makes the entries of a refusal: one for each patient concerned, or one for none. */
export function refusedEntries(
  request: LoggedRequest,
  refused: { readonly reason: string; readonly patientKeys: readonly string[] },
  deps: Deps,
): NewEntry[] {
  const keys = refused.patientKeys.length === 0 ? [undefined] : refused.patientKeys
  const { reason } = refused
  return keys.map((key) => entryOf(request, { key, kinds: new Map(), reason }, deps))
}

function entryOf(
  request: LoggedRequest,
  about: {
    readonly key: string | undefined
    readonly kinds: ReadonlyMap<Kind | 'shared', number>
    readonly reason?: string
  },
  deps: Deps,
): NewEntry {
  const patient = about.key === undefined ? '' : deps.wireIds.encode('Patient', about.key)
  const { kinds, reason } = about
  const recorded = deps.now()
  const event = auditEventOf({ ...request, origin: deps.origin, recorded, patient, kinds, reason })
  return { patient, event }
}
