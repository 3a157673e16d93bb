import { Clinician } from '@medrec/cli/headless-client'
import type { Locator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { linkEverywhere } from './support/linked-person.ts'
import { grantWithNote, readTerms } from './support/noted-grant.ts'
import { watchFaults } from './support/page-faults.ts'
import { goTo, recoverProfile, switchProfile, unlockProfile } from './support/profile-steps.ts'
import { each, readRows } from './support/record-rows.ts'
import { prepareStage } from './support/story-stage.ts'

describe('a provider that does not answer', () => {
  const enter = prepareStage()

  it('is a gap with a name in the timeline, which heals when it returns', async (context) => {
    const { story, browser } = enter(context)
    const { riverside, lakeside, harbor } = story.dev.providers
    const person = await linkEverywhere(story)
    const { clinician } = story.dev.story
    const { entry } = await Clinician.of(clinician.words, story.description, riverside.host)
    await grantWithNote(story, {
      patient: person.patient,
      relationship: person.at(lakeside),
      viewer: entry,
      viewerHost: riverside.host,
      counter: 0,
      terms: readTerms(['laboratory']),
    })
    const page = await browser.newPerson()
    const faults = watchFaults(page)
    await page.goto(story.dev.clientOrigin)
    await recoverProfile(page, { ...person, role: 'Patient' })
    await seeLead(page, '3 of 3')
    const before = await readRows(page)

    faults.expectAway(lakeside.origin)
    await lakeside.stop()
    await switchProfile(page)
    await page
      .getByRole('listitem', { name: lakeside.name })
      .getByText('Does not answer')
      .waitFor({ timeout: 20_000 })
    await unlockProfile(page, person.name)
    const gap = noticeOf(
      page,
      `${lakeside.name} does not answer at the moment. Its records are missing from this list; they are not gone.`,
    )
    await gap.waitFor()
    await seeLead(page, '2 of 3')
    const meanwhile = await readRows(page)
    expect(each(meanwhile, ({ source }) => source)).toEqual([harbor.name, riverside.name])
    expect(meanwhile).toEqual(before.filter(({ source }) => source !== lakeside.name))
    await gap.getByRole('button', { name: 'Try again' }).click()
    await gap.waitFor()

    await goTo(page, 'Sharing')
    const unknown = `${lakeside.name} does not answer at the moment, so who may read there cannot be shown.`
    await noticeOf(page, unknown).waitFor()
    await goTo(page, 'Access log')
    const part = `${lakeside.name} does not answer at the moment. Its part of the log is missing here; it is not gone.`
    await noticeOf(page, part).waitFor()
    await goTo(page, 'Timeline')
    await gap.waitFor()

    await lakeside.start()
    await gap.waitFor({ state: 'hidden' })
    await seeLead(page, '3 of 3')
    expect(await readRows(page)).toEqual(before)
    await goTo(page, 'Sharing')
    await noticeOf(page, unknown).waitFor({ state: 'hidden' })
    expect(faults.seen).toEqual([])
  })
})

function noticeOf(page: Page, text: string): Locator {
  return page.getByRole('status').filter({ hasText: text })
}

async function seeLead(page: Page, providers: string): Promise<void> {
  await page.getByText(new RegExp(`^\\d+ records from ${providers} providers`)).waitFor()
}
