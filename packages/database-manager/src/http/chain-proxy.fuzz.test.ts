import fc from 'fast-check'
import Fastify, { type FastifyInstance } from 'fastify'
import { getAddress } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { registerChainProxy } from './chain-proxy.ts'

const OURS = Array.from({ length: 5 }, (_, at) => getAddress(`0x${'00'.repeat(19)}a${at}`))
const [factory, relationships, groups, anchors, registry] = OURS
const STRANGER = `0x${'00'.repeat(19)}ff` as const
const HASH = `0x${'11'.repeat(32)}` as const

/** What the node behind the proxy was asked. */
const asked: { method: string; params: readonly unknown[] }[] = []
let app: FastifyInstance

beforeAll(async () => {
  if (!factory || !relationships || !groups || !anchors || !registry) throw new TypeError('Five.')
  app = Fastify()
  registerChainProxy(app, {
    rpcUrl: 'http://127.0.0.1:1',
    network: { factory, relationships, groups, anchors, registry },
    isAgent: async () => false,
    async fetchFn(_, init) {
      asked.push(JSON.parse(String(init?.body)))
      return Response.json({ jsonrpc: '2.0', id: 1, result: '0x' })
    },
  })
  await app.ready()
})
afterAll(() => app.close())

const ask = (method: unknown, params: unknown) =>
  app.inject({
    ...{ method: 'POST', url: '/chain' },
    payload: { jsonrpc: '2.0', id: 1, method, params },
  })

/** The reads that are served, by name and what they are asked with. */
const SERVED: Readonly<Record<string, readonly unknown[]>> = {
  eth_chainId: [],
  eth_blockNumber: [],
  eth_getBlockByNumber: ['latest', false],
  eth_getBlockByHash: [HASH, false],
  eth_getBlockTransactionCountByHash: [HASH],
  eth_getRawTransactionByBlockHashAndIndex: [HASH, '0x0'],
  eth_getLogs: [{ address: OURS }],
  eth_getProof: [OURS[1], [HASH], '0x1'],
  eth_call: [{ to: OURS[0], data: '0x' }, 'latest'],
}

const methods = fc.oneof(
  fc.string(),
  fc
    .tuple(
      fc.constantFrom('eth', 'net', 'web3', 'admin', 'debug', 'miner', 'personal', 'clique', 'les'),
      fc.constantFrom('_', '.', '__', '_ ', '\u0000_'),
      fc.string({ minLength: 1, maxLength: 24 }),
    )
    .map((parts) => parts.join('')),
  fc
    .constantFrom(...Object.keys(SERVED))
    .chain((name) =>
      fc.constantFrom(
        ...[name, name.toUpperCase(), ` ${name}`, `${name} `, `${name}\u0000`, `${name}2`],
        ...[name.replace('eth', 'engine'), name.replace('get', 'send'), name.slice(0, -1)],
      ),
    ),
  fc.constantFrom(
    ...['eth_sendTransaction', 'eth_sendRawTransaction', 'eth_sign', 'eth_signTypedData_v4'],
    ...[
      'eth_accounts',
      'eth_subscribe',
      'eth_newFilter',
      'eth_getStorageAt',
      'eth_createAccessList',
    ],
    ...['debug_setHead', 'debug_traceCall', 'miner_stop', 'clique_propose', 'admin_addPeer'],
    ...['txpool_content', 'evm_mine', 'anvil_impersonateAccount', '__proto__', 'constructor'],
  ),
)
const params = fc.oneof(
  fc.constantFrom(...Object.values(SERVED)),
  fc.array(fc.oneof(fc.string(), fc.boolean(), fc.constantFrom(HASH, STRANGER, 'latest', null))),
  fc.constantFrom([{ address: STRANGER }], [{ to: STRANGER, data: '0x' }, 'latest'], {}, null),
)

describe('POST /chain', () => {
  it('serves the reads that are listed', async () => {
    for (const [method, given] of Object.entries(SERVED)) {
      asked.length = 0
      expect([method, (await ask(method, given)).statusCode]).toEqual([method, 200])
      expect(asked).toMatchObject([{ method }])
    }
  })

  it('lets no other method through, whatever its name and what it is asked with', async () => {
    await fc.assert(
      fc.asyncProperty(methods, params, async (method, given) => {
        asked.length = 0
        const { statusCode } = await ask(method, given)
        for (const call of asked) {
          expect(Object.keys(SERVED)).toContain(call.method)
          expect(JSON.stringify(call.params)).not.toContain(STRANGER)
        }
        if (!Object.hasOwn(SERVED, method)) expect([statusCode >= 400, asked]).toEqual([true, []])
      }),
      { numRuns: 3_000 },
    )
  })
})
