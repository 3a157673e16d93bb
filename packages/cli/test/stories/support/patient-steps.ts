import type { Page } from 'playwright-core'
import { atPage, goTo, type Look } from './profile-steps.ts'

/** A grant as a person makes it: everything by the name that the page gives it. */
export type WantedGrant = {
  /** Where the viewer works. */
  readonly home: string
  /** The viewer's name and role as the list writes them. */
  readonly viewer: string
  /** Whose records. */
  readonly place: string
  readonly kinds: readonly string[]
  readonly period: string
}

/** Fills in the form of the page "Add a provider" and sends it. */
export async function sendInvite(page: Page, link: string, birthDate: string): Promise<void> {
  await page.getByLabel('Invite link').fill(link)
  await page.getByLabel('Your birth date').fill(birthDate)
  await page.getByRole('button', { name: 'Add this provider' }).click()
}

/** Redeems one invite at the page "Add a provider". */
export async function redeemInvite(
  page: Page,
  invite: { readonly provider: string; readonly link: string },
  birthDate: string,
): Promise<void> {
  await sendInvite(page, invite.link, birthDate)
  await page.getByText(`${invite.provider} is linked.`).waitFor()
}

/** Goes from anywhere to the form of a new grant. */
export async function startGrant(page: Page): Promise<void> {
  await goTo(page, 'Sharing')
  await page.getByRole('link', { name: 'Share with somebody' }).click()
  await atPage(page, 'Share with somebody')
}

/** Makes the choices of the form of a new grant and sends it. */
export async function fillGrant(page: Page, grant: WantedGrant): Promise<void> {
  await page.getByLabel('Where does this person work?').selectOption({ label: grant.home })
  await page.getByLabel('Who may read?').selectOption({ label: grant.viewer })
  await page.getByLabel('Which of your records?').selectOption({ label: grant.place })
  for (const kind of grant.kinds) {
    await page.getByRole('checkbox', { name: kind, exact: true }).check()
  }
  await page.getByLabel('Until when?').selectOption({ label: grant.period })
}

/** Shares, from anywhere, and waits until the chain has it. @returns the sentence that was signed */
export async function share(
  page: Page,
  grant: WantedGrant,
  look: Look = async () => undefined,
): Promise<string> {
  await startGrant(page)
  await fillGrant(page, grant)
  await look('share-form')
  await page.getByRole('button', { name: 'Continue' }).click()
  const signed = (await page.getByLabel('What you sign').textContent()) ?? ''
  await look('share-confirm')
  await page.getByRole('button', { name: 'Sign and share' }).click()
  await atPage(page, 'Sharing')
  await page.getByText(/ may read now\.$/).waitFor()
  return signed
}

/** Stops sharing with a person, from anywhere, and waits until the provider has it. */
export async function stopSharing(
  page: Page,
  viewerName: string,
  look: Look = async () => undefined,
): Promise<void> {
  await goTo(page, 'Sharing')
  await page.getByRole('button', { name: `Stop sharing with ${viewerName}` }).click()
  const dialog = page.getByRole('dialog', { name: `Stop sharing with ${viewerName}?` })
  await dialog.getByText('This does not take back what was already read.').waitFor()
  await look('stop-sharing')
  await dialog.getByRole('button', { name: 'Stop sharing' }).click()
  await page.getByText('refuses from now on.').waitFor()
  await dialog.waitFor({ state: 'hidden' })
}
