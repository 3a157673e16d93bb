import { Button, Group } from '@mantine/core'
import { Component, type ReactNode } from 'react'
import { sentenceOf } from '../components/notice.tsx'
import { Page } from '../components/page.tsx'

/** Catches what a page could not draw, and offers to load it again. */
export class Failure extends Component<
  { readonly children: ReactNode },
  { readonly error: unknown }
> {
  override state: { readonly error: unknown } = { error: undefined }

  static getDerivedStateFromError(error: unknown): { readonly error: unknown } {
    return { error }
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children
    return (
      <Page title="This page could not be shown" lead={sentenceOf(this.state.error)}>
        <Group>
          <Button onClick={() => location.reload()}>Load the page again</Button>
        </Group>
      </Page>
    )
  }
}
