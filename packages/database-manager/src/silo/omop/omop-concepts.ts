import type { CodeableConcept, Coding, Quantity } from '@medplum/fhirtypes'
import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { OmopTables } from './omop-tables.ts'

export type Concept = z.infer<typeof conceptSchema>

/** The vocabulary of a database, looked up in batches and remembered. */
export type Concepts = {
  /** Makes the concepts of these ids known to {@link Concepts.find}; 0 and null are passed over. */
  load(ids: readonly (number | null)[]): Promise<void>
  find(id: number | null): Concept | undefined
}

const MAX_REMEMBERED = 20_000

/** Opens the concept table. What it says of an id is remembered for as long as the silo is open. */
export function openConcepts(database: Kysely<OmopTables>): Concepts {
  const known = new Map<number, Concept | undefined>()
  return {
    async load(ids) {
      const missing = new Set<number>()
      for (const id of ids) if (id !== null && id !== 0 && !known.has(id)) missing.add(id)
      if (missing.size === 0) return
      if (known.size > MAX_REMEMBERED) known.clear()
      const rows = await database
        .selectFrom('concept')
        .select(['concept_id', 'concept_name', 'vocabulary_id', 'concept_class_id', 'concept_code'])
        .where('concept_id', 'in', [...missing])
        .execute()
      for (const id of missing) known.set(id, undefined)
      for (const row of z.array(conceptSchema).parse(rows)) known.set(row.concept_id, row)
    },
    find: (id) => (id === null ? undefined : known.get(id)),
  }
}

const SYSTEMS: Readonly<Record<string, string>> = {
  SNOMED: 'http://snomed.info/sct',
  LOINC: 'http://loinc.org',
  RxNorm: 'http://www.nlm.nih.gov/research/umls/rxnorm',
  'RxNorm Extension': 'https://fhir-terminology.ohdsi.org/RxNormExtension',
  UCUM: 'http://unitsofmeasure.org',
  CVX: 'http://hl7.org/fhir/sid/cvx',
  NDC: 'http://hl7.org/fhir/sid/ndc',
  ICD10CM: 'http://hl7.org/fhir/sid/icd-10-cm',
  ICD10: 'http://hl7.org/fhir/sid/icd-10',
  ICD9CM: 'http://hl7.org/fhir/sid/icd-9-cm',
  CPT4: 'http://www.ama-assn.org/go/cpt',
  HCPCS: 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets',
  ATC: 'http://www.whocc.no/atc',
}

const UCUM = 'http://unitsofmeasure.org'

/**
 * Makes a CodeableConcept of the standard concept, the source's own concept where it is another,
 * and the source's text where there is no concept.
 */
export function codeableConcept(
  standard: Concept | undefined,
  source: Concept | undefined,
  sourceValue: string | null,
): CodeableConcept {
  const concepts = [standard, source].filter((concept) => concept !== undefined)
  const codings = new Map(concepts.map((concept) => [concept.concept_id, codingOf(concept)]))
  const text = standard?.concept_name ?? source?.concept_name ?? sourceValue ?? undefined
  return {
    ...(codings.size > 0 && { coding: [...codings.values()] }),
    text: text === undefined || text === '' ? 'Not recorded' : text,
  }
}

/** A concept of a vocabulary without a FHIR system goes by its OMOP id, under OHDSI's own system. */
function codingOf(concept: Concept): Coding {
  const system = SYSTEMS[concept.vocabulary_id]
  return {
    system: system ?? 'https://fhir-terminology.ohdsi.org',
    code: system === undefined ? String(concept.concept_id) : concept.concept_code,
    display: concept.concept_name,
  }
}

/** Makes a Quantity; its unit is coded only where the vocabulary names a UCUM unit. */
export function quantity(
  value: number,
  unit: Concept | undefined,
  unitText: string | null,
): Quantity {
  if (unit?.vocabulary_id === 'UCUM') {
    return { value, unit: unit.concept_code, system: UCUM, code: unit.concept_code }
  }
  return unitText === null || unitText === '' ? { value } : { value, unit: unitText }
}

const conceptSchema = z.object({
  concept_id: z.coerce.number().int(),
  concept_name: z.string(),
  vocabulary_id: z.string(),
  concept_class_id: z.string(),
  concept_code: z.string(),
})
