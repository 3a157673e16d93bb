import { Button, Group, Skeleton, Switch, Text } from '@mantine/core'
import { useState } from 'react'
import { Caution, sentenceOf } from '../../components/notice.tsx'
import { Page } from '../../components/page.tsx'
import { useRelationships } from '../../session/use-relationships.ts'
import { AccessRow } from './access-row.tsx'
import { useAccessLog } from './use-access-log.ts'

/** Who asked for the person's records, and what they got. */
export function AccessLogPage() {
  const relationships = useRelationships()
  const log = useAccessLog(relationships.data?.list ?? [])
  const [showsOwn, setShowsOwn] = useState(false)
  const shown = showsOwn ? log.visits : log.visits.filter((visit) => !visit.isOwn)
  const hidden = log.visits.length - shown.length
  return (
    <Page
      title="Access log"
      lead="Each provider writes down who asked for your records, before it hands them out. Refusals are written down too."
      action={
        <Button variant="default" onClick={log.refresh} loading={log.isReading}>
          Refresh
        </Button>
      }
    >
      {relationships.isError && relationships.data === undefined ? (
        <Caution onRetry={() => void relationships.refetch()}>
          {sentenceOf(relationships.error)}
        </Caution>
      ) : null}
      {log.gaps.map(({ name, retry }) => (
        <Caution key={name} onRetry={retry}>
          {`${name} does not answer at the moment. Its part of the log is missing here; it is not gone.`}
        </Caution>
      ))}
      <Group justify="space-between" gap="sm">
        <Switch
          label="Show my own reading"
          checked={showsOwn}
          onChange={(event) => setShowsOwn(event.currentTarget.checked)}
        />
        {hidden > 0 ? (
          <Text size="sm" c="dimmed">
            {hidden === 1 ? '1 entry of yours is hidden' : `${hidden} entries of yours are hidden`}
          </Text>
        ) : null}
      </Group>
      {log.isLoading && log.visits.length === 0 ? <Skeleton height={207} /> : null}
      {!log.isLoading && shown.length === 0 ? (
        <Text c="dimmed">Nobody else asked for your records so far.</Text>
      ) : null}
      {shown.length > 0 ? (
        <ul className="mr-rows" aria-label="Accesses">
          {shown.map((visit) => (
            <AccessRow key={visit.id} visit={visit} />
          ))}
        </ul>
      ) : null}
      {log.loadMore === undefined ? null : (
        <Group>
          <Button variant="default" onClick={log.loadMore}>
            Show older entries
          </Button>
        </Group>
      )}
      <Text size="sm" c="dimmed">
        A provider and a reader who agree to hide something can still do so outside this log.
      </Text>
    </Page>
  )
}
