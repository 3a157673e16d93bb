/**
 * Why somebody reads: codes of HL7 v3 PurposeOfUse, in the order of their bit in a grant.
 *
 * @see http://terminology.hl7.org/ValueSet/v3-PurposeOfUse
 */
export const PURPOSES = [
  'TREAT',
  'COC',
  'ETREAT',
  'FAMRQT',
  'PATRQT',
  'HRESCH',
  'HPAYMT',
  'HOPERAT',
] as const

export type Purpose = (typeof PURPOSES)[number]

/** The code system of {@link PURPOSES}. */
export const PURPOSE_SYSTEM = 'http://terminology.hl7.org/CodeSystem/v3-ActReason'

/** Packs purposes into the bits of a grant's `purposes` (uint16). */
export function purposeMask(purposes: Iterable<Purpose>): number {
  let mask = 0
  for (const purpose of purposes) mask |= 1 << PURPOSES.indexOf(purpose)
  return mask
}

/** Lists the purposes of a mask, in the order of their bits; a bit without a purpose names none. */
export function purposesInMask(mask: number): Purpose[] {
  return PURPOSES.filter((_, bit) => ((mask >> bit) & 1) === 1)
}

/** Says whether a text names a purpose. */
export function isPurpose(text: string): text is Purpose {
  return PURPOSES.some((purpose) => purpose === text)
}

/**
 * Says whether a viewer with this purpose reads as a professional, whom a member provider must
 * vouch for: everyone but family and the patient's own delegates.
 */
export function needsVouching(purpose: Purpose): boolean {
  switch (purpose) {
    case 'FAMRQT':
    case 'PATRQT':
      return false
    case 'TREAT':
    case 'COC':
    case 'ETREAT':
    case 'HRESCH':
    case 'HPAYMT':
    case 'HOPERAT':
      return true
  }
}
