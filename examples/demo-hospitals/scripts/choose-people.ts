import type { Resource } from '@medplum/fhirtypes'
import { PROVIDERS, type Provider } from '../src/people/providers.ts'
import type { Assignment } from './assign-organizations.ts'
import { placeRecords } from './place-records.ts'
import type { Person, Population } from './read-population.ts'

const PEOPLE = 24

/** A person with their records placed, and what the choice is made by. */
export type Candidate = {
  readonly person: Person
  readonly places: ReadonlyMap<Resource, Provider>
  /** Records that a Database Manager would serve, per provider. */
  readonly counts: Readonly<Record<Provider, number>>
  readonly total: number
  /** Pairs of provider and chapter of the record (laboratory, imaging, …) that have anything. */
  readonly coverage: number
  /** Laboratory results at the hospital, which the second opinion is about. */
  readonly hospitalLabs: number
  readonly traits: ReadonlySet<Trait>
}

export type Chosen = { readonly rich: Candidate; readonly others: readonly Candidate[] }

type Trait = keyof typeof SENSITIVE | 'child' | 'old'

/** The sensitive rows that several of the 24 must have. */
const SENSITIVE = {
  violence: /intimate partner abuse|Victim of.*abuse/i,
  hiv: /\bHIV\b|immunodeficiency virus/i,
  sexual: /chlamydia|gonorrh|syphilis/i,
  substance: /alcoholism|alcohol abuse|Misuses drugs|opioid|drug dependence|Unhealthy alcohol/i,
  mental:
    /depressi(ve|on) (disorder|episode)|Major depress|Severe anxiety|attention deficit|bipolar|suicid|stress disorder/i,
} as const

/** Chosen in this order, each the best-balanced still free; the counts add up to {@link PEOPLE} less the rich one. */
const QUOTAS: readonly (readonly [Trait | 'any', number])[] = [
  ['hiv', 3],
  ['violence', 3],
  ['substance', 3],
  ['mental', 3],
  ['sexual', 3],
  ['child', 4],
  ['old', 2],
  ['any', 2],
]

/**
 * Chooses the 24: one with a story in every chapter at all three providers, the others by the
 * balance of their records among the providers. Nobody with a very long or very short record.
 */
export function choosePeople(population: Population, assignment: Assignment): Chosen {
  const candidates = population.people
    .map((person) => candidateOf(person, assignment))
    .filter((candidate) => PROVIDERS.every((provider) => candidate.counts[provider] >= 8))
  const rich = candidates
    .filter(({ total, hospitalLabs }) => total >= 400 && total <= 1300 && hospitalLabs >= 25)
    .sort((a, b) => b.coverage - a.coverage || balance(b) - balance(a))[0]
  if (rich === undefined) throw new Error('Nobody has a rich story: try another seed')

  const others: Candidate[] = []
  const names = new Set([familyOf(rich)])
  const pool = candidates
    .filter(({ total }) => total >= 150 && total <= 900)
    .sort((a, b) => balance(b) - balance(a) || (a.person.patient.id < b.person.patient.id ? -1 : 1))
  for (const [trait, quota] of QUOTAS) {
    const fitting = pool.filter((one) => trait === 'any' || one.traits.has(trait))
    let taken = 0
    for (const candidate of fitting) {
      if (taken === quota) break
      if (names.has(familyOf(candidate))) continue
      names.add(familyOf(candidate))
      others.push(candidate)
      taken += 1
    }
  }
  if (others.length !== PEOPLE - 1) throw new Error(`Only ${others.length} people fit`)
  return { rich, others }
}

const CHAPTERS = {
  laboratory: (one) => one.resourceType === 'Observation' && hasCategory(one, 'laboratory'),
  vitals: (one) => one.resourceType === 'Observation' && hasCategory(one, 'vital-signs'),
  medications: (one) => one.resourceType === 'MedicationRequest',
  conditions: (one) => one.resourceType === 'Condition',
  encounters: (one) => one.resourceType === 'Encounter',
  imaging: (one) => one.resourceType === 'ImagingStudy',
  procedures: (one) => one.resourceType === 'Procedure',
  immunizations: (one) => one.resourceType === 'Immunization',
  documents: (one) => one.resourceType === 'DocumentReference',
} satisfies Readonly<Record<string, (resource: Resource) => boolean>>

const SERVED = new Set([
  'Condition',
  'Observation',
  'MedicationRequest',
  'Encounter',
  'Procedure',
  'Immunization',
  'AllergyIntolerance',
  'DiagnosticReport',
  'DocumentReference',
])

function candidateOf(person: Person, assignment: Assignment): Candidate {
  const places = placeRecords(person, assignment)
  const counts = { riverside: 0, lakeside: 0, harbor: 0 }
  const covered = new Set<string>()
  let hospitalLabs = 0
  for (const [resource, provider] of places) {
    if (SERVED.has(resource.resourceType)) counts[provider] += 1
    if (provider === 'lakeside' && CHAPTERS.laboratory(resource)) hospitalLabs += 1
    for (const [chapter, belongs] of Object.entries(CHAPTERS)) {
      if (belongs(resource)) covered.add(`${provider} ${chapter}`)
    }
  }
  const hasAllergy = [...places.keys()].some((one) => one.resourceType === 'AllergyIntolerance')
  const total = counts.riverside + counts.lakeside + counts.harbor
  return {
    person,
    places,
    counts,
    total,
    coverage: covered.size + (hasAllergy ? 2 : 0),
    hospitalLabs,
    traits: traitsOf(person),
  }
}

function traitsOf(person: Person): Set<Trait> {
  const texts = person.resources
    .filter((one) => isOneOf(one, ['Condition', 'Observation', 'Procedure']))
    .map((one) => one.code?.text ?? '')
  const traits = new Set<Trait>()
  for (const trait of ['violence', 'hiv', 'sexual', 'substance', 'mental'] as const) {
    if (texts.some((text) => SENSITIVE[trait].test(text))) traits.add(trait)
  }
  const born = person.patient.birthDate ?? ''
  if (born > '2009') traits.add('child')
  if (born < '1955') traits.add('old')
  return traits
}

function isOneOf<Type extends Resource['resourceType']>(
  resource: Resource,
  types: readonly Type[],
): resource is Resource & { resourceType: Type } {
  return types.some((type) => type === resource.resourceType)
}

/** The share of the smallest provider: a third is perfect. */
function balance(candidate: Candidate): number {
  return Math.min(...Object.values(candidate.counts)) / candidate.total
}

function hasCategory(resource: Resource & { resourceType: 'Observation' }, code: string): boolean {
  return (resource.category ?? []).some((one) => one.coding?.some((coding) => coding.code === code))
}

function familyOf(candidate: Candidate): string {
  return candidate.person.patient.name?.[0]?.family ?? ''
}
