import type { AllergyIntolerance, Immunization, MedicationRequest } from '@medplum/fhirtypes'
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
import { problemColumns, problemConfidence } from './clinic-visits.ts'

const PRESCRIPTION: EventTable = {
  letter: 'x',
  id: 't.rx_id',
  date: 't.written_at',
  isWritten: true,
}

/** prescription with its drug → MedicationRequest */
export const prescriptions: ClinicMapping = {
  type: 'MedicationRequest',
  letter: PRESCRIPTION.letter,
  kinds: ['medications'],
  async read(database, filter) {
    const rows = await database
      .selectFrom('prescription as t')
      .innerJoin('department as d', 'd.dept', 't.dept')
      .innerJoin('drug as m', 'm.drug_id', 't.drug_id')
      .leftJoin('confid_reason as r', 'r.reason_id', 't.confid_reason')
      .leftJoin('problem as p', 'p.problem_id', 't.for_problem')
      .leftJoin('department as pd', 'pd.dept', 'p.dept')
      .leftJoin('confid_reason as pr', 'pr.reason_id', 'p.confid_reason')
      .select([
        't.rx_id as id',
        't.pat_id',
        't.written_at as date',
        't.visit_id',
        't.dept',
        'd.is_confidential as dept_confidential',
        't.confidential',
        'r.hl7_code as reason_code',
        'm.drug_name',
        'm.rxnorm',
        't.prescriber_id',
        't.status',
        't.sig',
        't.dose_qty',
        't.dose_unit',
        't.times_per',
        't.per_qty',
        't.per_unit',
        't.as_needed',
        't.for_problem',
        'p.label as problem_label',
        'p.dept as problem_dept',
        'pd.is_confidential as problem_dept_confidential',
        'p.confidential as problem_confidential',
        'pr.hl7_code as problem_reason_code',
      ])
      .where(eventWhere(filter, PRESCRIPTION))
      .orderBy(newestFirst(PRESCRIPTION))
      .limit(filter.limit)
      .execute()
    return z
      .array(prescriptionSchema)
      .parse(rows)
      .map((row) => {
        const encounter = reference('Encounter', 'v', row.visit_id)
        const requester = reference('Practitioner', 's', row.prescriber_id)
        const reason = reference('Condition', 'p', row.for_problem)
        const resource: MedicationRequest = {
          resourceType: 'MedicationRequest',
          status: RX_STATUSES[row.status] ?? 'unknown',
          intent: 'order',
          medicationCodeableConcept: concept('RX', row.rxnorm, row.drug_name),
          subject: { reference: `Patient/${row.pat_id}` },
          ...(encounter && { encounter }),
          authoredOn: row.date,
          ...(requester && { requester }),
          ...(reason && { reasonReference: [reason] }),
          dosageInstruction: [dosageOf(row)],
        }
        return {
          key: `x${row.id}`,
          date: row.date,
          patientKeys: [String(row.pat_id)],
          resource,
          sensitivities: clinicSensitivities(
            [row, ...problemConfidence(row)],
            [row.drug_name, row.sig, row.problem_label],
          ),
        }
      })
  },
}

const RX_STATUSES: Readonly<Record<string, NonNullable<MedicationRequest['status']>>> = {
  ACT: 'active',
  STP: 'stopped',
  DONE: 'completed',
  CAN: 'cancelled',
}

function dosageOf(row: z.infer<typeof prescriptionSchema>) {
  const { times_per: frequency, per_qty: period, per_unit: periodUnit } = row
  return {
    ...(row.sig !== null && { text: row.sig }),
    asNeededBoolean: row.as_needed === 1,
    ...(frequency !== null &&
      period !== null &&
      isUnit(periodUnit) && { timing: { repeat: { frequency, period, periodUnit } } }),
    ...(row.dose_qty !== null && {
      doseAndRate: [
        {
          doseQuantity: {
            value: row.dose_qty,
            ...(row.dose_unit !== null && { unit: row.dose_unit }),
          },
        },
      ],
    }),
  }
}

function isUnit(unit: string | null): unit is 'h' | 'd' | 'wk' | 'mo' {
  return unit === 'h' || unit === 'd' || unit === 'wk' || unit === 'mo'
}

const SHOT: EventTable = { letter: 's', id: 't.shot_id', date: 't.given_at', isWritten: false }

