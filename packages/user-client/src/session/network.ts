import {
  type HealthResponse,
  healthResponseSchema,
  MedRecError,
  type NetworkDescription,
  networkDescriptionSchema,
} from '@medrec/protocol'
import { fetchPlain, readAnswer } from './provider-session.ts'

export type NetworkProvider = NetworkDescription['providers'][number]

/**
 * Reads which network this page belongs to.
 * @throws {NetworkUnknownError} MEDREC_NETWORK_UNKNOWN if the page's own server does not tell.
 */
export async function loadNetwork(): Promise<NetworkDescription> {
  const answer = await fetch('/network.json').catch(() => undefined)
  const body: unknown = answer?.ok ? await answer.json().catch(() => undefined) : undefined
  const network = networkDescriptionSchema.safeParse(body)
  if (!network.success) throw new NetworkUnknownError()
  return network.data
}

/** Asks a provider how it is. */
export function readHealth(host: string): Promise<HealthResponse> {
  return readAnswer(host, healthResponseSchema, fetchPlain(host, '/healthz', { timeoutMs: 4000 }))
}

export class NetworkUnknownError extends MedRecError {
  override name = 'NetworkUnknownError'

  constructor() {
    super(
      'MEDREC_NETWORK_UNKNOWN',
      'The list of providers cannot be read. Check that MedRec is still running, then load this page again.',
      { details: {}, retryable: true },
    )
  }
}
