import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type BlockId,
  type ChainEvent,
  createPermissionView,
  followChain,
  type Narrowing,
  type NarrowingStore,
  type PermissionView,
  readEvents,
} from '../src/index.ts'
import { packNarrowing } from '../src/narrowing.ts'
import { memoryStore, until } from './chain-fixture.ts'
import { type SimulatedBlock, SimulatedChain } from './simulated-chain.ts'
import { anyMessage, type ContractState, FIRST_STATE, NOW } from './simulated-contracts.ts'
import { answersOf, inForce } from './view-model.ts'

/** Deeper than every reorganization: what is final stays. */
const LAG = 9
const DEEPEST = 8
const REORGANIZATIONS = 100

/** What comes in the place of how many blocks: Clique prefers the heavier chain, not the longer. */
const reorganization = fc.record({
  depth: fc.integer({ min: 1, max: DEEPEST }),
  growth: fc.integer({ min: -1, max: 3 }),
  /** Of the messages that the new blocks carry. */
  seed: fc.nat(),
})

describe('PermissionView over reorganizations', () => {
  it('equals a rebuild from genesis and the sentence of the design, 500 times', {
    timeout: 300_000,
  }, async () => {
    let [reorganized, deepest, obeyed, served] = [0, 0, 0, 0]
    await fc.assert(
      fc.asyncProperty(
        fc.array(reorganization, { minLength: REORGANIZATIONS, maxLength: REORGANIZATIONS }),
        async (steps) => {
          await using world = await followedWorld()
          await world.grow(LAG + DEEPEST, chooserOf(1))
          for (const { depth, growth, seed } of steps) {
            // Chains that shorten one after the other must not reach what is final.
            const dropped = Math.min(depth, world.chain.head().number - world.final().number)
            world.chain.drop(dropped)
            await world.grow(Math.max(1, dropped + growth), chooserOf(seed))
            deepest = Math.max(deepest, dropped)
            const answers = answersOf(world.view)
            expect(answers).toEqual(inForce(world.finalEvents(), world.everSeen()))
            // The same over the same kept narrowings, and the chain part alone.
            const again = await rebuilt(world, world.store.kept.values())
            expect(world.view.finalHead()).toEqual({
              number: world.final().number,
              hash: world.final().hash,
            })
            expect(answersOf(again)).toEqual(answers)
            expect(idsOf(again.missingNarrowings())).toEqual(idsOf(world.view.missingNarrowings()))
            const alone = answersOf(await rebuilt(world, []))
            expect(alone).toEqual(inForce(world.finalEvents(), world.events()))
            if (JSON.stringify(text(alone)) !== JSON.stringify(text(answers))) obeyed += 1
            if (answers.grants.some((terms) => terms !== undefined && terms.readKinds > 0n)) {
              served += 1
            }
          }
          reorganized += world.reorganized()
          expect(world.rebuiltFromGenesis()).toBe(0)
        },
      ),
      { numRuns: 5, seed: 20261126, endOnFailure: true },
    )
    // Else the law would hold of nothing.
    expect(reorganized).toBe(5 * REORGANIZATIONS)
    expect(deepest).toBe(DEEPEST)
    expect(obeyed).toBeGreaterThan(50)
    expect(served).toBeGreaterThan(50)
  })

  it('rebuilds where what was final is gone, and obeys what it kept', async () => {
    await using world = await followedWorld()
    await world.grow(3 * LAG, chooserOf(5))
    world.chain.drop(2 * LAG)
    await world.grow(3, chooserOf(2))
    expect(world.rebuiltFromGenesis()).toBe(1)
    const again = await rebuilt(world, world.store.kept.values())
    expect(answersOf(world.view)).toEqual(answersOf(again))
  })
})

async function followedWorld() {
  const chain = new SimulatedChain<ContractState>({
    genesis: FIRST_STATE,
    lag: LAG,
    timestamp: NOW,
  })
  const store = memoryStore()
  const view = await viewOver(store)
  let [reorganized, rebuiltFromGenesis] = [0, 0]
  const seen = new Map<string, readonly ChainEvent[]>()
  const follower = followChain({
    network: chain.network,
    finality: chain.finality,
    view,
    pollMs: 1,
    monotonicNow: () => 0,
    onReorganized: () => {
      reorganized += 1
    },
    onRebuilt: () => {
      rebuiltFromGenesis += 1
    },
  })
  const head = () => chain.head()
  let final: BlockId = chain.final()
  return {
    chain,
    store,
    view,
    reorganized: () => reorganized,
    rebuiltFromGenesis: () => rebuiltFromGenesis,
    events: () => chain.upTo(head()).flatMap(eventsOf),
    final: () => final,
    finalEvents: () => chain.upTo(final).flatMap(eventsOf),
    everSeen: () => [...seen.values()].flat(),
    async grow(count: number, choose: (count: number) => number) {
      for (let sealed = 0; sealed < count; sealed += 1) {
        let { state } = head()
        const facts = []
        for (let messages = choose(4); messages > 0; messages -= 1) {
          const step = anyMessage(state, choose)
          facts.push(...step.facts)
          state = step.state
        }
        chain.seal(facts, state)
      }
      for (const block of chain.upTo(head())) seen.set(block.hash, eventsOf(block))
      // A chain that is shorter for a moment takes nothing back.
      const isThere = chain.upTo(head())[final.number]?.hash === final.hash
      if (!isThere || chain.final().number > final.number) final = chain.final()
      await until(() => view.head()?.hash === head().hash && follower.state().status !== 'failing')
    },
    [Symbol.asyncDispose]: () => follower[Symbol.asyncDispose](),
  }
}

/** What a manager knows that starts over this chain and this store. */
async function rebuilt(
  world: { readonly chain: SimulatedChain<ContractState>; readonly final: () => BlockId },
  kept: Iterable<Awaited<ReturnType<NarrowingStore['load']>>[number]>,
): Promise<PermissionView> {
  const store = memoryStore()
  await store.keep([...kept])
  const view = await viewOver(store)
  const { number, hash, timestamp } = world.chain.head()
  const events = await readEvents(world.chain.network, 0, number)
  const final = world.final()
  await view.rebuild({ events, head: { number, hash, timestamp, receivedAt: 0 }, final })
  return view
}

function viewOver(store: NarrowingStore): Promise<PermissionView> {
  return createPermissionView({ store, now: () => NOW, monotonicNow: () => 0 })
}

function eventsOf(block: SimulatedBlock<ContractState>): readonly ChainEvent[] {
  const { number: blockNumber, hash: blockHash } = block
  return block.facts.map((fact, logIndex) => ({
    ...fact,
    blockNumber,
    blockHash,
    transaction: blockHash,
    logIndex,
  }))
}

/** The same choices for the same seed (mulberry32). */
function chooserOf(seed: number): (count: number) => number {
  let state = seed
  return (count) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % count
  }
}

function idsOf(narrowings: readonly Narrowing[]): readonly string[] {
  return narrowings.map((narrowing) => packNarrowing(narrowing).id).sort()
}

function text(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? `${part}` : part)),
  )
}
