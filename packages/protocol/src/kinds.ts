import type { Resource } from '@medplum/fhirtypes'
import { type Hex, keccak256, toBytes } from 'viem'
import { MedRecError } from './med-rec-error.ts'

/**
 * Every kind, in the order of its bit in a grant. Bits are never renumbered and never widened: a
 * changed meaning takes a new bit and a new {@link KINDS_VERSION}.
 */
export const KINDS = [
  'demographics',
  'identifiers',
  'allergies',
  'conditions',
  'medications',
  'immunizations',
  'vital-signs',
  'laboratory',
  'imaging',
  'procedures',
  'encounters',
  'care-plans',
  'documents',
  'family-history',
  'social-history',
  'devices',
  'claims',
  'other',
] as const

/** The one kind a resource has; a grant names kinds. */
export type Kind = (typeof KINDS)[number]

export const KINDS_VERSION = 1

/** The code system of the `meta.tag` that names a served resource's kind. */
export const KIND_SYSTEM = 'https://medrec.dev/fhir/CodeSystem/kinds'

type KindRule = {
  readonly type: string
  readonly kind: Kind
  /** Category codes, of which the resource needs at least one; absent: any resource of the type. */
  readonly categories?: readonly string[]
  /** Codes (any system), of which the resource needs at least one; absent: any. */
  readonly codes?: readonly string[]
}

/** The ordered table: the first rule that matches a resource names its kind. */
export const KIND_RULES: readonly KindRule[] = [
  { type: 'Patient', kind: 'demographics' },
  { type: 'RelatedPerson', kind: 'demographics' },
  { type: 'Coverage', kind: 'identifiers' },
  { type: 'AllergyIntolerance', kind: 'allergies' },
  { type: 'Condition', kind: 'conditions' },
  { type: 'MedicationRequest', kind: 'medications' },
  { type: 'MedicationStatement', kind: 'medications' },
  { type: 'MedicationAdministration', kind: 'medications' },
  { type: 'MedicationDispense', kind: 'medications' },
  { type: 'Immunization', kind: 'immunizations' },
  // Some sources write the category in the singular.
  { type: 'Observation', categories: ['vital-signs', 'vital-sign'], kind: 'vital-signs' },
  { type: 'Observation', categories: ['laboratory', 'LAB'], kind: 'laboratory' },
  { type: 'Observation', categories: ['imaging', 'RAD'], kind: 'imaging' },
  { type: 'Observation', categories: ['social-history', 'survey'], kind: 'social-history' },
  { type: 'Observation', categories: ['procedure', 'exam', 'therapy'], kind: 'procedures' },
  { type: 'Observation', categories: ['activity'], kind: 'devices' },
  // Without a category: LOINC of the vital signs profile, then of social history.
  {
    type: 'Observation',
    codes: [
      '85353-1',
      '9279-1',
      '8867-4',
      '2708-6',
      '59408-5',
      '8310-5',
      '8302-2',
      '9843-4',
      '29463-7',
      '39156-5',
      '85354-9',
      '8480-6',
      '8462-4',
      '8478-0',
    ],
    kind: 'vital-signs',
  },
  {
    type: 'Observation',
    codes: ['72166-2', '11331-6', '74013-4', '76689-9'],
    kind: 'social-history',
  },
  { type: 'DiagnosticReport', categories: ['LAB', 'laboratory'], kind: 'laboratory' },
  {
    type: 'DiagnosticReport',
    categories: ['RAD', 'imaging', 'LP29684-5', 'CT', 'NMR', 'OUS', 'RUS', 'XRC'],
    kind: 'imaging',
  },
  { type: 'DiagnosticReport', kind: 'documents' },
  { type: 'ImagingStudy', kind: 'imaging' },
  { type: 'Procedure', kind: 'procedures' },
  { type: 'Encounter', kind: 'encounters' },
  { type: 'CarePlan', kind: 'care-plans' },
  { type: 'CareTeam', kind: 'care-plans' },
  { type: 'Goal', kind: 'care-plans' },
  { type: 'DocumentReference', kind: 'documents' },
  { type: 'FamilyMemberHistory', kind: 'family-history' },
  { type: 'Device', kind: 'devices' },
  { type: 'DeviceUseStatement', kind: 'devices' },
  { type: 'Claim', kind: 'claims' },
  { type: 'ExplanationOfBenefit', kind: 'claims' },
]

/** keccak256 of the table as published; a signed grant carries it with {@link KINDS_VERSION}. */
export const KINDS_HASH: Hex = keccak256(
  toBytes(JSON.stringify({ version: KINDS_VERSION, kinds: KINDS, rules: KIND_RULES })),
)

/**
 * Names the one kind of a resource: the first rule of {@link KIND_RULES} that matches its type,
 * category and code; nothing matches: `other`.
 */
export function kindOf(resource: Resource): Kind {
  const categories = codesIn(resource, 'category')
  const codes = codesIn(resource, 'code')
  const rule = KIND_RULES.find(
    (candidate) =>
      candidate.type === resource.resourceType &&
      (candidate.categories === undefined || candidate.categories.some((c) => categories.has(c))) &&
      (candidate.codes === undefined || candidate.codes.some((c) => codes.has(c))),
  )
  return rule?.kind ?? 'other'
}

/** Packs kinds into the bits of a grant's `readKinds` or `writeKinds` (uint64). */
export function kindMask(kinds: Iterable<Kind>): bigint {
  let mask = 0n
  for (const kind of kinds) mask |= 1n << BigInt(KINDS.indexOf(kind))
  return mask
}

/**
 * Lists the kinds of a mask, in the order of their bits.
 *
 * @throws {UnknownKindError} MEDREC_UNKNOWN_KIND if a bit is set that this version has no kind for
 */
export function kindsInMask(mask: bigint): Kind[] {
  if (mask < 0n || mask >> BigInt(KINDS.length) !== 0n) throw new UnknownKindError(mask)
  return KINDS.filter((_, bit) => (mask >> BigInt(bit)) & 1n)
}

/** Says whether a text names a kind. */
export function isKind(text: string): text is Kind {
  return KINDS.some((kind) => kind === text)
}

function codesIn(resource: Resource, element: 'category' | 'code'): Set<string> {
  const found = new Set<string>()
  const value: unknown = Reflect.get(resource, element)
  for (const concept of Array.isArray(value) ? value : [value]) {
    const codings: unknown = isObject(concept) ? concept.coding : undefined
    if (!Array.isArray(codings)) continue
    for (const coding of codings) {
      if (isObject(coding) && typeof coding.code === 'string') found.add(coding.code)
    }
  }
  return found
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

export class UnknownKindError extends MedRecError<
  'MEDREC_UNKNOWN_KIND',
  { readonly mask: string }
> {
  override name = 'UnknownKindError'
  constructor(mask: bigint) {
    super(
      'MEDREC_UNKNOWN_KIND',
      `The kinds 0x${mask.toString(16)} go beyond version ${KINDS_VERSION} of the table. Update this program.`,
      { details: { mask: `0x${mask.toString(16)}` } },
    )
  }
}
