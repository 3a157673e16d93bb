export type ErrorOptions<Details> = {
  readonly details: Details
  readonly retryable?: boolean
  readonly cause?: unknown
}

/**
 * The one base of every error MedRec throws on purpose.
 *
 * `message` is a sentence that says what happened and what to do; `details` are typed per code and
 * safe to publish: counts, types, addresses and ids of our own, never a record's value, a name or a
 * key. `retryable` says whether the same call may succeed later without a change.
 *
 * @see docs/errors.md for every code with its cause and its remedy
 */
export class MedRecError<
  Code extends string = string,
  Details extends Readonly<Record<string, unknown>> = Readonly<Record<string, unknown>>,
> extends Error {
  override name = 'MedRecError'
  readonly code: Code
  readonly details: Details
  readonly retryable: boolean

  constructor(code: Code, message: string, options: ErrorOptions<Details>) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.details = options.details
    this.retryable = options.retryable ?? false
  }
}
