import { PROVIDER_NAMES } from '../people/providers.ts'
import type { Source } from '../people/source.ts'
import { wordsOf } from '../people/words.ts'
import { type Row, RowMaker, targetOf } from '../rows/row-maker.ts'
import { ConceptBook, FIRST_OWN_CONCEPT } from './concepts.ts'
import { addConditions, addDrugs, addNotes, addProcedures, addVisits } from './event-rows.ts'
import { addPersons } from './person-rows.ts'
import { addAllergies, addValues } from './value-rows.ts'

const FIRST_NUMBERS = {
  concept: FIRST_OWN_CONCEPT,
  location: 11,
  care_site: 301,
  provider: 4001,
  person: 500123,
  visit_occurrence: 7100045,
  condition_occurrence: 3300101,
  drug_exposure: 8200007,
  procedure_occurrence: 6100019,
  measurement: 9400003,
  observation: 5500071,
  note: 1200009,
  observation_period: 900001,
}

/** What the writers of one table share. */
export type OmopWriting = {
  readonly rows: RowMaker
  readonly concepts: ConceptBook
  readonly source: Source
}

/** Writes the hospital's records as rows of OMOP CDM 5.4, tables in the order of loading. */
export function omopRows(source: Source): ReadonlyMap<string, readonly Row[]> {
  const rows = new RowMaker(FIRST_NUMBERS)
  const writing = { rows, concepts: new ConceptBook(rows), source }
  addSource(rows)
  addPlaces(writing)
  addProviders(writing)
  addPersons(writing)
  addVisits(writing)
  addConditions(writing)
  addDrugs(writing)
  addProcedures(writing)
  addValues(writing)
  addAllergies(writing)
  addNotes(writing)
  return rows.tables
}

function addSource(rows: RowMaker): void {
  rows.add('cdm_source', {
    cdm_source_name: PROVIDER_NAMES.lakeside,
    cdm_source_abbreviation: 'LGH',
    cdm_holder: PROVIDER_NAMES.lakeside,
    source_description: 'Synthetic persons made by Synthea',
    source_release_date: '2026-11-01',
    cdm_release_date: '2026-11-01',
    cdm_version: '5.4',
    cdm_version_concept_id: 756265,
    vocabulary_version: 'own',
  })
}

/** One care site for each organisation that became part of the hospital. */
function addPlaces({ rows, source }: OmopWriting): void {
  for (const organization of source.of('Organization')) {
    const [address] = organization.address ?? []
    const location_id = rows.numberOf('location', organization.id)
    const care_site_id = rows.numberOf('care_site', organization.id)
    const street = address?.line?.[0]?.slice(0, 50)
    rows.add('location', {
      location_id,
      address_1: street,
      city: address?.city,
      state: address?.state,
      zip: address?.postalCode?.slice(0, 9),
      location_source_value: `SITE-${care_site_id}`,
    })
    rows.add('care_site', {
      care_site_id,
      care_site_name: `${PROVIDER_NAMES.lakeside}, ${street ?? 'main building'}`,
      location_id,
      care_site_source_value: `SITE-${care_site_id}`,
    })
  }
}

function addProviders({ rows, concepts, source }: OmopWriting): void {
  const roles = new Map(
    source.of('PractitionerRole').map((role) => [targetOf(role.practitioner), role]),
  )
  for (const practitioner of source.of('Practitioner')) {
    const role = roles.get(practitioner.id)
    const [specialty] = role?.specialty ?? []
    const [name] = practitioner.name ?? []
    const provider_id = rows.numberOf('provider', practitioner.id)
    const isFemale = practitioner.gender === 'female'
    rows.add('provider', {
      provider_id,
      provider_name: [...(name?.prefix ?? []), ...(name?.given ?? []), name?.family].join(' '),
      npi: practitioner.identifier?.[0]?.value,
      specialty_concept_id: concepts.of(specialty, { domain: 'Provider', className: 'Specialty' }),
      care_site_id: rows.find('care_site', targetOf(role?.organization)),
      gender_concept_id: isFemale ? 8532 : 8507,
      provider_source_value: `STAFF-${provider_id}`,
      specialty_source_value: specialty && wordsOf(specialty).slice(0, 50),
      specialty_source_concept_id: 0,
      gender_source_value: isFemale ? 'F' : 'M',
      gender_source_concept_id: 0,
    })
  }
}
