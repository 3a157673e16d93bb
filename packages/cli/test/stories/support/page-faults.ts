import type { Page } from 'playwright-core'

/** What a page said went wrong, in the order in which it did. */
export type PageFaults = {
  readonly seen: readonly string[]
  /** From now on, requests that fail at this origin are no fault. */
  expectAway(origin: string): void
}

/**
 * Answers that belong to the protocol, and which Chromium calls errors: the server's nonce for a
 * new session key, "no viewer book yet", and a refusal.
 */
const EXPECTED: readonly (readonly [RegExp, RegExp])[] = [
  [/status of 40[01] /, /\/auth\/token$/],
  [/status of 404 /, /\/relationships\/0x[0-9a-f]{64}\/viewer-book$/],
  [/status of 403 /, /\/grants\/open$|\/fhir\/[A-Za-z]+\?/],
  [/status of 4\d\d /, /\/invites\/claims$/],
]

/** Listens to a page's console, to errors nobody caught, and to breaches of its content policy. */
export function watchFaults(page: Page): PageFaults {
  const seen: string[] = []
  const away = new Set<string>()
  page.on('console', (message) => {
    if (message.type() !== 'error') return
    const text = message.text()
    const { url } = message.location()
    const isAway = text.includes('net::ERR_') && [...away].some((origin) => url.startsWith(origin))
    if (isAway || EXPECTED.some(([what, where]) => what.test(text) && where.test(url))) return
    seen.push(`${text} (${url})`)
  })
  // A page error's message may quote a record; these stories have synthetic people alone.
  page.on('pageerror', (error) => seen.push(`${error.name}: ${error.message}`))
  return { seen, expectAway: (origin) => away.add(origin) }
}
