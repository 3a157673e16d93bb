import type { Observation } from '@medplum/fhirtypes'
import { sql } from 'kysely'
import { z } from 'zod'
import { type Concept, codeableConcept, quantity } from './omop-concepts.ts'
import {
  conceptIn,
  type EventTable,
  eventWhere,
  newestFirst,
  type OmopMapping,
} from './omop-query.ts'
import { omopSensitivities } from './omop-rules.ts'
import { columns } from './omop-tables.ts'
import { codedOrTextValue, conceptIds, observationOf, valued } from './omop-values.ts'

const MEASUREMENT: EventTable = {
  letter: 'm',
  id: 't.measurement_id',
  date: 't.measurement_date',
  concept: 't.measurement_concept_id',
  sourceConcept: 't.measurement_source_concept_id',
}

/** LOINC codes of the table `measurement` that are vital signs; all others are laboratory or survey. */
const VITAL_SIGN_CODES: readonly string[] = [
  '85353-1',
  '85354-9',
  '9279-1',
  '8867-4',
  '2708-6',
  '59408-5',
  '8310-5',
  '8302-2',
  '8306-3',
  '8287-5',
  '9843-4',
  '29463-7',
  '3141-9',
  '39156-5',
  '59576-9',
  '77606-2',
  '8289-1',
  '8480-6',
  '8462-4',
  '8478-0',
  '72514-3',
]

/** Screenings by questionnaire, which OMOP's vocabulary counts as measurements. */
const SURVEY_CODES: readonly string[] = [
  '171207006',
  '454711000124102',
  '715252007',
  '713106006',
  '866148006',
  '385892002',
]

/** measurement → Observation (vital-signs, laboratory, survey) */
export const measurements: OmopMapping = {
  type: 'Observation',
  letter: MEASUREMENT.letter,
  async read({ database, concepts }, filter) {
    const isVital = conceptIn(
      MEASUREMENT,
      sql`vocabulary_id = 'LOINC' and concept_code in (${sql.join([...VITAL_SIGN_CODES])})`,
    )
    let select = database
      .selectFrom('measurement as t')
      .leftJoin('provider as p', 'p.provider_id', 't.provider_id')
      .select([
        't.measurement_id as id',
        't.person_id',
        't.measurement_date as date',
        't.measurement_concept_id as concept_id',
        't.measurement_source_concept_id as source_concept_id',
        't.measurement_source_value as source_value',
        't.operator_concept_id',
        't.value_as_number',
        't.value_as_concept_id',
        't.value_source_value',
        't.unit_concept_id',
        't.unit_source_value',
        't.range_low',
        't.range_high',
        't.provider_id',
        't.visit_occurrence_id',
        'p.specialty_source_value as specialty',
      ])
      .where(eventWhere(filter, MEASUREMENT))
    if (filter.vitalSigns === 'only') select = select.where(isVital)
    if (filter.vitalSigns === 'without') select = select.where(sql<boolean>`not ${isVital}`)
    const rows = z
      .array(measurementSchema)
      .parse(await select.orderBy(newestFirst(MEASUREMENT)).limit(filter.limit).execute())
    await concepts.load(rows.flatMap(conceptIds))
    return rows.map((row) => {
      const concept = concepts.find(row.concept_id)
      const source = concepts.find(row.source_concept_id)
      const value = concepts.find(row.value_as_concept_id)
      const unit = concepts.find(row.unit_concept_id)
      const comparator = COMPARATORS[row.operator_concept_id ?? 0]
      const amount = row.value_as_number
      const observation: Observation = {
        ...observationOf(row, measurementCategory(concept ?? source)),
        code: codeableConcept(concept, source, row.source_value),
        ...(amount !== null
          ? {
              valueQuantity: {
                ...quantity(amount, unit, row.unit_source_value),
                ...(comparator && { comparator }),
              },
            }
          : codedOrTextValue(value, row.value_source_value)),
        ...((row.range_low !== null || row.range_high !== null) && {
          referenceRange: [
            {
              ...(row.range_low !== null && {
                low: quantity(row.range_low, unit, row.unit_source_value),
              }),
              ...(row.range_high !== null && {
                high: quantity(row.range_high, unit, row.unit_source_value),
              }),
            },
          ],
        }),
      }
      return {
        key: `m${row.id}`,
        date: row.date,
        patientKeys: [String(row.person_id)],
        resource: observation,
        sensitivities: omopSensitivities(
          row,
          [concept, source, value],
          [row.source_value, row.value_source_value],
        ),
      }
    })
  },
}

function measurementCategory(concept: Concept | undefined): string {
  if (concept === undefined) return 'laboratory'
  if (VITAL_SIGN_CODES.includes(concept.concept_code)) return 'vital-signs'
  return SURVEY_CODES.includes(concept.concept_code) ? 'survey' : 'laboratory'
}

const COMPARATORS: Readonly<Record<number, '<' | '<=' | '>' | '>='>> = {
  4171756: '<',
  4171754: '<=',
  4172704: '>',
  4171755: '>=',
}

const measurementSchema = z.object({
  ...valued,
  operator_concept_id: columns.optionalId,
  range_low: columns.optionalNumber,
  range_high: columns.optionalNumber,
})
