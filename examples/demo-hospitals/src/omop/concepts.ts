import type { CodeableConcept } from '@medplum/fhirtypes'
import { codingOf, wordsOf } from '../people/words.ts'
import type { RowMaker } from '../rows/row-maker.ts'

/** Ids of our own begin here, as OHDSI asks of a site: its standard ids are below. */
export const FIRST_OWN_CONCEPT = 2_000_000_000

export type ConceptPlace = { readonly domain: string; readonly className: string }

/** Writes concepts at their first use and tells their ids. */
export class ConceptBook {
  readonly #rows: RowMaker

  constructor(rows: RowMaker) {
    this.#rows = rows
    for (const [vocabulary_id, name] of VOCABULARIES) {
      rows.add('vocabulary', {
        vocabulary_id,
        vocabulary_name: name,
        vocabulary_version: 'as used by the records',
        vocabulary_concept_id: 0,
      })
    }
    for (const [id, name, domain, vocabulary, code] of STANDARD) {
      this.#write(id, { name, domain, vocabulary, className: domain, code, standard: 'S' })
    }
  }

  /** The standard concept of a coding; 0 if it has no code of a vocabulary we know. */
  of(concept: CodeableConcept | undefined, place: ConceptPlace): number {
    const { system, code } = codingOf(concept)
    const vocabulary = VOCABULARY_OF[system ?? '']
    if (vocabulary === undefined || code === undefined) return 0
    return this.#own({ ...place, name: wordsOf(concept), vocabulary, code, standard: 'S' })
  }

  /** The standard concept of a UCUM unit. */
  unit(code: string | undefined): number | undefined {
    if (code === undefined) return undefined
    const place = { domain: 'Unit', className: 'Unit', vocabulary: 'UCUM' }
    return this.#own({ ...place, name: code, code, standard: 'S' })
  }

  /** The concept of the laboratory's own catalogue that maps to a standard one. */
  local(standard: number, name: string): { readonly id: number; readonly code: string } {
    const number = this.#rows.numberOf('laboratory catalogue', String(standard))
    const code = `L${String(number).padStart(4, '0')}`
    const isKnown = this.#rows.find('concept', `${LOCAL} ${code}`) !== undefined
    const place = { domain: 'Measurement', className: 'Lab Test', vocabulary: LOCAL }
    const id = this.#own({ ...place, name, code, standard: undefined })
    if (!isKnown) {
      this.#rows.add('concept_relationship', {
        concept_id_1: id,
        concept_id_2: standard,
        relationship_id: 'Maps to',
        ...VALID,
      })
    }
    return { id, code }
  }

  #own(concept: NewConcept): number {
    const key = `${concept.vocabulary} ${concept.code}`
    const known = this.#rows.find('concept', key)
    if (known !== undefined) return known
    const id = this.#rows.numberOf('concept', key)
    this.#write(id, concept)
    return id
  }

  #write(id: number, concept: NewConcept): void {
    this.#rows.add('concept', {
      concept_id: id,
      concept_name: concept.name.slice(0, 255),
      domain_id: concept.domain,
      vocabulary_id: concept.vocabulary,
      concept_class_id: concept.className,
      standard_concept: concept.standard,
      concept_code: concept.code,
      ...VALID,
    })
  }
}

type NewConcept = ConceptPlace & {
  readonly name: string
  readonly vocabulary: string
  readonly code: string
  readonly standard: 'S' | undefined
}

const VALID = { valid_start_date: '1970-01-01', valid_end_date: '2099-12-31' }
const LOCAL = 'LGH Laboratory'

const VOCABULARY_OF: Readonly<Record<string, string>> = {
  'http://snomed.info/sct': 'SNOMED',
  'http://loinc.org': 'LOINC',
  'http://www.nlm.nih.gov/research/umls/rxnorm': 'RxNorm',
  'http://hl7.org/fhir/sid/cvx': 'CVX',
  'http://nucc.org/provider-taxonomy': 'NUCC',
}

const VOCABULARIES = [
  ['None', 'OMOP Standardized Vocabularies'],
  ['SNOMED', 'Systematic Nomenclature of Medicine - Clinical Terms (IHTSDO)'],
  ['LOINC', 'Logical Observation Identifiers Names and Codes (Regenstrief Institute)'],
  ['RxNorm', 'RxNorm (NLM)'],
  ['CVX', 'CDC Vaccine Administered CVX (NCIRD)'],
  ['UCUM', 'Unified Code for Units of Measure (Regenstrief Institute)'],
  ['NUCC', 'National Uniform Claim Committee Health Care Provider Taxonomy Code Set'],
  ['Gender', 'OMOP Gender'],
  ['Race', 'Race and Ethnicity Code Set (USBC)'],
  ['Ethnicity', 'OMOP Ethnicity'],
  ['Visit', 'OMOP Visit'],
  ['Type Concept', 'OMOP Type Concept'],
  ['Encoding', 'OMOP Encoding'],
  ['Language', 'OMOP Language'],
  [LOCAL, 'Test catalogue of the laboratory of Lakeside General Hospital'],
] as const

/** OMOP's own concepts that the CDM's conventions prescribe. */
const STANDARD = [
  [0, 'No matching concept', 'Metadata', 'None', 'No matching concept'],
  [8507, 'MALE', 'Gender', 'Gender', 'M'],
  [8532, 'FEMALE', 'Gender', 'Gender', 'F'],
  [8527, 'White', 'Race', 'Race', '5'],
  [8516, 'Black or African American', 'Race', 'Race', '3'],
  [8515, 'Asian', 'Race', 'Race', '2'],
  [38003563, 'Hispanic or Latino', 'Ethnicity', 'Ethnicity', 'Hispanic'],
  [38003564, 'Not Hispanic or Latino', 'Ethnicity', 'Ethnicity', 'Not Hispanic'],
  [9201, 'Inpatient Visit', 'Visit', 'Visit', 'IP'],
  [9202, 'Outpatient Visit', 'Visit', 'Visit', 'OP'],
  [9203, 'Emergency Room Visit', 'Visit', 'Visit', 'ER'],
  [581476, 'Home Visit', 'Visit', 'Visit', 'OMOP4822459'],
  [5083, 'Telehealth', 'Visit', 'Visit', 'OMOP5160861'],
  [32817, 'EHR', 'Type Concept', 'Type Concept', 'OMOP4976890'],
  [32818, 'EHR administration record', 'Type Concept', 'Type Concept', 'OMOP4976891'],
  [32827, 'EHR encounter record', 'Type Concept', 'Type Concept', 'OMOP4976900'],
  [32831, 'EHR note', 'Type Concept', 'Type Concept', 'OMOP4976904'],
  [32838, 'EHR prescription', 'Type Concept', 'Type Concept', 'OMOP4976911'],
  [32840, 'EHR problem list', 'Type Concept', 'Type Concept', 'OMOP4976913'],
  [32856, 'Lab', 'Type Concept', 'Type Concept', 'OMOP4976929'],
  [32678, 'UTF-8', 'Metadata', 'Encoding', 'OMOP4822340'],
  [4180186, 'English language', 'Language', 'Language', 'en'],
  [756265, 'OMOP CDM Version 5.4.0', 'Metadata', 'None', 'CDM v5.4.0'],
] as const
