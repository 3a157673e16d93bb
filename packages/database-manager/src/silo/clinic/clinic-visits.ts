import type { Condition, Encounter, Procedure } from '@medplum/fhirtypes'
import { z } from 'zod'
import {
  columns,
  concept,
  confidenceColumns,
  eventColumns,
  hl7,
  reference,
} from './clinic-columns.ts'
import { type ClinicMapping, type EventTable, eventWhere, newestFirst } from './clinic-query.ts'
import { clinicSensitivities } from './clinic-rules.ts'

const VISIT: EventTable = { letter: 'v', id: 't.visit_id', date: 't.start_at', isWritten: true }

/** visit → Encounter */
export const visits: ClinicMapping = {
  type: 'Encounter',
  letter: VISIT.letter,
  kinds: ['encounters'],
  async read(database, filter) {
    const rows = await database
      .selectFrom('visit as t')
      .innerJoin('department as d', 'd.dept', 't.dept')
      .innerJoin('visit_class as c', 'c.class_id', 't.class_id')
      .leftJoin('confid_reason as r', 'r.reason_id', 't.confid_reason')
      .select([
        't.visit_id as id',
        't.pat_id',
        't.start_at as date',
        't.visit_id',
        't.dept',
        'd.is_confidential as dept_confidential',
        't.confidential',
        'r.hl7_code as reason_code',
        'c.act_code',
        'c.label as class_label',
        't.staff_id',
        't.site_id',
        't.end_at',
        't.type_text',
        't.type_code',
        't.code_system',
        't.reason_text',
        't.reason_code as why_code',
      ])
      .where(eventWhere(filter, VISIT))
      .orderBy(newestFirst(VISIT))
      .limit(filter.limit)
      .execute()
    return z
      .array(visitSchema)
      .parse(rows)
      .map((row) => {
        const individual = reference('Practitioner', 's', row.staff_id)
        const location = reference('Location', 'l', row.site_id)
        const resource: Encounter = {
          resourceType: 'Encounter',
          status: row.end_at === null ? 'in-progress' : 'finished',
          class: {
            system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
            code: row.act_code,
            display: row.class_label,
          },
          type: [concept(row.code_system, row.type_code, row.type_text)],
          subject: { reference: `Patient/${row.pat_id}` },
          ...(individual && { participant: [{ individual }] }),
          period: { start: row.date, ...(row.end_at !== null && { end: row.end_at }) },
          ...(row.reason_text !== null && {
            reasonCode: [concept('SCT', row.why_code, row.reason_text)],
          }),
          ...(location && { location: [{ location }] }),
          serviceProvider: { reference: 'Organization/c1' },
        }
        return {
          key: `v${row.id}`,
          date: row.date,
          patientKeys: [String(row.pat_id)],
          resource,
          sensitivities: clinicSensitivities([row], [row.type_text, row.reason_text]),
        }
      })
  },
}

const PROBLEM: EventTable = { letter: 'p', id: 't.problem_id', date: 't.onset', isWritten: true }

/** problem → Condition */
export const problems: ClinicMapping = {
  type: 'Condition',
  letter: PROBLEM.letter,
  kinds: ['conditions'],
  async read(database, filter) {
    const rows = await database
      .selectFrom('problem as t')
      .innerJoin('department as d', 'd.dept', 't.dept')
      .leftJoin('confid_reason as r', 'r.reason_id', 't.confid_reason')
      .select([
        't.problem_id as id',
        't.pat_id',
        't.onset as date',
        't.visit_id',
        't.dept',
        'd.is_confidential as dept_confidential',
        't.confidential',
        'r.hl7_code as reason_code',
        't.label',
        't.code',
        't.code_system',
        't.status',
        't.resolved',
        't.noted_on',
        't.noted_by',
      ])
      .where(eventWhere(filter, PROBLEM))
      .orderBy(newestFirst(PROBLEM))
      .limit(filter.limit)
      .execute()
    return z
      .array(problemSchema)
      .parse(rows)
      .map((row) => {
        const encounter = reference('Encounter', 'v', row.visit_id)
        const recorder = reference('Practitioner', 's', row.noted_by)
        const isOver = row.resolved !== null || row.status === 'R'
        const resource: Condition = {
          resourceType: 'Condition',
          clinicalStatus: hl7('condition-clinical', isOver ? 'resolved' : statusOf(row.status)),
          verificationStatus: hl7('condition-ver-status', 'confirmed'),
          category: [hl7('condition-category', 'problem-list-item')],
          code: concept(row.code_system, row.code, row.label),
          subject: { reference: `Patient/${row.pat_id}` },
          ...(encounter && { encounter }),
          onsetDateTime: row.date,
          ...(row.resolved !== null && { abatementDateTime: row.resolved }),
          recordedDate: row.noted_on,
          ...(recorder && { recorder }),
        }
        return {
          key: `p${row.id}`,
          date: row.date,
          patientKeys: [String(row.pat_id)],
          resource,
          sensitivities: clinicSensitivities([row], [row.label]),
        }
      })
  },
}

