import { PROVIDER_NAMES } from '../people/providers.ts'
import type { Source } from '../people/source.ts'
import { codingOf, wordsOf } from '../people/words.ts'
import { type Row, RowMaker, targetOf } from '../rows/row-maker.ts'
import { addAllergies, addDocuments, addProcedures, addShots } from './care-rows.ts'
import { addLaboratory } from './laboratory-rows.ts'
import { addLookups } from './lookup-rows.ts'
import { addMeasurements } from './measurement-rows.ts'
import { addPatients } from './patient-rows.ts'
import { addPrescriptions, addProblems, addVisits } from './visit-rows.ts'

/** Numbers as an office has them after some years: nothing starts at one. */
const FIRST_NUMBERS = {
  site: 3,
  staff: 21,
  patient: 1042,
  patient_identifier: 2001,
  visit: 30117,
  problem: 5203,
  drug: 101,
  prescription: 8801,
  lab_report: 14007,
  lab_result: 90321,
  vital: 52011,
  questionnaire_answer: 70055,
  shot: 4409,
  allergy: 611,
  procedure_done: 12054,
  note: 26003,
}

/** Writes the records of the family clinic as rows of its own schema, in the order of inserting. */
export function clinicRows(source: Source): ReadonlyMap<string, readonly Row[]> {
  const rows = new RowMaker(FIRST_NUMBERS)
  addLookups(rows, source)
  addSites(rows, source)
  addStaff(rows, source)
  addPatients(rows, source)
  addVisits(rows, source)
  addProblems(rows, source)
  addPrescriptions(rows, source)
  addLaboratory(rows, source)
  addMeasurements(rows, source)
  addShots(rows, source)
  addAllergies(rows, source)
  addProcedures(rows, source)
  addDocuments(rows, source)
  return rows.tables
}

/** One building for each organisation that became part of the clinic. */
function addSites(rows: RowMaker, source: Source): void {
  for (const location of source.of('Location')) {
    const [street] = location.address?.line ?? []
    rows.add('site', {
      site_id: rows.numberOf('site', location.id),
      site_name: `${PROVIDER_NAMES.riverside}, ${street ?? 'main building'}`,
      street,
      city: location.address?.city,
      state: location.address?.state,
      zip: location.address?.postalCode,
    })
  }
}

function addStaff(rows: RowMaker, source: Source): void {
  const roles = new Map(
    source.of('PractitionerRole').map((one) => [targetOf(one.practitioner), one]),
  )
  for (const practitioner of source.of('Practitioner')) {
    const [name] = practitioner.name ?? []
    const role = roles.get(practitioner.id)
    rows.add('staff', {
      staff_id: rows.numberOf('staff', practitioner.id),
      family: name?.family ?? '',
      given: name?.given?.[0] ?? '',
      prefix: name?.prefix?.[0],
      sex: practitioner.gender === 'female' ? 'F' : 'M',
      npi: practitioner.identifier?.[0]?.value,
      job: wordsOf(role?.specialty?.[0]),
      dept: codingOf(role?.specialty?.[0]).display?.startsWith('Psych') ? 'BH' : 'FM',
      home_site: rows.find('site', targetOf(role?.location?.[0])),
    })
  }
}
