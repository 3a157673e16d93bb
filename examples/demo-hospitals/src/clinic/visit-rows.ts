import type { MedicationRequest } from '@medplum/fhirtypes'
import type { OfType, Source } from '../people/source.ts'
import { codingOf, utcOf, wordsOf } from '../people/words.ts'
import { type RowMaker, targetOf } from '../rows/row-maker.ts'
import { deskOf, markedDeskOf } from './departments.ts'

export function addVisits(rows: RowMaker, source: Source): void {
  for (const visit of source.of('Encounter')) {
    const [type] = visit.type ?? []
    const [reason] = visit.reasonCode ?? []
    const type_text = wordsOf(type)
    rows.add('visit', {
      visit_id: rows.numberOf('visit', visit.id),
      pat_id: rows.find('patient', targetOf(visit.subject)),
      class_id: classOf(visit.class?.code, type_text),
      staff_id: rows.find('staff', targetOf(visit.participant?.[0]?.individual)),
      site_id: rows.find('site', targetOf(visit.location?.[0]?.location)),
      start_at: utcOf(visit.period?.start),
      end_at: utcOf(visit.period?.end),
      type_text,
      type_code: codingOf(type).code,
      code_system: 'SCT',
      reason_text: reason && wordsOf(reason),
      reason_code: codingOf(reason).code,
      ...deskOf('FM', `${type_text} ${reason ? wordsOf(reason) : ''}`),
    })
  }
}

function classOf(actCode: string | undefined, words: string): number {
  if (/General examination|Well child/.test(words)) return 2
  if (/Urgent care/.test(words)) return 3
  return { VR: 4, HH: 5, IMP: 6, EMER: 7 }[actCode ?? ''] ?? 1
}

export function addProblems(rows: RowMaker, source: Source): void {
  for (const problem of source.of('Condition')) {
    const visit = source.find('Encounter', problem.encounter?.reference)
    const label = wordsOf(problem.code)
    const resolved = utcOf(problem.abatementDateTime)
    rows.add('problem', {
      problem_id: rows.numberOf('problem', problem.id),
      pat_id: rows.find('patient', targetOf(problem.subject)),
      visit_id: rows.find('visit', visit?.id),
      label,
      code: codingOf(problem.code).code,
      code_system: 'SCT',
      status: resolved === undefined ? 'A' : 'R',
      onset: utcOf(problem.onsetDateTime),
      resolved,
      noted_on: utcOf(problem.recordedDate ?? problem.onsetDateTime),
      noted_by: rows.find('staff', targetOf(visit?.participant?.[0]?.individual)),
      ...deskOf('FM', label),
    })
  }
}

const RX_STATUS: Readonly<Record<string, string>> = {
  active: 'ACT',
  stopped: 'STP',
  completed: 'DONE',
  cancelled: 'CAN',
}

export function addPrescriptions(rows: RowMaker, source: Source): void {
  for (const request of source.of('MedicationRequest')) {
    const drug = drugOf(rows, source, request)
    const problem = source.find('Condition', request.reasonReference?.[0]?.reference)
    rows.add('prescription', {
      rx_id: rows.numberOf('prescription', request.id),
      pat_id: rows.find('patient', targetOf(request.subject)),
      visit_id: rows.find('visit', targetOf(request.encounter)),
      drug_id: drug.drug_id,
      prescriber_id: rows.find('staff', targetOf(request.requester)),
      written_at: utcOf(request.authoredOn),
      status: RX_STATUS[request.status ?? ''] ?? 'STP',
      ...dosageOf(request),
      for_problem: rows.find('problem', problem?.id),
      ...markedDeskOf('FM', `${drug.name} ${problem ? wordsOf(problem.code) : ''}`),
    })
  }
}

function dosageOf(request: MedicationRequest) {
  const [dosage] = request.dosageInstruction ?? []
  const repeat = dosage?.timing?.repeat
  const dose = dosage?.doseAndRate?.[0]?.doseQuantity
  return {
    sig: dosage?.text,
    dose_qty: dose?.value,
    dose_unit: dose?.unit,
    times_per: repeat?.frequency,
    per_qty: repeat?.period,
    per_unit: repeat?.periodUnit,
    as_needed: dosage?.asNeededBoolean === true ? 1 : 0,
  }
}

/** The row of the drug list, written at its first prescription. */
function drugOf(
  rows: RowMaker,
  source: Source,
  request: OfType<'MedicationRequest'>,
): { readonly drug_id: number; readonly name: string } {
  const listed = source.find('Medication', request.medicationReference?.reference)
  const concept = request.medicationCodeableConcept ?? listed?.code
  const name = wordsOf(concept)
  const rxnorm = codingOf(concept).code
  const isKnown = rows.find('drug', rxnorm ?? name) !== undefined
  const drug_id = rows.numberOf('drug', rxnorm ?? name)
  if (!isKnown) rows.add('drug', { drug_id, drug_name: name, rxnorm })
  return { drug_id, name }
}
