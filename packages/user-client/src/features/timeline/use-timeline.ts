import { useQueries } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { ListedRecord } from '../../components/records/record-list.tsx'
import { summarise } from '../../components/records/summarise.ts'
import type { ProfileSession } from '../../session/profile-session.ts'
import { ProviderAwayError, ProviderNonsenseError } from '../../session/provider-errors.ts'
import { readRecords } from '../../session/records.ts'
import { patientLine, type Relationship } from '../../session/relationships.ts'
import { useSession } from '../../session/session-context.ts'

/** What is known of one provider's part of the timeline. */
export type TimelineSource = {
  readonly relationship: Relationship
  readonly isReading: boolean
  /** Undefined until the first answer. */
  readonly count: number | undefined
  readonly error: unknown
  /** Milliseconds since 1970 of the last good answer; 0 if there was none. */
  readonly readAt: number
  readonly retry: () => void
}

export type Timeline = {
  readonly records: readonly ListedRecord[]
  readonly sources: readonly TimelineSource[]
  readonly isLoading: boolean
}

/** While a provider is away it is asked again this often, so that the gap heals by itself. */
const HEAL_MS = 3000

/** Reads all providers at once; one that is away leaves a gap, never an empty list. */
export function useTimeline(relationships: readonly Relationship[]): Timeline {
  const session = useSession()
  const queries = useQueries({
    queries: relationships.map((relationship) => ({
      queryKey: ['records', relationship.id],
      queryFn: () => readOwnRecords(session, relationship),
      staleTime: 5 * 60_000,
      refetchInterval: (query: { state: { error: unknown } }) =>
        query.state.error instanceof ProviderAwayError ? HEAL_MS : false,
    })),
  })
  const parts = queries.map((query) => query.data)
  // One text for all parts: their number changes, which a list of dependencies must not.
  const stamp = queries.map((query) => query.dataUpdatedAt).join(' ')
  // biome-ignore lint/correctness/useExhaustiveDependencies: the stamp stands for the parts.
  const records = useMemo(() => parts.flatMap((part) => part ?? []).sort(newestFirst), [stamp])
  return {
    records,
    isLoading: queries.some((query) => query.isPending),
    sources: queries.flatMap((query, index) => {
      const relationship = relationships[index]
      if (relationship === undefined) return []
      return {
        relationship,
        isReading: query.isFetching,
        count: query.data?.length,
        error: query.error,
        readAt: query.dataUpdatedAt,
        retry: () => void query.refetch(),
      }
    }),
  }
}

async function readOwnRecords(
  session: ProfileSession,
  relationship: Relationship,
): Promise<readonly ListedRecord[]> {
  const line = patientLine(session, relationship)
  const patient = await line.patientId()
  if (patient === undefined) throw new ProviderNonsenseError(line.host)
  const { resources } = await readRecords(line, patient)
  return resources.map((resource) => ({
    ...summarise(resource),
    key: `${relationship.id} ${resource.resourceType} ${resource.id}`,
    source: relationship.provider.name,
  }))
}

function newestFirst(a: ListedRecord, b: ListedRecord): number {
  return (b.date ?? '').localeCompare(a.date ?? '')
}
