import { Button, Skeleton, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from 'react-router'
import { dateOfSeconds, momentOf } from '../../components/dates.ts'
import { kindList } from '../../components/kind-labels.ts'
import { Caution, Empty, sentenceOf } from '../../components/notice.tsx'
import { Page } from '../../components/page.tsx'
import {
  deleteNote,
  NotOnStaffError,
  type OpenedNote,
  type ReceivedNote,
} from '../../session/clinician.ts'
import type { StaffMember } from '../../session/directory.ts'
import { useSession } from '../../session/session-context.ts'
import classes from './patients-page.module.css'
import { StaffCard } from './staff-card.tsx'
import { useReceived } from './use-clinician.ts'

/** Everybody who shares records with this clinician. */
export function PatientsPage() {
  const { own, received } = useReceived()
  const me = own.data
  return (
    <Page
      title="Patients"
      lead={
        me === undefined
          ? 'People who share records with you.'
          : `People who share records with you, ${[me.role.toLowerCase(), me.provider.name].filter(Boolean).join(' at ')}.`
      }
      action={
        <Button
          variant="default"
          onClick={() => void received.refetch()}
          disabled={me === undefined}
          loading={received.isRefetching}
        >
          Refresh
        </Button>
      }
    >
      {own.error instanceof NotOnStaffError ? <StaffCard /> : null}
      {own.isError && !(own.error instanceof NotOnStaffError) ? (
        <Caution onRetry={() => void own.refetch()}>{sentenceOf(own.error)}</Caution>
      ) : null}
      {received.isError ? (
        <Caution onRetry={() => void received.refetch()}>{sentenceOf(received.error)}</Caution>
      ) : null}
      {own.isPending || (me !== undefined && received.isPending) ? <Skeleton height={138} /> : null}
      {received.data?.length === 0 ? (
        <Empty title="Nobody shares with you yet">
          When a patient shares records with you, they show here by themselves.
        </Empty>
      ) : null}
      {me !== undefined && received.data !== undefined && received.data.length > 0 ? (
        <ul className="mr-rows" aria-label="Shared with you">
          {received.data.map(({ note, opened }) => (
            <PatientRow key={note.id} own={me} note={note} opened={opened} />
          ))}
        </ul>
      ) : null}
    </Page>
  )
}

function PatientRow(props: {
  readonly own: StaffMember
  readonly note: ReceivedNote
  readonly opened: OpenedNote | { readonly state: 'away' }
}) {
  const { own, note, opened } = props
  const session = useSession()
  const queries = useQueryClient()
  const remove = useMutation({
    mutationFn: () => deleteNote(session, own, note.id),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['received'] }),
  })
  const at = note.provider.name
  if (opened.state === 'open') {
    return (
      <li className={classes.row} aria-label={`Patient at ${at}`}>
        <div className={classes.what}>
          <Text fw={600}>Patient at {at}</Text>
          <Text>{kindList(opened.grant.readKinds)}</Text>
          <Text size="sm" c="dimmed">
            until {momentOf(dateOfSeconds(opened.grant.notAfter))}
          </Text>
        </div>
        <Button
          component={Link}
          to={`/patients/${encodeURIComponent(note.id)}`}
          aria-label={`Open records at ${at}`}
        >
          Open records
        </Button>
      </li>
    )
  }
  const isRefused = opened.state === 'refused'
  return (
    <li className={classes.row} aria-label={`Patient at ${at}`}>
      <div className={classes.what}>
        <Text fw={600}>Patient at {at}</Text>
        <Text c="dimmed">
          {isRefused
            ? 'This is not shared with you any more.'
            : `${at} does not answer at the moment. It is asked again by itself.`}
        </Text>
      </div>
      {isRefused ? (
        <Button
          variant="default"
          loading={remove.isPending}
          onClick={() => remove.mutate()}
          aria-label={`Remove patient at ${at}`}
        >
          Remove
        </Button>
      ) : null}
    </li>
  )
}
