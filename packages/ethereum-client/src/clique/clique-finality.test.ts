import { createPublicClient, custom, type Hex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { describe, expect, it } from 'vitest'
import vectors from '../../../../vectors/clique-headers.json' with { type: 'json' }
import { sealBlock } from '../../test/sealed-chain.ts'
import type { BlockId } from '../finality.ts'
import { createCliqueFinality } from './clique-finality.ts'

type Block = Readonly<Record<string, string>>

const recorded: readonly Block[] = vectors.headers
const { rules } = vectors

describe('createCliqueFinality', () => {
  it('follows recorded blocks from genesis, one by one or in one go', async () => {
    const node = nodeOf(recorded)
    const slow = createCliqueFinality({ network: node, rules })
    let final: BlockId | undefined
    for (const head of recorded) {
      const before = final?.number ?? 0
      final = await slow.newestFinal(idOf(head))
      expect(final?.number).toBeGreaterThanOrEqual(before)
    }
    const fast = createCliqueFinality({ network: node, rules })
    expect(await fast.newestFinal(idOf(recorded.at(-1)))).toEqual(final)
    expect(fast.snapshot()).toEqual(slow.snapshot())
    expect(fast.snapshot()?.signers).toContain(vectors.added)
    expect(fast.snapshot()?.signers).not.toContain(vectors.removed)
  })

  it('goes on from what was written down, reading nothing below it again', async () => {
    const half = createCliqueFinality({ network: nodeOf(recorded), rules })
    await half.newestFinal(idOf(recorded[20]))
    const from = JSON.parse(JSON.stringify(half.snapshot()))
    const node = nodeOf(recorded)
    const other = createCliqueFinality({ network: node, rules, from })
    await other.newestFinal(idOf(recorded.at(-1)))
    await half.newestFinal(idOf(recorded.at(-1)))
    expect(other.snapshot()).toEqual(half.snapshot())
    expect(Math.min(...node.asked)).toBe(from.number + 1)
  })

  it('throws at a header that breaks a rule, and keeps what it had', async () => {
    const forged = await sealBlock(
      {
        number: 11,
        parentHash: recorded[10]?.hash as Hex,
        difficulty: 2,
        timestamp: Number(recorded[10]?.timestamp) + 1,
      },
      privateKeyToAccount(`0x${'99'.repeat(32)}`),
    )
    const node = nodeOf(recorded)
    const finality = createCliqueFinality({ network: node, rules })
    const before = await finality.newestFinal(idOf(recorded[10]))
    node.serve([...recorded.slice(0, 11), forged])
    await expect(finality.newestFinal(idOf(forged))).rejects.toMatchObject({
      code: 'MEDREC_CLIQUE_UNAUTHORIZED_SIGNER',
      details: { blockNumber: 11 },
    })
    expect(finality.snapshot()?.number).toBe(before?.number)
    node.serve(recorded)
    expect((await finality.newestFinal(idOf(recorded[12])))?.number).toBeGreaterThan(9)
  })

  it('leaves blocks that are not final for others, and no final one', async () => {
    const { common, left, right } = await forkAfter(4)
    const node = nodeOf([...common, ...left])
    const finality = createCliqueFinality({ network: node, rules: RULES })
    expect(await finality.newestFinal(idOf(left.at(-1)))).toEqual(idOf(common[4]))
    node.serve([...common, ...right])
    expect(await finality.newestFinal(idOf(right.at(-1)))).toEqual(idOf(right[1]))
    // What was asked for is not there any more.
    expect(await finality.newestFinal(idOf(left.at(-1)))).toBeUndefined()
  })

  it('starts over only where even what was final is gone', async () => {
    const { common, left, right } = await forkAfter(4)
    const node = nodeOf([...common, ...right])
    const finality = createCliqueFinality({ network: node, rules: RULES })
    await finality.newestFinal(idOf(right.at(-1)))
    node.serve([...common, ...left])
    expect(await finality.newestFinal(idOf(left.at(-1)))).toEqual(idOf(common[4]))
    node.serve(common.slice(0, 2))
    expect(await finality.newestFinal(idOf(common[1]))).toEqual(idOf(common[0]))
  })
})

const RULES = { periodSeconds: 1, epochBlocks: 1_000 }

/** Two ways on from a block, by three authorities: one with one block, one with three. */
async function forkAfter(number: number) {
  const accounts = [1, 2, 3]
    .map((key) => privateKeyToAccount(`0x${String(key).padStart(64, '0')}`))
    .sort((a, b) => (a.address.toLowerCase() < b.address.toLowerCase() ? -1 : 1))
  const listedSigners = accounts.map(({ address }) => address)
  const zero: Hex = `0x${'00'.repeat(32)}`
  const plan = { number: 0, parentHash: zero, difficulty: 1, timestamp: 0, listedSigners }
  const genesis = await sealBlock(plan, undefined)
  const common = await seal([genesis], number, 2)
  return {
    common,
    left: (await seal(common, 1, 1)).slice(common.length),
    right: (await seal(common, 3, 2)).slice(common.length),
  }

  /** In turn with difficulty 2, else whoever comes after the one in turn. */
  async function seal(onTopOf: readonly Block[], count: number, difficulty: 1 | 2) {
    const chain = [...onTopOf]
    for (let sealed = 0; sealed < count; sealed += 1) {
      const parentHash = chain.at(-1)?.hash as Hex
      const next = { number: chain.length, parentHash, difficulty, timestamp: chain.length }
      const turn = difficulty === 2 ? chain.length : chain.length + 1
      chain.push(await sealBlock(next, accounts[turn % accounts.length]))
    }
    return chain
  }
}

function idOf(block: Block | undefined): BlockId {
  return { number: Number(block?.number), hash: block?.hash as Hex }
}

/** A node that answers for the blocks it was given. */
function nodeOf(first: readonly Block[]) {
  let blocks = first
  const asked: number[] = []
  const client = createPublicClient({
    cacheTime: 0,
    transport: custom({
      async request({ params }: { readonly params: readonly [Hex] }) {
        asked.push(Number(params[0]))
        return blocks[Number(params[0])] ?? null
      },
    }),
  })
  return {
    client,
    asked,
    serve(next: readonly Block[]) {
      blocks = next
    },
  }
}
