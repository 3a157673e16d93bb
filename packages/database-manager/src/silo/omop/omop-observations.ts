import type { AllergyIntolerance, Observation } from '@medplum/fhirtypes'
import { sql } from 'kysely'
import { z } from 'zod'
import { codeableConcept, quantity } from './omop-concepts.ts'
import {
  conceptIn,
  type EventTable,
  eventWhere,
  newestFirst,
  type OmopFilter,
  type OmopMapping,
  type OmopReader,
} from './omop-query.ts'
import { encounterOf, omopSensitivities, subjectOf } from './omop-rules.ts'
import { columns } from './omop-tables.ts'
import { codedOrTextValue, conceptIds, observationOf, valued } from './omop-values.ts'

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

function allergyStatus(system: string, code: string) {
  return { coding: [{ system: `http://terminology.hl7.org/CodeSystem/${system}`, code }] }
}

const observationSchema = z.object({ ...valued, value_as_string: columns.optionalText })
