import { Button, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useLocation } from 'react-router'
import { Section } from '../../components/page.tsx'
import { listProfiles, type Profile, type ProfileRole } from '../../session/profiles.ts'
import classes from './profile-list.module.css'

/** The profiles of this browser, and the ways to a new one. */
export function ProfileList(props: {
  readonly heading: string
  /** Only profiles of this role, and none other can be made. */
  readonly of?: ProfileRole
  /** Chooses without leaving the page; by default the unlock page opens. */
  readonly onChoose?: (profile: Profile) => void
}) {
  const { of: role, onChoose } = props
  const { pathname, hash } = useLocation()
  // An invite link must survive the making of a profile.
  const next = { next: role === undefined ? undefined : pathname + hash }
  const profiles = useQuery({ queryKey: ['profiles'], queryFn: listProfiles, staleTime: 0 })
  const shown = (profiles.data ?? []).filter(
    (profile) => role === undefined || profile.role === role,
  )
  return (
    <Section title={props.heading}>
      {shown.length === 0 ? null : (
        <ul className="mr-rows" aria-label="Profiles in this browser">
          {shown.map((profile) => (
            <li key={profile.id} className={classes.row}>
              <div className={classes.who}>
                <Text fw={600}>{profile.name}</Text>
                <Text size="sm" c="dimmed">
                  {profile.role === 'patient' ? 'Patient' : 'Clinician'}
                </Text>
              </div>
              {onChoose === undefined ? (
                <Button
                  component={Link}
                  to={`/unlock/${profile.id}`}
                  variant="default"
                  aria-label={`Unlock ${profile.name}`}
                >
                  Unlock
                </Button>
              ) : (
                <Button
                  variant="default"
                  aria-label={`Unlock ${profile.name}`}
                  onClick={() => onChoose(profile)}
                >
                  Unlock
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      <Stack gap="xs" className="mr-card">
        <Text fw={600}>{shown.length === 0 ? 'No profile here yet' : 'Somebody else?'}</Text>
        <Text c="dimmed">
          A profile belongs to one person. It lives in this browser, behind a passphrase. You need
          no account and no email address.
        </Text>
        <Group gap="sm" mt={4}>
          {role === 'clinician' ? null : (
            <Button component={Link} to="/create?role=patient" state={next}>
              Create a patient profile
            </Button>
          )}
          {role === 'patient' ? null : (
            <Button
              component={Link}
              to="/create?role=clinician"
              state={next}
              variant={role === undefined ? 'default' : 'filled'}
            >
              Create a clinician profile
            </Button>
          )}
          <Button component={Link} to="/recover" state={next} variant="default">
            I already have 12 words
          </Button>
        </Group>
      </Stack>
    </Section>
  )
}
