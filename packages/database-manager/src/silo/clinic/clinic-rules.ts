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
    const reason = row.reason_code
    const known = reason !== null && isSensitivity(reason) ? reason : undefined
    if (known !== undefined) found.add(known)
    if (row.dept_confidential === 1) {
      for (const label of DEPARTMENTS[row.dept] ?? []) found.add(label)
      if (known === undefined) {
        for (const label of WITHOUT_REASON[row.dept] ?? ['unclassified' as const]) found.add(label)
      }
    }
    if (row.confidential === 1 && known === undefined) found.add('unclassified')
  }
  return [...found]
}

/** What all of a department's rows are. */
const DEPARTMENTS: Readonly<Record<string, readonly Sensitivity[]>> = { BH: ['MH'], SH: ['SEX'] }

/** What a department's rows may be besides, when no reason says; any other department: anything. */
const WITHOUT_REASON: Readonly<Record<string, readonly Sensitivity[]>> = { BH: [], SH: ['STD'] }
