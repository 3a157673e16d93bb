import { readFile, writeFile } from 'node:fs/promises'
import type { DevProvider } from '@medrec/cli/dev-network'
import { Patient } from '@medrec/cli/headless-client'
import { richPerson } from '@medrec/demo-hospitals'
import { inviteCodeOf, inviteLink, newWords, parseInvite, unixSecondsOf } from '@medrec/protocol'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { linkAt } from './support/linked-patient.ts'
import { watchFaults } from './support/page-faults.ts'
import { fillGrant, sendInvite, startGrant } from './support/patient-steps.ts'
import { goTo, recoverProfile } from './support/profile-steps.ts'
import { prepareStage } from './support/story-stage.ts'

const GOOD = 'legal winner thank year wave sausage worth useful legal winner thank yellow'
const WRONG_WORDS: readonly (readonly [string, string, RegExp])[] = [
  ['11 words', GOOD.replace(' yellow', ''), /^These are 11 words; your key has 12\. Check /],
  ['13 words', `${GOOD} yellow`, /^These are 13 words; your key has 12\. Check /],
  [
    'a word that is not in the list',
    GOOD.replace('sausage', 'saussage'),
    /^Word 6 is not in the list of words\. Check its spelling\.$/,
  ],
  [
    'a wrong checksum',
    GOOD.replace('yellow', 'year'),
    /^These words do not belong together\. .* compare them with what you wrote down\.$/,
  ],
]

describe('bad input, in a browser', () => {
  const enter = prepareStage()

  it('says what is wrong with words, and takes capitals and spaces', async (context) => {
    const { story, browser } = enter(context)
    const page = await browser.newPerson()
    const faults = watchFaults(page)
    await page.goto(story.dev.clientOrigin)
    await page.getByRole('link', { name: 'I already have 12 words' }).click()
    await page.getByLabel('Your name').fill('Ada')
    for (const [, words, sentence] of WRONG_WORDS) {
      await page.getByLabel('Your 12 words').fill(words)
      await page.getByRole('button', { name: 'Continue' }).click()
      await seeProblem(page, sentence)
    }
    await page.getByLabel('Your 12 words').fill(`  ${GOOD.toUpperCase().replaceAll(' ', ' \n ')}`)
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByText('The words are right.').waitFor()
    expect(faults.seen).toEqual([])
  })

  it('says what a grant lacks, and signs none', async (context) => {
    const { story, browser } = enter(context)
    const { providers, story: demo } = story.dev
    const words = newWords()
    await linkAt(story, providers.lakeside.name, words)
    const page = await browser.newPerson()
    const faults = watchFaults(page)
    await page.goto(story.dev.clientOrigin)
    await recoverProfile(page, { name: demo.patient.name, role: 'Patient', words })

    await startGrant(page)
    const send = page.getByRole('button', { name: 'Continue' })
    await send.click()
    await seeProblem(page, 'Choose the person who may read.')
    await fillGrant(page, {
      home: demo.clinician.provider,
      viewer: `${demo.clinician.name}, ${demo.clinician.role}`,
      place: providers.lakeside.name,
      kinds: [],
      period: 'Until a day I choose',
    })
    await send.click()
    await seeProblem(page, 'Choose at least one kind of record.')
    await page.getByRole('checkbox', { name: 'Lab results' }).check()
    await send.click()
    await seeProblem(page, 'Choose the last day.')
    await page.getByLabel('Last day').fill('2020-02-29')
    await send.click()
    await seeProblem(page, 'This would end before it starts. Choose today or a later day.')
    await goTo(page, 'Sharing')
    await page.getByText('Only you can read these records now.').waitFor()
    expect(faults.seen).toEqual([])
  })

  it('says what is wrong with an invite, and links nothing', async (context) => {
    const { story, browser } = enter(context)
    const { riverside, harbor } = story.dev.providers
    const { birthDate, invites } = story.dev.story.patient
    const linkOf = (name: string) => invites.find(({ provider }) => provider === name)?.link ?? ''
    const good = parseInvite(linkOf(riverside.name))
    const changed = (change: Partial<typeof good>) =>
      inviteLink(story.dev.clientOrigin, { ...good, ...change })
    const page = await browser.newPerson()
    const faults = watchFaults(page)
    await page.goto(story.dev.clientOrigin)
    await recoverProfile(page, { name: 'Ada', role: 'Patient', words: newWords() })
    await goTo(page, 'Add provider')
    const refuse = async (link: string, sentence: string, date = birthDate) => {
      await sendInvite(page, link, date)
      await seeProblem(page, sentence)
    }

    await refuse(linkOf(riverside.name).slice(0, -3), 'This is not a whole invite link. Copy it')
    await refuse(changed({ host: 'localhost:1' }), 'is not in this network. Check that')
    await refuse(changed({ fingerprint: `0x${'00'.repeat(16)}` }), 'Do not use it, and ask')
    await refuse(
      changed({ code: inviteCodeOf(new Uint8Array(10)) }),
      'No such invite was made here. Check the link, or ask for a new one.',
    )
    const other = await Patient.of(newWords(), story.description)
    await other.link(linkOf(harbor.name), birthDate)
    await refuse(linkOf(harbor.name), 'This invite was used already. Ask the provider')

    for (const left of [4, 3, 2, 1, 0]) {
      const sentence = `The birth date is not the one the provider has. Tries left: ${left}.`
      await refuse(linkOf(riverside.name), sentence, '1901-01-01')
    }
    await refuse(linkOf(riverside.name), 'This invite is locked after wrong answers. Ask')

    const forAway = await inviteAt(harbor, richPerson().names.harbor)
    faults.expectAway(harbor.origin)
    await harbor.stop()
    await refuse(forAway, 'does not answer at the moment. Wait a little, then try again.')

    await changeInviteSeconds(riverside, 1)
    const short = await inviteAt(riverside, richPerson().names.riverside)
    const madeAt = unixSecondsOf(new Date())
    await expect
      .poll(() => unixSecondsOf(new Date()), { timeout: 10_000 })
      .toBeGreaterThan(madeAt + 1)
    await refuse(short, 'This invite is over. Ask the provider for a new one.')

    await goTo(page, 'Timeline')
    await page.getByText('No provider is linked yet').waitFor()
    expect(faults.seen).toEqual([])
  })
})

async function seeProblem(page: Page, sentence: string | RegExp): Promise<void> {
  await page.getByRole('alert').getByText(sentence).waitFor()
}

async function inviteAt({ admin }: DevProvider, name: string): Promise<string> {
  const [found] = await admin.findPatients({ name, birthDate: richPerson().birthDate })
  if (found === undefined) throw new TypeError('The person of the story is a patient there.')
  const { patientKey } = found
  return admin.invite({ patientKey, checkedBy: 'Desk', document: 'passport' })
}

async function changeInviteSeconds(provider: DevProvider, inviteSeconds: number): Promise<void> {
  await provider.stop()
  const config: object = JSON.parse(await readFile(provider.configFile, 'utf8'))
  await writeFile(provider.configFile, JSON.stringify({ ...config, inviteSeconds }))
  await provider.start()
}
