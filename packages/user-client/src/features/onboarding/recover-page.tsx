import { Button, Group, Radio, Stack, Textarea, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { Problem } from '../../components/notice.tsx'
import { Page } from '../../components/page.tsx'
import { useNetwork } from '../../session/network-context.ts'
import type { ProfileRole } from '../../session/profiles.ts'
import { createProfile } from '../../session/session-store.ts'
import { PassphraseStep } from './passphrase-step.tsx'
import { useNextAddress } from './use-next-address.ts'
import { useWordsCheck } from './use-words-check.ts'

/** Brings a profile into this browser by its twelve words. */
export function RecoverPage() {
  const network = useNetwork()
  const navigate = useNavigate()
  const nextAddress = useNextAddress()
  const [name, setName] = useState('')
  const [role, setRole] = useState<ProfileRole>('patient')
  const [text, setText] = useState('')
  const [words, setWords] = useState<string>()
  const check = useWordsCheck(setWords)
  const create = useMutation({
    mutationFn: (passphrase: string) =>
      createProfile(network, { name, role, words: words ?? '', passphrase }),
    onSuccess: () => {
      const next = nextAddress(role)
      // Who comes back has links already: the timeline shows what the words brought back.
      void navigate(next === '/link' ? '/timeline' : next)
    },
  })

  if (words !== undefined) {
    return (
      <Page
        title="Come back with your 12 words"
        lead="The words are right. Step 2 of 2: a new passphrase."
      >
        <PassphraseStep isBusy={create.isPending} onDone={create.mutate} />
        <Problem error={create.error} />
      </Page>
    )
  }
  return (
    <Page
      title="Come back with your 12 words"
      lead="Step 1 of 2: your words. They bring back every provider you linked and everything you share."
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          check.mutate(text)
        }}
      >
        <Stack gap="md" className="mr-card">
          <TextInput
            label="Your name"
            description="It is shown at the top of each page, and stays in this browser."
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            autoComplete="name"
            maxLength={80}
            required
            withAsterisk={false}
          />
          <Radio.Group
            label="You are here as"
            size="md"
            value={role}
            onChange={(value) => setRole(value === 'clinician' ? 'clinician' : 'patient')}
          >
            <Group mt={6} gap="lg">
              <Radio value="patient" label="Patient" />
              <Radio value="clinician" label="Clinician" />
            </Group>
          </Radio.Group>
          <Textarea
            label="Your 12 words"
            description="In order, with spaces between. Capital letters do not matter."
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            autosize
            minRows={3}
            required
            withAsterisk={false}
          />
          <Problem error={check.error} />
          <Group>
            <Button
              type="submit"
              loading={check.isPending}
              disabled={name.trim() === '' || text.trim() === ''}
            >
              Continue
            </Button>
          </Group>
        </Stack>
      </form>
    </Page>
  )
}
