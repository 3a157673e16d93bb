import type { Bundle } from '@medplum/fhirtypes'
import type { DevProvider } from '@medrec/cli/dev-network'
import { Clinician } from '@medrec/cli/headless-client'
import {
  type DirectoryEntry,
  type GrantTerms,
  KINDS,
  type Kind,
  keyringOf,
  newWords,
  PATIENT_TYPES,
  toBase64Url,
  unixSecondsOf,
} from '@medrec/protocol'
import type { Page } from 'playwright-core'
import { describe, expect, it, type TestContext } from 'vitest'
import decisions from '../../../../vectors/permission-decisions.json' with { type: 'json' }
import { lookAtShared, removeNote, type Seen } from './support/clinician-steps.ts'
import { type LinkedPerson, linkEverywhere } from './support/linked-person.ts'
import { grantWithNote, leaveNote, type NotedGrant, readTerms } from './support/noted-grant.ts'
import { recoverProfile } from './support/profile-steps.ts'
import { readRows } from './support/record-rows.ts'
import { prepareStage, type StoryStage } from './support/story-stage.ts'

type Row = {
  /** Name in vectors/permission-decisions.json. */
  readonly vector: string
  readonly kinds: readonly Kind[]
  readonly sees: Seen
  /** Terms other than an hour from now on for treatment. */
  readonly changes?: (now: number) => Partial<GrantTerms>
}

const HOUR = 3600
const ROWS: readonly Row[] = [
  {
    vector: 'a vouched viewer reads a granted kind',
    kinds: ['laboratory'],
    sees: ['Lab results'],
  },
  {
    vector: 'a vouched viewer reads another granted kind',
    kinds: ['medications'],
    sees: ['Medicines'],
  },
  {
    vector: 'a vouched viewer reads granted demographics',
    kinds: ['demographics'],
    sees: ['Personal details'],
  },
  {
    vector: 'a viewer does not read a kind next to a granted one',
    kinds: ['devices'],
    sees: 'nothing',
  },
  {
    vector: 'a window is shut one second before',
    kinds: ['laboratory'],
    changes: (now) => ({ notBefore: now + HOUR, notAfter: now + 2 * HOUR }),
    sees: 'refused',
  },
  {
    vector: 'a grant with finer terms nobody here holds is shut, also for plain records',
    kinds: ['laboratory'],
    changes: () => ({ finerTerms: `0x${'5a'.repeat(32)}` }),
    sees: 'refused',
  },
]

/** The patient, linked everywhere, and the clinician at a page of theirs. */
type Scene = {
  readonly stage: StoryStage
  readonly person: LinkedPerson
  readonly viewer: DirectoryEntry
  readonly page: Page
  /** Shares at Lakeside with the clinician; in the end revokes, and takes the note off their list. */
  share(terms: GrantTerms): Promise<NotedGrant & AsyncDisposable>
  /** What the clinician sees at Lakeside now. */
  look(): Promise<Seen>
}

