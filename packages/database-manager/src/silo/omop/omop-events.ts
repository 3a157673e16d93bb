import type { Condition, Encounter, Procedure } from '@medplum/fhirtypes'
import { z } from 'zod'
import { codeableConcept } from './omop-concepts.ts'
import { type EventTable, eventWhere, newestFirst, type OmopMapping } from './omop-query.ts'
import { encounterOf, omopSensitivities, practitionerOf, subjectOf } from './omop-rules.ts'
import { columns, eventColumns } from './omop-tables.ts'

const VISIT: EventTable = { letter: 'v', id: 't.visit_occurrence_id', date: 't.visit_start_date' }

/** visit_occurrence → Encounter */
export const visits: OmopMapping = {
  type: 'Encounter',
  letter: VISIT.letter,
  async read({ database, concepts }, filter) {
    const rows = z
      .array(visitSchema)
      .parse(
        await database
          .selectFrom('visit_occurrence as t')
          .leftJoin('provider as p', 'p.provider_id', 't.provider_id')
          .leftJoin('care_site as s', 's.care_site_id', 't.care_site_id')
          .select([
            't.visit_occurrence_id as id',
            't.person_id',
            't.visit_start_date as date',
            't.visit_end_date as end_date',
            't.visit_concept_id as concept_id',
            't.visit_source_concept_id as source_concept_id',
            't.provider_id',
            't.visit_occurrence_id',
            't.care_site_id',
            's.care_site_name',
            'p.specialty_source_value as specialty',
          ])
          .where(eventWhere(filter, VISIT))
          .orderBy(newestFirst(VISIT))
          .limit(filter.limit)
          .execute(),
      )
    await concepts.load(rows.flatMap((row) => [row.concept_id, row.source_concept_id]))
    return rows.map((row) => {
      const concept = concepts.find(row.concept_id)
      const source = concepts.find(row.source_concept_id)
      const practitioner = practitionerOf(row)
      const encounter: Encounter = {
        resourceType: 'Encounter',
        status: 'finished',
        class: ENCOUNTER_CLASSES[row.concept_id] ?? UNKNOWN_CLASS,
        ...((concept ?? source) && { type: [codeableConcept(concept, source, null)] }),
        subject: subjectOf(row),
        ...(practitioner && { participant: [{ individual: practitioner }] }),
        period: { start: row.date, end: row.end_date },
        ...(row.care_site_id !== null && {
          serviceProvider: { reference: `Organization/c${row.care_site_id}` },
        }),
      }
      return {
        key: `v${row.id}`,
        date: row.date,
        patientKeys: [String(row.person_id)],
        resource: encounter,
        sensitivities: omopSensitivities(row, [concept, source], [row.care_site_name]),
      }
    })
  },
}

const ACT_CODE = 'http://terminology.hl7.org/CodeSystem/v3-ActCode'
const UNKNOWN_CLASS = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-NullFlavor',
  code: 'UNK',
  display: 'unknown',
}
const ENCOUNTER_CLASSES: Readonly<Record<number, NonNullable<Encounter['class']>>> = {
  9201: { system: ACT_CODE, code: 'IMP', display: 'inpatient encounter' },
  9202: { system: ACT_CODE, code: 'AMB', display: 'ambulatory' },
  9203: { system: ACT_CODE, code: 'EMER', display: 'emergency' },
  262: { system: ACT_CODE, code: 'EMER', display: 'emergency' },
  581476: { system: ACT_CODE, code: 'HH', display: 'home health' },
  5083: { system: ACT_CODE, code: 'VR', display: 'virtual' },
}

const CONDITION: EventTable = {
  letter: 'c',
  id: 't.condition_occurrence_id',
  date: 't.condition_start_date',
  concept: 't.condition_concept_id',
  sourceConcept: 't.condition_source_concept_id',
}

