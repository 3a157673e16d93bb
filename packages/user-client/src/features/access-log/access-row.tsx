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
    visit.home,
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
  const { provider, entries, kinds } = visit
  if (visit.isRefused) {
    const times = entries === 1 ? '' : ` ${entries} times`
    return `Asked ${provider}${times} for your records and got nothing.`
  }
  if (kinds.length === 0) return `Looked at ${provider}, and there was nothing to show.`
  const read = kinds.map(({ kind, count }) => `${kindNameLabel(kind)} (${count})`).join(', ')
  return `Read at ${provider}: ${read}`
}
