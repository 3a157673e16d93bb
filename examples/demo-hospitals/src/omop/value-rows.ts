import type { AllergyIntolerance, CodeableConcept, Observation } from '@medplum/fhirtypes'
import { codingOf, wordsOf } from '../people/words.ts'
import { dayOf, timeOf, whoAndWhere } from './event-rows.ts'
import type { OmopWriting } from './omop-rows.ts'

type Value = {
  /** Tells the parts of one observation from each other. */
  readonly key: string
  readonly code: CodeableConcept | undefined
  readonly value: Pick<Observation, 'valueQuantity' | 'valueCodeableConcept' | 'valueString'>
  readonly observation: Observation
}

/** Laboratory, vital signs and findings become measurements; what the person tells, observations. */
export function addValues(writing: OmopWriting): void {
  for (const observation of writing.source.of('Observation')) {
    const category = codingOf(observation.category?.[0]).code
    const isTold = category === 'social-history' || category === 'survey' || category === undefined
    for (const [at, part] of (observation.component ?? [observation]).entries()) {
      const value = { key: `${observation.id} ${at}`, code: part.code, value: part, observation }
      const { valueQuantity, valueCodeableConcept, valueString } = part
      if ((valueQuantity?.value ?? valueCodeableConcept ?? valueString) === undefined) continue
      if (isTold) addObservation(writing, value, category)
      else addMeasurement(writing, value, category)
    }
  }
}

function addMeasurement(writing: OmopWriting, measured: Value, category: string | undefined): void {
  const { rows, concepts } = writing
  const { key, code, value, observation } = measured
  const isLaboratory = category === 'laboratory'
  const className = isLaboratory ? 'Lab Test' : 'Clinical Observation'
  const concept = concepts.of(code, { domain: 'Measurement', className })
  const local = isLaboratory ? concepts.local(concept, wordsOf(code)) : undefined
  const time = timeOf(observation.effectiveDateTime)
  rows.add('measurement', {
    measurement_id: rows.numberOf('measurement', key),
    ...whoAndWhere(writing, observation.subject, observation.encounter),
    measurement_concept_id: concept,
    measurement_date: dayOf(observation.effectiveDateTime),
    measurement_datetime: time,
    measurement_time: time?.slice(11),
    measurement_type_concept_id: isLaboratory ? 32856 : 32817,
    value_as_number: value.valueQuantity?.value,
    value_as_concept_id: valueConcept(writing, value.valueCodeableConcept),
    unit_concept_id: concepts.unit(value.valueQuantity?.code),
    measurement_source_value: local?.code ?? codingOf(code).code,
    measurement_source_concept_id: local?.id ?? concept,
    unit_source_value: value.valueQuantity?.unit,
    value_source_value: valueText(value),
  })
}

function addObservation(writing: OmopWriting, told: Value, category: string | undefined): void {
  const { rows, concepts } = writing
  const { key, code, value, observation } = told
  const className = category === 'survey' ? 'Survey' : 'Clinical Observation'
  const concept = concepts.of(code, { domain: 'Observation', className })
  rows.add('observation', {
    observation_id: rows.numberOf('observation', key),
    ...whoAndWhere(writing, observation.subject, observation.encounter),
    observation_concept_id: concept,
    observation_date: dayOf(observation.effectiveDateTime),
    observation_datetime: timeOf(observation.effectiveDateTime),
    observation_type_concept_id: 32817,
    value_as_number: value.valueQuantity?.value,
    value_as_string: value.valueString?.slice(0, 60),
    value_as_concept_id: valueConcept(writing, value.valueCodeableConcept),
    unit_concept_id: concepts.unit(value.valueQuantity?.code),
    observation_source_value: codingOf(code).code,
    observation_source_concept_id: concept,
    unit_source_value: value.valueQuantity?.unit,
    value_source_value: valueText(value),
  })
}

/** An allergy is an observation "Allergy to …" whose value names the substance. */
export function addAllergies(writing: OmopWriting): void {
  const { rows, concepts, source } = writing
  const place = { domain: 'Observation', className: 'Clinical Finding' }
  for (const allergy of source.of('AllergyIntolerance')) {
    const isGeneral = codingOf(allergy.code).code === '419199007'
    const substance = { domain: 'Observation', className: 'Substance' }
    const concept = concepts.of(isGeneral ? allergy.code : findingOf(allergy), place)
    rows.add('observation', {
      observation_id: rows.numberOf('observation', allergy.id),
      ...whoAndWhere(writing, allergy.patient, undefined),
      observation_concept_id: concept,
      observation_date: dayOf(allergy.recordedDate),
      observation_datetime: timeOf(allergy.recordedDate),
      observation_type_concept_id: 32840,
      value_as_concept_id: isGeneral ? undefined : concepts.of(allergy.code, substance),
      observation_source_value: codingOf(allergy.code).code,
      observation_source_concept_id: concept,
      value_source_value: wordsOf(allergy.code).slice(0, 50),
    })
  }
}

const FINDINGS: Readonly<Record<string, readonly [string, string]>> = {
  food: ['414285001', 'Allergy to food'],
  medication: ['416098002', 'Allergy to drug'],
}

function findingOf(allergy: AllergyIntolerance): CodeableConcept {
  const [code, display] = FINDINGS[allergy.category?.[0] ?? ''] ?? [
    '419199007',
    'Allergy to substance',
  ]
  return { coding: [{ system: 'http://snomed.info/sct', code, display }], text: display }
}

function valueConcept(
  { concepts }: OmopWriting,
  value: CodeableConcept | undefined,
): number | undefined {
  return value && concepts.of(value, { domain: 'Meas Value', className: 'Answer' })
}

function valueText(value: Value['value']): string | undefined {
  const words = value.valueCodeableConcept && wordsOf(value.valueCodeableConcept)
  return (words ?? value.valueString ?? value.valueQuantity?.value?.toString())?.slice(0, 50)
}
