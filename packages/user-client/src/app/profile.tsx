import { Button, Group } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { Link, Outlet } from 'react-router'
import { Page } from '../components/page.tsx'
import { ChooseProfile } from '../features/unlock/choose-profile.tsx'
import type { ProfileRole } from '../session/profiles.ts'
import { SessionContext } from '../session/session-context.ts'
import { useSessionStore } from '../session/session-store.ts'

/**
 * The room of one unlocked person. Its key is the profile, so that React drops every state of the
 * person before. Locked, the address stays and the page asks who is there: an invite link
 * survives that.
 */
export function Profile({ of: role }: { readonly of: ProfileRole }) {
  const session = useSessionStore((state) => state.session)
  if (session === undefined) return <ChooseProfile of={role} />
  if (session.profile.role !== role) return <WrongRole of={role} />
  return (
    <SessionContext key={session.profile.id} value={session}>
      <QueryClientProvider client={session.queryClient}>
        <Outlet />
      </QueryClientProvider>
    </SessionContext>
  )
}

function WrongRole({ of: role }: { readonly of: ProfileRole }) {
  return (
    <Page
      title="This page is for somebody else"
      lead={`It belongs to a ${role}. Switch to such a profile to see it.`}
    >
      <Group>
        <Button component={Link} to="/">
          Go to the first page
        </Button>
      </Group>
    </Page>
  )
}
