import type { Patient } from '@medplum/fhirtypes'
import { codingOf } from '../people/words.ts'
import { targetOf } from '../rows/row-maker.ts'
import type { OmopWriting } from './omop-rows.ts'

const RACES: Readonly<Record<string, number>> = {
  White: 8527,
  'Black or African American': 8516,
  Asian: 8515,
}

/** Persons, the period they were observed in, and the registration desk's line about each. */
export function addPersons({ rows, source }: OmopWriting): void {
  for (const patient of [...source.of('Patient')].sort(byRecordNumber)) {
    const visits = source.of('Encounter').filter((one) => targetOf(one.subject) === patient.id)
    const days = visits.map((visit) => visit.period?.start?.slice(0, 10) ?? '').sort()
    const last = visits.at(-1)
    const [year, month, day] = (patient.birthDate ?? '').split('-').map(Number)
    const [address] = patient.address ?? []
    const [name] = patient.name ?? []
    const person_id = rows.numberOf('person', patient.id)
    const location_id = rows.numberOf('location', patient.id)
    const race = formText(patient, 'us-core-race')
    const ethnicity = formText(patient, 'us-core-ethnicity')
    rows.add('location', {
      location_id,
      city: address?.city,
      state: 'MA',
      zip: address?.postalCode?.slice(0, 9),
      location_source_value: `HOME-${location_id}`,
    })
    rows.add('person', {
      person_id,
      gender_concept_id: patient.gender === 'female' ? 8532 : 8507,
      year_of_birth: year,
      month_of_birth: month,
      day_of_birth: day,
      race_concept_id: RACES[race] ?? 0,
      ethnicity_concept_id: ethnicity.startsWith('Not') ? 38003564 : 38003563,
      location_id,
      provider_id: rows.find('provider', targetOf(last?.participant?.[0]?.individual)),
      care_site_id: rows.find('care_site', targetOf(last?.serviceProvider)),
      person_source_value: recordNumber(patient),
      gender_source_value: patient.gender === 'female' ? 'F' : 'M',
      gender_source_concept_id: 0,
      race_source_value: race,
      race_source_concept_id: 0,
      ethnicity_source_value: ethnicity,
      ethnicity_source_concept_id: 0,
    })
    rows.add('observation_period', {
      observation_period_id: rows.numberOf('observation_period', patient.id),
      person_id,
      observation_period_start_date: days[0],
      observation_period_end_date: days.at(-1),
      period_type_concept_id: 32827,
    })
    rows.add('registration.patient', {
      person_id,
      record_number: recordNumber(patient),
      family_name: name?.family,
      given_names: name?.given?.join(' '),
      birth_date: patient.birthDate,
      social_security_number: numberOfType(patient, 'SS'),
    })
  }
}

function recordNumber(patient: Patient): string {
  return numberOfType(patient, 'MR') ?? ''
}

function numberOfType(patient: Patient, code: string): string | undefined {
  return patient.identifier?.find(({ type }) => codingOf(type).code === code)?.value
}

function byRecordNumber(a: Patient, b: Patient): number {
  return recordNumber(a) < recordNumber(b) ? -1 : 1
}

function formText(patient: Patient, url: string): string {
  const form = patient.extension?.find((one) => one.url?.endsWith(url))
  return form?.extension?.find((one) => one.url === 'text')?.valueString ?? 'Unknown'
}
