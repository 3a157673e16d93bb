import type { Immunization, MedicationRequest } from '@medplum/fhirtypes'
import { sql } from 'kysely'
import { z } from 'zod'
import { codeableConcept } from './omop-concepts.ts'
import {
  conceptIn,
  type EventTable,
  eventWhere,
  newestFirst,
  type OmopFilter,
  type OmopMapping,
  type OmopReader,
} from './omop-query.ts'
import { encounterOf, omopSensitivities, practitionerOf, subjectOf } from './omop-rules.ts'
import { columns, eventColumns } from './omop-tables.ts'

const DRUG: EventTable = {
  letter: 'd',
  id: 't.drug_exposure_id',
  date: 't.drug_exposure_start_date',
  concept: 't.drug_concept_id',
  sourceConcept: 't.drug_source_concept_id',
}

/** drug_exposure → MedicationRequest, but for vaccines */
export const medications: OmopMapping = {
  type: 'MedicationRequest',
  letter: DRUG.letter,
  async read(reader, filter) {
    const rows = await readDrugs(reader, filter, 'medications')
    return rows.map((row) => {
      const practitioner = practitionerOf(row)
      const request: MedicationRequest = {
        resourceType: 'MedicationRequest',
        status: statusOf(row, reader.today),
        intent: 'order',
        medicationCodeableConcept: codeableConcept(row.concept, row.source, row.source_value),
        subject: subjectOf(row),
        ...encounterOf(row),
        authoredOn: row.date,
        ...(practitioner && { requester: practitioner }),
        ...(row.sig !== null && row.sig !== '' && { dosageInstruction: [{ text: row.sig }] }),
        dispenseRequest: {
          validityPeriod: { start: row.date, end: row.end_date },
          ...(row.refills !== null && row.refills > 0 && { numberOfRepeatsAllowed: row.refills }),
          ...(row.quantity !== null && row.quantity > 0 && { quantity: { value: row.quantity } }),
          ...(row.days_supply !== null &&
            row.days_supply > 0 && {
              expectedSupplyDuration: {
                value: row.days_supply,
                unit: 'd',
                system: 'http://unitsofmeasure.org',
                code: 'd',
              },
            }),
        },
      }
      return { ...mapped(row), resource: request }
    })
  },
}

/** drug_exposure → Immunization, where a concept is of the vocabulary CVX */
export const immunizations: OmopMapping = {
  type: 'Immunization',
  letter: DRUG.letter,
  async read(reader, filter) {
    const rows = await readDrugs(reader, filter, 'vaccines')
    return rows.map((row) => {
      const practitioner = practitionerOf(row)
      const immunization: Immunization = {
        resourceType: 'Immunization',
        status: 'completed',
        vaccineCode: codeableConcept(row.concept, row.source, row.source_value),
        patient: subjectOf(row),
        ...encounterOf(row),
        occurrenceDateTime: row.date,
        ...(row.lot_number !== null &&
          isLotNumber(row.lot_number) && { lotNumber: row.lot_number }),
        ...(practitioner && { performer: [{ actor: practitioner }] }),
      }
      return { ...mapped(row), resource: immunization }
    })
  },
}

async function readDrugs(
  { database, concepts }: OmopReader,
  filter: OmopFilter,
  which: 'medications' | 'vaccines',
) {
  const isVaccine = conceptIn(DRUG, sql`vocabulary_id = 'CVX'`)
  const rows = z.array(drugSchema).parse(
    await database
      .selectFrom('drug_exposure as t')
      .leftJoin('provider as p', 'p.provider_id', 't.provider_id')
      .select([
        't.drug_exposure_id as id',
        't.person_id',
        't.drug_exposure_start_date as date',
        't.drug_exposure_end_date as end_date',
        't.drug_concept_id as concept_id',
        't.drug_source_concept_id as source_concept_id',
        't.drug_source_value as source_value',
        't.stop_reason',
        't.refills',
        't.quantity',
        't.days_supply',
        't.sig',
        't.lot_number',
        't.provider_id',
        't.visit_occurrence_id',
        'p.specialty_source_value as specialty',
      ])
      .where(eventWhere(filter, DRUG))
      .where(which === 'vaccines' ? isVaccine : sql<boolean>`not ${isVaccine}`)
      .orderBy(newestFirst(DRUG))
      .limit(filter.limit)
      .execute(),
  )
  await concepts.load(rows.flatMap((row) => [row.concept_id, row.source_concept_id]))
  return rows.map((row) => ({
    ...row,
    concept: concepts.find(row.concept_id),
    source: concepts.find(row.source_concept_id),
  }))
}

type DrugRow = Awaited<ReturnType<typeof readDrugs>>[number]

function mapped(row: DrugRow) {
  return {
    key: `${DRUG.letter}${row.id}`,
    date: row.date,
    patientKeys: [String(row.person_id)],
    sensitivities: omopSensitivities(
      row,
      [row.concept, row.source],
      [row.source_value, row.sig, row.stop_reason],
    ),
  }
}

function statusOf(row: DrugRow, today: string): 'stopped' | 'active' | 'completed' {
  if (row.stop_reason !== null && row.stop_reason !== '') return 'stopped'
  return row.end_date >= today ? 'active' : 'completed'
}

// ETL-Synthea writes 0 where there is none.
function isLotNumber(text: string): boolean {
  return text !== '' && text !== '0'
}

const drugSchema = z.object({
  ...eventColumns,
  end_date: columns.day,
  concept_id: columns.id,
  source_concept_id: columns.optionalId,
  source_value: columns.optionalText,
  stop_reason: columns.optionalText,
  refills: columns.optionalNumber,
  quantity: columns.optionalNumber,
  days_supply: columns.optionalNumber,
  sig: columns.optionalText,
  lot_number: columns.optionalText,
})
