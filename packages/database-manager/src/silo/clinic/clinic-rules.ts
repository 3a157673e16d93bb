import { isSensitivity, type Sensitivity } from '@medrec/protocol'
import { sensitivitiesOfWords } from '../sensitive-words.ts'

/** Who wrote a row, and whether somebody asked to keep it confidential. */
export type Confidence = {
  readonly dept: string
  readonly dept_confidential: number
  readonly confidential: number
  /** v3-ActCode of the reason, where the clinic has one. */
  readonly reason_code: string | null
}

/**
 * The mapping's sensitivity rules: what the confidential departments wrote, what somebody marked
 * confidential (without a reason we know: `unclassified`), and the wording of the row.
 */
export function clinicSensitivities(
  rows: readonly Confidence[],
  texts: readonly (string | null)[],
): readonly Sensitivity[] {
  const found = new Set(sensitivitiesOfWords(texts))
  for (const row of rows) {
    if (row.dept_confidential === 1) {
      for (const label of DEPARTMENTS[row.dept] ?? ['unclassified' as const]) found.add(label)
    }
    if (row.confidential === 1) {
      const reason = row.reason_code
      found.add(reason !== null && isSensitivity(reason) ? reason : 'unclassified')
    }
  }
  return [...found]
}

const DEPARTMENTS: Readonly<Record<string, readonly Sensitivity[]>> = {
  BH: ['MH'],
  SH: ['SEX', 'STD'],
  SW: ['unclassified'],
}
