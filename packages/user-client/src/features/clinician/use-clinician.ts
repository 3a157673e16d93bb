import { useQuery } from '@tanstack/react-query'
import { findOwnEntry, openReceivedNote, readInbox } from '../../session/clinician.ts'
import { useSession } from '../../session/session-context.ts'

const RETRY_MS = 3000

/** This clinician as the own provider lists them. */
export function useOwnEntry() {
  const session = useSession()
  return useQuery({
    queryKey: ['own-entry'],
    queryFn: () => findOwnEntry(session),
    refetchInterval: (query) => (query.state.status === 'error' ? RETRY_MS : false),
  })
}

/** What patients share with this clinician: each note, and what it leads to now. */
export function useReceived() {
  const session = useSession()
  const own = useOwnEntry()
  const received = useQuery({
    queryKey: ['received', own.data?.agent],
    enabled: own.data !== undefined,
    queryFn: async () => {
      if (own.data === undefined) return []
      const entry = own.data
      const notes = await readInbox(session, entry)
      return Promise.all(
        notes.map(async (note) => ({
          note,
          opened: await openReceivedNote(session, entry, note).catch((error: unknown) => ({
            state: 'away' as const,
            error,
          })),
        })),
      )
    },
    staleTime: 0,
    refetchInterval: (query) => {
      const isGap = query.state.data?.some(({ opened }) => opened.state === 'away')
      return query.state.status === 'error' || isGap ? RETRY_MS : 15_000
    },
  })
  return { own, received }
}
