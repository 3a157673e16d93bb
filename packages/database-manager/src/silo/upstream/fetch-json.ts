import { siloUnavailable } from '../silo-error.ts'

export type Upstream = {
  readonly name: string
  /** Ends without a slash. */
  readonly baseUrl: string
  readonly authorization?: string
  readonly timeoutMs: number
  readonly maxBytes: number
}

/**
 * Gets JSON from an upstream server that is not trusted: no redirects, a time limit over header and
 * body, a size limit, and nothing but JSON.
 *
 * @returns undefined if the server says 404 or 410
 * @throws {SiloError} MEDREC_SILO_UNAVAILABLE for every other answer, or none
 */
export async function fetchJson(upstream: Upstream, url: string): Promise<unknown> {
  const { name, timeoutMs, maxBytes } = upstream
  const signal = AbortSignal.timeout(timeoutMs)
  const response = await request(upstream, url, signal)
  if (response.status === 404 || response.status === 410) {
    await response.body?.cancel()
    return undefined
  }
  const type = response.headers.get('content-type') ?? ''
  if (response.status !== 200 || !/^application\/(fhir\+)?json\b/i.test(type)) {
    await response.body?.cancel()
    throw siloUnavailable(name, `upstream answered ${response.status}, ${isJsonType(type)}`)
  }
  const text = await readText(upstream, response, maxBytes)
  try {
    return JSON.parse(text)
  } catch {
    throw siloUnavailable(name, 'upstream answered broken JSON')
  }
}

function isJsonType(type: string): string {
  return /json/i.test(type) ? 'JSON' : 'not JSON'
}

async function request(upstream: Upstream, url: string, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(url, {
      redirect: 'error',
      signal,
      headers: {
        accept: 'application/fhir+json',
        ...(upstream.authorization !== undefined && { authorization: upstream.authorization }),
      },
    })
  } catch {
    throw siloUnavailable(upstream.name, signal.aborted ? 'upstream timed out' : 'upstream failed')
  }
}

async function readText(upstream: Upstream, response: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.byteLength
      if (size > maxBytes) break
      chunks.push(chunk)
    }
  } catch {
    throw siloUnavailable(upstream.name, 'upstream broke off')
  }
  if (size > maxBytes) throw siloUnavailable(upstream.name, 'upstream answered too much')
  return Buffer.concat(chunks).toString('utf8')
}
