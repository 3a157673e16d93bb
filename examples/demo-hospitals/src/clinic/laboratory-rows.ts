import type { CodeableConcept, Observation } from '@medplum/fhirtypes'
import type { OfType, Source } from '../people/source.ts'
import { codingOf, utcOf, wordsOf } from '../people/words.ts'
import { type RowMaker, targetOf } from '../rows/row-maker.ts'
import { markedDeskOf } from './departments.ts'

/** Panels with their lines, single tests, and the reports of the imaging room. */
export function addLaboratory(rows: RowMaker, source: Source): void {
  const results = source.of('Observation').filter(isLaboratory)
  const resultIds = new Set(results.map(({ id }) => id))
  const reportOfResult = new Map<string, number>()
  for (const report of source.of('DiagnosticReport')) {
    const lines = (report.result ?? []).flatMap((one) => targetOf(one) ?? [])
    if (!lines.some((id) => resultIds.has(id))) continue
    const report_id = rows.numberOf('lab_report', report.id)
    for (const id of lines) reportOfResult.set(id, report_id)
    addReport(rows, report_id, {
      dept: 'LAB',
      code_system: 'LN',
      concept: report.code,
      subject: report.subject,
      encounter: source.find('Encounter', report.encounter?.reference),
      collected_at: utcOf(report.effectiveDateTime),
      reported_at: utcOf(report.issued),
    })
  }
  for (const study of source.of('ImagingStudy')) {
    addReport(rows, rows.numberOf('lab_report', study.id), {
      dept: 'IMG',
      code_system: 'SCT',
      concept: study.procedureCode?.[0],
      subject: study.subject,
      encounter: source.find('Encounter', study.encounter?.reference),
      collected_at: utcOf(study.started),
      reported_at: utcOf(study.started),
    })
  }
  for (const result of results) addResult(rows, result, reportOfResult.get(result.id))
}

type ReportFields = {
  readonly dept: 'LAB' | 'IMG'
  readonly code_system: string
  readonly concept: CodeableConcept | undefined
  readonly subject: Observation['subject']
  readonly encounter: OfType<'Encounter'> | undefined
  readonly collected_at: string | undefined
  readonly reported_at: string | undefined
}

function addReport(rows: RowMaker, report_id: number, fields: ReportFields): void {
  const { concept, subject, encounter, dept, ...kept } = fields
  const panel_name = wordsOf(concept)
  rows.add('lab_report', {
    report_id,
    pat_id: rows.find('patient', targetOf(subject)),
    visit_id: rows.find('visit', encounter?.id),
    panel_name,
    panel_code: codingOf(concept).code,
    ordered_by: rows.find('staff', targetOf(encounter?.participant?.[0]?.individual)),
    ...kept,
    ...markedDeskOf(dept, panel_name),
  })
}

function addResult(
  rows: RowMaker,
  result: OfType<'Observation'>,
  report_id: number | undefined,
): void {
  const amount = result.valueQuantity
  const words = result.valueCodeableConcept
  const value_text = words === undefined ? result.valueString : wordsOf(words)
  if (amount?.value === undefined && value_text === undefined) return
  const test_name = wordsOf(result.code)
  rows.add('lab_result', {
    result_id: rows.numberOf('lab_result', result.id),
    report_id,
    pat_id: rows.find('patient', targetOf(result.subject)),
    visit_id: rows.find('visit', targetOf(result.encounter)),
    test_name,
    loinc: codingOf(result.code).code,
    value_num: amount?.value,
    value_text,
    value_code: codingOf(words).code,
    unit: amount?.code,
    resulted_at: utcOf(result.effectiveDateTime),
    ...markedDeskOf('LAB', test_name),
  })
}

function isLaboratory(observation: Observation): boolean {
  return codingOf(observation.category?.[0]).code === 'laboratory'
}
