import type { Reference, Resource } from '@medplum/fhirtypes'
import { codingOf, decodeText, wordsOf } from '../people/words.ts'
import { targetOf } from '../rows/row-maker.ts'
import type { OmopWriting } from './omop-rows.ts'

const VISITS: Readonly<Record<string, number>> = { IMP: 9201, EMER: 9203, HH: 581476, VR: 5083 }

export function addVisits({ rows, concepts, source }: OmopWriting): void {
  for (const visit of source.of('Encounter')) {
    const code = visit.class?.code ?? ''
    const start = visit.period?.start
    const end = visit.period?.end ?? start
    rows.add('visit_occurrence', {
      visit_occurrence_id: rows.numberOf('visit_occurrence', visit.id),
      person_id: rows.find('person', targetOf(visit.subject)),
      visit_concept_id: VISITS[code] ?? 9202,
      visit_start_date: dayOf(start),
      visit_start_datetime: timeOf(start),
      visit_end_date: dayOf(end),
      visit_end_datetime: timeOf(end),
      visit_type_concept_id: 32827,
      provider_id: rows.find('provider', targetOf(visit.participant?.[0]?.individual)),
      care_site_id: rows.find('care_site', targetOf(visit.serviceProvider)),
      visit_source_value: code,
      visit_source_concept_id: concepts.of(visit.type?.[0], {
        domain: 'Visit',
        className: 'Procedure',
      }),
    })
  }
}

export function addConditions(writing: OmopWriting): void {
  const { rows, concepts, source } = writing
  for (const condition of source.of('Condition')) {
    const concept = concepts.of(condition.code, { domain: 'Condition', className: 'Disorder' })
    rows.add('condition_occurrence', {
      condition_occurrence_id: rows.numberOf('condition_occurrence', condition.id),
      ...whoAndWhere(writing, condition.subject, condition.encounter),
      condition_concept_id: concept,
      condition_start_date: dayOf(condition.onsetDateTime),
      condition_start_datetime: timeOf(condition.onsetDateTime),
      condition_end_date: dayOf(condition.abatementDateTime),
      condition_end_datetime: timeOf(condition.abatementDateTime),
      condition_type_concept_id: 32840,
      condition_source_value: codingOf(condition.code).code,
      condition_source_concept_id: concept,
    })
  }
}

/** Prescriptions, what was given on the ward, and vaccines: all are exposures. */
export function addDrugs(writing: OmopWriting): void {
  const { rows, concepts, source } = writing
  for (const request of source.of('MedicationRequest')) {
    const listed = source.find('Medication', request.medicationReference?.reference)
    const drug = request.medicationCodeableConcept ?? listed?.code
    const concept = concepts.of(drug, { domain: 'Drug', className: 'Clinical Drug' })
    const isActive = request.status === 'active'
    rows.add('drug_exposure', {
      drug_exposure_id: rows.numberOf('drug_exposure', request.id),
      ...whoAndWhere(writing, request.subject, request.encounter),
      drug_concept_id: concept,
      drug_exposure_start_date: dayOf(request.authoredOn),
      drug_exposure_start_datetime: timeOf(request.authoredOn),
      drug_exposure_end_date: isActive ? FAR : laterDay(request.authoredOn, SUPPLY_DAYS),
      drug_type_concept_id: 32838,
      stop_reason: request.status === 'stopped' ? 'stopped' : undefined,
      days_supply: SUPPLY_DAYS,
      sig: request.dosageInstruction?.[0]?.text,
      drug_source_value: codingOf(drug).code,
      drug_source_concept_id: concept,
    })
  }
  for (const given of source.of('MedicationAdministration')) {
    const listed = source.find('Medication', given.medicationReference?.reference)
    const drug = given.medicationCodeableConcept ?? listed?.code
    addGiven(writing, given.id, {
      concept: concepts.of(drug, { domain: 'Drug', className: 'Clinical Drug' }),
      code: codingOf(drug).code,
      at: given.effectiveDateTime,
      ...whoAndWhere(writing, given.subject, given.context),
    })
  }
  for (const shot of source.of('Immunization')) {
    addGiven(writing, shot.id, {
      concept: concepts.of(shot.vaccineCode, { domain: 'Drug', className: 'CVX' }),
      code: codingOf(shot.vaccineCode).code,
      at: shot.occurrenceDateTime,
      ...whoAndWhere(writing, shot.patient, shot.encounter),
    })
  }
}

