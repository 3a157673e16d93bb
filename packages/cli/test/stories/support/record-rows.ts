import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** One row of a list of records, as it is read on a wide screen. */
export type RecordRow = {
  readonly kind: string
  readonly title: string
  readonly source: string
}

/** Reads a whole list of records by scrolling through it: only what is in sight is in the page. */
export async function readRows(page: Page): Promise<readonly RecordRow[]> {
  const list = page.getByRole('list', { name: 'Records', exact: true })
  await list.getByRole('article').first().waitFor()
  const rows = new Map<number, RecordRow>()
  let size = Number.POSITIVE_INFINITY
  await page.evaluate('scrollTo(0, 0)')
  await expect
    .poll(
      async () => {
        for (const item of await readVisible(page)) {
          size = item.size
          rows.set(item.place, item.row)
        }
        await page.evaluate('scrollBy(0, innerHeight * 0.9)')
        return rows.size
      },
      { timeout: 60_000, interval: 20, message: 'all rows of the list' },
    )
    .toSatisfy((count: number) => count === size)
  await page.evaluate('scrollTo(0, 0)')
  return [...rows].sort(([a], [b]) => a - b).map(([, row]) => row)
}

type VisibleRow = { readonly place: number; readonly size: number; readonly row: RecordRow }

async function readVisible(page: Page): Promise<readonly VisibleRow[]> {
  const list = page.getByRole('list', { name: 'Records', exact: true })
  const read = await list.locator('> li[aria-posinset]').evaluateAll((items) =>
    items.map((item) => ({
      place: Number(item.getAttribute('aria-posinset')),
      size: Number(item.getAttribute('aria-setsize')),
      texts: Array.from<{ textContent: string }, string>(
        item.querySelectorAll('p'),
        ({ textContent }) => textContent,
      ),
    })),
  )
  return read.map(({ place, size, texts: [kind = '', title = '', source = ''] }) => ({
    place,
    size,
    // On a narrow screen the kind stands before the source.
    row: { kind, title, source: source.replace(`${kind} · `, '') },
  }))
}

/** The values of one column, each once, in the order of the alphabet. */
export function each<Row>(rows: readonly Row[], of: (row: Row) => string): readonly string[] {
  return [...new Set(rows.map(of))].sort()
}
