import type { HumanName, Resource } from '@medplum/fhirtypes'
import { PROVIDERS, type Provider } from '../src/people/providers.ts'
import type { Assignment } from './assign-organizations.ts'
import type { Candidate, Chosen } from './choose-people.ts'
import { patientAt, recordNumberOf } from './patient-at.ts'
import { organizationOf, type Population } from './read-population.ts'

export type Sources = {
  readonly records: Readonly<Record<Provider, readonly Resource[]>>
  readonly people: readonly PersonEntry[]
  /** Organisations where the chosen were seen, to the provider that each went to. */
  readonly assignment: Readonly<Record<string, Provider>>
}

type PersonEntry = {
  readonly id: string
  readonly birthDate: string
  readonly names: Readonly<Record<Provider, string>>
  readonly recordNumbers: Readonly<Record<Provider, string>>
  readonly isRich: boolean
}

/** Cuts the chosen people's records into three files, shared resources with whoever refers to them. */
export function writeSources(
  population: Population,
  assignment: Assignment,
  chosen: Chosen,
): Sources {
  const records: Record<Provider, Resource[]> = { riverside: [], lakeside: [], harbor: [] }
  const people = [chosen.rich, ...chosen.others].sort((a, b) =>
    a.person.patient.id < b.person.patient.id ? -1 : 1,
  )
  const misspelt = peopleToMisspell(people, chosen.rich)
  const entries = people.map((candidate, at) => {
    const name = candidate.person.patient.name?.[0] ?? {}
    const harborName = misspelt.has(candidate) ? misspell(name) : name
    for (const provider of PROVIDERS) {
      const written = provider === 'harbor' ? harborName : name
      records[provider].push({ ...patientAt(provider, candidate.person.patient), name: [written] })
    }
    for (const [resource, provider] of candidate.places) {
      if (isKept(resource)) records[provider].push(resource)
    }
    return {
      id: `person-${String(at + 1).padStart(2, '0')}`,
      birthDate: candidate.person.patient.birthDate ?? '',
      names: { riverside: textOf(name), lakeside: textOf(name), harbor: textOf(harborName) },
      recordNumbers: {
        riverside: recordNumberOf('riverside', candidate.person.patient),
        lakeside: recordNumberOf('lakeside', candidate.person.patient),
        harbor: recordNumberOf('harbor', candidate.person.patient),
      },
      isRich: candidate === chosen.rich,
    }
  })
  for (const provider of PROVIDERS) {
    records[provider].push(...sharedOf(records[provider], population.shared))
  }
  return {
    records: {
      riverside: records.riverside.map(trim),
      lakeside: records.lakeside.map(trim),
      harbor: records.harbor.map(trim),
    },
    people: entries,
    assignment: assignmentOf(people, assignment),
  }
}

/** Reports that only repeat a note in their attachment are left out: the note is a document. */
function isKept(resource: Resource): boolean {
  return resource.resourceType !== 'DiagnosticReport' || resource.presentedForm === undefined
}

/** What the records refer to, with the roles of the practitioners among it. */
function sharedOf(records: readonly Resource[], shared: readonly Resource[]): Resource[] {
  const wanted = new Set<string>()
  for (const [, target] of JSON.stringify(records).matchAll(/"reference":"([^"]+)"/g)) {
    if (target !== undefined) wanted.add(target)
  }
  return shared.filter((resource) =>
    resource.resourceType === 'PractitionerRole'
      ? wanted.has(resource.practitioner?.reference ?? '')
      : wanted.has(`${resource.resourceType}/${resource.id}`),
  )
}

/** Drops what says where the record was made: narrative, Synthea's own extensions and scores. */
function trim(resource: Resource): Resource {
  const text = JSON.stringify(resource, (key, value: unknown) => {
    if (key === 'text' && typeof value === 'object') return undefined
    if (key === 'extension' && Array.isArray(value)) {
      const kept = value.filter((one) => !String(one.url).includes('synthetichealth'))
      return kept.length === 0 ? undefined : kept
    }
    return value
  })
  return JSON.parse(text)
}

/** Two people whose name can be written in two ways: with and without marks or a doubled letter. */
function peopleToMisspell(people: readonly Candidate[], rich: Candidate): Set<Candidate> {
  const able = people.filter((candidate) => {
    const name = candidate.person.patient.name?.[0] ?? {}
    return candidate !== rich && textOf(misspell(name)) !== textOf(name)
  })
  if (able.length < 2) throw new Error('Nobody has a name that is easily misspelt')
  return new Set(able.slice(0, 2))
}

function misspell(name: HumanName): HumanName {
  const simpler = (text: string) =>
    text
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .replace(/([a-z])\1/, '$1')
  return { ...name, family: simpler(name.family ?? '') }
}

function textOf(name: HumanName): string {
  return [...(name.given ?? []), name.family].join(' ')
}

function assignmentOf(
  people: readonly Candidate[],
  assignment: Assignment,
): Readonly<Record<string, Provider>> {
  const visited = new Set(
    people.flatMap(({ person }) => person.encounters).map((encounter) => organizationOf(encounter)),
  )
  return Object.fromEntries(
    [...assignment].filter(([organization]) => visited.has(organization)).sort(byName),
  )
}

function byName([a]: readonly [string, Provider], [b]: readonly [string, Provider]): number {
  return a < b ? -1 : 1
}
