import type { Encounter } from '@medplum/fhirtypes'
import type { Provider } from '../src/people/providers.ts'
import { organizationOf, type Population } from './read-population.ts'

/** `Organization/<id>` to the provider that it goes to, wholly. */
export type Assignment = ReadonlyMap<string, Provider>

const HOSPITAL_NAMES = /HOSPITAL|METROWEST|ST VINCENT|UMASS|UNIVERSITY OF MA|^VHS|^T MASS/

/**
 * Gives each organisation to one provider by what it does: who mostly sees the well is part of the
 * family clinic; who has beds or an emergency room, part of the hospital; the rest, of the
 * specialty center.
 */
export function assignOrganizations(population: Population): Assignment {
  const visits = new Map<string, { well: number; hospital: number; all: number }>()
  for (const encounter of population.people.flatMap((person) => person.encounters)) {
    const organization = organizationOf(encounter)
    const count = visits.get(organization) ?? { well: 0, hospital: 0, all: 0 }
    count.all += 1
    if (isHospitalVisit(encounter)) count.hospital += 1
    else if (isWellVisit(encounter)) count.well += 1
    visits.set(organization, count)
  }
  const names = new Map<string, string>(
    population.shared.flatMap((resource) =>
      resource.resourceType === 'Organization'
        ? [[`Organization/${resource.id}`, resource.name ?? ''] as const]
        : [],
    ),
  )
  return new Map(
    [...visits].map(([organization, count]) => {
      const isHospital = HOSPITAL_NAMES.test(names.get(organization) ?? '')
      if (isHospital || count.hospital > count.all * 0.3) return [organization, 'lakeside']
      return [organization, count.well > count.all * 0.5 ? 'riverside' : 'harbor']
    }),
  )
}

function isHospitalVisit(encounter: Encounter): boolean {
  return encounter.class?.code === 'EMER' || encounter.class?.code === 'IMP'
}

function isWellVisit(encounter: Encounter): boolean {
  return /General examination|Well child/.test(encounter.type?.[0]?.text ?? '')
}
