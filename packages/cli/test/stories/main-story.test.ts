import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { openShared, seeRefusal } from './support/clinician-steps.ts'
import { lookAtPage } from './support/look-at-page.ts'
import { watchFaults } from './support/page-faults.ts'
import { redeemInvite, share, stopSharing } from './support/patient-steps.ts'
import {
  atPage,
  createPatient,
  goTo,
  personInHeader,
  recoverProfile,
  switchProfile,
  unlockProfile,
} from './support/profile-steps.ts'
import { each, type RecordRow, readRows } from './support/record-rows.ts'
import { prepareStage } from './support/story-stage.ts'

const SHARED = ['Lab results', 'Medicines', 'Personal details']

describe('the main story, in a browser', () => {
  const enter = prepareStage()

  it('takes a patient from twelve words to the access log, and a clinician as far as granted', async (context) => {
    const { story, browser } = enter(context)
    const { clientOrigin, providers } = story.dev
    const { patient, clinician } = story.dev.story
    const { lakeside } = providers
    const names = Object.values(providers).map(({ name }) => name)
    const page = await browser.newPerson()
    const faults = watchFaults(page)
    const look = (name: string) => lookAtPage(page, name)

    await page.goto(clientOrigin)
    await seeWhatRuns(page, Object.values(providers))
    await look('first-page')

    expect((await createPatient(page, patient.name, look)).split(' ')).toHaveLength(12)
    await look('add-provider')
    for (const invite of patient.invites) await redeemInvite(page, invite, patient.birthDate)
    await look('add-provider-done')

    await goTo(page, 'Timeline')
    await page.getByText(/^\d+ records from 3 of 3 providers, newest first\.$/).waitFor()
    await look('timeline')
    const own = await readRows(page)
    expect(each(own, ({ source }) => source)).toEqual(names.toSorted())

    const signed = await share(
      page,
      {
        home: clinician.provider,
        viewer: `${clinician.name}, ${clinician.role}`,
        place: lakeside.name,
        kinds: SHARED,
        period: '30 days (second opinion)',
      },
      look,
    )
    expect(signed).toMatch(
      `${clinician.name} may read personal details, medicines and lab results from ${lakeside.name} until `,
    )
    await look('sharing')

    await switchProfile(page)
    await recoverProfile(page, { ...clinician, role: 'Clinician' }, look)
    expect(await personInHeader(page)).toBe(`${clinician.name}, Clinician. Profile menu`)
    await page.getByRole('listitem', { name: `Patient at ${lakeside.name}` }).waitFor()
    await look('patients')
    await openShared(page, lakeside.name)
    const shown = await readRows(page)
    await look('patient')
    expect(each(shown, ({ kind }) => kind)).toEqual(SHARED)
    expect(each(shown, ({ source }) => source)).toEqual([lakeside.name])
    expect(each(own, spell)).toEqual(expect.arrayContaining(each(shown, spell) as string[]))

    await switchProfile(page)
    await look('who-is-here')
    await unlockProfile(page, patient.name, look)
    expect(await personInHeader(page)).toBe(`${patient.name}, Patient. Profile menu`)
    await stopSharing(page, clinician.name, look)
    await look('sharing-stopped')

    await switchProfile(page)
    await unlockProfile(page, clinician.name)
    await seeRefusal(page, lakeside.name)
    await look('patients-refused')

    await switchProfile(page)
    await unlockProfile(page, patient.name)
    await goTo(page, 'Access log')
    await atPage(page, 'Access log')
    const read = page.getByRole('listitem', { name: `${clinician.name}, read` })
    await read.waitFor()
    const text = await read.textContent()
    for (const kind of SHARED) {
      const count = shown.filter((row) => row.kind === kind).length
      expect(text).toContain(`${kind} (${count})`)
    }
    expect(text).toContain(`${clinician.role}, ${clinician.provider}, for treatment`)
    expect(text).toContain(`Read at ${lakeside.name}: `)
    await page.getByRole('listitem', { name: `${clinician.name}, refused` }).waitFor()
    await look('access-log')
    expect(faults.seen).toEqual([])
  })
})

/** The first page names each provider, where it is and what it keeps its records in. */
async function seeWhatRuns(
  page: Page,
  providers: readonly { readonly name: string; readonly host: string }[],
): Promise<void> {
  await atPage(page, 'Welcome to MedRec')
  for (const { name, host } of providers) {
    const row = page.getByRole('listitem', { name })
    await row.getByText('Running', { exact: true }).waitFor()
    await row.getByText(host).waitFor()
  }
  await page.getByText('This is a single machine demo').waitFor()
}

function spell({ kind, title, source }: RecordRow): string {
  return `${source}: ${kind}: ${title}`
}
