import { Button, Group } from '@mantine/core'
import { Link } from 'react-router'
import { Page, Section } from '../../components/page.tsx'
import { useSessionStore } from '../../session/session-store.ts'
import { ProfileList } from '../unlock/profile-list.tsx'
import { ProviderTable } from './provider-table.tsx'

/** What runs where, and who is there. */
export function HomePage() {
  const profile = useSessionStore((state) => state.session?.profile)
  return (
    <Page
      title={profile === undefined ? 'Welcome to MedRec' : `Hello, ${profile.name}`}
      lead="Your records stay with the providers that made them. You decide who reads them, and you see who did."
    >
      {profile === undefined ? (
        <ProfileList heading="Who is here?" />
      ) : (
        <Group>
          <Button component={Link} to={profile.role === 'patient' ? '/timeline' : '/patients'}>
            {profile.role === 'patient' ? 'Go to my timeline' : 'Go to my patients'}
          </Button>
        </Group>
      )}
      <Section
        title="What is running"
        lead="Each provider keeps its own records in its own database. This app talks to each of them directly."
      >
        <ProviderTable />
      </Section>
    </Page>
  )
}
