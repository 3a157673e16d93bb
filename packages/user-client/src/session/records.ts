import type { Bundle, Resource } from '@medplum/fhirtypes'
import { PATIENT_TYPES } from '@medrec/protocol'
import { ProviderNonsenseError } from './provider-errors.ts'
import type { ProviderSession } from './provider-session.ts'

/** The largest page a provider gives. */
const PAGE = 250

/** What a provider hands out of a patient. */
export type Records = {
  readonly resources: readonly Resource[]
  /** The provider says that it shows only what the patient shares. */
  readonly isLimited: boolean
}

/**
 * Reads everything of one patient at one provider, type by type, page by page.
 * @throws {ProviderAwayError} MEDREC_PROVIDER_AWAY if the provider does not answer.
 * @throws {ProviderRefusedError} with status 403 if nothing is shared.
 */
export async function readRecords(line: ProviderSession, patientId: string): Promise<Records> {
  const parts = await Promise.all(
    PATIENT_TYPES.map((type) => readPages(line, searchPath(type, patientId))),
  )
  return {
    resources: parts.flatMap((part) => part.resources),
    isLimited: parts.some((part) => part.isLimited),
  }
}

function searchPath(type: string, patientId: string): string {
  const patient = encodeURIComponent(patientId)
  return type === 'Patient'
    ? `/fhir/Patient?_id=${patient}&_count=${PAGE}`
    : `/fhir/${type}?patient=${patient}&_count=${PAGE}`
}

async function readPages(line: ProviderSession, firstPath: string): Promise<Records> {
  const resources: Resource[] = []
  let isLimited = false
  let path: string | undefined = firstPath
  while (path !== undefined) {
    const bundle: Bundle = await readBundle(line, path)
    for (const { resource, search } of bundle.entry ?? []) {
      if (search?.mode === 'outcome') isLimited = true
      else if (resource !== undefined) resources.push(resource)
    }
    path = nextPath(line, bundle)
  }
  return { resources, isLimited }
}

async function readBundle(line: ProviderSession, path: string): Promise<Bundle> {
  const answer = await line.request(path, { headers: { accept: 'application/fhir+json' } })
  const body: unknown = await answer.json().catch((cause) => {
    throw new ProviderNonsenseError(line.host, cause)
  })
  if (!isBundle(body)) throw new ProviderNonsenseError(line.host)
  return body
}

/** The one check at this border: what is shown of each resource is read with care further on. */
function isBundle(body: unknown): body is Bundle {
  return (
    typeof body === 'object' &&
    body !== null &&
    'resourceType' in body &&
    body.resourceType === 'Bundle' &&
    (!('entry' in body) || Array.isArray(body.entry))
  )
}

/** Follows a link to the same provider only: the token goes nowhere else. */
function nextPath(line: ProviderSession, bundle: Bundle): string | undefined {
  const next = bundle.link?.find((link) => link.relation === 'next')?.url
  if (next === undefined) return undefined
  const url = new URL(next, `${line.origin}/fhir/`)
  if (url.origin !== line.origin || !url.pathname.startsWith('/fhir/')) {
    throw new ProviderNonsenseError(line.host)
  }
  return url.pathname + url.search
}
