import { MedRecError } from '@medrec/protocol'

export type SiloErrorCode =
  | 'MEDREC_SILO_UNAVAILABLE'
  | 'MEDREC_SILO_QUERY_TOO_WIDE'
  | 'MEDREC_SILO_MISCONFIGURED'

/**
 * What went wrong behind the port. `reason` is a fixed word of ours, never a text of the silo,
 * which may hold a record's value.
 */
export class SiloError extends MedRecError<
  SiloErrorCode,
  { readonly silo: string; readonly reason: string }
> {
  override name = 'SiloError'
}

/** The silo does not answer, or answers what it must not: the reader gets 503 and may try again. */
export function siloUnavailable(silo: string, reason: string, cause?: unknown): SiloError {
  return new SiloError(
    'MEDREC_SILO_UNAVAILABLE',
    `The records of ${silo} cannot be read now (${reason}). Try again later.`,
    { details: { silo, reason }, retryable: true, cause },
  )
}

/** A page would need more rows than one request may read: narrow the request. */
export function siloQueryTooWide(silo: string, reason: string): SiloError {
  return new SiloError(
    'MEDREC_SILO_QUERY_TOO_WIDE',
    `Reading this page of ${silo} needs too many rows (${reason}). Ask for a narrower date range.`,
    { details: { silo, reason } },
  )
}

/** The silo is not what its configuration says: the start is refused. */
export function siloMisconfigured(silo: string, reason: string, cause?: unknown): SiloError {
  return new SiloError(
    'MEDREC_SILO_MISCONFIGURED',
    `The silo ${silo} cannot be opened (${reason}). Correct its configuration.`,
    { details: { silo, reason }, cause },
  )
}