describe('the permission table, in a browser', () => {
  const enter = prepareStage()
  let setting: Promise<Scene> | undefined
  const sceneOf = (context: TestContext): Promise<Scene> => {
    setting ??= setScene(enter(context))
    return setting
  }

  it.for(ROWS)('$vector: $sees', async ({ vector, kinds, changes, sees }, context) => {
    expect(allowedBy(vector)).toBe(Array.isArray(sees))
    const { share, look } = await sceneOf(context)
    await using _ = await share(readTerms(kinds, changes?.(unixSecondsOf(new Date()))))
    await expect.poll(look, { timeout: 20_000 }).toEqual(sees)
  })

  it('a window long over is over', async (context) => {
    expect(allowedBy('a window long over is over')).toBe(false)
    const { share, look } = await sceneOf(context)
    const notAfter = unixSecondsOf(new Date()) + 15
    await using _ = await share(readTerms(['medications'], { notAfter }))
    await expect.poll(look, { timeout: 14_000 }).toEqual(['Medicines'])
    await expect
      .poll(() => unixSecondsOf(new Date()), { timeout: 20_000 })
      .toBeGreaterThanOrEqual(notAfter)
    expect(await look()).toBe('closed')
  })

  it('a viewer whose grant is revoked reads nothing', async (context) => {
    expect(allowedBy('a viewer whose grant is revoked reads nothing')).toBe(false)
    const { share, look } = await sceneOf(context)
    await using grant = await share(readTerms(['medications']))
    await expect.poll(look, { timeout: 20_000 }).toEqual(['Medicines'])
    await grant.revoke()
    expect(await look()).toBe('closed')
  })

  it('a stranger reads nothing, not even with the note of somebody else', async (context) => {
    expect(allowedBy('a stranger reads nothing')).toBe(false)
    const { stage, person, share, look } = await sceneOf(context)
    const { lakeside, harbor } = stage.story.dev.providers
    const stranger = await hireAt(stage, harbor)
    const page = await stage.browser.newPerson()
    await page.goto(stage.story.dev.clientOrigin)
    await recoverProfile(page, { name: 'Dr. Ben Moor', role: 'Clinician', words: stranger.words })
    await page.getByText('Nobody shares with you yet').waitFor()

    await using grant = await share(readTerms(['medications']))
    await expect.poll(look, { timeout: 20_000 }).toEqual(['Medicines'])
    const relationship = person.at(lakeside)
    await leaveNote({ relationship, viewer: stranger.entry, viewerHost: harbor.host }, grant.salt)
    expect(await lookAtShared(page, lakeside.name)).toBe('closed')
  })

  it('sensitive records are the patient’s alone, though every kind is granted', async (context) => {
    const vector = 'a granted kind with the sensitivity unclassified is not served'
    expect(allowedBy(vector)).toBe(false)
    expect(allowedBy('the patient reads a record that is sensitive twice over')).toBe(true)
    const { stage, person, page, share, look } = await sceneOf(context)
    const { lakeside } = stage.story.dev.providers
    const labels = await labelsOf(person, lakeside)
    expect(labels.sensitive).toBeGreaterThan(0)

    await using _ = await share(readTerms(KINDS))
    await expect.poll(look, { timeout: 20_000 }).not.toBe('closed')
    expect(await readRows(page)).toHaveLength(labels.plain)

    const own = await stage.browser.newPerson()
    await own.goto(stage.story.dev.clientOrigin)
    await recoverProfile(own, { ...person, role: 'Patient' })
    const all = `${labels.plain + labels.sensitive} records`
    await own
      .getByRole('list', { name: 'Providers' })
      .getByRole('listitem')
      .filter({ hasText: lakeside.name })
      .getByText(all)
      .waitFor()
  })
})

function allowedBy(vector: string): boolean | undefined {
  return decisions.find(({ name }) => name === vector)?.allow
}

async function setScene(stage: StoryStage): Promise<Scene> {
  const { dev, description } = stage.story
  const { lakeside, riverside } = dev.providers
  const person = await linkEverywhere(stage.story)
  const { entry } = await Clinician.of(dev.story.clinician.words, description, riverside.host)
  const page = await stage.browser.newPerson()
  await page.goto(dev.clientOrigin)
  await recoverProfile(page, { ...dev.story.clinician, role: 'Clinician' })
  let counter = 0
  return {
    stage,
    person,
    viewer: entry,
    page,
    share: async (terms) => {
      const grant = await grantWithNote(stage.story, {
        patient: person.patient,
        relationship: person.at(lakeside),
        viewer: entry,
        viewerHost: riverside.host,
        counter: counter++,
        terms,
      })
      const clear = async () => {
        await grant.revoke()
        await removeNote(page, lakeside.name)
      }
      return { ...grant, [Symbol.asyncDispose]: clear }
    },
    look: () => lookAtShared(page, lakeside.name),
  }
}

/** Somebody new among the staff of a provider. */
async function hireAt(stage: StoryStage, provider: DevProvider) {
  const words = newWords()
  const keyring = await keyringOf(words)
  await provider.admin.addStaff({
    owner: keyring.staff().address,
    hpkeKey: toBase64Url((await keyring.staffHpke()).publicKey),
    name: 'Dr. Ben Moor',
    role: 'Radiologist',
  })
  const { entry } = await Clinician.of(words, stage.story.description, provider.host)
  return { words, entry }
}

/** Counts the records of the ten types at a provider that carry a sensitivity, and the others. */
async function labelsOf(
  person: LinkedPerson,
  provider: DevProvider,
): Promise<{ readonly plain: number; readonly sensitive: number }> {
  const session = await person.patient.signIn(person.at(provider))
  const counts = { plain: 0, sensitive: 0 }
  for (const type of PATIENT_TYPES) {
    let path: string | undefined = `/fhir/${type}?_count=250`
    while (path !== undefined) {
      const bundle = (await (await session.fetch(path)).json()) as Bundle
      for (const { resource } of bundle.entry ?? []) {
        counts[resource?.meta?.security === undefined ? 'plain' : 'sensitive'] += 1
      }
      const next = bundle.link?.find(({ relation }) => relation === 'next')?.url
      path = next === undefined ? undefined : next.slice(next.indexOf('/fhir/'))
    }
  }
  return counts
}
