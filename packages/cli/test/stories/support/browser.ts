import { access, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

/** A browser for one file of stories. Disposing of it leaves no process and no file. */
export type StoryBrowser = AsyncDisposable & {
  /** A new person at the machine: storage of their own. */
  newPerson(options?: PersonOptions): Promise<Page>
}

export type PersonOptions = {
  readonly colorScheme?: 'light' | 'dark'
  readonly viewport?: { readonly width: number; readonly height: number }
}

/** Where Debian, Ubuntu and Fedora put it; MEDREC_CHROMIUM names another one. */
const KNOWN_PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

const artifacts = join(import.meta.dirname, '..', '..', '..', '..', '..', 'test-artifacts')

/** Starts Chromium: the machine's own, or the one from npm; undefined where neither can be had. */
export async function startBrowser(): Promise<StoryBrowser | undefined> {
  const temporary = await mkdtemp(join(tmpdir(), 'medrec-browser-'))
  const executablePath = (await installedChromium()) ?? (await packagedChromium(temporary))
  if (executablePath === undefined) {
    await rm(temporary, { recursive: true })
    return undefined
  }
  const browser: Browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox'],
    env: { ...process.env, TMPDIR: temporary },
  })
  const contexts: BrowserContext[] = []
  return {
    newPerson: async (options = {}) => {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 900 },
        // Pictures are taken of what has come to rest.
        reducedMotion: 'reduce',
        ...options,
      })
      contexts.push(context)
      context.setDefaultTimeout(30_000)
      return context.newPage()
    },
    [Symbol.asyncDispose]: async () => {
      for (const context of contexts) await context.close()
      await browser.close()
      await rm(temporary, { recursive: true, force: true })
    },
  }
}

/** A picture shows so much of a long page. */
const MAX_PICTURE_HEIGHT = 2400

/** Keeps a picture of the page, from its top, as an artifact of the run. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  await mkdir(artifacts, { recursive: true })
  const viewport = page.viewportSize() ?? { width: 1280, height: 900 }
  const whole = Number(await page.evaluate('document.documentElement.scrollHeight'))
  // A window as high as the page: what is fixed to its foot stays there, and long lists fill it.
  const height = Math.min(Math.max(whole, viewport.height), MAX_PICTURE_HEIGHT)
  await page.setViewportSize({ ...viewport, height })
  await page.screenshot({ path: join(artifacts, `${name}.png`) })
  await page.setViewportSize(viewport)
}

async function installedChromium(): Promise<string | undefined> {
  const named = process.env.MEDREC_CHROMIUM
  for (const path of named === undefined ? KNOWN_PATHS : [named]) {
    try {
      await access(path)
      return path
    } catch {
      // Not there: the next one.
    }
  }
  return undefined
}

/** The package takes whatever lies in the temporary folder, of any version: it gets the run's own. */
async function packagedChromium(temporary: string): Promise<string | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  const before = process.env.TMPDIR
  process.env.TMPDIR = temporary
  try {
    const { default: packaged } = await import('@sparticuz/chromium')
    return await packaged.executablePath()
  } finally {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  }
}
