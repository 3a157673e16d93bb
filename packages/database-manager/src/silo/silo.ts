import type { Resource } from '@medplum/fhirtypes'
import type { Kind, Sensitivity } from '@medrec/protocol'

/**
 * A provider's existing database, read as FHIR R4. Nothing is ever written or copied.
 *
 * Keys are the silo's own (row numbers with a letter for the table, UUIDs, upstream ids): at most
 * 30 ASCII bytes, or a UUID. They never reach the wire.
 */
export interface Silo extends AsyncDisposable {
  readonly capabilities: SiloCapabilities
  /**
   * Reads one page of a patient's resources of one type, newest first by (date desc, key desc),
   * both compared by code unit. A page shorter than `count` is the last one.
   * @throws {SiloError} MEDREC_SILO_UNAVAILABLE if the database does not answer, or answers nonsense
   * @throws {SiloError} MEDREC_SILO_QUERY_TOO_WIDE if the page would need more rows than may be read
   */
  search(query: SiloQuery): Promise<readonly SiloRow[]>
  /** Reads one resource of a patient-compartment type, whoever it belongs to. */
  read(type: string, key: string): Promise<SiloRow | undefined>
  /** Reads one shared resource (Practitioner, PractitionerRole, Organization, Location, Medication). */
  readShared(type: string, key: string): Promise<SiloRow | undefined>
  /** Finds patients for the staff desk: every word of `name` in the name, and the birth date exactly. At most 20. */
  findPatients(query: PatientQuery): Promise<readonly FoundPatient[]>
  /** Reads what an invite is checked against. */
  patientFacts(patientKey: string): Promise<PatientFacts | undefined>
  /** Resolves if the database answers now. */
  check(): Promise<void>
}

/** One resource with what the rules need to know of it. */
export type SiloRow = {
  readonly type: string
  readonly key: string
  /** Every patient the resource belongs to; empty for shared resources. */
  readonly patientKeys: readonly string[]
  /** Union of the source's labels, the mapping's rules and the code list. */
  readonly sensitivities: readonly Sensitivity[]
  /** UTC instant (`2020-01-31T08:00:00Z`) or date (`2020-01-31`, `2020-01`, `2020`); '' if none: sorts last. */
  readonly date: string
  /** References are `Type/<silo key>`. */
  readonly resource: Resource
}

export type SiloQuery = {
  readonly type: string
  readonly patientKey: string
  /** Only rows of these kinds. */
  readonly kinds: readonly Kind[]
  /** Only rows whose every sensitivity is named here. */
  readonly sensitivities: readonly Sensitivity[] | 'all'
  readonly ids?: readonly string[]
  /** Any of these; a code without `system` matches in every system. */
  readonly codes?: readonly CodeFilter[]
  /** All of these, on the row's date. */
  readonly dateRanges?: readonly DateRange[]
  /** 1 to 1000. */
  readonly count: number
  /** Only rows that sort after this one. */
  readonly after?: SiloCursor
}

export type CodeFilter = { readonly system?: string; readonly code: string }

/** FHIR's comparison prefixes; `ap` is not offered. */
export type DatePrefix = 'eq' | 'ne' | 'lt' | 'gt' | 'le' | 'ge' | 'sa' | 'eb'

/** A FHIR date search value: `YYYY`, `YYYY-MM`, `YYYY-MM-DD` or an instant with its offset. */
export type DateRange = { readonly prefix: DatePrefix; readonly value: string }

export type SiloCursor = { readonly date: string; readonly key: string }

export type PatientQuery = { readonly name: string; readonly birthDate: string }

export type FoundPatient = { readonly patientKey: string; readonly display: string }

export type PatientFacts = { readonly birthDate: string }

/** What differs between silos, for the start-up check and the capability statement. */
export type SiloCapabilities = {
  readonly name: string
  /** Patient-compartment and shared types this silo can answer. */
  readonly types: readonly string[]
  /** False if the mapping adds no sensitivity of its own to the source's labels and the code list. */
  readonly declaresSensitivityRules: boolean
  /** `index`: the database sorts and seeks. `scan`: each page reads all the patient's rows of the type. */
  readonly paging: 'index' | 'scan'
}
