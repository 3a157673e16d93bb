import { z } from 'zod'

/**
 * The columns read of OMOP CDM 5.4. Dates are text (`YYYY-MM-DD`), numbers of unlimited precision
 * are text, ids are numbers.
 * @see https://ohdsi.github.io/CommonDataModel/cdm54.html
 */
export type OmopTables = {
  person: {
    person_id: number
    gender_concept_id: number
    year_of_birth: number
    month_of_birth: number | null
    day_of_birth: number | null
    location_id: number | null
    provider_id: number | null
    care_site_id: number | null
    person_source_value: string | null
    gender_source_value: string | null
  }
  death: { person_id: number; death_date: string }
  visit_occurrence: Event & {
    visit_occurrence_id: number
    visit_concept_id: number
    visit_source_concept_id: number | null
    visit_start_date: string
    visit_end_date: string
    care_site_id: number | null
    preceding_visit_occurrence_id: number | null
  }
  condition_occurrence: Event & {
    condition_occurrence_id: number
    condition_concept_id: number
    condition_source_concept_id: number | null
    condition_source_value: string | null
    condition_start_date: string
    condition_end_date: string | null
  }
  drug_exposure: Event & {
    drug_exposure_id: number
    drug_concept_id: number
    drug_source_concept_id: number | null
    drug_source_value: string | null
    drug_exposure_start_date: string
    drug_exposure_end_date: string
    stop_reason: string | null
    refills: number | null
    quantity: string | null
    days_supply: number | null
    sig: string | null
    lot_number: string | null
  }
  measurement: Event &
    Valued & {
      measurement_id: number
      measurement_concept_id: number
      measurement_source_concept_id: number | null
      measurement_source_value: string | null
      measurement_date: string
      operator_concept_id: number | null
      range_low: string | null
      range_high: string | null
    }
  observation: Event &
    Valued & {
      observation_id: number
      observation_concept_id: number
      observation_source_concept_id: number | null
      observation_source_value: string | null
      observation_date: string
      value_as_string: string | null
    }
  procedure_occurrence: Event & {
    procedure_occurrence_id: number
    procedure_concept_id: number
    procedure_source_concept_id: number | null
    procedure_source_value: string | null
    procedure_date: string
    procedure_end_date: string | null
  }
  note: Event & {
    note_id: number
    note_date: string
    note_class_concept_id: number
    note_title: string | null
    note_text: string
  }
  provider: {
    provider_id: number
    provider_name: string | null
    npi: string | null
    specialty_concept_id: number | null
    specialty_source_value: string | null
    care_site_id: number | null
    gender_concept_id: number | null
  }
  care_site: {
    care_site_id: number
    care_site_name: string | null
    location_id: number | null
  }
  location: {
    location_id: number
    address_1: string | null
    address_2: string | null
    city: string | null
    state: string | null
    zip: string | null
  }
  concept: {
    concept_id: number
    concept_name: string
    domain_id: string
    vocabulary_id: string
    concept_class_id: string
    concept_code: string
  }
}

type Event = {
  person_id: number
  provider_id: number | null
  visit_occurrence_id: number | null
}

type Valued = {
  value_as_number: string | null
  value_as_concept_id: number | null
  value_source_value: string | null
  unit_concept_id: number | null
  unit_source_value: string | null
}

const optionalText = z.string().nullable()
const id = z.coerce.number().int().nonnegative()
const day = z.string().regex(/^\d{4}-\d\d-\d\d$/)

/** What a column's value must look like to pass the border. */
export const columns = {
  id,
  optionalId: id.nullable(),
  text: z.string(),
  optionalText,
  day,
  optionalDay: day.nullable(),
  /** `numeric` comes as text. */
  optionalNumber: z.coerce.number().nullable(),
}

/** Columns that every table of events has, under the names the mappings use. */
export const eventColumns = {
  id,
  person_id: id,
  date: day,
  provider_id: id.nullable(),
  visit_occurrence_id: id.nullable(),
  specialty: optionalText,
}
