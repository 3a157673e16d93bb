import { useQuery, useQueryClient } from '@tanstack/react-query'
import {
  findOwnEntry,
  type OpenedNote,
  openReceivedNote,
  type ReceivedNote,
  readInbox,
} from '../../session/clinician.ts'
import { useSession } from '../../session/session-context.ts'

const RETRY_MS = 3000

/**
 * Each refusal stands in the patient's log, so who was refused does not ask for ever by itself. The
 * first may only mean that the note was faster than the grant.
 */
const ENOUGH_REFUSALS = 2

type Received = {
  readonly note: ReceivedNote
  readonly opened: OpenedNote | { readonly state: 'away'; readonly error: unknown }
  /** How often in a row it was refused. */
  readonly refusals: number
}

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
  const queries = useQueryClient()
  const own = useOwnEntry()
  const received = useQuery({
    queryKey: ['received', own.data?.agent],
    enabled: own.data !== undefined,
    queryFn: async () => {
      if (own.data === undefined) return []
      const entry = own.data
      const notes = await readInbox(session, entry)
      const before = queries.getQueryData<readonly Received[]>(['received', entry.agent]) ?? []
      return Promise.all(
        notes.map(async (note): Promise<Received> => {
          const known = before.find((each) => each.note.id === note.id)
          const refusals = known?.refusals ?? 0
          if (known !== undefined && refusals >= ENOUGH_REFUSALS) return known
          const opened = await openReceivedNote(session, entry, note).catch((error: unknown) => ({
            state: 'away' as const,
            error,
          }))
          return { note, opened, refusals: opened.state === 'refused' ? refusals + 1 : 0 }
        }),
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
