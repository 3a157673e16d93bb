import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from 'react-router'
import { Page } from '../../components/page.tsx'
import { listProfiles } from '../../session/profiles.ts'
import { ProfileList } from './profile-list.tsx'
import { UnlockForm } from './unlock-form.tsx'

/** Unlocks the profile that the address names. */
export function UnlockPage() {
  const { profileId } = useParams()
  const navigate = useNavigate()
  const profiles = useQuery({ queryKey: ['profiles'], queryFn: listProfiles, staleTime: 0 })
  const profile = profiles.data?.find((each) => each.id === profileId)
  if (profiles.isPending) return null
  if (profile === undefined) {
    return (
      <Page title="This profile is not in this browser">
        <ProfileList heading="Who is here?" />
      </Page>
    )
  }
  const role = profile.role === 'patient' ? 'patient' : 'clinician'
  return (
    <Page title={`Unlock ${profile.name}`} lead={`This is the profile of a ${role}.`}>
      <UnlockForm
        key={profile.id}
        profile={profile}
        onUnlocked={() => void navigate(role === 'patient' ? '/timeline' : '/patients')}
      />
    </Page>
  )
}
