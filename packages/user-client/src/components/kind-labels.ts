import { KINDS, type Kind, type Purpose } from '@medrec/protocol'

const KIND_LABELS: Readonly<Record<Kind, string>> = {
  demographics: 'Personal details',
  identifiers: 'Insurance numbers',
  allergies: 'Allergies',
  conditions: 'Conditions',
  medications: 'Medicines',
  immunizations: 'Vaccines',
  'vital-signs': 'Vital signs',
  laboratory: 'Lab results',
  imaging: 'Imaging',
  procedures: 'Procedures',
  encounters: 'Visits',
  'care-plans': 'Care plans',
  documents: 'Documents',
  'family-history': 'Family history',
  'social-history': 'Lifestyle',
  devices: 'Devices',
  claims: 'Claims',
  other: 'Other',
}

const PURPOSE_LABELS: Readonly<Record<Purpose, string>> = {
  TREAT: 'treatment',
  COC: 'coordination of care',
  ETREAT: 'emergency treatment',
  FAMRQT: 'family',
  PATRQT: 'own request',
  HRESCH: 'research',
  HPAYMT: 'payment',
  HOPERAT: 'running the hospital',
}

export function kindLabel(kind: Kind): string {
  return KIND_LABELS[kind]
}

export function purposeLabel(purpose: Purpose): string {
  return PURPOSE_LABELS[purpose]
}

/** Names a kind as a log spells it; one we do not know keeps its own name. */
export function kindNameLabel(name: string): string {
  const kind = KINDS.find((each) => each === name)
  if (kind !== undefined) return KIND_LABELS[kind]
  return name === 'shared' ? 'Names of staff and places' : name
}

/** `Lab results, medicines and personal details`. */
export function kindList(kinds: readonly Kind[]): string {
  const text = kindListInSentence(kinds)
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** The same inside a sentence: `lab results, medicines and personal details`. */
export function kindListInSentence(kinds: readonly Kind[]): string {
  return listOf(kinds.map((kind) => kindLabel(kind).toLowerCase()))
}

function listOf(words: readonly string[]): string {
  return new Intl.ListFormat('en', { type: 'conjunction' }).format(words).replace(/, and /, ' and ')
}
