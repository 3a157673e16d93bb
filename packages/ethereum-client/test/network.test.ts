import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { zeroAddress } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createNetworkClient } from '../src/index.ts'
import { deployContracts } from '../src/node/index.ts'
import { startTestNetwork, type TestNetwork } from './chain-fixture.ts'

describe('createNetworkClient', () => {
  let chain: TestNetwork
  beforeAll(async () => {
    chain = await startTestNetwork()
  })
  afterAll(() => chain[Symbol.asyncDispose]())

  it('reads the addresses of the other contracts from the registry', () => {
    const { factory, relationships } = chain.deployment
    expect(chain.network).toMatchObject({ factory, relationships })
  })

  it('refuses another chain, a chain without the registry and a chain that is away', async () => {
    const { registry, chainId } = chain.deployment
    const { rpcUrl } = chain.engine
    await expect(
      createNetworkClient({ rpcUrl, registry, chainId: chainId + 1 }),
    ).rejects.toMatchObject({ code: 'MEDREC_CHAIN_WRONG' })
    await expect(
      createNetworkClient({ rpcUrl, chainId, registry: zeroAddress }),
    ).rejects.toMatchObject({ code: 'MEDREC_CHAIN_NO_REGISTRY' })
    await expect(
      createNetworkClient({ rpcUrl: 'http://127.0.0.1:1', chainId, registry }),
    ).rejects.toMatchObject({ code: 'MEDREC_CHAIN_UNREACHABLE', retryable: true })
  })

  it('asks through the fetch it is given', async () => {
    const asked: string[] = []
    const { registry, chainId } = chain.deployment
    await createNetworkClient({
      rpcUrl: chain.engine.rpcUrl,
      registry,
      chainId,
      fetchFn: async (input, init) => {
        asked.push(JSON.parse(String(init?.body)).method)
        return fetch(input, init)
      },
    })
    expect(asked).toEqual(['eth_chainId', ...Array<string>(4).fill('eth_call')])
  })

  it('asks its node for answers that are not packed', async () => {
    const asked = new Set<string | undefined>()
    const server = createServer(({ headers }, response) => {
      asked.add(headers['accept-encoding']?.toString())
      response.writeHead(404).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const { registry, chainId } = chain.deployment
    const named = { rpcUrl: `http://127.0.0.1:${port}`, registry, chainId }
    await expect(createNetworkClient(named)).rejects.toThrow()
    server.close()
    expect([...asked]).toEqual(['identity'])
  })

  it('refuses to found a network without members', async () => {
    await expect(
      deployContracts({ engine: chain.engine, foundingMembers: [] }),
    ).rejects.toMatchObject({ code: 'MEDREC_DEPLOYMENT_FAILED' })
  })
})
