import { type Kind, MedRecError, type Purpose, type UnixSeconds } from '@medrec/protocol'
import type { StaffMember } from '../../session/directory.ts'
import type { NewGrant } from '../../session/grants.ts'
import type { Relationship } from '../../session/relationships.ts'

const DAY_SECONDS = 24 * 3600

/** How long, by name; 30 days is the first choice, and nothing is without an end. */
export const PERIODS = [
  { id: '1', label: '1 day' },
  { id: '7', label: '7 days' },
  { id: '30', label: '30 days (second opinion)' },
  { id: '90', label: '90 days' },
  { id: '365', label: '1 year' },
  { id: 'day', label: 'Until a day I choose' },
] as const

export type PeriodId = (typeof PERIODS)[number]['id']

/** The end of a period that begins now; a chosen day counts in full. 0 if no day was chosen. */
export function endOf(period: PeriodId, lastDay: string, now: UnixSeconds): UnixSeconds {
  if (period !== 'day') return now + Number(period) * DAY_SECONDS
  const [year, month, day] = lastDay.split('-').map(Number)
  if (year === undefined || month === undefined || day === undefined) return 0
  return Math.floor(new Date(year, month - 1, day + 1).getTime() / 1000)
}

/**
 * Reads the choices of the form.
 * @throws {GrantChoiceError} MEDREC_GRANT_NO_VIEWER, MEDREC_GRANT_NO_PLACE, MEDREC_GRANT_NO_KIND,
 * MEDREC_GRANT_NO_END or MEDREC_GRANT_ENDS_BEFORE_START
 */
export function readGrantForm(choices: {
  readonly viewer: StaffMember | undefined
  readonly relationship: Relationship | undefined
  readonly kinds: readonly Kind[]
  readonly purpose: Purpose
  readonly notAfter: UnixSeconds
  readonly now: UnixSeconds
}): NewGrant {
  const { viewer, relationship, kinds, purpose, notAfter, now } = choices
  if (viewer === undefined) throw new GrantChoiceError('MEDREC_GRANT_NO_VIEWER')
  if (relationship === undefined) throw new GrantChoiceError('MEDREC_GRANT_NO_PLACE')
  if (kinds.length === 0) throw new GrantChoiceError('MEDREC_GRANT_NO_KIND')
  if (notAfter === 0) throw new GrantChoiceError('MEDREC_GRANT_NO_END')
  if (notAfter <= now) throw new GrantChoiceError('MEDREC_GRANT_ENDS_BEFORE_START')
  return { viewer, relationship, kinds, purpose, notAfter }
}

const SENTENCES = {
  MEDREC_GRANT_NO_VIEWER: 'Choose the person who may read.',
  MEDREC_GRANT_NO_PLACE: 'Choose the provider whose records you share.',
  MEDREC_GRANT_NO_KIND: 'Choose at least one kind of record.',
  MEDREC_GRANT_NO_END: 'Choose the last day.',
  MEDREC_GRANT_ENDS_BEFORE_START: 'This would end before it starts. Choose today or a later day.',
} as const

export class GrantChoiceError extends MedRecError {
  override name = 'GrantChoiceError'

  constructor(code: keyof typeof SENTENCES) {
    super(code, SENTENCES[code], { details: {} })
  }
}
