import type { Encounter, Resource } from '@medplum/fhirtypes'
import type { Provider } from '../src/people/providers.ts'
import type { Assignment } from './assign-organizations.ts'
import { organizationOf, type Person } from './read-population.ts'

/**
 * Places each record of a person at the provider of its encounter; a record without one goes with
 * the earliest record that refers to it, and if none does, with the first encounter after it.
 */
export function placeRecords(person: Person, assignment: Assignment): Map<Resource, Provider> {
  const encounters = [...person.encounters].sort(
    (a, b) => compare(startOf(a), startOf(b)) || compare(a.id ?? '', b.id ?? ''),
  )
  const places = new Map<string, { provider: Provider; start: string }>()
  for (const encounter of encounters) {
    const provider = assignment.get(organizationOf(encounter))
    if (provider === undefined) throw new Error(`Encounter ${encounter.id} is assigned nowhere`)
    places.set(`Encounter/${encounter.id}`, { provider, start: startOf(encounter) })
  }
  const referrers = referrersOf(person, places)
  return new Map(
    person.resources.flatMap((resource) => {
      if (resource.resourceType === 'Patient') return []
      const name = `${resource.resourceType}/${resource.id}`
      const place =
        places.get(encounterOf(resource) ?? name) ??
        referrers.get(name) ??
        places.get(`Encounter/${encounterAfter(encounters, dateOf(resource))?.id}`)
      return place === undefined ? [] : [[resource, place.provider] as const]
    }),
  )
}

type Place = { readonly provider: Provider; readonly start: string }

/** For each record referred to, where the earliest record that refers to it is. */
function referrersOf(person: Person, places: ReadonlyMap<string, Place>): Map<string, Place> {
  const earliest = new Map<string, Place>()
  for (const resource of person.resources) {
    const place = places.get(encounterOf(resource) ?? '')
    if (place === undefined) continue
    for (const [, target] of JSON.stringify(resource).matchAll(/"reference":"([^"]+)"/g)) {
      const known = earliest.get(target ?? '')
      if (target !== undefined && (known === undefined || place.start < known.start)) {
        earliest.set(target, place)
      }
    }
  }
  return earliest
}

function encounterOf(resource: Resource): string | undefined {
  if (resource.resourceType === 'DocumentReference') {
    return resource.context?.encounter?.[0]?.reference
  }
  if (resource.resourceType === 'MedicationAdministration') return resource.context?.reference
  if (!('encounter' in resource)) return undefined
  const encounter: unknown = resource.encounter
  if (typeof encounter !== 'object' || encounter === null || !('reference' in encounter)) return
  return typeof encounter.reference === 'string' ? encounter.reference : undefined
}

function encounterAfter(encounters: readonly Encounter[], date: string): Encounter | undefined {
  return encounters.find((encounter) => startOf(encounter) >= date) ?? encounters[0]
}

function dateOf(resource: Resource): string {
  if (resource.resourceType === 'AllergyIntolerance') return resource.recordedDate ?? ''
  if (resource.resourceType === 'Device') return resource.manufactureDate ?? ''
  return ''
}

function startOf(encounter: Encounter): string {
  return encounter.period?.start ?? ''
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
