import { type SensitiveSubject, subjectOf } from '../people/sensitive-subjects.ts'

/** Who at the clinic wrote a row, and whether and why it is kept confidential. */
export type Desk = {
  readonly dept: string
  readonly confidential: 0 | 1
  readonly confid_reason: number | null
}

/** The department that deals with a subject, and the clinic's number of the reason. */
const KEEPERS: Readonly<Record<SensitiveSubject['code'], readonly [string, number]>> = {
  SDV: ['SW', 5],
  HIV: ['SH', 4],
  STD: ['SH', 3],
  SUD: ['BH', 2],
  MH: ['BH', 1],
}

const DENTAL = /dental|teeth|tooth|gingiv|plaque|oral health|fluoride/i

/** Finds who writes about this: the confidential departments about their subjects, else `usual`. */
export function deskOf(usual: string, words: string): Desk {
  const subject = subjectOf(words)
  if (subject !== undefined) {
    const [dept, confid_reason] = KEEPERS[subject]
    return { dept, confidential: 1, confid_reason }
  }
  const dept = usual === 'FM' && DENTAL.test(words) ? 'DEN' : usual
  return { dept, confidential: 0, confid_reason: null }
}

/** A row that stays in its department (laboratory, prescriptions) and is only marked. */
export function markedDeskOf(dept: string, words: string): Desk {
  return { ...deskOf(dept, words), dept }
}
