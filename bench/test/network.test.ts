import { createPublicClient, type Hex, http, zeroHash } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { describe, expect, it } from 'vitest'
import { startBenchChain } from '../src/chain/bench-chain.ts'
import { relationshipOf, signedOpening } from '../src/chain/relationship.ts'
import { CHAIN_STARTS_AT } from '../src/chain/start-anvil.ts'
import { inParallel } from '../src/in-parallel.ts'
import { startSyntheticChain } from '../src/network/synthetic-chain.ts'
import { percentile } from '../src/percentile.ts'

describe('the synthetic chain', () => {
  it('has the logs that a real opening with three grants leaves, but for what they name', async () => {
    await using real = await startBenchChain()
    await using synthetic = await startSyntheticChain(1)
    const newKey = () => privateKeyToAccount(generatePrivateKey())
    const relationship = relationshipOf(real, { owner: newKey(), delegate: newKey() })
    const grants = [1, 2, 3].map((number) => ({
      ...{ commitment: `0x${'c0'.repeat(31)}0${number}` as Hex, readKinds: 1n, writeKinds: 1n },
      ...{ notBefore: 1, notAfter: CHAIN_STARTS_AT * 2, purposes: 1, version: 1 },
      finerTerms: zeroHash,
    }))
    const deadline = CHAIN_STARTS_AT + 86_400
    const sealedPointer: Hex = `0x${'5e'.repeat(64)}`
    const sender = await real.newSender()
    const opening = { sealedPointer, grants, deadline }
    const sent = await sender.send(await signedOpening(real, relationship, opening))
    const { logs } = await real.client.getTransactionReceipt({ hash: sent.hash })

    const client = createPublicClient({ transport: http(synthetic.rpcUrl) })
    const made = await client.getLogs({ fromBlock: 0n, toBlock: BigInt(synthetic.height) })
    expect(made.map(shapeOf)).toEqual(logs.map(shapeOf))
    expect(made).toHaveLength(4)
  })
})

describe('percentile', () => {
  it('is a value that was measured, which so many do not exceed', () => {
    const values = Array.from({ length: 40 }, (_, index) => 40 - index)
    expect(percentile(values, 95)).toBe(38)
    expect(percentile(values, 100)).toBe(40)
    expect(percentile([7], 95)).toBe(7)
    expect(() => percentile([], 95)).toThrow(RangeError)
  })
})

describe('inParallel', () => {
  it('does each once, in order, and never more than so many at a time', async () => {
    const done: number[] = []
    let [running, most] = [0, 0]
    await inParallel([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      done.push(item)
      running += 1
      most = Math.max(most, running)
      await new Promise((resolve) => setTimeout(resolve, 1))
      running -= 1
    })
    expect([done, most]).toEqual([[1, 2, 3, 4, 5, 6, 7], 3])
  })
})

function shapeOf(log: { readonly topics: readonly Hex[]; readonly data: Hex; logIndex: number }) {
  const { topics, data, logIndex } = log
  return { event: topics[0], topics: topics.length, dataLength: data.length, logIndex }
}
