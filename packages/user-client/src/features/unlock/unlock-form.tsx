import { Anchor, Button, Group, PasswordInput, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Link } from 'react-router'
import { Problem } from '../../components/notice.tsx'
import { useNetwork } from '../../session/network-context.ts'
import type { Profile } from '../../session/profiles.ts'
import { unlockProfile } from '../../session/session-store.ts'

/** Asks for the passphrase of one profile. */
export function UnlockForm(props: { readonly profile: Profile; readonly onUnlocked: () => void }) {
  const { profile, onUnlocked } = props
  const network = useNetwork()
  const [passphrase, setPassphrase] = useState('')
  const unlock = useMutation({
    mutationFn: () => unlockProfile(profile, network, passphrase),
    onSuccess: onUnlocked,
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    unlock.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="md" className="mr-card" maw={460}>
        <PasswordInput
          label="Passphrase"
          value={passphrase}
          onChange={(event) => setPassphrase(event.currentTarget.value)}
          autoComplete="current-password"
          data-autofocus
          autoFocus
          required
          withAsterisk={false}
        />
        <Problem error={unlock.error} />
        <Group gap="md">
          <Button type="submit" loading={unlock.isPending}>
            Unlock
          </Button>
          {unlock.isPending ? (
            <Text size="sm" c="dimmed" role="status">
              Unlocking takes about a second.
            </Text>
          ) : null}
        </Group>
        <Text size="sm" c="dimmed">
          Forgotten?{' '}
          <Anchor component={Link} to="/recover">
            Use your 12 words
          </Anchor>{' '}
          to come back with a new passphrase.
        </Text>
      </Stack>
    </form>
  )
}
