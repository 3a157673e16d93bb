import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { freePort } from '../free-port.ts'
import { startAllowListRpc } from './allow-list-rpc.ts'
import type { NodeLink } from './node-link.ts'

/** A node that answers every call with its method, and notes it. */
function echo() {
  const asked: string[] = []
  const link: NodeLink = async (method) => {
    asked.push(method)
    return { result: method }
  }
  return { asked, link }
}

/** Asks as a program on this machine does, or as something else. */
function askerOf(port: number) {
  return async (method: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`http://127.0.0.1:${port}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: [] }),
    })
    return { status: response.status, body: await response.json() }
  }
}

describe('startAllowListRpc', () => {
  it('hands on what a Database Manager asks, and nothing that signs or changes', async () => {
    const { asked, link } = echo()
    const port = await freePort(0)
    await using _rpc = await startAllowListRpc({ port, link })
    const ask = askerOf(port)
    expect((await ask('eth_getLogs')).body).toMatchObject({ id: 1, result: 'eth_getLogs' })
    for (const method of ['eth_sign', 'eth_sendTransaction', 'eth_accounts', 'debug_setHead']) {
      expect((await ask(method)).body).toMatchObject({ id: 1, error: { code: -32_601 } })
    }
    const page = await ask('eth_getLogs', { origin: 'http://localhost:3000' })
    expect(page.status).toBe(403)
    expect(asked).toEqual(['eth_getLogs'])
  })

  it('hands on no other name, however it is written', async () => {
    const { asked, link } = echo()
    const port = await freePort(0)
    await using _rpc = await startAllowListRpc({ port, link })
    const ask = askerOf(port)
    const near = fc.oneof(
      fc.string(),
      fc.constantFrom('eth_getLogs', 'eth_call').chain(bent),
      fc
        .constantFrom('admin', 'debug', 'miner', 'personal', 'clique', 'eth')
        .chain((space) =>
          fc.string({ minLength: 1, maxLength: 12 }).map((name) => `${space}_${name}`),
        ),
      fc.array(fc.string()),
      fc.record({ toString: fc.constant('eth_getLogs') }),
    )
    await fc.assert(
      fc.asyncProperty(near, async (method) => {
        asked.length = 0
        const { body } = await ask(method)
        expect(body).toHaveProperty('error')
        expect(asked).toEqual([])
      }),
      { numRuns: 500 },
    )
  })

  it('hands on what the node refuses, with its reason', async () => {
    const port = await freePort(0)
    const error = { code: 3, message: 'execution reverted', data: '0x1234' }
    await using _rpc = await startAllowListRpc({ port, link: async () => ({ error }) })
    expect((await askerOf(port)('eth_call')).body).toEqual({ jsonrpc: '2.0', id: 1, error })
  })

  it('says that the node is away', async () => {
    const port = await freePort(0)
    const link = () => Promise.reject(new Error('The node hung up.'))
    await using _rpc = await startAllowListRpc({ port, link })
    expect(await askerOf(port)('eth_chainId')).toMatchObject({
      ...{ status: 502, body: { error: { code: -32_000 } } },
    })
  })

  it('names the port that is taken', async () => {
    const { link } = echo()
    const port = await freePort(0)
    await using _rpc = await startAllowListRpc({ port, link })
    await expect(startAllowListRpc({ port, link })).rejects.toMatchObject({
      code: 'MEDREC_ENGINE_PORT_IN_USE',
    })
  })
})

/** A served name in another case, with a blank, or with something hidden behind it. */
function bent(name: string): fc.Arbitrary<string> {
  return fc.constantFrom(
    ...[name.toUpperCase(), ` ${name}`, `${name} `, `${name}\u0000`, `${name}s`, `${name}\n`],
    ...[`web3_${name}`, name.replace('_', '.'), `${name}\u200b`],
  )
}
