import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  callOf,
  createNetworkClient,
  createRelayer,
  type Network,
  type RelayCall,
  type Relayer,
} from '../src/index.ts'
import { startAnvil } from '../src/node/index.ts'
import { callRpc } from '../src/node/json-rpc.ts'
import {
  grantOf,
  newAccount,
  newRelationship,
  relay,
  startTestNetwork,
  type TestNetwork,
  until,
} from './chain-fixture.ts'

const STALLED_MS = 400

/** A chain that makes a block when told to, and a relayer that is quick to notice. */
describe('a relayer whose node loses something', () => {
  let chain: TestNetwork
  let relayer: Relayer
  /** How often the relayer asked how many of its transactions the chain has. */
  let looks: number
  const rpc = (method: string, ...params: unknown[]) => callRpc(chain.engine.rpcUrl, method, params)

  beforeEach(async () => {
    chain = await startTestNetwork((stateFolder) =>
      startAnvil({ stateFolder, port: 0, blockTimeSeconds: 3600 }),
    )
    looks = 0
    const counting = await createNetworkClient({
      ...chain.deployment,
      rpcUrl: chain.engine.rpcUrl,
      fetchFn: (input, init) => {
        const body = String(init?.body)
        if (body.includes('eth_getTransactionCount') && body.includes('latest')) looks += 1
        return fetch(input, init)
      },
    })
    relayer = impatient(counting)
    // Mixed mining knows no automine: this leaves blocks to the hour and to evm_mine.
    await rpc('evm_setIntervalMining', 3600)
  })
  afterEach(async () => {
    relayer[Symbol.dispose]()
    await chain[Symbol.asyncDispose]()
  })

  const impatient = (network: Network) =>
    createRelayer({
      ...{ network, account: chain.relayerAccount },
      ...{ stalledAfterMs: STALLED_MS, patienceMs: 8000 },
    })
  const make = (by = relayer) => by.submit({ type: 'CreateAgent', owner: newAccount().address })
  const countOf = (blockTag: 'latest' | 'pending') =>
    chain.network.client.getTransactionCount({ address: chain.relayerAccount.address, blockTag })

  /** Another process with this account, which offers so much that the pool prefers it. */
  async function takeNumberOfLast(call: RelayCall): Promise<number> {
    const { network, relayerAccount: account } = chain
    const nonce = (await countOf('pending')) - 1
    const serializedTransaction = await account.signTransaction({
      ...{ type: 'eip1559', chainId: network.chainId, nonce, gas: 1_000_000n, ...call },
      ...{ maxFeePerGas: 10n ** 11n, maxPriorityFeePerGas: 10n ** 10n },
    })
    await network.client.sendRawTransaction({ serializedTransaction })
    return nonce
  }

  /** Makes blocks until everything that was sent is in one. */
  async function minedWithBlocks(submissions: readonly Awaited<ReturnType<typeof make>>[]) {
    const mining = setInterval(() => rpc('evm_mine').catch(() => undefined), 50)
    try {
      return await Promise.all(submissions.map((submission) => submission.mined()))
    } finally {
      clearInterval(mining)
    }
  }

  it('brings back what the pool has lost, and what was sent after it', async () => {
    const lost = await Promise.all([make(), make(), make()])
    await rpc('anvil_dropAllTransactions')
    const after = [await make(), await make()]
    expect(await minedWithBlocks([...lost, ...after])).toHaveLength(5)
  })

  it('brings back what was in blocks that the chain has lost', async () => {
    const snapshot = await rpc('evm_snapshot')
    const patient = await newRelationship(chain.network)
    const submission = await relayer.submit(await patient.open())
    await rpc('evm_mine')
    await submission.mined()
    const looked = looks
    await until(() => looks > looked + 1)
    const before = await countOf('latest')
    await rpc('evm_revert', snapshot)
    expect(await countOf('latest')).toBe(before - 1)
    // Its number comes after the one that is free again.
    const viewer = patient.commitment(newAccount().address)
    const next = await make()
    expect(await minedWithBlocks([submission, next])).toHaveLength(2)
    await rpc('evm_setAutomine', true)
    await relay(relayer, await patient.setGrants([grantOf(viewer)]))
  })

  it('fills a number that nobody uses any more', async () => {
    const another = impatient(chain.network)
    await make(another)
    another[Symbol.dispose]()
    const mine = await make()
    await rpc('anvil_dropAllTransactions')
    // The other one is no more, and with it what it has sent.
    expect(await minedWithBlocks([mine])).toHaveLength(1)
  })

  it('sends again under another number what somebody else has taken the number of', async () => {
    const mine = await make()
    const nonce = await takeNumberOfLast({ to: chain.network.factory, data: '0x' })
    const [receipt] = await minedWithBlocks([mine])
    expect(receipt?.transaction).not.toBe(mine.transaction)
    expect(await countOf('latest')).toBe(nonce + 2)
  })

  it('says why what was overtaken passes no more', async () => {
    const patient = await newRelationship(chain.network)
    const opening = await patient.open()
    const mine = await relayer.submit(opening)
    await takeNumberOfLast(callOf(chain.network, opening))
    await expect(minedWithBlocks([mine])).rejects.toMatchObject({
      code: 'MEDREC_RELAY_ALREADY_OPENED',
    })
  })

  it('offers more when the price has risen above what it had offered', async () => {
    const mine = await make()
    const { baseFeePerGas } = await chain.network.client.getBlock()
    await rpc(
      'anvil_setNextBlockBaseFeePerGas',
      `0x${((baseFeePerGas ?? 0n) * 20n + 10n ** 10n).toString(16)}`,
    )
    await rpc('evm_mine')
    expect(await countOf('latest')).toBe(0)
    const [receipt] = await minedWithBlocks([mine])
    expect(receipt?.transaction).not.toBe(mine.transaction)
  })

  it('asks for the price again when the node finds it too low', async () => {
    await rpc('evm_setAutomine', true)
    await (await make()).mined()
    await rpc('anvil_setNextBlockBaseFeePerGas', `0x${(10n ** 12n).toString(16)}`)
    await rpc('evm_mine')
    expect(await minedWithBlocks([await make()])).toHaveLength(1)
  })
})

describe('a relayer at work', () => {
  it('asks its node for an estimate and sends, once each for a message, and little besides', async () => {
    await using chain = await startTestNetwork()
    const methods = new Map<string, number>()
    const network = await createNetworkClient({
      ...chain.deployment,
      rpcUrl: chain.engine.rpcUrl,
      fetchFn: (input, init) => {
        const { method } = JSON.parse(String(init?.body)) as { method: string }
        methods.set(method, (methods.get(method) ?? 0) + 1)
        return fetch(input, init)
      },
    })
    using relayer = createRelayer({ network, account: chain.relayerAccount })
    const patients = await Promise.all(
      Array.from({ length: 40 }, () => newRelationship(chain.network)),
    )
    const openings = await Promise.all(patients.map((patient) => patient.open()))
    methods.clear()
    await Promise.all(openings.map((opening) => relayer.submit(opening)))
    expect(methods.get('eth_estimateGas')).toBe(40)
    expect(methods.get('eth_sendRawTransaction')).toBe(40)
    expect(methods.get('eth_call')).toBeUndefined()
    expect(methods.get('eth_getTransactionCount')).toBe(1)
    expect([...methods.values()].reduce((sum, count) => sum + count)).toBeLessThan(90)
  })
})
