import { createContext, use } from 'react'
import type { ProfileSession } from './profile-session.ts'

export const SessionContext = createContext<ProfileSession | undefined>(undefined)

/** The unlocked person of this page; only pages inside `<Profile>` ask. */
export function useSession(): ProfileSession {
  const session = use(SessionContext)
  if (session === undefined) throw new TypeError('this page is drawn for an unlocked profile only')
  return session
}