/** shot → Immunization */
export const shots: ClinicMapping = {
  type: 'Immunization',
  letter: SHOT.letter,
  kinds: ['immunizations'],
  async read(database, filter) {
    const rows = await database
      .selectFrom('shot as t')
      .select([
        't.shot_id as id',
        't.pat_id',
        't.given_at as date',
        't.visit_id',
        't.vaccine',
        't.cvx',
        't.given_by',
        't.site_id',
      ])
      .where(eventWhere(filter, SHOT))
      .orderBy(newestFirst(SHOT))
      .limit(filter.limit)
      .execute()
    return z
      .array(shotSchema)
      .parse(rows)
      .map((row) => {
        const encounter = reference('Encounter', 'v', row.visit_id)
        const actor = reference('Practitioner', 's', row.given_by)
        const location = reference('Location', 'l', row.site_id)
        const resource: Immunization = {
          resourceType: 'Immunization',
          status: 'completed',
          vaccineCode: concept('CVX', row.cvx, row.vaccine),
          patient: { reference: `Patient/${row.pat_id}` },
          ...(encounter && { encounter }),
          occurrenceDateTime: row.date,
          primarySource: true,
          ...(location && { location }),
          ...(actor && { performer: [{ actor }] }),
        }
        return {
          key: `s${row.id}`,
          date: row.date,
          patientKeys: [String(row.pat_id)],
          resource,
          sensitivities: clinicSensitivities([], [row.vaccine]),
        }
      })
  },
}

const ALLERGY: EventTable = {
  letter: 'a',
  id: 't.allergy_id',
  date: 't.noted_on',
  isWritten: false,
}

/** allergy → AllergyIntolerance */
export const allergies: ClinicMapping = {
  type: 'AllergyIntolerance',
  letter: ALLERGY.letter,
  kinds: ['allergies'],
  async read(database, filter) {
    const rows = await database
      .selectFrom('allergy as t')
      .select([
        't.allergy_id as id',
        't.pat_id',
        't.noted_on as date',
        't.substance',
        't.code',
        't.code_system',
        't.kind',
        't.about',
        't.criticality',
        't.reaction_text',
        't.reaction_code',
        't.severity',
        't.active',
      ])
      .where(eventWhere(filter, ALLERGY))
      .orderBy(newestFirst(ALLERGY))
      .limit(filter.limit)
      .execute()
    return z
      .array(allergySchema)
      .parse(rows)
      .map((row) => {
        const resource: AllergyIntolerance = {
          resourceType: 'AllergyIntolerance',
          clinicalStatus: hl7(
            'allergyintolerance-clinical',
            row.active === 1 ? 'active' : 'inactive',
          ),
          verificationStatus: hl7('allergyintolerance-verification', 'confirmed'),
          type: row.kind,
          ...(row.about !== null && { category: [row.about] }),
          ...(row.criticality !== null && { criticality: row.criticality }),
          code: concept(row.code_system, row.code, row.substance),
          patient: { reference: `Patient/${row.pat_id}` },
          recordedDate: row.date,
          ...(row.reaction_text !== null && {
            reaction: [
              {
                manifestation: [concept('SCT', row.reaction_code, row.reaction_text)],
                ...(row.severity !== null && { severity: row.severity }),
              },
            ],
          }),
        }
        return {
          key: `a${row.id}`,
          date: row.date,
          patientKeys: [String(row.pat_id)],
          resource,
          sensitivities: clinicSensitivities([], [row.substance, row.reaction_text]),
        }
      })
  },
}

const prescriptionSchema = z.object({
  ...eventColumns,
  ...confidenceColumns,
  ...problemColumns,
  drug_name: columns.text,
  rxnorm: columns.optionalText,
  prescriber_id: columns.optionalId,
  status: columns.text,
  sig: columns.optionalText,
  dose_qty: columns.optionalNumber,
  dose_unit: columns.optionalText,
  times_per: columns.optionalNumber,
  per_qty: columns.optionalNumber,
  per_unit: columns.optionalText,
  as_needed: columns.flag,
  for_problem: columns.optionalId,
})
const shotSchema = z.object({
  ...eventColumns,
  vaccine: columns.text,
  cvx: columns.optionalText,
  given_by: columns.optionalId,
  site_id: columns.optionalId,
})
const allergySchema = z.object({
  id: columns.id,
  pat_id: columns.id,
  date: columns.time,
  substance: columns.text,
  code: columns.optionalText,
  code_system: columns.optionalText,
  kind: z.enum(['allergy', 'intolerance']),
  about: z.enum(['food', 'medication', 'environment']).nullable(),
  criticality: z.enum(['low', 'high']).nullable(),
  reaction_text: columns.optionalText,
  reaction_code: columns.optionalText,
  severity: z.enum(['mild', 'moderate', 'severe']).nullable(),
  active: columns.flag,
})
