import type { AllergyIntolerance, Observation } from '@medplum/fhirtypes'
import { sql } from 'kysely'
import { z } from 'zod'
import { type Concept, codeableConcept, quantity } from './omop-concepts.ts'
import {
  conceptIn,
  type EventTable,
  eventWhere,
  newestFirst,
  type OmopFilter,
  type OmopMapping,
  type OmopReader,
} from './omop-query.ts'
import {
  type Event,
  encounterOf,
  omopSensitivities,
  practitionerOf,
  subjectOf,
} from './omop-rules.ts'
import { columns, eventColumns } from './omop-tables.ts'

const MEASUREMENT: EventTable = {
  letter: 'm',
  id: 't.measurement_id',
  date: 't.measurement_date',
  concept: 't.measurement_concept_id',
  sourceConcept: 't.measurement_source_concept_id',
}

/** LOINC codes of the table `measurement` that are vital signs; all others are laboratory or survey. */
export const VITAL_SIGN_CODES: readonly string[] = [
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

const OBSERVATION: EventTable = {
  letter: 'o',
  id: 't.observation_id',
  date: 't.observation_date',
  concept: 't.observation_concept_id',
  sourceConcept: 't.observation_source_concept_id',
}

/** observation → Observation (social-history, survey), but for allergies */
export const observations: OmopMapping = {
  type: 'Observation',
  letter: OBSERVATION.letter,
  async read(reader, filter) {
    const rows = await readObservations(reader, filter, 'observations')
    return rows.map((row) => {
      const amount = row.value_as_number
      const observation: Observation = {
        ...observationOf(
          row,
          row.concept?.concept_class_id === 'Survey' ? 'survey' : 'social-history',
        ),
        code: codeableConcept(row.concept, row.source, row.source_value),
        ...(amount !== null
          ? { valueQuantity: quantity(amount, row.unit, row.unit_source_value) }
          : codedOrTextValue(row.value, row.value_as_string ?? row.value_source_value)),
      }
      return { ...mapped(row), resource: observation }
    })
  },
}

/** observation → AllergyIntolerance, where it names a substance or says "allergy to" */
export const allergies: OmopMapping = {
  type: 'AllergyIntolerance',
  letter: OBSERVATION.letter,
  async read(reader, filter) {
    const rows = await readObservations(reader, filter, 'allergies')
    return rows.map((row) => {
      const allergy: AllergyIntolerance = {
        resourceType: 'AllergyIntolerance',
        clinicalStatus: allergyStatus('allergyintolerance-clinical', 'active'),
        verificationStatus: allergyStatus('allergyintolerance-verification', 'confirmed'),
        // "Allergy to drug" names its substance in the value.
        code:
          row.value === undefined
            ? codeableConcept(row.concept, row.source, row.source_value)
            : codeableConcept(row.value, undefined, null),
        patient: subjectOf(row),
        ...encounterOf(row),
        recordedDate: row.date,
      }
      return { ...mapped(row), resource: allergy }
    })
  },
}

async function readObservations(
  { database, concepts }: OmopReader,
  filter: OmopFilter,
  which: 'observations' | 'allergies',
) {
  const isAllergy = conceptIn(
    OBSERVATION,
    sql`concept_class_id in ('Substance', 'Organism', 'Pharma/Biol Product', 'Ingredient') or concept_name ilike 'allergy to %' or concept_name ilike 'intolerance to %'`,
  )
  const rows = z.array(observationSchema).parse(
    await database
      .selectFrom('observation as t')
      .leftJoin('provider as p', 'p.provider_id', 't.provider_id')
      .select([
        't.observation_id as id',
        't.person_id',
        't.observation_date as date',
        't.observation_concept_id as concept_id',
        't.observation_source_concept_id as source_concept_id',
        't.observation_source_value as source_value',
        't.value_as_number',
        't.value_as_string',
        't.value_as_concept_id',
        't.value_source_value',
        't.unit_concept_id',
        't.unit_source_value',
        't.provider_id',
        't.visit_occurrence_id',
        'p.specialty_source_value as specialty',
      ])
      .where(eventWhere(which === 'allergies' ? withoutCodes(filter) : filter, OBSERVATION))
      .where(which === 'allergies' ? isAllergy : sql<boolean>`not ${isAllergy}`)
      .orderBy(newestFirst(OBSERVATION))
      .limit(filter.limit)
      .execute(),
  )
  await concepts.load(rows.flatMap(conceptIds))
  return rows.map((row) => ({
    ...row,
    concept: concepts.find(row.concept_id),
    source: concepts.find(row.source_concept_id),
    value: concepts.find(row.value_as_concept_id),
    unit: concepts.find(row.unit_concept_id),
  }))
}

// The code of an allergy may stand in the value, so it is only compared after mapping.
function withoutCodes({ codes: _, ...rest }: OmopFilter): OmopFilter {
  return rest
}

type ObservationRow = Awaited<ReturnType<typeof readObservations>>[number]

function mapped(row: ObservationRow) {
  return {
    key: `o${row.id}`,
    date: row.date,
    patientKeys: [String(row.person_id)],
    sensitivities: omopSensitivities(
      row,
      [row.concept, row.source, row.value],
      [row.source_value, row.value_as_string, row.value_source_value],
    ),
  }
}

function observationOf(row: Event & { readonly date: string }, category: string) {
  const practitioner = practitionerOf(row)
  return {
    resourceType: 'Observation' as const,
    status: 'final' as const,
    category: [
      {
        coding: [
          { system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: category },
        ],
      },
    ],
    subject: subjectOf(row),
    ...encounterOf(row),
    effectiveDateTime: row.date,
    ...(practitioner && { performer: [practitioner] }),
  }
}

function measurementCategory(concept: Concept | undefined): string {
  if (concept === undefined) return 'laboratory'
  if (VITAL_SIGN_CODES.includes(concept.concept_code)) return 'vital-signs'
  return SURVEY_CODES.includes(concept.concept_code) ? 'survey' : 'laboratory'
}

function codedOrTextValue(value: Concept | undefined, text: string | null) {
  if (value !== undefined) return { valueCodeableConcept: codeableConcept(value, undefined, null) }
  if (text !== null && text !== '') return { valueString: text }
  return {
    dataAbsentReason: {
      coding: [
        { system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason', code: 'unknown' },
      ],
    },
  }
}

function allergyStatus(system: string, code: string) {
  return { coding: [{ system: `http://terminology.hl7.org/CodeSystem/${system}`, code }] }
}

function conceptIds(row: {
  readonly concept_id: number
  readonly source_concept_id: number | null
  readonly value_as_concept_id: number | null
  readonly unit_concept_id: number | null
}) {
  return [row.concept_id, row.source_concept_id, row.value_as_concept_id, row.unit_concept_id]
}

const COMPARATORS: Readonly<Record<number, '<' | '<=' | '>' | '>='>> = {
  4171756: '<',
  4171754: '<=',
  4172704: '>',
  4171755: '>=',
}

const valued = {
  ...eventColumns,
  concept_id: columns.id,
  source_concept_id: columns.optionalId,
  source_value: columns.optionalText,
  value_as_number: columns.optionalNumber,
  value_as_concept_id: columns.optionalId,
  value_source_value: columns.optionalText,
  unit_concept_id: columns.optionalId,
  unit_source_value: columns.optionalText,
}
const measurementSchema = z.object({
  ...valued,
  operator_concept_id: columns.optionalId,
  range_low: columns.optionalNumber,
  range_high: columns.optionalNumber,
})
const observationSchema = z.object({ ...valued, value_as_string: columns.optionalText })
