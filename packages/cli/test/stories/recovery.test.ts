import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { watchFaults } from './support/page-faults.ts'
import { redeemInvite, share, stopSharing } from './support/patient-steps.ts'
import { createPatient, goTo, recoverProfile } from './support/profile-steps.ts'
import { prepareStage } from './support/story-stage.ts'

describe('twelve words in a clean browser', () => {
  const enter = prepareStage()

  it('bring back every provider, every grant and whom it names', async (context) => {
    const { story, browser } = enter(context)
    const { patient, clinician } = story.dev.story
    const { lakeside, harbor } = story.dev.providers
    const first = await browser.newPerson()
    await first.goto(story.dev.clientOrigin)
    const words = await createPatient(first, patient.name)
    for (const invite of patient.invites) await redeemInvite(first, invite, patient.birthDate)
    const grant = {
      home: clinician.provider,
      viewer: `${clinician.name}, ${clinician.role}`,
      period: '7 days',
    }
    await share(first, { ...grant, place: harbor.name, kinds: ['Imaging', 'Allergies'] })
    await stopSharing(first, clinician.name)
    await share(first, { ...grant, place: lakeside.name, kinds: ['Lab results', 'Medicines'] })
    const before = await whatStands(first)
    expect(before.sharing).toHaveLength(3)
    expect(before.sharing.join('\n')).toContain(clinician.name)
    expect(before.sharing.join('\n')).toContain('Stopped by you')
    expect(before.sharing.join('\n')).toContain('Active, until')

    const second = await browser.newPerson()
    const faults = watchFaults(second)
    await second.goto(story.dev.clientOrigin)
    await recoverProfile(second, {
      name: patient.name,
      role: 'Patient',
      words: `  ${words.toUpperCase().replaceAll(' ', '   ')} `,
    })
    expect(await whatStands(second)).toEqual(before)
    expect(faults.seen).toEqual([])
  })
})

/** What the timeline says of each provider, and what Sharing says of its grants. */
async function whatStands(page: Page) {
  await goTo(page, 'Timeline')
  await page.getByText(/^\d+ records from 3 of 3 providers/).waitFor()
  const providers = await page
    .getByRole('list', { name: 'Providers' })
    .getByRole('listitem')
    .allInnerTexts()
  await goTo(page, 'Sharing')
  const sections = page.getByRole('region', { name: /^Records at / })
  await expect.poll(() => sections.count()).toBe(3)
  await page.getByText(/^Active, until /).waitFor()
  await page.getByText(/^Stopped by you/).waitFor()
  return { providers, sharing: await sections.allInnerTexts() }
}
