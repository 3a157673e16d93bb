import type { Locator, Page } from 'playwright-core'

/** Synthetic like everybody here: the traces of a run may show it. */
export const PASSPHRASE = 'seven quiet herons'

/** Looks at the page at a step of a longer way. */
export type Look = (name: string) => Promise<void>

export type RecoveredProfile = {
  readonly name: string
  readonly role: 'Patient' | 'Clinician'
  readonly words: string
}

/** Waits for the page with this title. */
export async function atPage(page: Page, title: string | RegExp): Promise<void> {
  await page.getByRole('heading', { level: 1, name: title }).waitFor()
}

/** Goes to one of the pages that stand in the navigation. */
export async function goTo(page: Page, name: string): Promise<void> {
  const navigation = page.getByRole('navigation', { name: 'Main' })
  await navigation.getByRole('link', { name }).click()
}

/** Makes a patient's profile from the first page on. @returns the twelve words as shown */
export async function createPatient(
  page: Page,
  name: string,
  look: Look = async () => undefined,
): Promise<string> {
  await page.getByRole('link', { name: 'Create a patient profile' }).click()
  await page.getByLabel('Your name').fill(name)
  await look('create-name')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('button', { name: 'Show my 12 words' }).click()
  const items = page.getByRole('list', { name: 'Your 12 words' }).getByRole('listitem')
  const words = (await items.allTextContents()).map((text) => text.replace(/^\d+/, ''))
  await look('create-words')
  await page.getByRole('button', { name: 'I have written them down' }).click()
  await page
    .getByLabel(/^Word \d+$/)
    .first()
    .waitFor()
  for (const [index, word] of words.entries()) {
    const asked = page.getByLabel(`Word ${index + 1}`, { exact: true })
    if ((await asked.count()) > 0) await asked.selectOption(word)
  }
  await look('create-check')
  await page.getByRole('button', { name: 'Check', exact: true }).click()
  await page.getByLabel('Passphrase', { exact: true }).waitFor()
  await look('create-passphrase')
  await choosePassphrase(page)
  await atPage(page, 'Add a provider')
  return words.join(' ')
}

/** Brings a profile into this browser by its words, from the first page on. */
export async function recoverProfile(
  page: Page,
  profile: RecoveredProfile,
  look: Look = async () => undefined,
): Promise<void> {
  await page.getByRole('link', { name: 'I already have 12 words' }).click()
  await page.getByLabel('Your name').fill(profile.name)
  await page.getByRole('radio', { name: profile.role }).check()
  await page.getByLabel('Your 12 words').fill(profile.words)
  await look('recover-words')
  await page.getByRole('button', { name: 'Continue' }).click()
  await choosePassphrase(page)
  await atPage(page, profile.role === 'Patient' ? 'Timeline' : 'Patients')
}

/** Leaves the profile that is open; the first page asks who is here. */
export async function switchProfile(page: Page): Promise<void> {
  await profileMenu(page).click()
  await page.getByRole('menuitem', { name: 'Switch profile' }).click()
  await atPage(page, 'Welcome to MedRec')
}

/** Opens a profile of this browser from the first page on. */
export async function unlockProfile(
  page: Page,
  name: string,
  look: Look = async () => undefined,
): Promise<void> {
  await page.getByRole('link', { name: `Unlock ${name}` }).click()
  await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE)
  await look('unlock')
  await page.getByRole('button', { name: 'Unlock', exact: true }).click()
  await profileMenu(page).filter({ hasText: name }).waitFor()
}

/** Says whom the header names, as it is read out. */
export async function personInHeader(page: Page): Promise<string> {
  return (await profileMenu(page).textContent()) ?? ''
}

function profileMenu(page: Page): Locator {
  return page.getByRole('banner').getByRole('button', { name: /Profile menu$/ })
}

async function choosePassphrase(page: Page): Promise<void> {
  await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE)
  await page.getByLabel('Passphrase again').fill(PASSPHRASE)
  await page.getByRole('button', { name: 'Finish' }).click()
}
