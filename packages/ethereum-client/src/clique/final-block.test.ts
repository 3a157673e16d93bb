import { type Address, type PrivateKeyAccount, zeroHash } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { beforeAll, describe, expect, it } from 'vitest'
import vectors from '../../../../vectors/clique-headers.json' with { type: 'json' }
import { sealedHeader } from '../../test/sealed-chain.ts'
import { type CliqueHeader, readCliqueHeader } from './clique-header.ts'
import { type CliqueSnapshot, genesisSnapshot } from './clique-signers.ts'
import { extendChain, finalBlock, newestOf, type VerifiedChain } from './final-block.ts'

const RULES = { periodSeconds: 1, epochBlocks: 1_000 }

describe('finalBlock', () => {
  it('takes each block of one authority at once', async () => {
    const { genesis, seal } = await newNetwork(1)
    const one = await seal([0, 0, 0])
    expect(finalBlock(genesis, [], RULES).number).toBe(0)
    for (let count = 1; count <= 3; count += 1) {
      expect(finalBlock(genesis, one.slice(0, count), RULES).hash).toBe(one[count - 1]?.hash)
    }
  })

  // Who seals, by their places; then the final block after each of these.
  it.each([
    [2, [1, 0, 1, 0], [0, 1, 2, 3]],
    [3, [1, 2, 0, 1], [0, 1, 2, 3]],
    [3, [0, 1, 0, 1], [0, 1, 2, 3]],
    [4, [1, 2, 3, 0, 1], [0, 0, 1, 2, 3]],
    [5, [1, 2, 3, 4, 0], [0, 0, 1, 2, 3]],
    [7, [1, 2, 3, 4, 5, 6], [0, 0, 0, 1, 2, 3]],
  ])('wants a majority of %d on top, each once', async (count, sealers, finals) => {
    const { genesis, seal } = await newNetwork(count)
    const headers = await seal(sealers)
    expect(
      headers.map((_, at) => finalBlock(genesis, headers.slice(0, at + 1), RULES).number),
    ).toEqual(finals)
  })

  it('never goes back', async () => {
    const { genesis, seal } = await newNetwork(5)
    let chain: VerifiedChain = { final: genesis, open: [] }
    for (const header of await seal([1, 2, 3, 0, 4, 1, 2, 0, 3, 4, 1])) {
      const before = chain.final.number
      chain = extendChain(chain, header, RULES)
      expect(chain.final.number).toBeGreaterThanOrEqual(before)
      expect(newestOf(chain).number).toBe(header.number)
      expect(chain.open.length).toBe(header.number - chain.final.number)
    }
    expect(chain.final.number).toBe(9)
  })

  it('lets one side of a split network alone be final, whichever block is heavier', async () => {
    const { genesis, seal } = await newNetwork(5)
    const most = await seal([1, 2, 0])
    const fewest = await seal([3, 4], [], `0x${'ff'.repeat(32)}`)
    expect(finalBlock(genesis, most, RULES).number).toBe(1)
    expect(finalBlock(genesis, fewest, RULES).number).toBe(0)
  })

  describe('over recorded blocks', () => {
    let headers: readonly CliqueHeader[]
    beforeAll(async () => {
      headers = await Promise.all(vectors.headers.map(readCliqueHeader))
    })

    it('stays at most a majority of blocks behind when all seal', () => {
      const [first] = headers
      if (first === undefined) throw new Error('There is no recorded block.')
      const after = finalBlock(genesisSnapshot(first), headers.slice(1), vectors.rules)
      const head = headers.length - 1
      expect(after.number).toBeLessThan(head)
      expect(after.number).toBeGreaterThanOrEqual(head - 3)
    })
  })
})

/** Signers by their place in the ascending list, so that block n is in turn for n mod count. */
async function newNetwork(count: number) {
  const accounts: PrivateKeyAccount[] = Array.from({ length: count }, (_, at) =>
    privateKeyToAccount(`0x${(at + 1).toString(16).padStart(64, '0')}`),
  ).sort((a, b) => (lowerCase(a) < lowerCase(b) ? -1 : 1))
  const first = await sealedHeader(
    {
      number: 0,
      parentHash: zeroHash,
      difficulty: 1,
      timestamp: 0,
      listedSigners: accounts.map(lowerCase),
    },
    undefined,
  )
  const genesis: CliqueSnapshot = genesisSnapshot(first)

  async function seal(
    places: readonly number[],
    onTopOf: readonly CliqueHeader[] = [],
    stateRoot = zeroHash as Address,
  ): Promise<readonly CliqueHeader[]> {
    const sealed: CliqueHeader[] = []
    for (const place of places) {
      const parent = sealed.at(-1) ?? onTopOf.at(-1) ?? first
      const number = parent.number + 1
      const plan = {
        number,
        parentHash: parent.hash,
        difficulty: number % count === place ? 2 : 1,
        timestamp: parent.timestamp + 1,
        stateRoot,
      }
      sealed.push(await sealedHeader(plan, accounts[place]))
    }
    return sealed
  }
  return { genesis, seal }
}

function lowerCase(account: PrivateKeyAccount): Address {
  return account.address.toLowerCase() as Address
}
