import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { z } from 'zod'
import { freePort } from '../free-port.ts'
import type { NodeLink } from './node-link.ts'

/** What a Database Manager and other nodes' watchdogs ask of a chain; nothing signs or changes a node. */
const ALLOWED: ReadonlySet<string> = new Set([
  'eth_blockNumber',
  'eth_call',
  'eth_chainId',
  'eth_estimateGas',
  'eth_feeHistory',
  'eth_gasPrice',
  'eth_getBalance',
  'eth_getBlockByHash',
  'eth_getBlockByNumber',
  'eth_getBlockTransactionCountByHash',
  'eth_getCode',
  'eth_getLogs',
  'eth_getProof',
  'eth_getRawTransactionByBlockHashAndIndex',
  'eth_getRawTransactionByHash',
  'eth_getTransactionByHash',
  'eth_getTransactionCount',
  'eth_getTransactionReceipt',
  'eth_maxPriorityFeePerGas',
  'eth_sendRawTransaction',
  'eth_syncing',
  'net_version',
])

const MOST_BYTES = 1_000_000
const callSchema = z.object({
  id: z.union([z.number(), z.string(), z.null()]),
  method: z.string(),
  params: z.array(z.unknown()).default([]),
})

/**
 * Serves the few methods of a node that its provider needs, on 127.0.0.1. A node's own HTTP would
 * also sign with its sealing key for whoever asks, so that the node has none.
 *
 * @throws {PortInUseError} MEDREC_ENGINE_PORT_IN_USE
 */
export async function startAllowListRpc(options: {
  readonly port: number
  readonly link: NodeLink
}): Promise<AsyncDisposable> {
  await freePort(options.port)
  const server = createServer((request, response) => {
    answer(request, options.link).then(
      ({ status, body }) => send(response, status, body),
      () => send(response, 502, failure(null, -32_000, 'The node does not answer now.')),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: '127.0.0.1', port: options.port }, resolve)
  })
  return {
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

type Answer = { readonly status: number; readonly body: string }

async function answer(request: IncomingMessage, link: NodeLink): Promise<Answer> {
  // A page in a browser on this machine sends an origin, or comes by a name of its own.
  const isByName = !/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? '')
  if (request.method !== 'POST' || request.headers.origin !== undefined || isByName) {
    return { status: 403, body: failure(null, -32_600, 'Only programs on this machine may ask.') }
  }
  const call = callSchema.safeParse(parseJson(await bodyOf(request)))
  if (!call.success) return { status: 400, body: failure(null, -32_600, 'This is no call.') }
  if (!ALLOWED.has(call.data.method)) {
    return { status: 200, body: failure(call.data.id, -32_601, 'This method is not served here.') }
  }
  const { id, method, params } = call.data
  const { result, error } = await link(method, params)
  const said = error === undefined ? { result: result ?? null } : { error }
  return { status: 200, body: JSON.stringify({ jsonrpc: '2.0', id, ...said }) }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request) {
    size += part.length
    if (size > MOST_BYTES) return ''
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function failure(id: unknown, code: number, message: string): string {
  return JSON.stringify({ jsonrpc: '2.0', id: id ?? null, error: { code, message } })
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(body)
}