const PROCEDURE: EventTable = {
  letter: 'p',
  id: 't.proc_id',
  date: 't.started_at',
  isWritten: true,
}

/** procedure_done → Procedure */
export const procedures: ClinicMapping = {
  type: 'Procedure',
  letter: PROCEDURE.letter,
  kinds: ['procedures'],
  async read(database, filter) {
    const rows = await database
      .selectFrom('procedure_done as t')
      .innerJoin('department as d', 'd.dept', 't.dept')
      .leftJoin('confid_reason as r', 'r.reason_id', 't.confid_reason')
      .leftJoin('problem as p', 'p.problem_id', 't.for_problem')
      .leftJoin('department as pd', 'pd.dept', 'p.dept')
      .leftJoin('confid_reason as pr', 'pr.reason_id', 'p.confid_reason')
      .select([
        't.proc_id as id',
        't.pat_id',
        't.started_at as date',
        't.visit_id',
        't.dept',
        'd.is_confidential as dept_confidential',
        't.confidential',
        'r.hl7_code as reason_code',
        't.label',
        't.code',
        't.code_system',
        't.ended_at',
        't.done_by',
        't.site_id',
        't.for_problem',
        'p.label as problem_label',
        'p.dept as problem_dept',
        'pd.is_confidential as problem_dept_confidential',
        'p.confidential as problem_confidential',
        'pr.hl7_code as problem_reason_code',
      ])
      .where(eventWhere(filter, PROCEDURE))
      .orderBy(newestFirst(PROCEDURE))
      .limit(filter.limit)
      .execute()
    return z
      .array(procedureSchema)
      .parse(rows)
      .map((row) => {
        const encounter = reference('Encounter', 'v', row.visit_id)
        const actor = reference('Practitioner', 's', row.done_by)
        const location = reference('Location', 'l', row.site_id)
        const reason = reference('Condition', 'p', row.for_problem)
        const resource: Procedure = {
          resourceType: 'Procedure',
          status: 'completed',
          code: concept(row.code_system, row.code, row.label),
          subject: { reference: `Patient/${row.pat_id}` },
          ...(encounter && { encounter }),
          ...(row.ended_at === null
            ? { performedDateTime: row.date }
            : { performedPeriod: { start: row.date, end: row.ended_at } }),
          ...(actor && { performer: [{ actor }] }),
          ...(location && { location }),
          ...(reason && { reasonReference: [reason] }),
        }
        return {
          key: `p${row.id}`,
          date: row.date,
          patientKeys: [String(row.pat_id)],
          resource,
          sensitivities: clinicSensitivities(
            [row, ...problemConfidence(row)],
            [row.label, row.problem_label],
          ),
        }
      })
  },
}

/** Columns of the problem a row was done for: what is said of the problem holds for the row. */
export const problemColumns = {
  problem_label: columns.optionalText,
  problem_dept: columns.optionalText,
  problem_dept_confidential: columns.flag.nullable(),
  problem_confidential: columns.flag.nullable(),
  problem_reason_code: columns.optionalText,
}

export function problemConfidence(row: z.infer<z.ZodObject<typeof problemColumns>>) {
  if (row.problem_dept === null) return []
  return [
    {
      dept: row.problem_dept,
      dept_confidential: row.problem_dept_confidential ?? 0,
      confidential: row.problem_confidential ?? 0,
      reason_code: row.problem_reason_code,
    },
  ]
}

function statusOf(status: string): 'active' | 'inactive' {
  return status === 'A' ? 'active' : 'inactive'
}

const coded = {
  label: columns.text,
  code: columns.optionalText,
  code_system: columns.optionalText,
}
const visitSchema = z.object({
  ...eventColumns,
  ...confidenceColumns,
  act_code: columns.text,
  class_label: columns.text,
  staff_id: columns.optionalId,
  site_id: columns.optionalId,
  end_at: columns.optionalTime,
  type_text: columns.text,
  type_code: columns.optionalText,
  code_system: columns.optionalText,
  reason_text: columns.optionalText,
  why_code: columns.optionalText,
})
const problemSchema = z.object({
  ...eventColumns,
  ...confidenceColumns,
  ...coded,
  status: columns.text,
  resolved: columns.optionalTime,
  noted_on: columns.time,
  noted_by: columns.optionalId,
})
const procedureSchema = z.object({
  ...eventColumns,
  ...confidenceColumns,
  ...coded,
  ...problemColumns,
  ended_at: columns.optionalTime,
  done_by: columns.optionalId,
  site_id: columns.optionalId,
  for_problem: columns.optionalId,
})
