import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { atPage, goTo } from './profile-steps.ts'
import { each, readRows } from './record-rows.ts'

/**
 * What a clinician sees of a patient: that the grant does not open, that it does and the records
 * are refused, that there are none, or the kinds of those there are.
 */
export type Seen = 'closed' | 'refused' | 'nothing' | readonly string[]

/** Opens the records that somebody shares at a provider. */
export async function openShared(page: Page, provider: string): Promise<void> {
  await goTo(page, 'Patients')
  await page.getByRole('link', { name: `Open records at ${provider}` }).click()
  await page.getByText('Limited to what the patient shares.').waitFor()
}

/** Waits until what was shared at a provider is refused there. */
export async function seeRefusal(page: Page, provider: string): Promise<void> {
  await atPage(page, 'Patients')
  const row = page.getByRole('listitem', { name: `Patient at ${provider}` })
  await row.getByText('This is not shared with you any more.').waitFor()
}

/** Looks at what the one patient shares at a provider, as it is at this moment. */
export async function lookAtShared(page: Page, provider: string): Promise<Seen> {
  await goTo(page, 'Patients')
  await atPage(page, 'Patients')
  await page.getByRole('button', { name: 'Refresh' }).click()
  await page.getByRole('button', { name: 'Refresh', disabled: false }).waitFor()
  const row = page.getByRole('listitem', { name: `Patient at ${provider}` })
  await row.waitFor()
  const link = row.getByRole('link', { name: `Open records at ${provider}` })
  if ((await link.count()) === 0) return 'closed'
  await link.click()
  const refusal = page.getByRole('heading', { level: 1, name: /^Not shared (any more|yet)$/ })
  const nothing = page.getByText('Nothing of these kinds is there.')
  await refusal.or(nothing).or(page.getByRole('article').first()).waitFor()
  if (await refusal.isVisible()) return 'refused'
  if (await nothing.isVisible()) return 'nothing'
  return each(await readRows(page), ({ kind }) => kind)
}

/** Takes the note of a refused patient off the list. */
export async function removeNote(page: Page, provider: string): Promise<void> {
  const row = page.getByRole('listitem', { name: `Patient at ${provider}` })
  await expect.poll(() => lookAtShared(page, provider), { timeout: 20_000 }).toBe('closed')
  await goTo(page, 'Patients')
  await row.getByRole('button', { name: `Remove patient at ${provider}` }).click()
  await row.waitFor({ state: 'hidden' })
}
