import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import { Page } from '../../components/page.tsx'
import type { Profile, ProfileRole } from '../../session/profiles.ts'
import { useSessionStore } from '../../session/session-store.ts'
import { ProfileList } from './profile-list.tsx'
import { UnlockForm } from './unlock-form.tsx'

/** Stands in for a page that needs an unlocked person; the page follows when there is one. */
export function ChooseProfile({ of: role }: { readonly of: ProfileRole }) {
  const locked = useSessionStore((state) => state.lockedProfile)
  const [chosen, setChosen] = useState<Profile | undefined>(
    locked?.role === role ? locked : undefined,
  )
  if (chosen !== undefined) {
    return (
      <Page
        title={`Unlock ${chosen.name}`}
        lead={chosen === locked ? 'This profile was locked to keep it safe.' : undefined}
      >
        <UnlockForm profile={chosen} onUnlocked={() => undefined} />
        <Group>
          <Button variant="default" onClick={() => setChosen(undefined)}>
            Choose another profile
          </Button>
        </Group>
      </Page>
    )
  }
  return (
    <Page title="Who is here?" lead={`This page is for a ${role}. Choose the profile it is for.`}>
      <ProfileList heading="Profiles" of={role} onChoose={setChosen} />
    </Page>
  )
}
