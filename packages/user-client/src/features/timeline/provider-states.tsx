import { Stack, Text } from '@mantine/core'
import { momentOf } from '../../components/dates.ts'
import { Caution, sentenceOf } from '../../components/notice.tsx'
import { ProviderAwayError } from '../../session/provider-errors.ts'
import classes from './provider-states.module.css'
import type { TimelineSource } from './use-timeline.ts'

/** One line for each provider, and a caution where something is missing. */
export function ProviderStates({ sources }: { readonly sources: readonly TimelineSource[] }) {
  if (sources.length === 0) return null
  return (
    <Stack gap="sm">
      <ul className={classes.sources} aria-label="Providers">
        {sources.map((source) => (
          <li key={source.relationship.id} className={classes.source}>
            <Text span size="sm" fw={600}>
              {source.relationship.provider.name}
            </Text>
            <Text span size="sm" c="dimmed">
              {stateOf(source)}
            </Text>
          </li>
        ))}
      </ul>
      {sources
        .filter((source) => source.error !== null)
        .map((source) => (
          <Caution key={source.relationship.id} onRetry={source.retry}>
            {gapOf(source)}
          </Caution>
        ))}
    </Stack>
  )
}

function stateOf({ relationship, isReading, count, error }: TimelineSource): string {
  if (relationship.isEnded) return 'link ended'
  if (error !== null) return count === undefined ? 'missing' : `${count} records, not up to date`
  if (count === undefined) return isReading ? 'reading …' : 'waiting'
  return `${count} records`
}

function gapOf({ relationship, error, count, readAt }: TimelineSource): string {
  const { name } = relationship.provider
  if (!(error instanceof ProviderAwayError)) return `${name}: ${sentenceOf(error)}`
  return count === undefined
    ? `${name} does not answer at the moment. Its records are missing from this list; they are not gone.`
    : `${name} does not answer at the moment. Its records are shown as they were on ${momentOf(new Date(readAt))}.`
}
