import type {
  Location,
  Organization,
  Patient,
  Practitioner,
  PractitionerRole,
} from '@medplum/fhirtypes'
import { type Kysely, sql } from 'kysely'
import { z } from 'zod'
import { codeableConcept } from './omop-concepts.ts'
import { idIn, type OmopMapping } from './omop-query.ts'
import { columns, type OmopTables } from './omop-tables.ts'

/** person → Patient. OMOP keeps no names; person_source_value is the hospital's own record number. */
export const persons: OmopMapping = {
  type: 'Patient',
  letter: '',
  async read({ database }, filter) {
    const ids = filter.ids ?? (filter.personId === undefined ? [] : [filter.personId])
    const isAsked = filter.personId === undefined || ids.includes(filter.personId)
    const asked = filter.personId === undefined ? ids : isAsked ? [filter.personId] : []
    const rows = z
      .array(personSchema)
      .parse(
        await selectPersons(database)
          .where(idIn('t.person_id', asked))
          .limit(filter.limit)
          .execute(),
      )
    return rows.map((row) => {
      const patient: Patient = {
        resourceType: 'Patient',
        ...(row.person_source_value !== null && {
          identifier: [
            {
              type: {
                coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR' }],
              },
              value: row.person_source_value,
            },
          ],
        }),
        gender: genderOf(row.gender_concept_id, row.gender_source_value),
        birthDate: birthDateOf(row),
        ...(row.death_date !== null && { deceasedDateTime: row.death_date }),
        ...(row.location_id !== null && { address: [addressOf(row)] }),
        ...(row.provider_id !== null && {
          generalPractitioner: [{ reference: `Practitioner/p${row.provider_id}` }],
        }),
        ...(row.care_site_id !== null && {
          managingOrganization: { reference: `Organization/c${row.care_site_id}` },
        }),
      }
      const key = String(row.person_id)
      return { key, date: '', patientKeys: [key], resource: patient, sensitivities: [] }
    })
  },
}

/** Finds persons by birth date and record number, the only two things OMOP knows of a person. */
export async function findPersons(
  database: Kysely<OmopTables>,
  birthDate: string,
): Promise<readonly { readonly person_id: number; readonly person_source_value: string | null }[]> {
  const [year, month, day] = birthDate.split('-').map(Number)
  if (year === undefined || month === undefined || day === undefined) return []
  const rows = await selectPersons(database)
    .where('t.year_of_birth', '=', year)
    .where('t.month_of_birth', '=', month)
    .where('t.day_of_birth', '=', day)
    .orderBy('t.person_id')
    .limit(1000)
    .execute()
  return z.array(personSchema).parse(rows)
}

/** The birth date of a person as FHIR writes it, as precise as it is known. */
export async function birthDateOfPerson(
  database: Kysely<OmopTables>,
  id: number,
): Promise<string | undefined> {
  const rows = await selectPersons(database)
    .where(idIn('t.person_id', [id]))
    .execute()
  const row = z.array(personSchema).parse(rows)[0]
  return row === undefined ? undefined : birthDateOf(row)
}

/** provider → Practitioner */
export const practitioners: OmopMapping = {
  type: 'Practitioner',
  letter: 'p',
  async read({ database }, filter) {
    const rows = await readProviders(database, filter.ids ?? [])
    return rows.map((row) => {
      const practitioner: Practitioner = {
        resourceType: 'Practitioner',
        ...(row.npi !== null && {
          identifier: [{ system: 'http://hl7.org/fhir/sid/us-npi', value: row.npi }],
        }),
        ...(row.provider_name !== null && { name: [{ text: row.provider_name }] }),
        gender: genderOf(row.gender_concept_id ?? 0, null),
      }
      return { ...shared(`p${row.provider_id}`), resource: practitioner }
    })
  },
}

/** provider → PractitionerRole: the specialty and where it is exercised */
export const practitionerRoles: OmopMapping = {
  type: 'PractitionerRole',
  letter: 'r',
  async read({ database, concepts }, filter) {
    const rows = await readProviders(database, filter.ids ?? [])
    await concepts.load(rows.map((row) => row.specialty_concept_id))
    return rows.map((row) => {
      const specialty = concepts.find(row.specialty_concept_id)
      const role: PractitionerRole = {
        resourceType: 'PractitionerRole',
        practitioner: { reference: `Practitioner/p${row.provider_id}` },
        ...((specialty !== undefined || row.specialty_source_value !== null) && {
          specialty: [codeableConcept(specialty, undefined, row.specialty_source_value)],
        }),
        ...(row.care_site_id !== null && {
          organization: { reference: `Organization/c${row.care_site_id}` },
        }),
      }
      return { ...shared(`r${row.provider_id}`), resource: role }
    })
  },
}

