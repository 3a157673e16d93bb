import type { Observation } from '@medplum/fhirtypes'
import { sql } from 'kysely'
import { z } from 'zod'
import {
  columns,
  concept,
  confidenceColumns,
  eventColumns,
  hl7,
  reference,
} from './clinic-columns.ts'
import { textValue, ucum } from './clinic-laboratory.ts'
import { type ClinicMapping, type EventTable, eventWhere, newestFirst } from './clinic-query.ts'
import { clinicSensitivities } from './clinic-rules.ts'

const VITAL: EventTable = { letter: 'v', id: 't.vital_row', date: 't.taken_at', isWritten: false }
const SYSTOLIC = '8480-6'
const DIASTOLIC = '8462-4'

/** vital → Observation; the two rows of one blood pressure become one Observation */
export const vitals: ClinicMapping = {
  type: 'Observation',
  letter: VITAL.letter,
  kinds: ['vital-signs'],
  async read(database, filter) {
    const rows = await database
      .selectFrom('vital as t')
      .innerJoin('vital_type as k', 'k.vital_id', 't.vital_id')
      .select([
        't.vital_row as id',
        't.pat_id',
        't.taken_at as date',
        't.visit_id',
        't.value_num',
        'k.label',
        'k.loinc',
        'k.unit',
        sql<number | null>`(${partner(DIASTOLIC, 'o.value_num')})`.as('diastolic'),
      ])
      .where(eventWhere(filter, VITAL))
      // The lower number of a pair is told by the row of the upper one.
      .where(
        sql<boolean>`not (k.loinc = ${DIASTOLIC} and exists (${partner(SYSTOLIC, 'o.vital_row')}))`,
      )
      .orderBy(newestFirst(VITAL))
      .limit(filter.limit)
      .execute()
    return z
      .array(vitalSchema)
      .parse(rows)
      .map((row) => {
        const encounter = reference('Encounter', 'v', row.visit_id)
        const isPressure = row.loinc === SYSTOLIC && row.diastolic !== null
        const resource: Observation = {
          resourceType: 'Observation',
          status: 'final',
          category: [hl7('observation-category', 'vital-signs')],
          code: isPressure
            ? concept('LN', '85354-9', 'Blood pressure panel')
            : concept('LN', row.loinc, row.label),
          subject: { reference: `Patient/${row.pat_id}` },
          ...(encounter && { encounter }),
          effectiveDateTime: row.date,
          ...(isPressure && row.diastolic !== null
            ? {
                component: [
                  {
                    code: concept('LN', SYSTOLIC, row.label),
                    valueQuantity: ucum(row.value_num, row.unit),
                  },
                  {
                    code: concept('LN', DIASTOLIC, 'Diastolic blood pressure'),
                    valueQuantity: ucum(row.diastolic, row.unit),
                  },
                ],
              }
            : { valueQuantity: ucum(row.value_num, row.unit) }),
        }
        return {
          key: `v${row.id}`,
          date: row.date,
          patientKeys: [String(row.pat_id)],
          resource,
          sensitivities: [],
        }
      })
  },
}

/** Selects a column of the first row of the same set and patient that measures the other number. */
function partner(loinc: string, column: string) {
  return sql`select ${sql.ref(column)} from vital o join vital_type ok on ok.vital_id = o.vital_id
    where o.set_no = t.set_no and o.pat_id = t.pat_id and ok.loinc = ${loinc}
    order by o.vital_row limit 1`
}

const ANSWER: EventTable = {
  letter: 'q',
  id: 't.answer_id',
  date: 't.answered_at',
  isWritten: true,
}

/** questionnaire_answer → Observation (social-history, survey, exam) */
export const answers: ClinicMapping = {
  type: 'Observation',
  letter: ANSWER.letter,
  kinds: ['social-history', 'procedures'],
  async read(database, filter) {
    const rows = await database
      .selectFrom('questionnaire_answer as t')
      .innerJoin('department as d', 'd.dept', 't.dept')
      .leftJoin('confid_reason as r', 'r.reason_id', 't.confid_reason')
      .select([
        't.answer_id as id',
        't.pat_id',
        't.answered_at as date',
        't.visit_id',
        't.dept',
        'd.is_confidential as dept_confidential',
        't.confidential',
        'r.hl7_code as reason_code',
        't.form_name',
        't.form_code',
        't.question',
        't.question_code',
        't.answer_text',
        't.answer_code',
        't.answer_code_system',
        't.answer_num',
        't.unit',
        't.category',
      ])
      .where(eventWhere(filter, ANSWER))
      .orderBy(newestFirst(ANSWER))
      .limit(filter.limit)
      .execute()
    return z
      .array(answerSchema)
      .parse(rows)
      .map((row) => {
        const encounter = reference('Encounter', 'v', row.visit_id)
        const resource: Observation = {
          resourceType: 'Observation',
          status: 'final',
          category: [hl7('observation-category', CATEGORIES[row.category])],
          code: concept('LN', row.question_code, row.question),
          subject: { reference: `Patient/${row.pat_id}` },
          ...(encounter && { encounter }),
          effectiveDateTime: row.date,
          ...(row.answer_num !== null
            ? { valueQuantity: ucum(row.answer_num, row.unit) }
            : textValue(row.answer_text, row.answer_code, row.answer_code_system)),
        }
        const form = concept('LN', row.form_code, row.form_name ?? '')
        return {
          key: `q${row.id}`,
          date: row.date,
          patientKeys: [String(row.pat_id)],
          resource,
          sensitivities: clinicSensitivities([row], [row.form_name, row.question, row.answer_text]),
          // An answer is as sensitive as the form it belongs to.
          related:
            form.coding === undefined
              ? []
              : [{ resourceType: 'Questionnaire', status: 'active', code: form.coding }],
        }
      })
  },
}

const CATEGORIES = { social: 'social-history', survey: 'survey', exam: 'exam' } as const

const vitalSchema = z.object({
  ...eventColumns,
  value_num: columns.number,
  label: columns.text,
  loinc: columns.text,
  unit: columns.text,
  diastolic: columns.optionalNumber,
})
const answerSchema = z.object({
  ...eventColumns,
  ...confidenceColumns,
  form_name: columns.optionalText,
  form_code: columns.optionalText,
  question: columns.text,
  question_code: columns.optionalText,
  answer_text: columns.optionalText,
  answer_code: columns.optionalText,
  answer_code_system: columns.optionalText,
  answer_num: columns.optionalNumber,
  unit: columns.optionalText,
  category: z.enum(['social', 'survey', 'exam']),
})
