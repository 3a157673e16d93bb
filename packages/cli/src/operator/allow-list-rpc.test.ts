import { createServer } from 'node:http'
import { freePort } from '@medrec/ethereum-client/node'
import { describe, expect, it } from 'vitest'
import { startAllowListRpc } from './allow-list-rpc.ts'

/** A node that answers every call with its method, and notes it. */
async function startNode() {
  const asked: string[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const part of request) body += part
    const { id, method } = JSON.parse(body)
    asked.push(method)
    response.end(JSON.stringify({ jsonrpc: '2.0', id, result: method }))
  })
  const port = await freePort(0)
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    asked,
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

describe('startAllowListRpc', () => {
  it('hands on what a Database Manager asks, and nothing that signs or changes', async () => {
    await using node = await startNode()
    const port = await freePort(0)
    await using _rpc = await startAllowListRpc({ port, nodeRpcUrl: node.url })
    const ask = async (method: string, headers: Record<string, string> = {}) => {
      const response = await fetch(`http://127.0.0.1:${port}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: [] }),
      })
      return { status: response.status, body: await response.json() }
    }
    expect((await ask('eth_getLogs')).body).toMatchObject({ result: 'eth_getLogs' })
    for (const method of ['eth_sign', 'eth_sendTransaction', 'eth_accounts', 'debug_setHead']) {
      expect((await ask(method)).body).toMatchObject({ error: { code: -32_601 } })
    }
    const page = await ask('eth_getLogs', { origin: 'http://localhost:3000' })
    expect(page.status).toBe(403)
    expect(node.asked).toEqual(['eth_getLogs'])
  })

  it('says that the node is away', async () => {
    const [port, nobody] = [await freePort(0), await freePort(0)]
    await using _rpc = await startAllowListRpc({ port, nodeRpcUrl: `http://127.0.0.1:${nobody}` })
    const response = await fetch(`http://127.0.0.1:${port}`, {
      method: 'POST',
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] }),
    })
    expect(response.status).toBe(502)
    expect(await response.json()).toMatchObject({ error: { code: -32_000 } })
  })

  it('names the port that is taken', async () => {
    await using node = await startNode()
    const port = Number(new URL(node.url).port)
    await expect(startAllowListRpc({ port, nodeRpcUrl: node.url })).rejects.toMatchObject({
      code: 'MEDREC_ENGINE_PORT_IN_USE',
    })
  })
})
