import type {
  Identifier,
  Location,
  Medication,
  Organization,
  Patient,
  Practitioner,
  PractitionerRole,
} from '@medplum/fhirtypes'
import type { Kysely } from 'kysely'
import { z } from 'zod'
import {
  addressColumns,
  addressOf,
  columns,
  concept,
  genderOf,
  hl7,
  reference,
} from './clinic-columns.ts'
import { type ClinicMapping, idIn } from './clinic-query.ts'
import type { ClinicTables } from './clinic-tables.ts'

/**
 * patient with its identifiers → Patient. Neither the row number nor the chart number is among
 * them: the clinic shows neither outside.
 */
export const patients: ClinicMapping = {
  type: 'Patient',
  letter: '',
  kinds: ['demographics'],
  async read(database, filter) {
    const asked = filter.ids ?? (filter.patientId === undefined ? [] : [filter.patientId])
    const ids = asked.filter((id) => filter.patientId === undefined || id === filter.patientId)
    const rows = z
      .array(patientSchema)
      .parse(await selectPatients(database).where(idIn('t.pat_id', ids)).execute())
    const identifiers = await readIdentifiers(
      database,
      rows.map((row) => row.pat_id),
    )
    return rows.map((row) => {
      const practitioner = reference('Practitioner', 's', row.pcp_id)
      const own = identifiers.filter((identifier) => identifier.pat_id === row.pat_id)
      const given = [row.first_name, row.middle_name].filter((name) => name !== null)
      const resource: Patient = {
        resourceType: 'Patient',
        ...(own.length > 0 && { identifier: own.map(identifierOf) }),
        name: [
          {
            use: 'official',
            family: row.last_name,
            given,
            ...(row.name_prefix !== null && { prefix: [row.name_prefix] }),
          },
          ...(row.birth_last_name === null
            ? []
            : [{ use: 'maiden' as const, family: row.birth_last_name, given }]),
        ],
        gender: genderOf(row.sex),
        birthDate: row.dob,
        ...(row.died_on !== null && { deceasedDateTime: row.died_on }),
        ...(row.phone_home !== null && {
          telecom: [{ system: 'phone', value: row.phone_home, use: 'home' }],
        }),
        ...(row.street !== null || row.city !== null ? { address: [addressOf(row)] } : {}),
        ...(row.marital !== null && { maritalStatus: hl7('v3-MaritalStatus', row.marital) }),
        ...(row.lang !== null && {
          communication: [
            { language: { coding: [{ system: 'urn:ietf:bcp:47', code: row.lang }] } },
          ],
        }),
        ...(practitioner && { generalPractitioner: [practitioner] }),
        managingOrganization: { reference: 'Organization/c1' },
      }
      const key = String(row.pat_id)
      return { key, date: '', patientKeys: [key], resource, sensitivities: [] }
    })
  },
}

/** Finds patients by birth date; names are compared by the caller. */
export async function findByBirthDate(database: Kysely<ClinicTables>, birthDate: string) {
  const rows = await selectPatients(database)
    .where('t.dob', '=', birthDate)
    .orderBy('t.last_name')
    .orderBy('t.pat_id')
    .limit(1000)
    .execute()
  return z.array(patientSchema).parse(rows)
}

/** The birth date of a patient, if there is such a row. */
export async function birthDateOfPatient(
  database: Kysely<ClinicTables>,
  id: number,
): Promise<string | undefined> {
  const rows = await selectPatients(database)
    .where(idIn('t.pat_id', [id]))
    .execute()
  return z.array(patientSchema).parse(rows)[0]?.dob
}

/** staff → Practitioner */
export const practitioners: ClinicMapping = {
  type: 'Practitioner',
  letter: 's',
  kinds: [],
  async read(database, filter) {
    return (await readStaff(database, filter.ids ?? [])).map((row) => {
      const resource: Practitioner = {
        resourceType: 'Practitioner',
        active: row.active === 1,
        ...(row.npi !== null && {
          identifier: [{ system: 'http://hl7.org/fhir/sid/us-npi', value: row.npi }],
        }),
        name: [
          {
            family: row.family,
            given: [row.given],
            ...(row.prefix !== null && { prefix: [row.prefix] }),
          },
        ],
        gender: genderOf(row.sex),
      }
      return { ...shared(`s${row.staff_id}`), resource }
    })
  },
}

/** staff → PractitionerRole: job and house */
export const practitionerRoles: ClinicMapping = {
  type: 'PractitionerRole',
  letter: 'r',
  kinds: [],
  async read(database, filter) {
    return (await readStaff(database, filter.ids ?? [])).map((row) => {
      const location = reference('Location', 'l', row.home_site)
      const resource: PractitionerRole = {
        resourceType: 'PractitionerRole',
        active: row.active === 1,
        practitioner: { reference: `Practitioner/s${row.staff_id}` },
        organization: { reference: 'Organization/c1' },
        code: [{ text: row.job }],
        ...(location && { location: [location] }),
      }
      return { ...shared(`r${row.staff_id}`), resource }
    })
  },
}

/** clinic_info → Organization */
export const clinic: ClinicMapping = {
  type: 'Organization',
  letter: 'c',
  kinds: [],
  async read(database, filter) {
    const rows = z.array(clinicSchema).parse(
      await database
        .selectFrom('clinic_info as t')
        .select(['t.id', 't.name', 't.street', 't.city', 't.state', 't.zip', 't.phone', 't.npi'])
        .where(idIn('t.id', filter.ids ?? []))
        .execute(),
    )
    return rows.map((row) => {
      const resource: Organization = {
        resourceType: 'Organization',
        name: row.name,
        ...(row.npi !== null && {
          identifier: [{ system: 'http://hl7.org/fhir/sid/us-npi', value: row.npi }],
        }),
        ...(row.phone !== null && { telecom: [{ system: 'phone', value: row.phone }] }),
        ...(row.street !== null && { address: [addressOf(row)] }),
      }
      return { ...shared(`c${row.id}`), resource }
    })
  },
}

