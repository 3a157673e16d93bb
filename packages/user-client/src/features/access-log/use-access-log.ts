import { useQueries } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { type AccessLogPage, readAccessLog } from '../../session/access-log.ts'
import type { ProfileSession } from '../../session/profile-session.ts'
import type { Relationship } from '../../session/relationships.ts'
import { useSession } from '../../session/session-context.ts'
import { type Visit, visitsOf } from './visits.ts'

export type AccessLog = {
  readonly visits: readonly Visit[]
  readonly gaps: readonly { readonly name: string; readonly retry: () => void }[]
  readonly isLoading: boolean
  readonly isReading: boolean
  readonly refresh: () => void
  /** Undefined when everything is shown. */
  readonly loadMore: (() => void) | undefined
}

/** Reads the logs of all providers into one list. */
export function useAccessLog(relationships: readonly Relationship[]): AccessLog {
  const session = useSession()
  const [pages, setPages] = useState(1)
  const queries = useQueries({
    queries: relationships.map((relationship) => ({
      queryKey: ['access-log', relationship.id, pages],
      queryFn: () => readPages(session, relationship, pages),
      staleTime: 0,
      refetchInterval: (query: { state: { status: string } }) =>
        query.state.status === 'error' ? 3000 : false,
    })),
  })
  const parts = queries.map((query) => query.data)
  // One text for all parts: their number changes, which a list of dependencies must not.
  const stamp = queries.map((query) => query.dataUpdatedAt).join(' ')
  // biome-ignore lint/correctness/useExhaustiveDependencies: the stamp stands for the parts.
  const visits = useMemo(() => visitsOf(parts.flatMap((part) => part?.entries ?? [])), [stamp])
  return {
    visits,
    gaps: queries.flatMap((query, index) => {
      const name = relationships[index]?.provider.name
      return query.isError && name !== undefined ? { name, retry: () => void query.refetch() } : []
    }),
    isLoading: queries.some((query) => query.isPending),
    isReading: queries.some((query) => query.isFetching),
    refresh: () => {
      for (const query of queries) void query.refetch()
    },
    loadMore: parts.some((part) => part?.next !== undefined)
      ? () => setPages(pages + 1)
      : undefined,
  }
}

async function readPages(
  session: ProfileSession,
  relationship: Relationship,
  count: number,
): Promise<AccessLogPage> {
  let page = await readAccessLog(session, relationship, undefined)
  for (let read = 1; read < count && page.next !== undefined; read++) {
    const older = await readAccessLog(session, relationship, page.next)
    page = { entries: [...page.entries, ...older.entries], next: older.next }
  }
  return page
}
