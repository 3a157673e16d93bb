import { PROVIDER_NAMES } from '../people/providers.ts'
import type { Source } from '../people/source.ts'
import { codingOf, wordsOf } from '../people/words.ts'
import type { RowMaker } from '../rows/row-maker.ts'

const LOOKUPS: Readonly<Record<string, readonly (readonly (string | number | null)[])[]>> = {
  'department(dept,label,is_confidential)': [
    ['FM', 'Family medicine', 0],
    ['LAB', 'Laboratory', 0],
    ['IMG', 'Imaging', 0],
    ['DEN', 'Dental care', 0],
    ['BH', 'Behavioral health', 1],
    ['SH', 'Sexual health', 1],
    ['SW', 'Social work', 1],
  ],
  'sex_lookup(sex,label)': [
    ['M', 'Male'],
    ['F', 'Female'],
    ['U', 'Not stated'],
  ],
  'visit_class(class_id,label,act_code)': [
    [1, 'Office visit', 'AMB'],
    [2, 'Wellness visit', 'AMB'],
    [3, 'Urgent visit', 'AMB'],
    [4, 'Telephone or video', 'VR'],
    [5, 'Home visit', 'HH'],
    [6, 'Inpatient stay', 'IMP'],
    [7, 'Emergency', 'EMER'],
  ],
  'problem_status(status,label)': [
    ['A', 'Active'],
    ['R', 'Resolved'],
    ['I', 'Inactive'],
  ],
  'rx_status(status,label)': [
    ['ACT', 'Running'],
    ['STP', 'Stopped'],
    ['DONE', 'Finished'],
    ['CAN', 'Cancelled'],
  ],
  'id_type(id_type,label,system_uri)': [
    ['SSN', 'Social security number', 'http://hl7.org/fhir/sid/us-ssn'],
    ['DL', "Driver's license, Massachusetts", 'urn:oid:2.16.840.1.113883.4.3.25'],
    ['PPN', 'Passport', 'http://hl7.org/fhir/sid/passport-USA'],
    ['INS', 'Insurance member number', 'https://bay-state-health-plan.example/members'],
  ],
  'confid_reason(reason_id,label,hl7_code)': [
    [1, 'Mental health', 'MH'],
    [2, 'Substance use', 'SUD'],
    [3, 'Sexual health', 'STD'],
    [4, 'HIV', 'HIV'],
    [5, 'Violence at home', 'SDV'],
    [6, 'At the wish of the patient', null],
  ],
}

/** Fills the lookup tables; the kinds of vital signs are those the clinic has measured. */
export function addLookups(rows: RowMaker, source: Source): void {
  rows.add('clinic_info', {
    id: 1,
    name: PROVIDER_NAMES.riverside,
    street: '12 River Street',
    city: 'Worcester',
    state: 'MA',
    zip: '01608',
    phone: '555-0100',
    schema_rev: 7,
  })
  for (const [table, values] of Object.entries(LOOKUPS)) {
    const [name = '', columns = ''] = table.replace(')', '').split('(')
    const names = columns.split(',')
    for (const row of values) {
      rows.add(name, Object.fromEntries(names.map((column, at) => [column, row[at]])))
    }
  }
  addVitalTypes(rows, source)
}

function addVitalTypes(rows: RowMaker, source: Source): void {
  const seen = new Set<string>()
  const measured = source
    .of('Observation')
    .filter((one) => codingOf(one.category?.[0]).code === 'vital-signs')
    .flatMap((one) => one.component ?? [one])
  for (const { code, valueQuantity } of measured) {
    const loinc = codingOf(code).code
    if (loinc === undefined || valueQuantity === undefined || seen.has(loinc)) continue
    seen.add(loinc)
    rows.add('vital_type', {
      vital_id: rows.numberOf('vital_type', loinc),
      label: wordsOf(code),
      loinc,
      unit: valueQuantity.code ?? '1',
    })
  }
}