/** site → Location */
export const sites: ClinicMapping = {
  type: 'Location',
  letter: 'l',
  kinds: [],
  async read(database, filter) {
    const rows = z.array(siteSchema).parse(
      await database
        .selectFrom('site as t')
        .select(['t.site_id', 't.site_name', 't.street', 't.city', 't.state', 't.zip', 't.phone'])
        .where(idIn('t.site_id', filter.ids ?? []))
        .execute(),
    )
    return rows.map((row) => {
      const resource: Location = {
        resourceType: 'Location',
        name: row.site_name,
        ...(row.phone !== null && { telecom: [{ system: 'phone', value: row.phone }] }),
        ...(row.street !== null && { address: addressOf(row) }),
        managingOrganization: { reference: 'Organization/c1' },
      }
      return { ...shared(`l${row.site_id}`), resource }
    })
  },
}

/** drug → Medication */
export const drugs: ClinicMapping = {
  type: 'Medication',
  letter: 'd',
  kinds: [],
  async read(database, filter) {
    const rows = z.array(drugSchema).parse(
      await database
        .selectFrom('drug as t')
        .select(['t.drug_id', 't.drug_name', 't.rxnorm'])
        .where(idIn('t.drug_id', filter.ids ?? []))
        .execute(),
    )
    return rows.map((row) => {
      const code = concept('RX', row.rxnorm, row.drug_name)
      const resource: Medication = { resourceType: 'Medication', code }
      return { ...shared(`d${row.drug_id}`), resource }
    })
  },
}

function selectPatients(database: Kysely<ClinicTables>) {
  return database
    .selectFrom('patient as t')
    .select([
      't.pat_id',
      't.last_name',
      't.first_name',
      't.middle_name',
      't.birth_last_name',
      't.name_prefix',
      't.dob',
      't.sex',
      't.marital',
      't.lang',
      't.street',
      't.city',
      't.state',
      't.zip',
      't.phone_home',
      't.died_on',
      't.pcp_id',
    ])
}

async function readIdentifiers(database: Kysely<ClinicTables>, patientIds: readonly number[]) {
  return z
    .array(identifierSchema)
    .parse(
      await database
        .selectFrom('patient_identifier as t')
        .innerJoin('id_type as k', 'k.id_type', 't.id_type')
        .select(['t.pat_id', 't.id_type', 'k.label', 'k.system_uri', 't.value', 't.payer_name'])
        .where(idIn('t.pat_id', patientIds))
        .orderBy('t.pid_id')
        .execute(),
    )
}

function identifierOf(row: z.infer<typeof identifierSchema>): Identifier {
  const code = IDENTIFIER_CODES[row.id_type]
  return {
    type: {
      ...(code !== undefined && {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code }],
      }),
      text: row.label,
    },
    system: row.system_uri,
    value: row.value,
    ...(row.payer_name !== null && { assigner: { display: row.payer_name } }),
  }
}

const IDENTIFIER_CODES: Readonly<Record<string, string>> = {
  SSN: 'SS',
  DL: 'DL',
  PPN: 'PPN',
  INS: 'MB',
}

async function readStaff(database: Kysely<ClinicTables>, ids: readonly number[]) {
  return z
    .array(staffSchema)
    .parse(
      await database
        .selectFrom('staff as t')
        .select([
          't.staff_id',
          't.family',
          't.given',
          't.prefix',
          't.sex',
          't.npi',
          't.job',
          't.home_site',
          't.active',
        ])
        .where(idIn('t.staff_id', ids))
        .execute(),
    )
}

function shared(key: string) {
  return { key, date: '', patientKeys: [], sensitivities: [] }
}

const patientSchema = z.object({
  ...addressColumns,
  pat_id: columns.id,
  last_name: columns.text,
  first_name: columns.text,
  middle_name: columns.optionalText,
  birth_last_name: columns.optionalText,
  name_prefix: columns.optionalText,
  dob: columns.day,
  sex: columns.text,
  marital: columns.optionalText,
  lang: columns.optionalText,
  phone_home: columns.optionalText,
  died_on: columns.optionalTime,
  pcp_id: columns.optionalId,
})
const identifierSchema = z.object({
  pat_id: columns.id,
  id_type: columns.text,
  label: columns.text,
  system_uri: columns.text,
  value: columns.text,
  payer_name: columns.optionalText,
})
const staffSchema = z.object({
  staff_id: columns.id,
  family: columns.text,
  given: columns.text,
  prefix: columns.optionalText,
  sex: columns.optionalText,
  npi: columns.optionalText,
  job: columns.text,
  home_site: columns.optionalId,
  active: columns.flag,
})
const clinicSchema = z.object({
  ...addressColumns,
  id: columns.id,
  name: columns.text,
  phone: columns.optionalText,
  npi: columns.optionalText,
})
const siteSchema = z.object({
  ...addressColumns,
  site_id: columns.id,
  site_name: columns.text,
  phone: columns.optionalText,
})
const drugSchema = z.object({
  drug_id: columns.id,
  drug_name: columns.text,
  rxnorm: columns.optionalText,
})
