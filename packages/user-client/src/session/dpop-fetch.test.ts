import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { decodeJwt, decodeProtectedHeader, EmbeddedJWK, jwtVerify } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDpopFetch } from './dpop-fetch.ts'

describe('createDpopFetch', () => {
  let app: FastifyInstance
  let origin: string
  let seen: { readonly proof: string; readonly authorization: string | undefined }[]
  let currentNonce: string

  beforeEach(async () => {
    seen = []
    currentNonce = 'first'
    app = Fastify({ forceCloseConnections: true })
    const check = (request: FastifyRequest) => {
      const proof = String(request.headers.dpop)
      seen.push({ proof, authorization: request.headers.authorization })
      return decodeJwt(proof).nonce === currentNonce
    }
    app.get('/records', async (request, reply) => {
      const isFresh = check(request)
      reply.header('DPoP-Nonce', currentNonce)
      if (isFresh) return { fine: true }
      return reply.code(401).header('WWW-Authenticate', 'DPoP error="use_dpop_nonce"').send({})
    })
    app.get('/stubborn', async (request, reply) => {
      check(request)
      return reply
        .code(401)
        .header('DPoP-Nonce', 'never good')
        .header('WWW-Authenticate', 'DPoP error="use_dpop_nonce"')
        .send({})
    })
    app.get('/refused', async (request, reply) => {
      check(request)
      return reply.code(401).header('WWW-Authenticate', 'DPoP error="invalid_token"').send({})
    })
    await app.listen({ port: 0, host: 'localhost' })
    const address = app.server.address()
    if (address === null || typeof address === 'string') throw new TypeError('no port')
    origin = `http://localhost:${address.port}`
  })

  afterEach(() => app.close())

  const make = async (signal = new AbortController().signal) =>
    createDpopFetch({
      host: new URL(origin).host,
      signal,
      keyPair: await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
        'sign',
        'verify',
      ]),
    })

  it('proves method, address without query, token and key', async () => {
    const send = await make()
    currentNonce = 'x'
    await send(`${origin}/records?patient=1`, { token: 'a-token' })
    const { proof, authorization } = seen[0] ?? { proof: '', authorization: '' }
    const { payload } = await jwtVerify(proof, EmbeddedJWK, { typ: 'dpop+jwt' })
    expect(payload).toMatchObject({ htm: 'GET', htu: `${origin}/records` })
    expect(payload.ath).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect(authorization).toBe('DPoP a-token')
    expect(decodeProtectedHeader(proof).jwk).not.toHaveProperty('d')
  })

  it('repeats a request once with the nonce it is asked for', async () => {
    const send = await make()
    expect((await send(`${origin}/records`)).status).toBe(200)
    expect(seen.map(({ proof }) => decodeJwt(proof).nonce)).toEqual([undefined, 'first'])
  })

  it('never sends the same proof twice', async () => {
    const send = await make()
    await send(`${origin}/records`)
    await send(`${origin}/records`)
    expect(new Set(seen.map(({ proof }) => decodeJwt(proof).jti)).size).toBe(3)
  })

  it('keeps the nonce, and follows when it changes', async () => {
    const send = await make()
    await send(`${origin}/records`)
    await send(`${origin}/records`)
    currentNonce = 'second'
    expect((await send(`${origin}/records`)).status).toBe(200)
    expect(seen.map(({ proof }) => decodeJwt(proof).nonce)).toEqual([
      undefined,
      'first',
      'first',
      'first',
      'second',
    ])
  })

  it('gives up after one repeat', async () => {
    const send = await make()
    expect((await send(`${origin}/stubborn`)).status).toBe(401)
    expect(seen).toHaveLength(2)
  })

  it('does not repeat what was refused for another reason', async () => {
    const send = await make()
    expect((await send(`${origin}/refused`)).status).toBe(401)
    expect(seen).toHaveLength(1)
  })

  it('says that the provider is away when nothing answers', async () => {
    const send = await make()
    await app.close()
    await expect(send(`${origin}/records`)).rejects.toMatchObject({ code: 'MEDREC_PROVIDER_AWAY' })
  })

  it('does not call a switched profile an absent provider', async () => {
    const switching = new AbortController()
    const send = await make(switching.signal)
    switching.abort()
    await expect(send(`${origin}/records`)).rejects.toMatchObject({ name: 'AbortError' })
  })
})
