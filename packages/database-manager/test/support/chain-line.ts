import { createServer, type IncomingMessage } from 'node:http'
import { keccak256 } from 'viem'

/**
 * A line to a chain as a test wants it: `open`, `cut` (nothing answers), or `swallowing`: whatever is
 * sent is said to be taken and never arrives.
 */
export type ChainLine = AsyncDisposable & {
  readonly rpcUrl: string
  state: 'open' | 'cut' | 'swallowing'
}

/** Opens a line on loopback. */
export async function openChainLine(chainUrl: string): Promise<ChainLine> {
  const server = createServer(async (request, response) => {
    const body = await textOf(request)
    if (line.state === 'cut') {
      request.socket.destroy()
      return
    }
    const call = JSON.parse(body) as { id: number; method: string; params: [`0x${string}`] }
    const isSwallowed = line.state === 'swallowing' && call.method === 'eth_sendRawTransaction'
    const answer = isSwallowed
      ? JSON.stringify({ jsonrpc: '2.0', id: call.id, result: keccak256(call.params[0]) })
      : await passOn(chainUrl, body)
    response.setHeader('content-type', 'application/json')
    response.end(answer)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('no port')
  const line: ChainLine = {
    rpcUrl: `http://127.0.0.1:${address.port}`,
    state: 'open',
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return line
}

async function passOn(chainUrl: string, body: string): Promise<string> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(chainUrl, { method: 'POST', headers, body })
  return await answer.text()
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
