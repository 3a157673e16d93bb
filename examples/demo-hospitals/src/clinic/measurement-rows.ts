import type { CodeableConcept, Observation, ObservationComponent } from '@medplum/fhirtypes'
import type { OfType, Source } from '../people/source.ts'
import { codingOf, utcOf, wordsOf } from '../people/words.ts'
import { type RowMaker, targetOf } from '../rows/row-maker.ts'
import { deskOf } from './departments.ts'

/** Vital signs, and the answers on the clinic's forms. */
export function addMeasurements(rows: RowMaker, source: Source): void {
  const forms = formsOf(source)
  for (const observation of source.of('Observation')) {
    const category = codingOf(observation.category?.[0]).code
    if (category === 'laboratory') continue
    const parts = observation.component ?? [observation]
    const isVital = category === 'vital-signs' && parts.some((part) => part.valueQuantity)
    if (isVital) addVitals(rows, observation, parts)
    else addAnswers(rows, observation, forms.get(observation.id))
  }
}

type Part = Pick<Observation, 'code' | 'valueQuantity'> | ObservationComponent

function addVitals(
  rows: RowMaker,
  observation: OfType<'Observation'>,
  parts: readonly Part[],
): void {
  const set_no = rows.numberOf('vital_set', observation.id)
  for (const { code, valueQuantity } of parts) {
    const loinc = codingOf(code).code
    if (valueQuantity?.value === undefined) continue
    rows.add('vital', {
      vital_row: rows.numberOf('vital', `${observation.id} ${loinc}`),
      pat_id: rows.find('patient', targetOf(observation.subject)),
      visit_id: rows.find('visit', targetOf(observation.encounter)),
      set_no,
      vital_id: rows.find('vital_type', loinc),
      value_num: valueQuantity.value,
      taken_at: utcOf(observation.effectiveDateTime),
    })
  }
}

/** A form is an observation with components, or a report whose lines are answers. */
function formsOf(source: Source): ReadonlyMap<string, CodeableConcept | undefined> {
  return new Map(
    source
      .of('DiagnosticReport')
      .flatMap((report) =>
        (report.result ?? []).map((line) => [targetOf(line) ?? '', report.code] as const),
      ),
  )
}

const CATEGORIES: Readonly<Record<string, string>> = {
  'social-history': 'social',
  survey: 'survey',
}

function addAnswers(
  rows: RowMaker,
  observation: OfType<'Observation'>,
  formOfReport: CodeableConcept | undefined,
): void {
  const form = observation.component === undefined ? formOfReport : observation.code
  const category = CATEGORIES[codingOf(observation.category?.[0]).code ?? ''] ?? 'exam'
  for (const part of observation.component ?? [observation]) {
    const question = wordsOf(part.code)
    const words = part.valueCodeableConcept
    const answer_text = words === undefined ? part.valueString : wordsOf(words)
    const answer_num = part.valueQuantity?.value
    if (answer_text === undefined && answer_num === undefined) continue
    const question_code = codingOf(part.code).code
    rows.add('questionnaire_answer', {
      answer_id: rows.numberOf('questionnaire_answer', `${observation.id} ${question_code}`),
      pat_id: rows.find('patient', targetOf(observation.subject)),
      visit_id: rows.find('visit', targetOf(observation.encounter)),
      form_name: form && wordsOf(form),
      form_code: codingOf(form).code,
      question,
      question_code,
      answer_text,
      answer_code: codingOf(words).code,
      answer_code_system: words && systemOf(codingOf(words).system),
      answer_num,
      unit: part.valueQuantity?.code,
      category,
      answered_at: utcOf(observation.effectiveDateTime),
      ...deskOf('FM', `${question} ${form ? wordsOf(form).replace(/\[PRAPARE\]/, '') : ''}`),
    })
  }
}

function systemOf(url: string | undefined): string {
  return url === 'http://loinc.org' ? 'LN' : 'SCT'
}
