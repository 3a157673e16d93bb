import { Stack, Text, Title } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'

/** A page of the app: its one h1, a line that explains it, and its sections. */
export function Page(props: {
  readonly title: string
  readonly lead?: ReactNode
  readonly action?: ReactNode
  readonly children: ReactNode
}) {
  const { title, lead, action, children } = props
  useEffect(() => {
    document.title = `${title} · MedRec`
  }, [title])
  return (
    <Stack gap="lg">
      <Stack gap="xs">
        <div className="mr-title">
          <Title order={1}>{title}</Title>
          {action}
        </div>
        {lead === undefined ? null : <Text c="dimmed">{lead}</Text>}
      </Stack>
      {children}
    </Stack>
  )
}

/** A part of a page, under its h2. */
export function Section(props: {
  readonly title: string
  readonly children: ReactNode
  readonly lead?: ReactNode
}) {
  return (
    <Stack gap="sm" component="section" aria-label={props.title}>
      <Title order={2}>{props.title}</Title>
      {props.lead === undefined ? null : <Text c="dimmed">{props.lead}</Text>}
      {props.children}
    </Stack>
  )
}
