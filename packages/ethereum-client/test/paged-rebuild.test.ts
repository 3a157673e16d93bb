import { revocationTerms } from '@medrec/protocol'
import fc from 'fast-check'
import { BaseError, zeroHash } from 'viem'
import { describe, expect, it } from 'vitest'
import {
  type ChainEvent,
  createPermissionView,
  followChain,
  type Network,
  type PermissionView,
  readEventPages,
  readEvents,
} from '../src/index.ts'
import { memoryStore, until } from './chain-fixture.ts'
import { SimulatedChain } from './simulated-chain.ts'
import {
  anyMessage,
  type Choose,
  type ContractState,
  FIRST_STATE,
  NOW,
  relationshipOf,
  VIEWERS,
} from './simulated-contracts.ts'
import { answersOf } from './view-model.ts'

const LAG = 3
const RELATIONSHIP = relationshipOf(0)
const [VIEWER = zeroHash] = VIEWERS

describe('PermissionView.startRebuild', () => {
  it('comes to what the same events come to one by one, kept narrowings too', async () => {
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.nat(1_000)), fc.nat(60), async (stream, cut) => {
        const chain = grown(120, chooserOf(stream))
        const { head, final, events } = await everythingOf(chain)
        const [slow, fast] = [memoryStore(), memoryStore()]
        // What an earlier life has kept, of this chain and of one that is gone.
        const first = await viewOver(slow)
        await first.rebuild({ events, head, final: { number: 0, hash: head.hash } })
        await fast.keep([...slow.kept.values()])

        const followed = await viewOver(slow)
        await followed.rebuild({ events: [], head: { ...head, number: 0 } })
        for (const event of events) {
          const to = { ...head, number: event.blockNumber }
          await followed.apply({
            events: [event],
            head: to,
            final: to.number < final.number ? to : final,
          })
        }
        await followed.apply({ events: [], head, final })

        const rebuilt = await viewOver(fast)
        const rebuilding = rebuilt.startRebuild({ head, final })
        for (let from = 0; from < events.length; from += cut + 1) {
          rebuilding.add(events.slice(from, from + cut + 1))
        }
        await rebuilding.finish()
        expect(answersOf(rebuilt)).toEqual(answersOf(followed))
        expect([...fast.kept.keys()].sort()).toEqual([...slow.kept.keys()].sort())
        expect(rebuilt.finalHead()).toEqual(final)
      }),
      { numRuns: 30, seed: 20261126, endOnFailure: true },
    )
  })

  it('is not seen half done, and changes nothing if it is let go', async () => {
    const chain = new SimulatedChain({ genesis: FIRST_STATE, lag: 0, timestamp: NOW })
    chain.seal([opened()], FIRST_STATE)
    chain.seal([granted(1)], FIRST_STATE)
    const store = memoryStore()
    const view = await viewOver(store)
    await view.rebuild(await everythingOf(chain))
    await view.narrow([{ ...grantKey, type: 'grant', terms: revocationTerms(2) }])
    const [before, kept] = [answersOf(view), [...store.kept.keys()]]
    expect(view.grant(RELATIONSHIP, VIEWER)?.readKinds).toBe(0n)

    // Another chain, where what was taken away has been given anew.
    chain.seal([granted(3)], FIRST_STATE)
    const { events, head, final } = await everythingOf(chain)
    const letGo = view.startRebuild({ head, final })
    letGo.add(events)
    await view.narrow([])
    expect(answersOf(view)).toEqual(before)
    expect([...store.kept.keys()]).toEqual(kept)
    expect(view.head()?.number).toBe(2)

    const rebuilding = view.startRebuild({ head, final })
    rebuilding.add(events)
    await rebuilding.finish()
    expect(view.grant(RELATIONSHIP, VIEWER)?.readKinds).toBe(1n)
    expect([...store.kept.keys()]).not.toEqual(kept)
  })

  it('is begun anew by the follower if the chain moves while it is read', async () => {
    const chain = grown(400, chooserOf(counting()))
    let pages = 0
    const client = {
      ...chain.network.client,
      getLogs: async (range: never) => {
        pages += 1
        if (pages === 2) {
          chain.drop(1)
          chain.seal([], chain.head().state)
        }
        return chain.network.client.getLogs(range)
      },
    }
    const network = { ...chain.network, client: client as unknown as Network['client'] }
    const view = await viewOver(memoryStore())
    const heads: number[] = []
    const watched: PermissionView = {
      ...view,
      startRebuild(to) {
        heads.push(to.head.number)
        return view.startRebuild(to)
      },
    }
    await using _follower = followChain({
      ...{ network, view: watched, finality: chain.finality, pollMs: 1, monotonicNow: () => 0 },
    })
    await until(() => view.head()?.hash === chain.head().hash)
    expect(heads).toHaveLength(2)
    const again = await viewOver(memoryStore())
    await again.rebuild(await everythingOf(chain))
    expect(answersOf(view)).toEqual(answersOf(again))
  })
})