/** The convention for what has no end yet. */
const FAR = '2099-12-31'
const SUPPLY_DAYS = 30

type Given = ReturnType<typeof whoAndWhere> & {
  readonly concept: number
  readonly code: string | undefined
  readonly at: string | undefined
}

function addGiven({ rows }: OmopWriting, id: string, given: Given): void {
  const { concept, code, at, ...where } = given
  rows.add('drug_exposure', {
    drug_exposure_id: rows.numberOf('drug_exposure', id),
    ...where,
    drug_concept_id: concept,
    drug_exposure_start_date: dayOf(at),
    drug_exposure_start_datetime: timeOf(at),
    drug_exposure_end_date: dayOf(at),
    drug_type_concept_id: 32818,
    drug_source_value: code,
    drug_source_concept_id: concept,
  })
}

export function addProcedures(writing: OmopWriting): void {
  const { rows, concepts, source } = writing
  for (const procedure of source.of('Procedure')) {
    const concept = concepts.of(procedure.code, { domain: 'Procedure', className: 'Procedure' })
    const start = procedure.performedPeriod?.start ?? procedure.performedDateTime
    const end = procedure.performedPeriod?.end ?? start
    rows.add('procedure_occurrence', {
      procedure_occurrence_id: rows.numberOf('procedure_occurrence', procedure.id),
      ...whoAndWhere(writing, procedure.subject, procedure.encounter),
      procedure_concept_id: concept,
      procedure_date: dayOf(start),
      procedure_datetime: timeOf(start),
      procedure_end_date: dayOf(end),
      procedure_end_datetime: timeOf(end),
      procedure_type_concept_id: 32827,
      procedure_source_value: codingOf(procedure.code).code,
      procedure_source_concept_id: concept,
    })
  }
}

export function addNotes(writing: OmopWriting): void {
  const { rows, concepts, source } = writing
  for (const document of source.of('DocumentReference')) {
    rows.add('note', {
      note_id: rows.numberOf('note', document.id),
      ...whoAndWhere(writing, document.subject, document.context?.encounter?.[0]),
      note_date: dayOf(document.date),
      note_datetime: timeOf(document.date),
      note_type_concept_id: 32831,
      note_class_concept_id: concepts.of(document.type, {
        domain: 'Note',
        className: 'Clinical Observation',
      }),
      note_title: wordsOf(document.type),
      note_text: decodeText(document.content?.[0]?.attachment?.data),
      encoding_concept_id: 32678,
      language_concept_id: 4180186,
      note_source_value: codingOf(document.type).code,
    })
  }
}

/** The person, the visit, and who saw them at it. */
export function whoAndWhere(
  { rows, source }: OmopWriting,
  subject: Reference | undefined,
  encounter: Reference<Resource> | undefined,
) {
  const visit = source.find('Encounter', encounter?.reference)
  return {
    person_id: rows.find('person', targetOf(subject)),
    provider_id: rows.find('provider', targetOf(visit?.participant?.[0]?.individual)),
    visit_occurrence_id: rows.find('visit_occurrence', visit?.id),
  }
}

/** The day of an instant, in UTC as the hospital's clock is. */
export function dayOf(instant: string | undefined): string | undefined {
  return instant && new Date(instant).toISOString().slice(0, 10)
}

/** An instant as OMOP writes it, without a zone. */
export function timeOf(instant: string | undefined): string | undefined {
  return instant && new Date(instant).toISOString().slice(0, 19).replace('T', ' ')
}

function laterDay(instant: string | undefined, days: number): string | undefined {
  return instant && dayOf(new Date(Date.parse(instant) + days * 86_400_000).toISOString())
}
