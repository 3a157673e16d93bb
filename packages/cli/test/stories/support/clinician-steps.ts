import type { Page } from 'playwright-core'
import { atPage, goTo } from './profile-steps.ts'

/** Opens the records that somebody shares at a provider, from the page "Patients". */
export async function openShared(page: Page, provider: string): Promise<void> {
  await goTo(page, 'Patients')
  await page.getByRole('link', { name: `Open records at ${provider}` }).click()
  await page.getByText('Limited to what the patient shares.').waitFor()
}

/** Waits until a provider refuses what was shared there before. */
export async function seeRefusal(page: Page, provider: string): Promise<void> {
  await atPage(page, 'Patients')
  const row = page.getByRole('listitem', { name: `Patient at ${provider}` })
  await row.getByText('This is not shared with you any more.').waitFor()
}