describe('readEventPages', () => {
  it('asks for less where an answer would be too large, and leaves nothing out', async () => {
    const chain = grown(300, chooserOf(counting()))
    const asked: number[] = []
    const network = limited(chain, (blocks) => {
      asked.push(blocks)
      return blocks <= 20
    })
    const events: ChainEvent[] = []
    for await (const page of readEventPages(network, 0, 300)) events.push(...page)
    expect(events).toEqual(await readEvents(chain.network, 0, 300))
    expect(events.length).toBeGreaterThan(100)
    expect(asked[0]).toBeGreaterThan(20)
  })

  it('throws if even one block is too large, and any other failure at once', async () => {
    const chain = grown(4, chooserOf(counting()))
    const none = limited(chain, () => false)
    await expect(readEvents(none, 0, 4)).rejects.toMatchObject({ shortMessage: 'Too large.' })
    let asked = 0
    const away = limited(chain, () => {
      asked += 1
      throw new Error('The chain is away.')
    })
    await expect(readEvents(away, 0, 4)).rejects.toThrow('The chain is away.')
    expect(asked).toBe(1)
  })
})

const grantKey = { relationshipId: RELATIONSHIP, commitment: VIEWER }

function opened() {
  const { facts } = anyMessage(FIRST_STATE, () => 0)
  const [fact] = facts
  if (fact?.type !== 'RelationshipOpened') throw new Error('The first message opens.')
  return fact
}

function granted(version: number) {
  const terms = { ...revocationTerms(version), readKinds: 1n, notAfter: NOW + 100, purposes: 1 }
  return { type: 'GrantSet', ...grantKey, terms } as const
}

function grown(blocks: number, choose: Choose): SimulatedChain<ContractState> {
  const chain = new SimulatedChain({ genesis: FIRST_STATE, lag: LAG, timestamp: NOW })
  for (let sealed = 0; sealed < blocks; sealed += 1) {
    const { facts, state } = anyMessage(chain.head().state, choose)
    chain.seal(facts, state)
  }
  return chain
}

async function everythingOf(chain: SimulatedChain<ContractState>) {
  const { number, hash, timestamp } = chain.head()
  const events = await readEvents(chain.network, 0, number)
  return { events, head: { number, hash, timestamp, receivedAt: 0 }, final: chain.final() }
}

function* counting(): Generator<number> {
  for (let number = 0; ; number += 1) yield (number * 7_919) % 1_009
}

function chooserOf(stream: Iterable<number>): Choose {
  const numbers = stream[Symbol.iterator]()
  return (count) => Number(numbers.next().value) % count
}

/** A node whose answers hold so many blocks only. */
function limited(chain: SimulatedChain<ContractState>, fits: (blocks: number) => boolean): Network {
  const getLogs = async (range: { readonly fromBlock: bigint; readonly toBlock: bigint }) => {
    if (fits(Number(range.toBlock - range.fromBlock) + 1)) {
      return chain.network.client.getLogs(range)
    }
    // As viem says it, below what says which request it was.
    const cause = new BaseError('Too large.', { name: 'ResponseBodyTooLargeError' })
    throw new BaseError('Too large.', { cause })
  }
  const client = { ...chain.network.client, getLogs } as unknown as Network['client']
  return { ...chain.network, client }
}

function viewOver(store: ReturnType<typeof memoryStore>): Promise<PermissionView> {
  return createPermissionView({ store, now: () => NOW, monotonicNow: () => 0 })
}
