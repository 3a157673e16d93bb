import { Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useLocation } from 'react-router'
import { Problem } from '../../components/notice.tsx'
import { Page } from '../../components/page.tsx'
import { LINK_STEPS, type LinkStep, redeemInvite } from '../../session/linking.ts'
import { useSession } from '../../session/session-context.ts'
import { LinkProgress } from './link-progress.tsx'

/** Redeems a provider's invite. */
export function LinkPage() {
  const session = useSession()
  const queries = useQueryClient()
  const { hash } = useLocation()
  const [link, setLink] = useState(hash.includes('code=') ? `${location.origin}/link${hash}` : '')
  const [birthDate, setBirthDate] = useState('')
  const [step, setStep] = useState<LinkStep>(LINK_STEPS[0])
  const redeem = useMutation({
    mutationFn: () => redeemInvite(session, { link, birthDate }, setStep),
    onSuccess: async () => {
      setLink('')
      await queries.invalidateQueries({ queryKey: ['relationships'] })
    },
  })

  return (
    <Page
      title="Add a provider"
      lead="Ask the front desk of your provider for an invite. Paste it here, and your records there join your timeline."
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          redeem.mutate()
        }}
      >
        <Stack gap="md" className="mr-card">
          <Textarea
            label="Invite link"
            value={link}
            onChange={(event) => setLink(event.currentTarget.value)}
            autoComplete="off"
            spellCheck={false}
            autosize
            minRows={2}
            disabled={redeem.isPending}
          />
          <TextInput
            type="date"
            label="Your birth date"
            description="The provider compares it with its own record. After five wrong tries the invite is locked."
            value={birthDate}
            onChange={(event) => setBirthDate(event.currentTarget.value)}
            maw={260}
            disabled={redeem.isPending}
          />
          <Group>
            <Button
              type="submit"
              loading={redeem.isPending}
              disabled={link.trim() === '' || birthDate === ''}
            >
              Add this provider
            </Button>
          </Group>
          {redeem.isPending ? <LinkProgress step={step} /> : null}
          <Problem error={redeem.error} />
        </Stack>
      </form>
      {redeem.isSuccess ? (
        <Stack gap="sm" className="mr-card" role="status">
          <Text fw={600}>{redeem.data.name} is linked.</Text>
          <Text c="dimmed">
            Your records there now show in your timeline. Paste the next invite above, or look at
            your timeline.
          </Text>
          <Group>
            <Button component={Link} to="/timeline" variant="default">
              Go to my timeline
            </Button>
          </Group>
        </Stack>
      ) : null}
      <Text size="sm" c="dimmed">
        The provider learns that you use MedRec and can show you your records. It does not learn
        which other providers you have.
      </Text>
    </Page>
  )
}
