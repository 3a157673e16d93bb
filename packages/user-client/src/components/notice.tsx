import { Button, Group, Stack, Text } from '@mantine/core'
import { MedRecError } from '@medrec/protocol'
import type { ReactNode } from 'react'

/** Something to know before going on: an edge and a sentence, never a block of colour. */
export function Caution({ children, onRetry }: { children: ReactNode; onRetry?: () => void }) {
  return (
    <div className="mr-notice" data-tone="caution" role="status">
      <Group justify="space-between" gap="sm" wrap="wrap">
        <Text className="mr-notice-text">{children}</Text>
        {onRetry === undefined ? null : (
          <Button variant="default" size="sm" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Group>
    </div>
  )
}

/** What did not work, said at once to screen readers. */
export function Problem({ error }: { readonly error: unknown }) {
  if (error === null || error === undefined) return null
  return (
    <div className="mr-notice" data-tone="danger" role="alert">
      <Text className="mr-notice-text">{sentenceOf(error)}</Text>
    </div>
  )
}

/** A plain remark. */
export function Remark({ children }: { readonly children: ReactNode }) {
  return (
    <div className="mr-notice" data-tone="plain">
      <Text size="sm">{children}</Text>
    </div>
  )
}

/** Nothing here yet, and what to do about it. */
export function Empty(props: {
  readonly title: string
  readonly children: ReactNode
  readonly action?: ReactNode
}) {
  return (
    <Stack className="mr-card mr-empty" gap="sm" align="flex-start">
      <Text fw={600}>{props.title}</Text>
      <Text c="dimmed">{props.children}</Text>
      {props.action}
    </Stack>
  )
}

/** Our own errors carry a sentence for people; of anything else nobody should see the text. */
export function sentenceOf(error: unknown): string {
  return error instanceof MedRecError
    ? error.message
    : 'Something went wrong in this app. Load the page again; if it stays, tell whoever runs MedRec here.'
}
