/** Who at the clinic wrote a row, and whether and why it is kept confidential. */
export type Desk = {
  readonly dept: string
  readonly confidential: 0 | 1
  readonly confid_reason: number | null
}

/** Which department a subject belongs to, and the reason the clinic gives; the first that fits. */
const SUBJECTS: readonly {
  readonly dept: string
  readonly reason: number
  readonly words: RegExp
}[] = [
  { dept: 'SW', reason: 5, words: /partner|humiliat|physically and emotionally safe|\bHARK\b/i },
  { dept: 'SH', reason: 4, words: /\bHIV\b|immunodeficiency virus/i },
  { dept: 'SH', reason: 3, words: /chlamydia|gonorrh|syphilis/i },
  {
    dept: 'BH',
    reason: 2,
    words:
      /alcohol|opioid|\bdrug abuse|drugs? of abuse|misuses drugs|drug overdose|\bDAST|AUDIT-C|naloxone|buprenorphine|methadone|naltrexone/i,
  },
  {
    dept: 'BH',
    reason: 1,
    words:
      /depressi|anxiety|\bpanic\b|psych|suicid|bipolar|stress disorder|attention deficit|PHQ|Patient Health Questionnaire|GAD-7|methylphenidate|fluoxetine|sertraline/i,
  },
]

const DENTAL = /dental|teeth|tooth|gingiv|plaque|oral health|fluoride/i

/** Finds who writes about this: the confidential departments about their subjects, else `usual`. */
export function deskOf(usual: string, words: string): Desk {
  const subject = SUBJECTS.find((candidate) => candidate.words.test(words))
  if (subject !== undefined) {
    return { dept: subject.dept, confidential: 1, confid_reason: subject.reason }
  }
  const dept = usual === 'FM' && DENTAL.test(words) ? 'DEN' : usual
  return { dept, confidential: 0, confid_reason: null }
}

/** A row that stays in its department (laboratory, prescriptions) and is only marked. */
export function markedDeskOf(dept: string, words: string): Desk {
  return { ...deskOf(dept, words), dept }
}
