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
  const items = page
    .getByRole('list', { name: 'Records', exact: true })
    .locator('> li[aria-posinset]')
  const read = await items.evaluateAll((elements) =>
    elements.map((element) => ({
      place: Number(element.getAttribute('aria-posinset')),
      size: Number(element.getAttribute('aria-setsize')),
      lines: element.innerText.split('\n').filter((line) => line !== ''),
    })),
  )
  return read.map(({ place, size, lines: [kind = '', title = '', source = ''] }) => ({
    place,
    size,
    row: { kind, title, source },
  }))
}

/** The values of one column, each once, in the order of the alphabet. */
export function each<Row>(rows: readonly Row[], of: (row: Row) => string): readonly string[] {
  return [...new Set(rows.map(of))].sort()
}
