import { Button, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { dateOfSeconds, momentOf } from '../../components/dates.ts'
import { kindListInSentence, purposeLabel } from '../../components/kind-labels.ts'
import { Caution } from '../../components/notice.tsx'
import { type NewGrant, roundedUpToHour } from '../../session/grants.ts'
import { readHealth } from '../../session/network.ts'

/** The one sentence, and the button that signs it. */
export function ConfirmGrant(props: {
  readonly grant: NewGrant
  readonly isBusy: boolean
  readonly onSign: () => void
  readonly onBack: () => void
}) {
  const { viewer, kinds, relationship, notAfter, purpose } = props.grant
  const health = useQuery({
    queryKey: ['health', relationship.provider.host],
    queryFn: () => readHealth(relationship.provider.host),
  })
  return (
    <Stack gap="md" className="mr-card">
      <Text fz="lg" aria-label="What you sign">
        <b>{viewer.name}</b> may read <b>{kindListInSentence(kinds)}</b> from{' '}
        <b>{relationship.provider.name}</b> until{' '}
        <b>{momentOf(dateOfSeconds(roundedUpToHour(notAfter)))}</b> for{' '}
        <b>{purposeLabel(purpose)}</b>.
      </Text>
      <Text c="dimmed">
        You can stop this at any time. Sensitive records, such as those about mental health,
        addiction or HIV, stay yours alone.
      </Text>
      {health.data?.declaresSensitivityRules === false ? (
        <Caution>
          {`${relationship.provider.name} does not mark its sensitive records. Some may be read with the others.`}
        </Caution>
      ) : null}
      <Group>
        <Button onClick={props.onSign} loading={props.isBusy}>
          Sign and share
        </Button>
        <Button variant="default" onClick={props.onBack} disabled={props.isBusy}>
          Change something
        </Button>
        {props.isBusy ? (
          <Text size="sm" c="dimmed" role="status">
            Signing and waiting for confirmation …
          </Text>
        ) : null}
      </Group>
    </Stack>
  )
}
