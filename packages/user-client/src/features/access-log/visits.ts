import type { AccessEntry } from '../../session/access-log.ts'

/** Accesses of one person at one provider within a minute: one opening of a page asks many times. */
export type Visit = {
  readonly id: string
  readonly isOwn: boolean
  readonly isRefused: boolean
  readonly name: string | undefined
  readonly role: string | undefined
  /** Where they work. */
  readonly home: string | undefined
  readonly purpose: AccessEntry['purpose']
  /** Where the records are. */
  readonly provider: string
  /** ISO instant of the newest access. */
  readonly recorded: string
  readonly kinds: readonly { readonly kind: string; readonly count: number }[]
  /** How many entries of the log this stands for. */
  readonly entries: number
}

const GAP_MS = 60_000

/** Gathers entries into visits, newest first. A refusal never hides among accesses. */
export function visitsOf(entries: readonly AccessEntry[]): readonly Visit[] {
  const sorted = [...entries].sort(
    (a, b) => b.recorded.localeCompare(a.recorded) || b.number - a.number,
  )
  const visits: Visit[] = []
  const open = new Map<string, number>()
  for (const entry of sorted) {
    const key = JSON.stringify([entry.relationship.id, entry.agent, entry.purpose, entry.isRefused])
    const at = open.get(key)
    const visit = at === undefined ? undefined : visits[at]
    const isNear =
      visit !== undefined && Date.parse(visit.recorded) - Date.parse(entry.recorded) < GAP_MS
    if (visit !== undefined && at !== undefined && isNear) {
      visits[at] = {
        ...visit,
        kinds: addKinds(visit.kinds, entry.kinds),
        entries: visit.entries + 1,
      }
      continue
    }
    open.set(key, visits.length)
    visits.push({
      id: entry.id,
      isOwn: entry.isOwn,
      isRefused: entry.isRefused,
      name: entry.name,
      role: entry.role,
      home: entry.home,
      purpose: entry.purpose,
      provider: entry.relationship.provider.name,
      recorded: entry.recorded,
      kinds: entry.kinds,
      entries: 1,
    })
  }
  return visits
}

function addKinds(first: Visit['kinds'], second: Visit['kinds']): Visit['kinds'] {
  const counts = new Map(first.map(({ kind, count }) => [kind, count]))
  for (const { kind, count } of second) counts.set(kind, (counts.get(kind) ?? 0) + count)
  return [...counts].map(([kind, count]) => ({ kind, count }))
}
