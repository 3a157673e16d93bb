import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import helmet from '@fastify/helmet'
import fastifyStatic from '@fastify/static'
import type { NetworkDescription } from '@medrec/protocol'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { filePolicy, pagePolicy } from './content-policy.ts'

const NONCE_PLACE = '__CSP_NONCE__'

export type ClientServerOptions = {
  /** 0 takes any free port. */
  readonly port: number
  /** Read again at each page load, so that a newly admitted provider can be reached. */
  readonly network: () => Promise<NetworkDescription>
  /** The folder that the build wrote, see `buildClient`. */
  readonly distFolder: string
}

export type ClientServer = AsyncDisposable & {
  /** Always `http://localhost:<port>`: passkeys refuse `127.0.0.1`. */
  readonly url: string
}

/**
 * Serves the built user client on loopback, under a policy that names the network's providers.
 * Answers `/network.json`; an unknown file under `/assets/` is a 404, any other path is the page.
 * @throws {NodeJS.ErrnoException} EADDRINUSE if the port is taken, ENOENT if nothing was built.
 */
export async function startClientServer(options: ClientServerOptions): Promise<ClientServer> {
  const page = await readFile(join(options.distFolder, 'index.html'), 'utf8')
  const app = Fastify({ forceCloseConnections: true, logger: false })
  await app.register(helmet, {
    contentSecurityPolicy: false,
    strictTransportSecurity: false,
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'no-referrer' },
  })
  app.addHook('onSend', async (_request, reply) => {
    if (!reply.hasHeader('content-security-policy')) {
      reply.header('content-security-policy', filePolicy)
    }
  })
  await app.register(fastifyStatic, {
    root: options.distFolder,
    index: false,
    wildcard: false,
    globIgnore: ['index.html'],
    setHeaders: (reply, path) => {
      const isNamedByContent = path.includes('/assets/')
      reply.header(
        'cache-control',
        isNamedByContent ? 'public, max-age=31536000, immutable' : 'no-cache',
      )
    },
  })

  app.get('/network.json', async (_request, reply) => {
    reply.header('cache-control', 'no-store')
    return options.network()
  })
  const sendPage = async (request: FastifyRequest, reply: FastifyReply) => {
    if (!isPagePath(request)) {
      return reply.code(404).type('text/plain; charset=utf-8').send('There is no such file here.')
    }
    const nonce = randomBytes(18).toString('base64')
    const network = await options.network()
    const hosts = network.providers.map((provider) => provider.host)
    return reply
      .header('content-security-policy', pagePolicy(nonce, hosts))
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(page.replaceAll(NONCE_PLACE, nonce))
  }
  app.get('/', sendPage)
  app.setNotFoundHandler(sendPage)
  app.setErrorHandler((error, _request, reply) => {
    const isOurs = !(error instanceof Error && 'statusCode' in error)
    return reply
      .code(isOurs ? 503 : 400)
      .type('text/plain; charset=utf-8')
      .send(
        isOurs
          ? 'The network of providers cannot be read at the moment. Please load this page again.'
          : 'This address cannot be read. Please check it and try again.',
      )
  })

  await app.listen({ port: options.port, host: 'localhost' })
  return { url: `http://localhost:${portOf(app)}`, [Symbol.asyncDispose]: () => app.close() }
}

/** Assets and anything that looks like a file never fall back to the page. */
function isPagePath(request: FastifyRequest): boolean {
  const path = new URL(request.url, 'http://localhost').pathname
  const isFile = path.startsWith('/assets/') || /\.[a-z0-9]+$/i.test(path)
  return (
    (request.method === 'GET' || request.method === 'HEAD') && (!isFile || path === '/index.html')
  )
}

function portOf(app: FastifyInstance): number {
  const address = app.server.address()
  if (address === null || typeof address === 'string') throw new TypeError('a TCP port is needed')
  return address.port
}
