import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import type { UnixSeconds } from '@medrec/protocol'
import fastify, { type FastifyInstance, type FastifyServerOptions, LogController } from 'fastify'
import type { RefusalRecorder } from '../auth/principal.ts'
import type { ProofNonces } from '../auth/proof-nonces.ts'
import { CORS, corsHeadersFor } from './cors-headers.ts'
import { makeErrorHandler } from './error-handler.ts'
import { RequestError } from './request-errors.ts'

export type ServerOptions = {
  /** Origins of the clients that may call from a browser. */
  readonly clientOrigins: readonly string[]
  readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined
  /** Address of a proxy whose X-Forwarded-For is believed. */
  readonly trustedProxy: string | undefined
  readonly requestsPerMinute: number
  readonly logLevel: string
  readonly proofNonces: ProofNonces
  readonly refusals: RefusalRecorder
  readonly now: () => UnixSeconds
}

export type Server = {
  readonly app: FastifyInstance
  /** Lets running requests finish for three seconds, then ends them. */
  readonly close: () => Promise<void>
}

/** Makes the HTTP server without any route: what every answer has in common. */
export async function createServer(options: ServerOptions): Promise<Server> {
  const handleError = makeErrorHandler(options.refusals)
  const base: FastifyServerOptions = {
    bodyLimit: BODY_LIMIT_BYTES,
    keepAliveTimeout: 1000,
    requestTimeout: 30_000,
    trustProxy: options.trustedProxy ?? false,
    exposeHeadRoutes: false,
    // One line a request is written below, with the route and never the URL.
    logController: new LogController({ disableRequestLogging: true }),
    logger: { level: options.logLevel, redact: ['req.headers'] },
    async frameworkErrors(error, request, reply) {
      reply.headers(corsHeadersFor(request.headers.origin, options.clientOrigins))
      await handleError(error, request, reply)
    },
  }
  const app = start(base, options.tls)
  app.decorateRequest('signedInAgent', undefined)
  await app.register(cors, { ...CORS, origin: [...options.clientOrigins], strictPreflight: false })
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    hsts: options.tls !== undefined,
  })
  app.addHook('onRequest', async (_, reply) => {
    reply.header('dpop-nonce', options.proofNonces.current(options.now()))
    reply.header('cache-control', 'no-store')
  })
  await app.register(rateLimit, {
    max: options.requestsPerMinute,
    timeWindow: '1 minute',
    errorResponseBuilder: () => new RequestError('MEDREC_TOO_MANY_REQUESTS'),
  })
  parseBodies(app)
  app.setErrorHandler(handleError)
  app.setNotFoundHandler({ preHandler: app.rateLimit() }, async () => {
    throw new RequestError('MEDREC_NOT_FOUND')
  })
  app.addHook('onResponse', async (request, reply) => {
    const { method } = request
    const route = request.routeOptions.url ?? 'unknown'
    const ms = Math.round(reply.elapsedTime)
    request.log.info({ method, route, status: reply.statusCode, ms }, 'answered')
  })
  return { app, close: makeClose(app) }
}

const BODY_LIMIT_BYTES = 1024 * 1024
const GRACE_MS = 3000

function start(base: FastifyServerOptions, tls: ServerOptions['tls']): FastifyInstance {
  if (tls === undefined) return fastify(base)
  const [cert, key] = [readFileSync(tls.certFile), readFileSync(tls.keyFile)]
  // Fastify types an HTTPS server as another class; no route can tell them apart.
  const https = fastify({ ...base, https: { cert, key, minVersion: 'TLSv1.2' } } as object)
  return https as FastifyInstance
}

function parseBodies(app: FastifyInstance): void {
  app.removeContentTypeParser('text/plain')
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/fhir+json', { parseAs: 'string' }, parseJson)
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_: unknown, body: string) => new URLSearchParams(body),
  )
}

function makeClose(app: FastifyInstance): () => Promise<void> {
  // Listening on `localhost` makes a server for each of its addresses, and Fastify shows but one.
  const sockets = new Set<Socket>()
  app.addHook('onRequest', async ({ raw: { socket } }) => {
    if (sockets.has(socket)) return
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  return async () => {
    const force = setTimeout(() => {
      for (const socket of sockets) socket.destroy()
    }, GRACE_MS)
    await app.close()
    clearTimeout(force)
  }
}
