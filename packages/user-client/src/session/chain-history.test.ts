import type { ChainEvent, ChainFact } from '@medrec/ethereum-client'
import { type Address, getAddress, type Hex, keccak256, toHex, zeroHash } from 'viem'
import { describe, expect, it } from 'vitest'
import { type ChainLine, type LineBlock, startChainHistory } from './chain-history.ts'

type MadeBlock = LineBlock & { readonly events: readonly ChainEvent[] }

const addressOf = (seed: string): Address => getAddress(`0x${keccak256(toHex(seed)).slice(26)}`)
const [agent, owner, thief] = ['agent', 'owner', 'thief'].map(addressOf)
if (!agent || !owner || !thief) throw new TypeError('Three.')

const enabled = (key: Address, nonce: bigint): ChainFact => ({
  ...{ type: 'OwnerEnabled', agent, owner: key, nonce, sealedPointer: '0x' },
})
const disabled = (key: Address, nonce: bigint): ChainFact => ({
  ...{ type: 'OwnerDisabled', agent, owner: key, nonce },
})

/** A provider's chain, which a test makes and remakes. */
class Chain implements ChainLine {
  #blocks: MadeBlock[] = []
  #branch = ''
  asked: [number, number][] = []

  constructor(blocks: readonly MadeBlock[] = []) {
    this.#blocks = [...blocks]
    if (blocks.length === 0) this.seal()
  }

  seal(...facts: readonly ChainFact[]): this {
    const number = this.#blocks.length
    const blockHash: Hex = keccak256(toHex(`${this.#branch}${number}`))
    const position = { blockNumber: number, blockHash, transaction: zeroHash }
    const events = facts.map((fact, logIndex) => ({ ...fact, ...position, logIndex }))
    this.#blocks.push({ number, hash: blockHash, timestamp: 1_000 + number, events })
    return this
  }

  /** Gives the newest blocks up; what is sealed from now on is another branch. */
  fork(depth: number): this {
    this.#blocks = this.#blocks.slice(0, this.#blocks.length - depth)
    this.#branch += 'b'
    return this
  }

  copy(): Chain {
    return new Chain(this.#blocks)
  }

  async newest(): Promise<LineBlock> {
    return this.at(this.#blocks.length - 1)
  }

  async at(number: number): Promise<LineBlock> {
    const block = this.#blocks[number]
    if (block === undefined) throw new Error('There is no such block.')
    return { number, hash: block.hash, timestamp: block.timestamp }
  }

  async events(fromBlock: number, toBlock: number): Promise<readonly ChainEvent[]> {
    this.asked.push([fromBlock, toBlock])
    return this.#blocks.slice(fromBlock, toBlock + 1).flatMap(({ events }) => events)
  }
}

const start = (finalDepth: number) => startChainHistory({ deploymentBlock: 0, finalDepth })
const keysOf = (events: readonly ChainEvent[]) =>
  events.map((event) => ('owner' in event ? event.owner : undefined))

describe('startChainHistory', () => {
  it('reads every block once', async () => {
    const chain = new Chain().seal(enabled(owner, 0n))
    const history = await start(0)
    await history.catchUp(chain)
    chain.seal().seal(enabled(thief, 1n))
    const { view, events } = await history.catchUp(chain)
    await history.catchUp(chain)
    expect(chain.asked).toEqual([
      [0, 1],
      [2, 3],
    ])
    expect(keysOf(events)).toEqual([owner, thief])
    expect(view.allows(agent, thief, 'read')).toBe(true)
  })

  it('takes for granted only what is as deep as that a majority has sealed', async () => {
    const chain = new Chain().seal(enabled(owner, 0n))
    const history = await start(2)
    const { view } = await history.catchUp(chain)
    expect(view.allows(agent, owner, 'read')).toBe(false)
    await history.catchUp(chain.seal().seal())
    expect(view.allows(agent, owner, 'read')).toBe(true)
    // What narrows counts at once.
    await history.catchUp(chain.seal(enabled(thief, 1n)).seal().seal())
    expect(view.allows(agent, thief, 'read')).toBe(true)
    await history.catchUp(chain.seal(disabled(thief, 2n)))
    expect(view.allows(agent, thief, 'read')).toBe(false)
  })

  it('takes back what stood in blocks that others have replaced', async () => {
    const chain = new Chain().seal(enabled(owner, 0n)).seal().seal().seal(enabled(thief, 1n))
    const history = await start(2)
    await history.catchUp(chain)
    chain.fork(1).seal().seal()
    const { view, events } = await history.catchUp(chain)
    expect(keysOf(events)).toEqual([owner])
    // From the first block that was not final on.
    expect(chain.asked.at(-1)).toEqual([3, 5])
    await history.catchUp(chain.seal().seal().seal())
    expect(view.allows(agent, thief, 'read')).toBe(false)
    expect(view.allows(agent, owner, 'read')).toBe(true)
  })

  it('begins anew where what was final is gone, as after a hard kill of the embedded chain', async () => {
    const chain = new Chain().seal(enabled(owner, 0n)).seal(enabled(thief, 1n))
    const history = await start(0)
    await history.catchUp(chain)
    const { view, events } = await history.catchUp(chain.fork(1).seal().seal())
    expect(keysOf(events)).toEqual([owner])
    expect(view.allows(agent, thief, 'read')).toBe(false)
    expect(chain.asked.at(-1)).toEqual([0, 3])
  })

  it('keeps what it has before a provider that is some blocks behind', async () => {
    const chain = new Chain().seal(enabled(owner, 0n)).seal()
    const behind = chain.copy()
    const history = await start(1)
    await history.catchUp(chain.seal().seal(enabled(thief, 1n)).seal())
    const { view, events } = await history.catchUp(behind)
    expect(behind.asked).toEqual([])
    expect(keysOf(events)).toEqual([owner, thief])
    expect(view.allows(agent, thief, 'read')).toBe(true)
  })

  it('changes nothing if the chain moves while it is read', async () => {
    const chain = new Chain().seal(enabled(owner, 0n))
    const history = await start(0)
    const moving: ChainLine = {
      newest: () => chain.newest(),
      at: (number) => chain.at(number),
      async events(from, to) {
        const events = await chain.events(from, to)
        chain.fork(1).seal().seal()
        return events
      },
    }
    expect((await history.catchUp(moving)).events).toEqual([])
    expect(keysOf((await history.catchUp(chain)).events)).toEqual([])
  })
})
