import AxeBuilder from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { keepPicture } from './browser.ts'

const DESKTOP = { width: 1280, height: 900 }
const PHONE = { width: 390, height: 844 }
const LOOKS = [
  ['desktop-light', DESKTOP, 'light'],
  ['desktop-dark', DESKTOP, 'dark'],
  ['phone-dark', PHONE, 'dark'],
  ['phone-light', PHONE, 'light'],
] as const
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/**
 * Looks at the page as it stands on a desktop and on a phone, light and dark: keeps a picture of
 * each, and finds no fault of accessibility and nothing that sticks out at the side.
 */
export async function lookAtPage(page: Page, name: string): Promise<void> {
  // On a page that failed to render axe finds almost nothing.
  await page.getByRole('heading', { level: 1 }).waitFor()
  for (const [look, viewport, colorScheme] of LOOKS) {
    await page.setViewportSize(viewport)
    await page.emulateMedia({ colorScheme })
    await page.evaluate(
      'new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))',
    )
    await keepPicture(page, `${name}-${look}`)
    const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze()
    const found = violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])
    expect.soft([name, look, found]).toEqual([name, look, []])
    const width = await page.evaluate('document.documentElement.scrollWidth')
    expect.soft([name, look, width]).toEqual([name, look, viewport.width])
  }
  await page.setViewportSize(DESKTOP)
  await page.emulateMedia({ colorScheme: 'light' })
}
