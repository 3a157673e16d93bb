import type { Extension, Patient } from '@medplum/fhirtypes'
import type { OfType, Source } from '../people/source.ts'
import { codingOf, utcOf } from '../people/words.ts'
import { type RowMaker, targetOf } from '../rows/row-maker.ts'

/** The charts, and the government and insurance numbers beside them. */
export function addPatients(rows: RowMaker, source: Source): void {
  for (const patient of [...source.of('Patient')].sort(byRecordNumber)) {
    const visits = source.of('Encounter').filter((visit) => targetOf(visit.subject) === patient.id)
    const last = visits.at(-1)
    const [name] = patient.name ?? []
    const [address] = patient.address ?? []
    const pat_id = rows.numberOf('patient', patient.id)
    const registered = utcOf(visits[0]?.period?.start)?.slice(0, 10) ?? patient.birthDate
    rows.add('patient', {
      pat_id,
      chart_no: recordNumber(patient),
      last_name: name?.family,
      first_name: name?.given?.[0],
      middle_name: name?.given?.[1],
      birth_last_name: patient.name?.find(({ use }) => use === 'maiden')?.family,
      name_prefix: name?.prefix?.[0],
      dob: patient.birthDate,
      sex: patient.gender === 'female' ? 'F' : 'M',
      marital: maritalOf(patient),
      lang: codingOf(patient.communication?.[0]?.language).code,
      race: formText(patient, 'us-core-race'),
      ethnicity: formText(patient, 'us-core-ethnicity'),
      street: address?.line?.[0],
      city: address?.city,
      state: address?.state,
      zip: address?.postalCode,
      pcp_id: rows.find('staff', targetOf(last?.participant?.[0]?.individual)),
      registered_on: registered,
    })
    addIdentifiers(rows, patient, pat_id)
  }
}

const ID_TYPES: Readonly<Record<string, string>> = { DL: 'DL', MB: 'INS', SS: 'SSN', PPN: 'PPN' }

function addIdentifiers(rows: RowMaker, patient: OfType<'Patient'>, pat_id: number): void {
  for (const { type, value } of patient.identifier ?? []) {
    const id_type = ID_TYPES[codingOf(type).code ?? '']
    if (id_type === undefined || value === undefined) continue
    rows.add('patient_identifier', {
      pid_id: rows.numberOf('patient_identifier', `${patient.id} ${id_type}`),
      pat_id,
      id_type,
      value,
      payer_name: id_type === 'INS' ? 'Bay State Health Plan' : undefined,
    })
  }
}

function recordNumber(patient: Patient): string {
  return patient.identifier?.find(({ type }) => codingOf(type).code === 'MR')?.value ?? ''
}

function byRecordNumber(a: Patient, b: Patient): number {
  return recordNumber(a) < recordNumber(b) ? -1 : 1
}

function maritalOf(patient: Patient): string | undefined {
  const code = codingOf(patient.maritalStatus).code
  return code?.length === 1 ? code : undefined
}

function formText(patient: Patient, url: string): string | undefined {
  const form = patient.extension?.find((one: Extension) => one.url?.endsWith(url))
  return form?.extension?.find((one) => one.url === 'text')?.valueString
}
