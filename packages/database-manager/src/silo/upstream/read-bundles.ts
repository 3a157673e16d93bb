import { z } from 'zod'
import { siloQueryTooWide, siloUnavailable } from '../silo-error.ts'
import { fetchJson, type Upstream } from './fetch-json.ts'

export type UpstreamResource = z.infer<typeof upstreamResourceSchema>

const MAX_PAGES = 200
const MAX_ENTRIES = 2000

/**
 * Reads the matches of a search page by page. Follows `next` only below the upstream's own base,
 * never twice the same, and at most 200 times. Outcomes, includes and the total are passed over.
 *
 * @throws {SiloError} MEDREC_SILO_UNAVAILABLE if a page is not a searchset of the asked type
 * @throws {SiloError} MEDREC_SILO_QUERY_TOO_WIDE after 200 pages
 */
export async function* readBundles(
  upstream: Upstream,
  type: string,
  parameters: URLSearchParams,
): AsyncGenerator<readonly UpstreamResource[]> {
  const seen = new Set<string>()
  let url: string | undefined = `${upstream.baseUrl}/${type}?${parameters}`
  while (url !== undefined) {
    if (seen.size === MAX_PAGES) throw siloQueryTooWide(upstream.name, 'pages read')
    seen.add(url)
    const bundle = bundleSchema.safeParse(await fetchJson(upstream, url))
    if (!bundle.success) throw siloUnavailable(upstream.name, 'upstream answered no searchset')
    const resources: UpstreamResource[] = []
    for (const { resource, search } of bundle.data.entry) {
      if ((search?.mode ?? 'match') !== 'match') continue
      if (resource?.resourceType === 'OperationOutcome') continue
      const match = upstreamResourceSchema.safeParse(resource)
      if (!match.success || match.data.resourceType !== type) {
        throw siloUnavailable(upstream.name, 'upstream answered another type')
      }
      resources.push(match.data)
    }
    yield resources
    const next = bundle.data.link.find(({ relation }) => relation === 'next')
    url = next === undefined ? undefined : nextUrl(upstream, url, next.url)
    if (url !== undefined && seen.has(url)) {
      throw siloUnavailable(upstream.name, 'upstream pages in a circle')
    }
  }
}

function nextUrl(upstream: Upstream, current: string, next: string): string {
  const url = URL.canParse(next, current) ? new URL(next, current) : undefined
  const base = new URL(upstream.baseUrl)
  const isBelowBase =
    url !== undefined &&
    url.origin === base.origin &&
    url.username === '' &&
    url.password === '' &&
    (url.pathname === base.pathname ||
      url.pathname.startsWith(`${base.pathname.replace(/\/$/, '')}/`))
  if (!isBelowBase) throw siloUnavailable(upstream.name, 'upstream links elsewhere')
  url.hash = ''
  return url.href
}

/** A resource with its type and id; ids are FHIR ids. */
export const upstreamResourceSchema = z.looseObject({
  resourceType: z.string().regex(/^[A-Z][A-Za-z]{1,63}$/),
  id: z.string().regex(/^[A-Za-z0-9.-]{1,64}$/),
})

const bundleSchema = z.object({
  resourceType: z.literal('Bundle'),
  type: z.literal('searchset'),
  entry: z
    .array(
      z.object({
        search: z.object({ mode: z.string().optional() }).optional(),
        // An outcome may have no id: it is passed over.
        resource: z.looseObject({ resourceType: z.string() }).optional(),
      }),
    )
    .max(MAX_ENTRIES)
    .default([]),
  link: z.array(z.object({ relation: z.string(), url: z.string() })).default([]),
})
