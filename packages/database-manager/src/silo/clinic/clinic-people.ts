import type { Identifier, Patient } from '@medplum/fhirtypes'
import type { Kysely } from 'kysely'
import { z } from 'zod'
import { addressColumns, addressOf, columns, genderOf, hl7, reference } from './clinic-columns.ts'
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
