import { createHash } from 'node:crypto'
import type { DiagnosticReport, Resource } from '@medplum/fhirtypes'
import { PROVIDER_NAMES } from '../people/providers.ts'
import { subjectOf } from '../people/sensitive-subjects.ts'
import type { OfType, Source } from '../people/source.ts'
import { wordsOf } from '../people/words.ts'

/** Writes the records of the specialty center as its FHIR server has them, under ids of its own. */
export function harborResources(source: Source): readonly Resource[] {
  const ids = new Map(
    source.all.map((resource) => [referenceOf(resource), harborId(referenceOf(resource))]),
  )
  const places = placeNames(source)
  const reports = source.of('ImagingStudy').map(imagingReport)
  return [...source.all, ...reports].map((resource): Resource => {
    const own = rewrite(withoutForeignNumbers(named(resource, places)), ids, places)
    return labelled({ ...own, id: harborId(referenceOf(resource)) })
  })
}

function referenceOf(resource: Resource): string {
  return `${resource.resourceType}/${resource.id}`
}

/** A UUID that only this server knows the record by. */
function harborId(reference: string): string {
  const hex = createHash('sha256').update(`harbor ${reference}`).digest('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}

/** What the imaging room reports of a study; its pictures stay in its archive. */
function imagingReport(study: OfType<'ImagingStudy'>): DiagnosticReport & { id: string } {
  const { subject, encounter, started, procedureCode } = study
  return {
    resourceType: 'DiagnosticReport',
    id: study.id,
    status: 'final',
    category: [
      {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/v2-0074',
            code: 'RAD',
            display: 'Radiology',
          },
        ],
      },
    ],
    code: procedureCode?.[0] ?? { text: 'Imaging' },
    ...(subject && { subject }),
    ...(encounter && { encounter }),
    ...(started !== undefined && { effectiveDateTime: started, issued: started }),
    imagingStudy: [{ reference: `ImagingStudy/${study.id}` }],
  }
}

/** Synthea numbers its records by their ids; the server's own numbers are its ids. */
function withoutForeignNumbers(resource: Resource): Resource {
  if (resource.resourceType === 'Patient' || resource.resourceType === 'Practitioner') {
    return resource
  }
  if (!('identifier' in resource)) return resource
  const { identifier: _, ...rest } = resource
  // Every type's identifier is optional, so what is left is still the resource it was.
  return rest as Resource
}

/** References go to our ids; to what is elsewhere, only the words are left. */
function rewrite(
  resource: Resource,
  ids: ReadonlyMap<string, string>,
  places: ReadonlyMap<string, string>,
): Resource {
  const text = JSON.stringify(resource, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null) return value
    if (!('reference' in value) || typeof value.reference !== 'string') return value
    const id = ids.get(value.reference)
    const place = places.get(value.reference)
    const { reference, ...words } = value
    return {
      ...(id !== undefined && { reference: `${reference.split('/')[0]}/${id}` }),
      ...words,
      ...(place !== undefined && { display: place }),
    }
  })
  return JSON.parse(text)
}

/** The center's own names for the places that became part of it. */
function placeNames(source: Source): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const place of source.of('Location')) {
    const street = place.address?.line?.[0] ?? 'main building'
    names.set(referenceOf(place), `${PROVIDER_NAMES.harbor}, ${street}`)
  }
  for (const organization of source.of('Organization')) {
    const street = organization.address?.[0]?.line?.[0] ?? 'main building'
    names.set(referenceOf(organization), `${PROVIDER_NAMES.harbor}, ${street}`)
  }
  return names
}

function named(resource: Resource, places: ReadonlyMap<string, string>): Resource {
  const name = places.get(referenceOf(resource))
  if (name === undefined) return resource
  if (resource.resourceType !== 'Location' && resource.resourceType !== 'Organization') {
    return resource
  }
  return { ...resource, name }
}

/** The center labels what it knows to be sensitive; HIV and other tests it leaves unlabelled. */
function labelled(resource: Resource): Resource {
  if (!isLabelled(resource)) return resource
  const code = subjectOf(wordsOf(resource.code))
  if (code !== 'SDV' && code !== 'SUD' && code !== 'MH') return resource
  const label = { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code }
  return { ...resource, meta: { ...resource.meta, security: [label] } }
}

function isLabelled(
  resource: Resource,
): resource is Extract<Resource, { resourceType: 'Condition' | 'Observation' | 'Procedure' }> {
  return ['Condition', 'Observation', 'Procedure'].includes(resource.resourceType)
}
