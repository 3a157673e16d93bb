import { type Address, getAddress, type Hex, keccak256, stringToHex, zeroHash } from 'viem'
import { describe, expect, it } from 'vitest'
import type { ChainEvent, ChainFact } from './chain-event.ts'
import { discoverRelationships, findOwnAgents } from './discover-relationships.ts'

const hashOf = (text: string): Hex => keccak256(stringToHex(text))
const addressOf = (text: string): Address => getAddress(`0x${hashOf(text).slice(-40)}`)
const own = (index: number, rotation = 0): Address => addressOf(`own ${index}/${rotation}`)
const addressAt = async (index: number, rotation: number) => own(index, rotation)

describe('discoverRelationships', () => {
  it('finds every relationship up to the gap limit, and where the next one goes', async () => {
    const events = inOrder([
      ...opened('a', own(0)),
      ...opened('b', own(3)),
      ...opened('c', own(23)),
    ])
    const found = await discoverRelationships({ events, addressAt, gapLimit: 20 })
    expect(found.relationships.map(({ index, agent }) => ({ index, agent }))).toEqual([
      { index: 0, agent: addressOf('a') },
      { index: 3, agent: addressOf('b') },
      { index: 23, agent: addressOf('c') },
    ])
    expect(found.relationships[1]).toEqual({
      index: 3,
      rotation: 0,
      owner: own(3),
      agent: addressOf('b'),
      isOwnerEnabled: true,
      relationshipId: hashOf('b'),
      delegate: addressOf('delegate b'),
      isEnded: false,
      sealedPointer: hashOf('pointer b'),
    })
    expect(found.nextIndex).toBe(24)
  })

  it('stops behind a gap as long as the limit', async () => {
    const events = inOrder([...opened('a', own(0)), ...opened('b', own(21))])
    const found = await discoverRelationships({ events, addressAt, gapLimit: 20 })
    expect(found.relationships).toHaveLength(1)
    expect(found.nextIndex).toBe(1)
  })

  it('asks for no more addresses than it needs', async () => {
    let asked = 0
    const found = await discoverRelationships({
      events: [],
      addressAt: async (index, rotation) => {
        asked += 1
        return own(index, rotation)
      },
      gapLimit: 20,
    })
    expect(found).toEqual({ relationships: [], nextIndex: 0 })
    expect(asked).toBe(20)
  })

  it('takes the newest key of an index and the pointer sealed for it', async () => {
    const agent = addressOf('a')
    const events = inOrder([
      ...opened('a', own(0)),
      {
        type: 'OwnerEnabled',
        agent,
        owner: own(0, 1),
        nonce: 1n,
        sealedPointer: hashOf('pointer anew'),
      },
      { type: 'OwnerDisabled', agent, owner: own(0), nonce: 2n },
    ])
    const { relationships } = await discoverRelationships({ events, addressAt, gapLimit: 20 })
    expect(relationships).toMatchObject([
      {
        rotation: 1,
        owner: own(0, 1),
        isOwnerEnabled: true,
        sealedPointer: hashOf('pointer anew'),
      },
    ])
  })

  it('finds through new words what old words opened', async () => {
    const agent = addressOf('a')
    const events = inOrder([
      ...opened('a', addressOf('old words')),
      {
        type: 'OwnerEnabled',
        agent,
        owner: own(0),
        nonce: 1n,
        sealedPointer: hashOf('pointer anew'),
      },
    ])
    const { relationships } = await discoverRelationships({ events, addressAt, gapLimit: 20 })
    expect(relationships).toMatchObject([{ agent, sealedPointer: hashOf('pointer anew') }])
  })

  it('shows delegates, ends and disabled keys as they stand now', async () => {
    const agent = addressOf('a')
    const relationshipId = hashOf('a')
    const events = inOrder([
      ...opened('a', own(0)),
      { type: 'DelegateRotated', relationshipId, delegate: addressOf('next'), rotation: 1 },
      { type: 'RelationshipEnded', relationshipId, signer: own(0) },
      { type: 'OwnerEnabled', agent, owner: addressOf('other'), nonce: 1n, sealedPointer: '0x' },
      { type: 'OwnerDisabled', agent, owner: own(0), nonce: 2n },
    ])
    const { relationships } = await discoverRelationships({ events, addressAt, gapLimit: 20 })
    expect(relationships).toMatchObject([
      { delegate: addressOf('next'), isEnded: true, isOwnerEnabled: false },
    ])
  })

  it('also names what a stranger made of our address, whose pointer will not open', async () => {
    const events = inOrder([
      ...opened('a', own(0)),
      ...opened('stranger', addressOf('stranger key')),
      {
        type: 'OwnerEnabled',
        agent: addressOf('stranger'),
        owner: own(0),
        nonce: 1n,
        sealedPointer: hashOf('junk'),
      },
    ])
    const { relationships } = await discoverRelationships({ events, addressAt, gapLimit: 20 })
    expect(relationships.map(({ sealedPointer }) => sealedPointer)).toEqual([
      hashOf('pointer a'),
      hashOf('junk'),
    ])
  })
})

describe('an Agent that was made', () => {
  it('is found by its making, and by its opening no more', async () => {
    const agent = addressOf('a')
    const events = inOrder([
      { type: 'OwnerEnabled', agent, owner: own(0), nonce: 0n, sealedPointer: '0x' },
      // A second key opens: the event names it, and the Agent has its first owner still.
      ...opened('a', own(1)),
    ])
    const { relationships } = await discoverRelationships({ events, addressAt, gapLimit: 20 })
    expect(relationships).toMatchObject([{ owner: own(0), agent }])
  })
})

describe('findOwnAgents', () => {
  it('finds the Agents of addresses, with or without a relationship', () => {
    const agent = addressOf('staff')
    const events = inOrder([
      { type: 'OwnerEnabled', agent, owner: own(0), nonce: 0n, sealedPointer: '0x' },
    ])
    expect(findOwnAgents(events, [own(0), own(1)])).toEqual([
      { agent, owner: own(0), isEnabled: true, sealedPointer: undefined },
    ])
  })
})

function opened(name: string, owner: Address): ChainFact[] {
  const agent = addressOf(name)
  return [
    {
      type: 'RelationshipOpened',
      relationshipId: hashOf(name),
      agent,
      delegate: addressOf(`delegate ${name}`),
      owner,
      sealedPointer: hashOf(`pointer ${name}`),
    },
  ]
}

function inOrder(facts: readonly ChainFact[]): ChainEvent[] {
  return facts.map((fact, logIndex) => ({
    ...fact,
    blockNumber: 1,
    blockHash: zeroHash,
    transaction: zeroHash,
    logIndex,
  }))
}
