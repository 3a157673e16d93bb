import { describe, expect, it } from 'vitest'
import type { Enode } from './node-key.ts'
import type { NodeControl } from './node-socket.ts'
import { createPeerProbe, enodeSchema, readPeers } from './peers.ts'

const ID = 'ab'.repeat(64)
const ENODE: Enode = `enode://${ID}@192.0.2.7:30303?discport=0`

/** A node whose height and whose one peer are set by the test. */
function nodeWith(state: { height: number; eth: unknown }): NodeControl {
  return async (method) => {
    if (method === 'eth_blockNumber') return `0x${state.height.toString(16)}`
    return [
      {
        // Where it came from, and not where it listens.
        enode: `enode://${ID}@192.0.2.7:41234`,
        network: { remoteAddress: '192.0.2.7:41234' },
        protocols: { eth: state.eth },
      },
    ]
  }
}

describe('enodeSchema', () => {
  it.each([ENODE, `enode://${ID}@[2001:db8::1]:30303`, `enode://${ID}@127.0.0.1:0?discport=0`])(
    'takes %s',
    (text) => {
      expect(enodeSchema.safeParse(text).success).toBe(true)
    },
  )

  it.each(['', `enode://${ID}@host.example:1`, `enode://ab@192.0.2.7:1`, `${ENODE}"]\nx = ["`])(
    'refuses %j',
    (text) => {
      expect(enodeSchema.safeParse(text).success).toBe(false)
    },
  )
})

describe('readPeers', () => {
  it('tells who is of our chain from who is only connected', async () => {
    const [ofOurs] = await readPeers(nodeWith({ height: 1, eth: { version: 68 } }))
    expect(ofOurs).toEqual({ nodeId: ID, address: '192.0.2.7:41234', isOfOurChain: true })
    const [other] = await readPeers(nodeWith({ height: 1, eth: 'handshake' }))
    expect(other?.isOfOurChain).toBe(false)
  })
})

describe('createPeerProbe', () => {
  it('is ready once the node was a peer over the blocks, in one go', async () => {
    const state: { height: number; eth: unknown } = { height: 10, eth: { version: 68 } }
    const probe = createPeerProbe({ control: nodeWith(state), enode: ENODE, blocks: 3 })
    expect(await probe()).toBe(false)
    state.height = 12
    expect(await probe()).toBe(false)
    state.eth = 'handshake'
    expect(await probe()).toBe(false)
    state.eth = { version: 68 }
    state.height = 14
    expect(await probe()).toBe(false)
    state.height = 17
    expect(await probe()).toBe(true)
  })

  it('is never ready for another node', async () => {
    const state = { height: 10, eth: { version: 68 } }
    const enode: Enode = `enode://${'cd'.repeat(64)}@192.0.2.7:30303?discport=0`
    const probe = createPeerProbe({ control: nodeWith(state), enode, blocks: 0 })
    expect(await probe()).toBe(false)
  })
})
