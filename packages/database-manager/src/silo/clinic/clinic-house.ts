import type {
  Location,
  Medication,
  Organization,
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
  reference,
} from './clinic-columns.ts'
import { type ClinicMapping, idIn } from './clinic-query.ts'
import type { ClinicTables } from './clinic-tables.ts'

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
