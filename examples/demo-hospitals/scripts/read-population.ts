import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Bundle, Encounter, Patient, Resource } from '@medplum/fhirtypes'

/** One person of the population with everything Synthea wrote about them. */
export type Person = {
  readonly patient: Patient & { readonly id: string }
  readonly resources: readonly Resource[]
  readonly encounters: readonly Encounter[]
}

export type Population = {
  readonly people: readonly Person[]
  /** Organization, Location, Practitioner and PractitionerRole, of all people. */
  readonly shared: readonly Resource[]
}

/** Reads the bundles of one run, references rewritten to `Type/id`, in the order of their names. */
export async function readPopulation(folder: string): Promise<Population> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort()
  const shared: Resource[] = []
  const people: Person[] = []
  for (const name of names.filter((candidate) => /Information\d+\.json$/.test(candidate))) {
    shared.push(...resourcesOf(await readFile(join(folder, name), 'utf8')))
  }
  const sharedTargets = targetsOf(shared)
  for (const name of names.filter((candidate) => !/Information\d+\.json$/.test(candidate))) {
    const resources = resourcesOf(await readFile(join(folder, name), 'utf8'))
    const targets = new Map([...sharedTargets, ...targetsOf(resources)])
    const rewritten = resources.map((resource) => rewriteReferences(resource, targets))
    people.push(personOf(rewritten))
  }
  return { people, shared: shared.map((resource) => rewriteReferences(resource, sharedTargets)) }
}

/** The organisation that an encounter took place at, as `Organization/<id>`. */
export function organizationOf(encounter: Encounter): string {
  const reference = encounter.serviceProvider?.reference
  if (reference === undefined) throw new Error(`Encounter ${encounter.id} has no organisation`)
  return reference
}

function resourcesOf(text: string): Resource[] {
  // Synthea's own output, not a stranger's.
  const bundle = JSON.parse(text) as Bundle
  return (bundle.entry ?? []).flatMap((entry) => entry.resource ?? [])
}

function personOf(resources: readonly Resource[]): Person {
  const patient = resources.find((resource) => resource.resourceType === 'Patient')
  if (patient?.id === undefined) throw new Error('A bundle has no patient')
  const encounters = resources.filter((resource) => resource.resourceType === 'Encounter')
  return { patient: { ...patient, id: patient.id }, resources, encounters }
}

/** What a reference may say, and the `Type/id` it means. */
function targetsOf(resources: readonly Resource[]): Map<string, string> {
  const targets = new Map<string, string>()
  for (const resource of resources) {
    const target = `${resource.resourceType}/${resource.id}`
    targets.set(`urn:uuid:${resource.id}`, target)
    if (!('identifier' in resource)) continue
    for (const { system, value } of [resource.identifier ?? []].flat()) {
      targets.set(`${resource.resourceType}?identifier=${system}|${value}`, target)
      targets.set(`${system}|${value}`, target)
    }
  }
  return targets
}

function rewriteReferences<T>(value: T, targets: ReadonlyMap<string, string>): T {
  const text = JSON.stringify(value, (_, part: unknown) => {
    if (typeof part !== 'object' || part === null) return part
    if ('reference' in part && typeof part.reference === 'string') {
      return { ...part, reference: targets.get(part.reference) ?? part.reference }
    }
    const link = logicalReference(part)
    if (link === undefined) return part
    const reference = targets.get(link)
    return reference === undefined ? part : { reference }
  })
  return JSON.parse(text)
}

/** PractitionerRole and Location point by identifier alone. */
function logicalReference(part: object): string | undefined {
  if (!('identifier' in part) || 'resourceType' in part) return undefined
  const { identifier } = part
  if (typeof identifier !== 'object' || identifier === null || Array.isArray(identifier)) return
  if (!('system' in identifier) || !('value' in identifier)) return undefined
  return `${identifier.system}|${identifier.value}`
}
