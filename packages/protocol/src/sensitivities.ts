import type { Resource } from '@medplum/fhirtypes'
import { SENSITIVE_CODES } from './sensitive-codes.ts'

/**
 * What a resource may be besides its kind: codes of HL7 v3-ActCode, and our `unclassified` for
 * what cannot be classified. They have no bit on the chain; only finer terms name them.
 *
 * @see http://terminology.hl7.org/ValueSet/v3-InformationSensitivityPolicy
 */
export const SENSITIVITIES = [
  'GDIS',
  'MH',
  'PSYTHPN',
  'SUD',
  'SEX',
  'HIV',
  'STD',
  'SDV',
  'unclassified',
] as const

export type Sensitivity = (typeof SENSITIVITIES)[number]

/** The code system of a sensitivity in a source's `meta.security`. */
export const SENSITIVITY_SYSTEM = 'http://terminology.hl7.org/CodeSystem/v3-ActCode'

/** Labels of a source that say as much as one of ours, under another code. */
const SOURCE_LABELS: ReadonlyMap<string, Sensitivity> = new Map<string, Sensitivity>([
  ...SENSITIVITIES.map((label): [string, Sensitivity] => [label, label]),
  ['PSY', 'MH'],
  ['ETH', 'SUD'],
  ['ETHUD', 'SUD'],
  ['OPIOIDUD', 'SUD'],
  ['BH', 'MH'],
  ['COGN', 'MH'],
  ['SOCIAL', 'unclassified'],
  ['VIO', 'SDV'],
  ['DVD', 'SDV'],
  ['SEXUAL', 'SEX'],
  ['REPRODUCTIVE', 'SEX'],
  // A confidentiality above normal says that there is something, not what.
  ['R', 'unclassified'],
  ['V', 'unclassified'],
])

const DOCUMENT_TYPES: readonly string[] = ['DocumentReference', 'DiagnosticReport', 'Composition']

/**
 * Lists the sensitivities of a resource: its source's labels, and our list of exact codes over
 * **every** coding in it, also in reasons, components and contained resources. A document whose
 * content is text or an attachment cannot be classified and is `unclassified`.
 *
 * The list of codes has gaps; a mapping's own rules (table, ward, column) come on top.
 *
 * @returns each sensitivity once, in the order of {@link SENSITIVITIES}
 */
export function sensitivitiesOf(resource: Resource): Sensitivity[] {
  const found = new Set<Sensitivity>()
  for (const label of securityLabels(resource)) {
    const sensitivity = SOURCE_LABELS.get(label)
    if (sensitivity !== undefined) found.add(sensitivity)
  }
  visit(resource, found)
  return SENSITIVITIES.filter((label) => found.has(label))
}

/** Says whether a text names a sensitivity. */
export function isSensitivity(text: string): text is Sensitivity {
  return SENSITIVITIES.some((label) => label === text)
}

function visit(value: unknown, found: Set<Sensitivity>): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, found)
    return
  }
  if (typeof value !== 'object' || value === null) return
  const type: unknown = Reflect.get(value, 'resourceType')
  if (typeof type === 'string' && DOCUMENT_TYPES.includes(type) && holdsText(value)) {
    found.add('unclassified')
  }
  const code: unknown = Reflect.get(value, 'code')
  if (typeof code === 'string') {
    const sensitivity = SENSITIVE_CODES.get(`${String(Reflect.get(value, 'system'))}|${code}`)
    if (sensitivity !== undefined) found.add(sensitivity)
  }
  for (const inner of Object.values(value)) visit(inner, found)
}

function holdsText(resource: object): boolean {
  return ['content', 'presentedForm', 'conclusion', 'section'].some(
    (element) => Reflect.get(resource, element) !== undefined,
  )
}

function securityLabels(resource: Resource): string[] {
  const labels = [...(resource.meta?.security ?? [])]
  if (resource.resourceType === 'DocumentReference') {
    for (const concept of resource.securityLabel ?? []) labels.push(...(concept.coding ?? []))
  }
  return labels.flatMap((label) => (label.code === undefined ? [] : [label.code]))
}
