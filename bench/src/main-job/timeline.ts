import { chromium, type Page } from 'playwright-core'
import { median, rounded } from '../median.ts'
import { freshInvite } from './fresh-invite.ts'
import type { MeasuredNetwork } from './revocation.ts'

const RUNS = 5
const PASSPHRASE = 'a passphrase for the benchmark'
const SHOWN = / records from 3 of 3 providers/
const TIMELINE_RESOURCES = 500

type Visit = { readonly shownMs: number; readonly slowestMs: number; readonly resources: number }

/**
 * Measures, in Chromium, how long the timeline of a person at three providers takes to be shown,
 * against the slowest provider's own answer: each from the first request for records.
 *
 * @returns the median ratio of five visits, and what the timeline held
 */
export async function measureTimeline({ dev }: MeasuredNetwork) {
  await using browser = await startChromium()
  const page = await browser.newPage()
  await page.addInitScript(() => performance.setResourceTimingBufferSize(5000))
  await page.addInitScript(watchLead, SHOWN.source)
  await createPatient(page, dev.clientOrigin)
  for (const slug of ['riverside', 'lakeside', 'harbor'] as const) {
    const { link } = await freshInvite(dev, slug)
    await redeem(page, link, dev.story.patient.birthDate)
  }
  const visits: Visit[] = []
  for (let run = 0; run <= RUNS; run += 1) {
    const visit = await visitTimeline(page, dev.clientOrigin)
    // The first one warms both sides up.
    if (run > 0) visits.push(visit)
  }
  const [{ resources }] = visits as [Visit, ...Visit[]]
  if (resources < TIMELINE_RESOURCES) {
    throw new Error(`The timeline holds ${resources} resources, not ${TIMELINE_RESOURCES}.`)
  }
  return {
    timelineOverSlowestProvider: rounded(
      median(visits.map(({ shownMs, slowestMs }) => shownMs / slowestMs)),
    ),
    timelineShownMs: rounded(median(visits.map(({ shownMs }) => shownMs)), 0),
    timelineResources: resources,
  }
}

async function startChromium() {
  const browser = await chromium.launch({
    executablePath: process.env.MEDREC_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  })
  return {
    newPage: () => browser.newPage(),
    [Symbol.asyncDispose]: () => browser.close(),
  }
}

/**
 * Runs in the page: writes down the first frame that shows how many records there are, which the
 * page tells when the last provider has answered. Asking from outside would come up to half a
 * second late.
 */
function watchLead(source: string): void {
  const shown = new RegExp(source)
  new MutationObserver((_, observer) => {
    if (!shown.test(document.querySelector('main')?.textContent ?? '')) return
    observer.disconnect()
    requestAnimationFrame((time) => {
      document.body.dataset.shownAt = String(time)
    })
  }).observe(document, { subtree: true, childList: true, characterData: true })
}

async function createPatient(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/create?role=patient`)
  await page.getByLabel('Your name').fill('Benchmark')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('button', { name: 'Show my 12 words' }).click()
  const words = await page
    .getByRole('list', { name: 'Your 12 words' })
    .getByRole('listitem')
    .allTextContents()
  await page.getByRole('button', { name: 'I have written them down' }).click()
  await page.getByRole('button', { name: 'Paste all 12 words instead' }).click()
  const typed = words.map((word) => word.replace(/^[0-9]+/, '')).join(' ')
  await page.getByLabel('Your 12 words').fill(typed)
  await page.getByRole('button', { name: 'Check' }).click()
  await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE)
  await page.getByLabel('Passphrase again').fill(PASSPHRASE)
  await page.getByRole('button', { name: 'Finish' }).click()
  await page.getByRole('heading', { name: 'Add a provider' }).waitFor()
}

async function redeem(page: Page, link: string, birthDate: string): Promise<void> {
  await page.getByRole('link', { name: 'Add provider' }).click()
  await page.getByLabel('Invite link').fill(link)
  await page.getByLabel('Your birth date').fill(birthDate)
  await page.getByRole('button', { name: 'Add this provider' }).click()
  await page.getByText(/ is linked\./).waitFor()
  await page.getByRole('link', { name: 'Timeline', exact: true }).click()
}

async function visitTimeline(page: Page, origin: string): Promise<Visit> {
  await page.goto(`${origin}/timeline`)
  await page
    .getByRole('button', { name: /^Unlock/ })
    .first()
    .click()
  await page.getByLabel('Passphrase').fill(PASSPHRASE)
  await page.getByRole('button', { name: 'Unlock' }).click()
  const lead = page.getByText(SHOWN)
  await lead.waitFor()
  const shownAt = await page.evaluate(() => Number(document.body.dataset.shownAt))
  const text = (await lead.textContent()) ?? ''
  const requests = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter(({ name }) => new URL(name).pathname.startsWith('/fhir/'))
      .map((entry) => ({
        host: new URL(entry.name).host,
        start: entry.startTime,
        end: entry.startTime + entry.duration,
      })),
  )
  const startedAt = Math.min(...requests.map(({ start }) => start))
  const answers = [...Map.groupBy(requests, ({ host }) => host).values()].map(
    (own) => Math.max(...own.map(({ end }) => end)) - Math.min(...own.map(({ start }) => start)),
  )
  return {
    shownMs: shownAt - startedAt,
    slowestMs: Math.max(...answers),
    resources: Number.parseInt(text, 10),
  }
}
