import { useQuery } from '@tanstack/react-query'
import { findRelationships } from './relationships.ts'
import { useSession } from './session-context.ts'

/** This patient's providers, found by the words; tried again by itself while nothing answers. */
export function useRelationships() {
  const session = useSession()
  return useQuery({
    queryKey: ['relationships'],
    queryFn: () => findRelationships(session),
    refetchInterval: (query) => (query.state.status === 'error' ? 3000 : false),
  })
}
