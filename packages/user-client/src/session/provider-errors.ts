import { MedRecError } from '@medrec/protocol'

/** The provider did not answer at all, or cannot answer now; trying again may help. */
export class ProviderAwayError extends MedRecError {
  override name = 'ProviderAwayError'

  constructor(host: string, cause?: unknown) {
    super(
      'MEDREC_PROVIDER_AWAY',
      'This provider does not answer at the moment. Wait a little, then try again.',
      { details: { host }, retryable: true, cause },
    )
  }
}

/** The provider answered, and the answer is no. `code` is the provider's own where it gave one. */
export class ProviderRefusedError extends MedRecError<
  string,
  { readonly host: string; readonly status: number }
> {
  override name = 'ProviderRefusedError'

  constructor(answer: {
    readonly host: string
    readonly status: number
    readonly code: string
    readonly sentence: string
  }) {
    super(answer.code, answer.sentence, {
      details: { host: answer.host, status: answer.status },
      retryable: answer.status === 429,
    })
  }
}

/** What the provider sent is not what the protocol says. */
export class ProviderNonsenseError extends MedRecError {
  override name = 'ProviderNonsenseError'

  constructor(host: string, cause?: unknown) {
    super(
      'MEDREC_PROVIDER_NONSENSE',
      'This provider answered in a way that this app does not understand. Tell the provider.',
      { details: { host }, cause },
    )
  }
}

/** Reads an error answer (OperationOutcome or RFC 6749 JSON) into one of our errors. */
export async function errorOf(
  host: string,
  response: Response,
): Promise<ProviderAwayError | ProviderRefusedError> {
  if ([502, 503, 504].includes(response.status)) return new ProviderAwayError(host)
  const body: unknown = await response.json().catch(() => undefined)
  const { code, sentence } = readProblem(body)
  return new ProviderRefusedError({
    host,
    status: response.status,
    code: code ?? `MEDREC_PROVIDER_STATUS_${response.status}`,
    sentence: sentence ?? `The provider refused this (status ${response.status}).`,
  })
}

function readProblem(body: unknown): { code: string | undefined; sentence: string | undefined } {
  const issue = at(at(body, 'issue'), 0)
  const details = at(issue, 'details')
  return {
    code: text(at(at(at(details, 'coding'), 0), 'code')) ?? text(at(body, 'error')),
    sentence:
      text(at(issue, 'diagnostics')) ??
      text(at(details, 'text')) ??
      text(at(body, 'error_description')),
  }
}

function at(value: unknown, key: string | number): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Reflect.get(value, key)
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
