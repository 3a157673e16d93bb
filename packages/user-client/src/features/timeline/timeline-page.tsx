import { Button, Chip, Group, Skeleton, Stack, Text } from '@mantine/core'
import { KINDS, type Kind } from '@medrec/protocol'
import { useMemo, useState } from 'react'
import { Link } from 'react-router'
import { kindLabel } from '../../components/kind-labels.ts'
import { Caution, Empty, sentenceOf } from '../../components/notice.tsx'
import { Page } from '../../components/page.tsx'
import { RecordList } from '../../components/records/record-list.tsx'
import { useRelationships } from '../../session/use-relationships.ts'
import { ProviderStates } from './provider-states.tsx'
import { useTimeline } from './use-timeline.ts'

/** One list of everything all providers have. */
export function TimelinePage() {
  const relationships = useRelationships()
  const list = relationships.data?.list ?? []
  const timeline = useTimeline(list)
  const [kind, setKind] = useState<Kind | 'all'>('all')
  const counts = useMemo(() => countKinds(timeline.records), [timeline.records])
  const shown = useMemo(
    () =>
      kind === 'all' ? timeline.records : timeline.records.filter((each) => each.kind === kind),
    [timeline.records, kind],
  )

  if (relationships.isError && relationships.data === undefined) {
    return (
      <Page title="Timeline">
        <Caution onRetry={() => void relationships.refetch()}>
          {sentenceOf(relationships.error)}
        </Caution>
      </Page>
    )
  }
  if (relationships.isSuccess && list.length === 0) return <NoProviders />

  const isFirstLoad = relationships.isPending || (timeline.isLoading && shown.length === 0)
  return (
    <Page
      title="Timeline"
      lead={
        isFirstLoad
          ? 'Reading your records …'
          : `${timeline.records.length} records from ${timeline.sources.filter((source) => source.count !== undefined).length} of ${list.length} providers, newest first.`
      }
    >
      <ProviderStates sources={timeline.sources} />
      {counts.size > 0 ? (
        <Chip.Group value={kind} onChange={(value) => setKind(kindFrom(value))}>
          <Group gap="xs" role="group" aria-label="Show kinds" className="mr-chips">
            <Chip value="all" variant="outline" size="sm">
              Everything
            </Chip>
            {[...counts].map(([each, count]) => (
              <Chip key={each} value={each} variant="outline" size="sm">
                {kindLabel(each)} {count}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
      ) : null}
      {isFirstLoad ? (
        <Stack gap={1} aria-busy="true" aria-label="Reading your records">
          {['a', 'b', 'c', 'd', 'e'].map((row) => (
            <Skeleton key={row} height={69} />
          ))}
        </Stack>
      ) : (
        <RecordList label="Records" records={shown} />
      )}
      {!isFirstLoad && shown.length === 0 ? (
        <Text c="dimmed">No records are shown here at the moment.</Text>
      ) : null}
    </Page>
  )
}

function NoProviders() {
  return (
    <Page title="Timeline">
      <Empty
        title="No provider is linked yet"
        action={
          <Button component={Link} to="/link">
            Add a provider
          </Button>
        }
      >
        As soon as you link a provider, your records there show here. Start with the invite you got
        at the front desk.
      </Empty>
    </Page>
  )
}

function countKinds(records: readonly { readonly kind: Kind }[]): ReadonlyMap<Kind, number> {
  const counts = new Map<Kind, number>()
  for (const each of KINDS) {
    const count = records.filter((record) => record.kind === each).length
    if (count > 0) counts.set(each, count)
  }
  return counts
}

function kindFrom(value: string | string[] | null): Kind | 'all' {
  return KINDS.find((each) => each === value) ?? 'all'
}
