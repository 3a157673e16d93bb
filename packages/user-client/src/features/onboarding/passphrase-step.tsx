import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core'
import { useState } from 'react'

const LEAST = 8

/** Asks twice for the passphrase that opens the profile in this browser. */
export function PassphraseStep(props: {
  readonly isBusy: boolean
  readonly onDone: (passphrase: string) => void
}) {
  const [passphrase, setPassphrase] = useState('')
  const [again, setAgain] = useState('')
  const [isAsked, setIsAsked] = useState(false)
  const isShort = passphrase.length < LEAST
  const isDifferent = passphrase !== again
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        setIsAsked(true)
        if (!isShort && !isDifferent) props.onDone(passphrase)
      }}
    >
      <Stack gap="md" className="mr-card">
        <Text>
          The passphrase opens this profile in this browser, each time you come back. A few words
          that only you would put together are good.
        </Text>
        <PasswordInput
          label="Passphrase"
          description={`At least ${LEAST} characters.`}
          value={passphrase}
          onChange={(event) => setPassphrase(event.currentTarget.value)}
          error={isAsked && isShort ? `Use at least ${LEAST} characters.` : null}
          autoComplete="new-password"
          autoFocus
        />
        <PasswordInput
          label="Passphrase again"
          value={again}
          onChange={(event) => setAgain(event.currentTarget.value)}
          error={isAsked && isDifferent ? 'The two are not the same. Type them again.' : null}
          autoComplete="new-password"
        />
        <Group gap="md">
          <Button type="submit" loading={props.isBusy}>
            Finish
          </Button>
          {props.isBusy ? (
            <Text size="sm" c="dimmed" role="status">
              Locking your words away takes about two seconds.
            </Text>
          ) : null}
        </Group>
      </Stack>
    </form>
  )
}
