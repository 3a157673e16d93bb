/** A subject that people keep to themselves, with its code in HL7's v3-ActCode. */
export type SensitiveSubject = {
  readonly code: 'SDV' | 'HIV' | 'STD' | 'SUD' | 'MH'
  readonly words: RegExp
}

/** The subjects that the demo hospitals themselves keep apart, the most telling first. */
const SUBJECTS: readonly SensitiveSubject[] = [
  { code: 'SDV', words: /partner|humiliat|physically and emotionally safe|\bHARK\b/i },
  { code: 'HIV', words: /\bHIV\b|immunodeficiency virus/i },
  { code: 'STD', words: /chlamydia|gonorrh|syphilis/i },
  {
    code: 'SUD',
    words:
      /alcohol|opioid|\bdrug abuse|drugs? of abuse|misuses drugs|drug overdose|\bDAST|AUDIT-C|naloxone|buprenorphine|methadone|naltrexone/i,
  },
  {
    code: 'MH',
    words:
      /depressi|anxiety|\bpanic\b|psych|suicid|bipolar|stress disorder|attention deficit|PHQ|Patient Health Questionnaire|GAD-7|methylphenidate|fluoxetine|sertraline/i,
  },
]

/** Names the sensitive subject that words are about; undefined if none. */
export function subjectOf(words: string): SensitiveSubject['code'] | undefined {
  return SUBJECTS.find((subject) => subject.words.test(words))?.code
}
