import { Text } from '@mantine/core'
import { momentOf } from '../../components/dates.ts'
import { kindNameLabel, purposeLabel } from '../../components/kind-labels.ts'
import classes from './access-row.module.css'
import type { Visit } from './visits.ts'

/** One visit: who, when, what kinds, from where, and whether it was refused. */
export function AccessRow({ visit }: { readonly visit: Visit }) {
  const name = visit.isOwn ? 'You' : (visit.name ?? 'Somebody whom no provider vouches for')
  const facts = [
    visit.role,
    visit.provider,
    visit.purpose === undefined || visit.isOwn ? undefined : `for ${purposeLabel(visit.purpose)}`,
  ]
  return (
    <li
      className={classes.row}
      data-refused={visit.isRefused}
      aria-label={`${name}, ${visit.isRefused ? 'refused' : 'read'}`}
    >
      <div className={classes.who}>
        <Text fw={600}>
          {name}
          {visit.isRefused ? <span className={classes.refused}> · Refused</span> : null}
        </Text>
        <Text size="sm" c="dimmed">
          {facts.filter(Boolean).join(', ')}
        </Text>
        <Text>{whatOf(visit)}</Text>
      </div>
      <time className={classes.when} dateTime={visit.recorded}>
        {momentOf(new Date(visit.recorded))}
      </time>
    </li>
  )
}

function whatOf(visit: Visit): string {
  if (visit.isRefused) {
    return visit.entries === 1
      ? 'Asked for your records and got nothing.'
      : `Asked ${visit.entries} times for your records and got nothing.`
  }
  if (visit.kinds.length === 0) return 'Looked, and there was nothing to show.'
  return `Read ${visit.kinds.map(({ kind, count }) => `${kindNameLabel(kind)} (${count})`).join(', ')}`
}
