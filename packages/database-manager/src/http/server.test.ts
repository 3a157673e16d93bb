import { createSecretKey, randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { MedRecError } from '@medrec/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Refusal } from '../auth/principal.ts'
import { ProofNonces } from '../auth/proof-nonces.ts'
import { errorRuleOf, PUBLISHED_CODES } from './error-rules.ts'
import { createServer, type Server } from './server.ts'

const ORIGIN = 'http://localhost:8480'
let server: Server
let origin: string
const refusals: Refusal[] = []
let isLogBroken = false

beforeAll(async () => {
  server = await createServer({
    clientOrigins: [ORIGIN],
    tls: undefined,
    trustedProxy: undefined,
    requestsPerMinute: 100_000,
    logLevel: 'silent',
    proofNonces: new ProofNonces(createSecretKey(randomBytes(32))),
    refusals: {
      async recordRefusal(refusal) {
        if (isLogBroken) throw new Error('disk full')
        refusals.push(refusal)
      },
    },
    now: () => 1000,
  })
  const { app } = server
  app.get('/throw/:code', async (request) => {
    const { code } = request.params as { code: string }
    throw new MedRecError(code, 'A sentence.', { details: {} })
  })
  app.get('/fail', async () => {
    throw Object.assign(new Error('the value of a record'), { statusCode: 418 })
  })
  app.post('/take', async () => ({}))
  app.get(
    '/limited',
    { config: { rateLimit: { max: 1, timeWindow: '1 minute' } } },
    async () => ({}),
  )
  app.get('/slow', async () => new Promise(() => {}))
  origin = await app.listen({ host: 'localhost', port: 0 })
})
afterAll(async () => {
  await server.close()
})

const headers = { origin: ORIGIN }

async function expectOutcome(response: Response, status: number): Promise<string> {
  expect(response.status).toBe(status)
  expect(response.headers.get('access-control-allow-origin')).toBe(ORIGIN)
  expect(response.headers.get('access-control-expose-headers')).toContain('DPoP-Nonce')
  expect(response.headers.get('content-type')).toContain('application/fhir+json')
  const text = await response.text()
  expect(JSON.parse(text)).toMatchObject({ resourceType: 'OperationOutcome' })
  return text
}

describe('createServer', () => {
  it.each(PUBLISHED_CODES)('answers %s as an OperationOutcome with CORS headers', async (code) => {
    refusals.length = 0
    const rule = errorRuleOf(code)
    const response = await fetch(`${origin}/throw/${code}`, { headers })
    expect(await expectOutcome(response, rule?.status ?? 0)).toContain(code)
    expect(response.headers.has('www-authenticate')).toBe(rule?.status === 401)
    expect(response.headers.has('retry-after')).toBe(rule?.status === 503)
    expect(refusals).toEqual(
      rule?.isRefusal === true
        ? [{ source: expect.any(String), code, route: 'GET /throw/:code', agent: undefined }]
        : [],
    )
  })

  it('answers an unknown error with its request id and nothing of it', async () => {
    for (const path of ['/fail', '/throw/MEDREC_NOBODY_KNOWS']) {
      const text = await expectOutcome(await fetch(origin + path, { headers }), 500)
      expect(text).toContain('Request id')
      expect(text).not.toContain('value of a record')
      expect(text).not.toContain('NOBODY')
    }
  })

  it('answers nothing of a refusal that could not be recorded', async () => {
    isLogBroken = true
    const response = await fetch(`${origin}/throw/MEDREC_PROOF_REFUSED`, { headers })
    isLogBroken = false
    expect(await expectOutcome(response, 500)).not.toContain('PROOF')
  })

  it('answers a malformed URL, an unknown route and an unknown method', async () => {
    await expectOutcome(await fetch(`${origin}/fhir/%zz`, { headers }), 400)
    await expectOutcome(await fetch(`${origin}/nothing`, { headers }), 404)
    await expectOutcome(await fetch(`${origin}/fail`, { method: 'DELETE', headers }), 404)
  })

  it('lets a client finish a body that is too large, so that it sees the answer', async () => {
    const size = 4_000_000
    const { port } = new URL(origin)
    const client = connect({ host: 'localhost', port: Number(port) })
    const received: string[] = []
    client.setEncoding('utf8').on('data', (text: string) => received.push(text))
    const head = `POST /take HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Type: application/json`
    client.write(`${head}\r\nContent-Length: ${size}\r\n\r\n`)
    await expect.poll(() => received.join('')).toContain('413 Payload Too Large')
    client.write('x'.repeat(size))
    client.write(`GET /nothing HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`)
    await expect.poll(() => received.join('')).toContain('404 Not Found')
    client.destroy()
  })

  it('answers a body that is too large, broken, empty or of another type', async () => {
    const send = (type: string, body: string) =>
      fetch(`${origin}/take`, {
        method: 'POST',
        headers: { ...headers, 'content-type': type },
        body,
      })
    await expectOutcome(await send('application/json', JSON.stringify('x'.repeat(10_000_000))), 413)
    await expectOutcome(await send('application/json', '{"a":'), 400)
    await expectOutcome(await send('application/json', '{"__proto__":{}}'), 400)
    await expectOutcome(await send('application/json', ''), 400)
    await expectOutcome(await send('text/plain', 'x'), 415)
    await expectOutcome(await send('application/xml', '<a/>'), 415)
    expect((await send('application/fhir+json', '{}')).status).toBe(200)
  })

  it('answers what comes too often with the time to wait', async () => {
    await fetch(`${origin}/limited`, { headers })
    const response = await fetch(`${origin}/limited`, { headers })
    await expectOutcome(response, 429)
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  it('lets only the configured origins in, and shows them only what is listed', async () => {
    const other = await fetch(`${origin}/nothing`, { headers: { origin: 'http://evil.example' } })
    expect(other.headers.get('access-control-allow-origin')).toBeNull()
    const preflight = await fetch(`${origin}/take`, {
      method: 'OPTIONS',
      headers: {
        ...headers,
        'access-control-request-method': 'PUT',
        'access-control-request-headers': 'authorization,dpop,if-match',
      },
    })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-headers')).toMatchInlineSnapshot(
      `"Authorization, DPoP, Content-Type, Prefer, If-Match, If-None-Match"`,
    )
    expect(preflight.headers.get('access-control-allow-methods')).toMatchInlineSnapshot(
      `"GET, POST, PUT, PATCH, DELETE"`,
    )
  })

  it('ends within five seconds though a request never does', async () => {
    const slow = fetch(`${origin}/slow`).catch(() => 'ended')
    await fetch(`${origin}/nothing`)
    const before = performance.now()
    await server.close()
    expect(performance.now() - before).toBeLessThan(5000)
    expect(await slow).toBe('ended')
  })
})
