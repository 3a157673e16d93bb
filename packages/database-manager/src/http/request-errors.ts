import { MedRecError } from '@medrec/protocol'
import type { z } from 'zod'

/**
 * Reads a request's body, query or parameters by their schema.
 *
 * @throws {RequestInvalidError} MEDREC_REQUEST_INVALID, naming the first part that does not fit
 */
export function parseRequest<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): z.output<Schema> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new RequestInvalidError(issue?.path.join('.') ?? '')
}

export class RequestInvalidError extends MedRecError<
  'MEDREC_REQUEST_INVALID',
  { readonly part: string }
> {
  override readonly name = 'RequestInvalidError'

  /** @param part path of what does not fit, such as `message.grants.0.version`; '' = the whole */
  constructor(part: string) {
    super('MEDREC_REQUEST_INVALID', 'A part of the request is missing or not in its form.', {
      details: { part },
    })
  }
}

const SENTENCES = {
  MEDREC_NOT_FOUND: 'There is nothing here, or nothing for you.',
  MEDREC_TOO_MANY_REQUESTS: 'Too many requests. Wait as long as Retry-After says.',
  MEDREC_REQUEST_TOO_LARGE: 'The request is larger than this server takes.',
  MEDREC_MEDIA_TYPE_UNKNOWN: 'This route does not take a body of this Content-Type.',
  MEDREC_PRECONDITION_REQUIRED:
    'Say with If-Match which version you change, or with If-None-Match: * that there is none.',
  MEDREC_PRECONDITION_FAILED: 'It was changed meanwhile. Read it again, then change that.',
} as const

/** A fault of a request that needs no further details. */
export class RequestError extends MedRecError<
  keyof typeof SENTENCES,
  Readonly<Record<string, never>>
> {
  override readonly name = 'RequestError'

  constructor(code: keyof typeof SENTENCES) {
    super(code, SENTENCES[code], {
      details: {},
      retryable: code === 'MEDREC_TOO_MANY_REQUESTS',
    })
  }
}
