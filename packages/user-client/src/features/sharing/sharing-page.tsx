import { Button, Skeleton, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useLocation } from 'react-router'
import { Caution, Empty, Remark, sentenceOf } from '../../components/notice.tsx'
import { Page, Section } from '../../components/page.tsx'
import { type Grant, listGrants } from '../../session/list-grants.ts'
import type { Relationship } from '../../session/relationships.ts'
import { useSession } from '../../session/session-context.ts'
import { useRelationships } from '../../session/use-relationships.ts'
import { sendPendingNotes } from '../../session/viewer-notes.ts'
import { GrantRow } from './grant-row.tsx'
import { StopDialog } from './stop-dialog.tsx'

/** Who may read what, at each provider. */
export function SharingPage() {
  const relationships = useRelationships()
  const { state } = useLocation()
  const [stopping, setStopping] = useState<Grant>()
  const list = relationships.data?.list.filter((each) => !each.isEnded) ?? []
  return (
    <Page
      title="Sharing"
      lead="Nobody else reads your records unless you say so here."
      action={
        list.length === 0 ? null : (
          <Button component={Link} to="/sharing/new">
            Share with somebody
          </Button>
        )
      }
    >
      {typeof state === 'object' && state !== null && 'given' in state ? (
        <Remark>
          <span role="status">{String(state.given)}</span>
        </Remark>
      ) : null}
      {relationships.isError && relationships.data === undefined ? (
        <Caution onRetry={() => void relationships.refetch()}>
          {sentenceOf(relationships.error)}
        </Caution>
      ) : null}
      {relationships.isPending ? <Skeleton height={120} /> : null}
      {relationships.isSuccess && list.length === 0 ? (
        <Empty
          title="No provider is linked yet"
          action={
            <Button component={Link} to="/link">
              Add a provider
            </Button>
          }
        >
          You can share records as soon as a provider is linked.
        </Empty>
      ) : null}
      {list.map((relationship) => (
        <ProviderGrants key={relationship.id} relationship={relationship} onStop={setStopping} />
      ))}
      {list.length === 0 ? null : (
        <Text size="sm" c="dimmed">
          You can stop sharing at any time. That does not take back what was already read.
        </Text>
      )}
      <StopDialog grant={stopping} onClose={() => setStopping(undefined)} />
    </Page>
  )
}

function ProviderGrants(props: {
  readonly relationship: Relationship
  readonly onStop: (grant: Grant) => void
}) {
  const { relationship, onStop } = props
  const session = useSession()
  const grants = useQuery({
    queryKey: ['grants', relationship.id],
    queryFn: async () => {
      await sendPendingNotes(session)
      return listGrants(session, relationship)
    },
    staleTime: 0,
    refetchInterval: (query) => (query.state.status === 'error' ? 3000 : false),
  })
  const { name } = relationship.provider
  const active = grants.data?.filter((each) => each.state === 'active' || each.state === 'pending')
  const past = grants.data?.filter((each) => each.state === 'stopped' || each.state === 'ended')
  return (
    <Section title={`Records at ${name}`}>
      {grants.isError ? (
        <Caution onRetry={() => void grants.refetch()}>
          {`${name} does not answer at the moment, so who may read there cannot be shown. What you decided still counts.`}
        </Caution>
      ) : null}
      {grants.isPending ? <Skeleton height={69} /> : null}
      {active?.length === 0 ? <Text c="dimmed">Only you can read these records now.</Text> : null}
      {active !== undefined && active.length > 0 ? (
        <ul className="mr-rows" aria-label={`Shared at ${name}`}>
          {active.map((grant) => (
            <GrantRow key={grant.commitment} grant={grant} onStop={onStop} />
          ))}
        </ul>
      ) : null}
      {past !== undefined && past.length > 0 ? (
        <ul className="mr-rows" aria-label={`No longer shared at ${name}`}>
          {past.map((grant) => (
            <GrantRow key={grant.commitment} grant={grant} onStop={onStop} />
          ))}
        </ul>
      ) : null}
    </Section>
  )
}
