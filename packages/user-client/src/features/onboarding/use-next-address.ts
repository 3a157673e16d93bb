import { useLocation } from 'react-router'
import type { ProfileRole } from '../../session/profiles.ts'

/** Where a new profile goes first: to the page that was asked for, or to its own first page. */
export function useNextAddress(): (role: ProfileRole) => string {
  const { state } = useLocation()
  const asked: unknown =
    typeof state === 'object' && state !== null ? Reflect.get(state, 'next') : undefined
  return (role) => {
    if (typeof asked === 'string' && /^\/[a-z]/.test(asked)) return asked
    return role === 'patient' ? '/link' : '/patients'
  }
}
