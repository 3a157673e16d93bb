import type { DiagnosticReport, Observation } from '@medplum/fhirtypes'
import type { Kysely } from 'kysely'
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
import { type Confidence, clinicSensitivities } from './clinic-rules.ts'
import type { ClinicTables } from './clinic-tables.ts'

const REPORT: EventTable = {
  letter: 'l',
  id: 't.report_id',
  date: 't.collected_at',
  isWritten: true,
}

/** lab_report → DiagnosticReport, with references to its lines */
export const labReports: ClinicMapping = {
  type: 'DiagnosticReport',
  letter: REPORT.letter,
  kinds: ['laboratory', 'imaging'],
  async read(database, filter) {
    const rows = await database
      .selectFrom('lab_report as t')
      .innerJoin('department as d', 'd.dept', 't.dept')
      .leftJoin('confid_reason as r', 'r.reason_id', 't.confid_reason')
      .select([
        't.report_id as id',
        't.pat_id',
        't.collected_at as date',
        't.visit_id',
        't.dept',
        'd.is_confidential as dept_confidential',
        't.confidential',
        'r.hl7_code as reason_code',
        't.panel_name',
        't.panel_code',
        't.code_system',
        't.reported_at',
        't.ordered_by',
      ])
      .where(eventWhere(filter, REPORT))
      .orderBy(newestFirst(REPORT))
      .limit(filter.limit)
      .execute()
    const reports = z.array(reportSchema).parse(rows)
    const lines = await readLines(
      database,
      reports.map((report) => report.id),
    )
    return reports.map((row) => {
      const encounter = reference('Encounter', 'v', row.visit_id)
      const orderer = reference('Practitioner', 's', row.ordered_by)
      const results = lines.filter((line) => line.report_id === row.id)
      const resource: DiagnosticReport = {
        resourceType: 'DiagnosticReport',
        status: 'final',
        category: [hl7('v2-0074', row.dept === 'IMG' ? 'RAD' : 'LAB')],
        code: concept(row.code_system, row.panel_code, row.panel_name),
        subject: { reference: `Patient/${row.pat_id}` },
        ...(encounter && { encounter }),
        effectiveDateTime: row.date,
        ...(row.reported_at !== null && { issued: row.reported_at }),
        ...(orderer && { resultsInterpreter: [orderer] }),
        ...(results.length > 0 && {
          result: results.map((line) => ({ reference: `Observation/r${line.result_id}` })),
        }),
      }
      return {
        key: `l${row.id}`,
        date: row.date,
        patientKeys: [String(row.pat_id)],
        resource,
        sensitivities: clinicSensitivities([row], [row.panel_name]),
      }
    })
  },
}

async function readLines(database: Kysely<ClinicTables>, reports: readonly number[]) {
  if (reports.length === 0) return []
  const rows = await database
    .selectFrom('lab_result as t')
    .innerJoin('lab_report as p', (join) =>
      join.onRef('p.report_id', '=', 't.report_id').onRef('p.pat_id', '=', 't.pat_id'),
    )
    .select(['t.result_id', 't.report_id'])
    .where('t.report_id', 'in', [...reports])
    .orderBy('t.result_id')
    .execute()
  return z.array(lineSchema).parse(rows)
}

const RESULT: EventTable = {
  letter: 'r',
  id: 't.result_id',
  date: 't.resulted_at',
  isWritten: true,
}

/** lab_result → Observation; a line is as confidential as its report */
export const labResults: ClinicMapping = {
  type: 'Observation',
  letter: RESULT.letter,
  kinds: ['laboratory'],
  async read(database, filter) {
    const rows = await database
      .selectFrom('lab_result as t')
      .innerJoin('department as d', 'd.dept', 't.dept')
      .leftJoin('confid_reason as r', 'r.reason_id', 't.confid_reason')
      .leftJoin('lab_report as p', 'p.report_id', 't.report_id')
      .leftJoin('department as pd', 'pd.dept', 'p.dept')
      .leftJoin('confid_reason as pr', 'pr.reason_id', 'p.confid_reason')
      .select([
        't.result_id as id',
        't.pat_id',
        't.resulted_at as date',
        't.visit_id',
        't.dept',
        'd.is_confidential as dept_confidential',
        't.confidential',
        'r.hl7_code as reason_code',
        't.test_name',
        't.loinc',
        't.value_num',
        't.value_text',
        't.value_code',
        't.unit',
        'p.panel_name as report_name',
        'p.dept as report_dept',
        'pd.is_confidential as report_dept_confidential',
        'p.confidential as report_confidential',
        'pr.hl7_code as report_reason_code',
      ])
      .where(eventWhere(filter, RESULT))
      .orderBy(newestFirst(RESULT))
      .limit(filter.limit)
      .execute()
    return z
      .array(resultSchema)
      .parse(rows)
      .map((row) => {
        const encounter = reference('Encounter', 'v', row.visit_id)
        const resource: Observation = {
          resourceType: 'Observation',
          status: 'final',
          category: [hl7('observation-category', 'laboratory')],
          code: concept('LN', row.loinc, row.test_name),
          subject: { reference: `Patient/${row.pat_id}` },
          ...(encounter && { encounter }),
          effectiveDateTime: row.date,
          ...(row.value_num !== null
            ? { valueQuantity: ucum(row.value_num, row.unit) }
            : textValue(row.value_text, row.value_code, 'SCT')),
        }
        return {
          key: `r${row.id}`,
          date: row.date,
          patientKeys: [String(row.pat_id)],
          resource,
          sensitivities: clinicSensitivities(
            [row, ...reportConfidence(row)],
            [row.test_name, row.value_text, row.report_name],
          ),
        }
      })
  },
}

function reportConfidence(row: z.infer<typeof resultSchema>): readonly Confidence[] {
  if (row.report_dept === null) return []
  return [
    {
      dept: row.report_dept,
      dept_confidential: row.report_dept_confidential ?? 0,
      confidential: row.report_confidential ?? 0,
      reason_code: row.report_reason_code,
    },
  ]
}

/** A number with its UCUM unit, or without one. */
export function ucum(value: number, unit: string | null) {
  if (unit === null) return { value }
  return { value, unit, system: 'http://unitsofmeasure.org', code: unit }
}

/** A value in words, coded where the clinic coded it. */
export function textValue(text: string | null, code: string | null, system: string | null) {
  if (text === null) return { dataAbsentReason: hl7('data-absent-reason', 'unknown') }
  const value = concept(system, code, text)
  return value.coding === undefined ? { valueString: text } : { valueCodeableConcept: value }
}

const reportSchema = z.object({
  ...eventColumns,
  ...confidenceColumns,
  panel_name: columns.text,
  panel_code: columns.optionalText,
  code_system: columns.optionalText,
  reported_at: columns.optionalTime,
  ordered_by: columns.optionalId,
})
const lineSchema = z.object({ result_id: columns.id, report_id: columns.id })
const resultSchema = z.object({
  ...eventColumns,
  ...confidenceColumns,
  test_name: columns.text,
  loinc: columns.optionalText,
  value_num: columns.optionalNumber,
  value_text: columns.optionalText,
  value_code: columns.optionalText,
  unit: columns.optionalText,
  report_name: columns.optionalText,
  report_dept: columns.optionalText,
  report_dept_confidential: columns.flag.nullable(),
  report_confidential: columns.flag.nullable(),
  report_reason_code: columns.optionalText,
})
