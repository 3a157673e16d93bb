import { formatCodeableConcept, formatHumanName, formatQuantity } from '@medplum/core'
import type {
  CodeableConcept,
  Observation,
  ObservationComponent,
  Resource,
} from '@medplum/fhirtypes'
import { type Kind, kindOf } from '@medrec/protocol'

/** One record as a row of a list. */
export type RecordSummary = {
  readonly kind: Kind
  readonly title: string
  /** Figure, dose or state. */
  readonly value: string | undefined
  /** The source's range, or what the value is in relation to it. */
  readonly range: string | undefined
  readonly isOutOfRange: 'above' | 'below' | undefined
  /** FHIR date of any precision. */
  readonly date: string | undefined
}

/** Reads what a person wants to see first of a record. */
export function summarise(resource: Resource): RecordSummary {
  const { title, date, ...value } = read(resource)
  return {
    value: undefined,
    range: undefined,
    isOutOfRange: undefined,
    ...value,
    kind: kindOf(resource),
    title: title === undefined || title === '' ? 'No name given' : title,
    date,
  }
}

type Parts = Partial<Omit<RecordSummary, 'title' | 'kind'>> & {
  readonly title: string | undefined
  readonly date: string | undefined
}

function read(resource: Resource): Parts {
  switch (resource.resourceType) {
    case 'Patient':
      return {
        title: nameOf(resource.name?.[0]) ?? 'Personal details',
        value: resource.birthDate === undefined ? undefined : `born ${resource.birthDate}`,
        date: undefined,
      }
    case 'Observation':
      return {
        title: concept(resource.code),
        ...observed(resource),
        date: resource.effectiveDateTime ?? resource.effectivePeriod?.start ?? resource.issued,
      }
    case 'Condition':
      return {
        title: concept(resource.code),
        value: stateOf(resource.clinicalStatus),
        date: resource.onsetDateTime ?? resource.onsetPeriod?.start ?? resource.recordedDate,
      }
    case 'MedicationRequest':
      return {
        title: concept(resource.medicationCodeableConcept) ?? resource.medicationReference?.display,
        value: resource.dosageInstruction?.[0]?.text ?? words(resource.status),
        date: resource.authoredOn,
      }
    case 'Encounter':
      return {
        title: concept(resource.type?.[0]) ?? resource.class?.display ?? 'Visit',
        value: concept(resource.reasonCode?.[0]),
        date: resource.period?.start,
      }
    case 'Procedure':
      return {
        title: concept(resource.code),
        value: concept(resource.reasonCode?.[0]),
        date: resource.performedDateTime ?? resource.performedPeriod?.start,
      }
    case 'Immunization':
      return {
        title: concept(resource.vaccineCode),
        value: words(resource.status),
        date: resource.occurrenceDateTime,
      }
    case 'AllergyIntolerance':
      return {
        title: concept(resource.code),
        value: words(resource.criticality && `${resource.criticality} risk`),
        date: resource.onsetDateTime ?? resource.recordedDate,
      }
    case 'DiagnosticReport':
      return {
        title: concept(resource.code),
        value: resource.conclusion,
        date: resource.effectiveDateTime ?? resource.effectivePeriod?.start ?? resource.issued,
      }
    case 'DocumentReference':
      return {
        title: resource.description ?? concept(resource.type),
        value: concept(resource.category?.[0]),
        date: resource.date ?? resource.context?.period?.start,
      }
    default:
      return { title: resource.resourceType, date: undefined }
  }
}

function observed(observation: Observation): Omit<Parts, 'title' | 'date'> {
  const parts = observation.component ?? []
  if (parts.length > 0) return { value: figures(parts) }
  const value = figure(observation)
  const { low, high, text } = observation.referenceRange?.[0] ?? {}
  const range =
    low?.value !== undefined && high?.value !== undefined
      ? `${low.value} to ${high.value}`
      : high?.value !== undefined
        ? `up to ${high.value}`
        : low?.value !== undefined
          ? `${low.value} or more`
          : text
  const amount = observation.valueQuantity?.value
  const isAbove = amount !== undefined && high?.value !== undefined && amount > high.value
  const isBelow = amount !== undefined && low?.value !== undefined && amount < low.value
  return {
    value,
    range:
      range &&
      (isAbove ? `above range (${range})` : isBelow ? `below range (${range})` : `range ${range}`),
    isOutOfRange: isAbove ? 'above' : isBelow ? 'below' : undefined,
  }
}

function figure(part: Observation | ObservationComponent): string | undefined {
  if (part.valueQuantity !== undefined) {
    const { value, comparator } = part.valueQuantity
    const unit = unitOf(part)
    const rounded = value === undefined ? {} : { value: Number(value.toFixed(2)) }
    const sign = comparator === undefined ? {} : { comparator }
    return [formatQuantity({ ...rounded, ...sign }), unit].filter(Boolean).join(' ')
  }
  if (part.valueCodeableConcept !== undefined) return concept(part.valueCodeableConcept)
  return part.valueString ?? part.valueDateTime ?? part.valueInteger?.toString()
}

/** Parts in one unit read as one figure: `120/80 mmHg`. */
function figures(parts: readonly ObservationComponent[]): string | undefined {
  const units = new Set(parts.map(unitOf))
  const values = parts.map((part) => part.valueQuantity?.value)
  if (parts.length === 2 && units.size === 1 && values.every((value) => value !== undefined)) {
    const [unit] = units
    return [values.map((value) => Number(value.toFixed(2))).join('/'), unit].join(' ').trim()
  }
  return parts.map(figure).filter(Boolean).join(', ') || undefined
}

/** A unit as people write it: without UCUM's notes in braces and its brackets. */
function unitOf(part: Observation | ObservationComponent): string | undefined {
  const unit = part.valueQuantity?.unit ?? part.valueQuantity?.code
  return unit
    ?.replaceAll(/\{[^}]*\}/g, '')
    .replaceAll(/[[\]]/g, '')
    .replace(/\bm2\b/, 'm²')
}

function concept(value: CodeableConcept | undefined): string | undefined {
  const text = value === undefined ? '' : formatCodeableConcept(value)
  // The tag in brackets is SNOMED's, for coders.
  return text === ''
    ? undefined
    : text.replace(/ \((procedure|finding|disorder|situation|regime\/therapy)\)$/, '')
}

function nameOf(name: Parameters<typeof formatHumanName>[0] | undefined): string | undefined {
  if (name === undefined) return undefined
  return formatHumanName(name) || undefined
}

function stateOf(status: CodeableConcept | undefined): string | undefined {
  return words(status?.coding?.[0]?.code) ?? concept(status)
}

function words(code: string | undefined): string | undefined {
  return code?.replaceAll('-', ' ')
}
