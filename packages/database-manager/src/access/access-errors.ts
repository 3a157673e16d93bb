import { MedRecError } from '@medrec/protocol'

type Nothing = Readonly<Record<string, never>>

/**
 * Nothing is in force between the one who asks and the patient. The answer is the same whether or
 * not the patient exists; the reason stands in the access log alone.
 */
export class AccessDeniedError extends MedRecError<'MEDREC_ACCESS_DENIED', Nothing> {
  override readonly name = 'AccessDeniedError'

  constructor() {
    super(
      'MEDREC_ACCESS_DENIED',
      'No permission is in force for you here. Ask the patient for access, or open the grant again.',
      { details: {} },
    )
  }
}

/** A single resource that is absent, or that this reader may not see: one answer for both. */
export class RecordAbsentError extends MedRecError<'MEDREC_RECORD_ABSENT', Nothing> {
  override readonly name = 'RecordAbsentError'

  constructor() {
    super('MEDREC_RECORD_ABSENT', 'There is no such record, or none that you may see.', {
      details: {},
    })
  }
}

/** What is known of the chain is too old to decide for anybody but the patient. */
export class ViewStaleError extends MedRecError<
  'MEDREC_VIEW_STALE',
  { readonly retryAfterSeconds: number }
> {
  override readonly name = 'ViewStaleError'

  constructor() {
    super(
      'MEDREC_VIEW_STALE',
      'Permissions cannot be checked now, because the chain has not answered for a while. Try again later.',
      { details: { retryAfterSeconds: 30 }, retryable: true },
    )
  }
}

/** The rule that a row of a silo broke. */
export type RowRule =
  | 'type'
  | 'key'
  | 'patient'
  | 'patients-incomplete'
  | 'kind'
  | 'sensitivities-incomplete'
  | 'decision'
  | 'cursor'

/**
 * A silo handed out what it was not asked for. Nothing is served, and somebody must look at it.
 * It has no rule of its own in the error handler, so the wire learns no more than of any fault.
 */
export class RecordAssertionError extends MedRecError<
  'MEDREC_RECORD_ASSERTION_FAILED',
  { readonly type: string; readonly rule: RowRule }
> {
  override readonly name = 'RecordAssertionError'

  constructor(type: string, rule: RowRule) {
    super(
      'MEDREC_RECORD_ASSERTION_FAILED',
      `A row of type ${type} broke the rule "${rule}". Check the mapping of the silo.`,
      { details: { type, rule } },
    )
  }
}

/** A part of a request that is not offered; named, also under `handling=lenient`. */
export class RequestUnsupportedError extends MedRecError<
  'MEDREC_REQUEST_UNSUPPORTED',
  { readonly part: string }
> {
  override readonly name = 'RequestUnsupportedError'

  /**
   * @param part name of the type, parameter or operation; never a value
   * @param remedy a sentence that says what to send instead
   */
  constructor(part: string, remedy: string) {
    super('MEDREC_REQUEST_UNSUPPORTED', `${part}: ${remedy}`, { details: { part } })
  }
}
