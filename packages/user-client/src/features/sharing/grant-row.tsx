import { Button, Text } from '@mantine/core'
import { dateOfSeconds, momentOf } from '../../components/dates.ts'
import { kindList, purposeLabel } from '../../components/kind-labels.ts'
import type { Grant } from '../../session/list-grants.ts'
import classes from './grant-row.module.css'

const STATES: Readonly<Record<Grant['state'], string>> = {
  pending: 'Waiting for confirmation',
  active: 'Active',
  ended: 'Ended',
  stopped: 'Stopped by you',
}

/** One grant: who, what, until when, why. */
export function GrantRow(props: {
  readonly grant: Grant
  readonly onStop: (grant: Grant) => void
}) {
  const { grant, onStop } = props
  const { viewer, kinds, purposes, notAfter, state } = grant
  const name = viewer?.name ?? 'Somebody you shared with before'
  const isOpen = state === 'active' || state === 'pending'
  return (
    <li className={classes.row} aria-label={name}>
      <div className={classes.what}>
        <Text fw={600}>{name}</Text>
        {viewer === undefined ? null : (
          <Text size="sm" c="dimmed">
            {[viewer.role, viewer.at].filter(Boolean).join(', ')}
          </Text>
        )}
        {kinds.length === 0 ? null : <Text>May read: {kindList(kinds)}</Text>}
        <Text size="sm" c="dimmed">
          {STATES[state]}
          {kinds.length === 0
            ? null
            : `, ${state === 'active' ? 'until' : 'was until'} ${momentOf(dateOfSeconds(notAfter))}, for ${purposes.map(purposeLabel).join(' and ')}`}
        </Text>
      </div>
      {isOpen ? (
        <Button
          variant="outline"
          color="danger"
          onClick={() => onStop(grant)}
          aria-label={`Stop sharing with ${name}`}
        >
          Stop sharing
        </Button>
      ) : null}
    </li>
  )
}