/** care_site → Organization */
export const careSites: OmopMapping = {
  type: 'Organization',
  letter: 'c',
  async read({ database }, filter) {
    const rows = z.array(careSiteSchema).parse(
      await database
        .selectFrom('care_site as t')
        .leftJoin('location as l', 'l.location_id', 't.location_id')
        .select(['t.care_site_id', 't.care_site_name', ...ADDRESS])
        .where(idIn('t.care_site_id', filter.ids ?? []))
        .execute(),
    )
    return rows.map((row) => {
      const organization: Organization = {
        resourceType: 'Organization',
        name: row.care_site_name ?? 'Not recorded',
        ...(row.location_id !== null && { address: [addressOf(row)] }),
      }
      return { ...shared(`c${row.care_site_id}`), resource: organization }
    })
  },
}

/** location → Location */
export const locations: OmopMapping = {
  type: 'Location',
  letter: 'l',
  async read({ database }, filter) {
    const rows = z.array(addressSchema.extend({ location_id: columns.id })).parse(
      await database
        .selectFrom('location as l')
        .select([...ADDRESS])
        .where(idIn('l.location_id', filter.ids ?? []))
        .execute(),
    )
    return rows.map((row) => {
      const location: Location = { resourceType: 'Location', address: addressOf(row) }
      return { ...shared(`l${row.location_id}`), resource: location }
    })
  },
}

const ADDRESS = [
  'l.location_id',
  'l.address_1',
  'l.address_2',
  'l.city',
  'l.state',
  'l.zip',
] as const

function selectPersons(database: Kysely<OmopTables>) {
  return database
    .selectFrom('person as t')
    .leftJoin('location as l', 'l.location_id', 't.location_id')
    .select([
      't.person_id',
      't.gender_concept_id',
      't.gender_source_value',
      't.year_of_birth',
      't.month_of_birth',
      't.day_of_birth',
      't.person_source_value',
      't.provider_id',
      't.care_site_id',
      // A person may have several rows of death.
      sql<string | null>`(select min(death_date) from death d where d.person_id = t.person_id)`.as(
        'death_date',
      ),
      ...ADDRESS,
    ])
}

async function readProviders(database: Kysely<OmopTables>, ids: readonly number[]) {
  return z
    .array(providerSchema)
    .parse(
      await database
        .selectFrom('provider as t')
        .select([
          't.provider_id',
          't.provider_name',
          't.npi',
          't.specialty_concept_id',
          't.specialty_source_value',
          't.care_site_id',
          't.gender_concept_id',
        ])
        .where(idIn('t.provider_id', ids))
        .execute(),
    )
}

function shared(key: string) {
  return { key, date: '', patientKeys: [], sensitivities: [] }
}

function genderOf(conceptId: number, sourceValue: string | null): 'male' | 'female' | 'unknown' {
  if (conceptId === 8507 || (conceptId === 0 && sourceValue === 'M')) return 'male'
  if (conceptId === 8532 || (conceptId === 0 && sourceValue === 'F')) return 'female'
  return 'unknown'
}

function birthDateOf(row: z.infer<typeof personSchema>): string {
  const parts = [String(row.year_of_birth).padStart(4, '0')]
  if (row.month_of_birth !== null) {
    parts.push(String(row.month_of_birth).padStart(2, '0'))
    if (row.day_of_birth !== null) parts.push(String(row.day_of_birth).padStart(2, '0'))
  }
  return parts.join('-')
}

function addressOf(row: z.infer<typeof addressSchema>) {
  const line = [row.address_1, row.address_2].filter((text) => text !== null && text !== '')
  return {
    ...(line.length > 0 && { line: line.map(String) }),
    ...(row.city !== null && { city: row.city }),
    ...(row.state !== null && { state: row.state }),
    ...(row.zip !== null && { postalCode: row.zip }),
  }
}

const addressSchema = z.object({
  location_id: columns.optionalId,
  address_1: columns.optionalText,
  address_2: columns.optionalText,
  city: columns.optionalText,
  state: columns.optionalText,
  zip: columns.optionalText,
})
const personSchema = addressSchema.extend({
  person_id: columns.id,
  gender_concept_id: columns.id,
  gender_source_value: columns.optionalText,
  year_of_birth: columns.id,
  month_of_birth: columns.optionalId,
  day_of_birth: columns.optionalId,
  person_source_value: columns.optionalText,
  provider_id: columns.optionalId,
  care_site_id: columns.optionalId,
  death_date: columns.optionalDay,
})
const providerSchema = z.object({
  provider_id: columns.id,
  provider_name: columns.optionalText,
  npi: columns.optionalText,
  specialty_concept_id: columns.optionalId,
  specialty_source_value: columns.optionalText,
  care_site_id: columns.optionalId,
  gender_concept_id: columns.optionalId,
})
const careSiteSchema = addressSchema.extend({
  care_site_id: columns.id,
  care_site_name: columns.optionalText,
})