/** condition_occurrence → Condition */
export const conditions: OmopMapping = {
  type: 'Condition',
  letter: CONDITION.letter,
  async read({ database, concepts }, filter) {
    const rows = z
      .array(conditionSchema)
      .parse(
        await database
          .selectFrom('condition_occurrence as t')
          .leftJoin('provider as p', 'p.provider_id', 't.provider_id')
          .select([
            't.condition_occurrence_id as id',
            't.person_id',
            't.condition_start_date as date',
            't.condition_end_date as end_date',
            't.condition_concept_id as concept_id',
            't.condition_source_concept_id as source_concept_id',
            't.condition_source_value as source_value',
            't.provider_id',
            't.visit_occurrence_id',
            'p.specialty_source_value as specialty',
          ])
          .where(eventWhere(filter, CONDITION))
          .orderBy(newestFirst(CONDITION))
          .limit(filter.limit)
          .execute(),
      )
    await concepts.load(rows.flatMap((row) => [row.concept_id, row.source_concept_id]))
    return rows.map((row) => {
      const concept = concepts.find(row.concept_id)
      const source = concepts.find(row.source_concept_id)
      const practitioner = practitionerOf(row)
      const condition: Condition = {
        resourceType: 'Condition',
        clinicalStatus: status('condition-clinical', row.end_date === null ? 'active' : 'resolved'),
        verificationStatus: status('condition-ver-status', 'confirmed'),
        category: [status('condition-category', 'encounter-diagnosis')],
        code: codeableConcept(concept, source, row.source_value),
        subject: subjectOf(row),
        ...encounterOf(row),
        onsetDateTime: row.date,
        ...(row.end_date !== null && { abatementDateTime: row.end_date }),
        ...(practitioner && { recorder: practitioner }),
      }
      return {
        key: `c${row.id}`,
        date: row.date,
        patientKeys: [String(row.person_id)],
        resource: condition,
        sensitivities: omopSensitivities(row, [concept, source], [row.source_value]),
      }
    })
  },
}

const PROCEDURE: EventTable = {
  letter: 'p',
  id: 't.procedure_occurrence_id',
  date: 't.procedure_date',
  concept: 't.procedure_concept_id',
  sourceConcept: 't.procedure_source_concept_id',
}

/** procedure_occurrence → Procedure */
export const procedures: OmopMapping = {
  type: 'Procedure',
  letter: PROCEDURE.letter,
  async read({ database, concepts }, filter) {
    const rows = z
      .array(procedureSchema)
      .parse(
        await database
          .selectFrom('procedure_occurrence as t')
          .leftJoin('provider as p', 'p.provider_id', 't.provider_id')
          .select([
            't.procedure_occurrence_id as id',
            't.person_id',
            't.procedure_date as date',
            't.procedure_end_date as end_date',
            't.procedure_concept_id as concept_id',
            't.procedure_source_concept_id as source_concept_id',
            't.procedure_source_value as source_value',
            't.provider_id',
            't.visit_occurrence_id',
            'p.specialty_source_value as specialty',
          ])
          .where(eventWhere(filter, PROCEDURE))
          .orderBy(newestFirst(PROCEDURE))
          .limit(filter.limit)
          .execute(),
      )
    await concepts.load(rows.flatMap((row) => [row.concept_id, row.source_concept_id]))
    return rows.map((row) => {
      const concept = concepts.find(row.concept_id)
      const source = concepts.find(row.source_concept_id)
      const practitioner = practitionerOf(row)
      const procedure: Procedure = {
        resourceType: 'Procedure',
        status: 'completed',
        code: codeableConcept(concept, source, row.source_value),
        subject: subjectOf(row),
        ...encounterOf(row),
        ...(row.end_date === null || row.end_date === row.date
          ? { performedDateTime: row.date }
          : { performedPeriod: { start: row.date, end: row.end_date } }),
        ...(practitioner && { performer: [{ actor: practitioner }] }),
      }
      return {
        key: `p${row.id}`,
        date: row.date,
        patientKeys: [String(row.person_id)],
        resource: procedure,
        sensitivities: omopSensitivities(row, [concept, source], [row.source_value]),
      }
    })
  },
}

function status(system: string, code: string) {
  return { coding: [{ system: `http://terminology.hl7.org/CodeSystem/${system}`, code }] }
}

const coded = {
  concept_id: columns.id,
  source_concept_id: columns.optionalId,
  source_value: columns.optionalText,
}
const visitSchema = z.object({
  ...eventColumns,
  end_date: columns.day,
  concept_id: columns.id,
  source_concept_id: columns.optionalId,
  care_site_id: columns.optionalId,
  care_site_name: columns.optionalText,
})
const conditionSchema = z.object({ ...eventColumns, ...coded, end_date: columns.optionalDay })
const procedureSchema = z.object({ ...eventColumns, ...coded, end_date: columns.optionalDay })
