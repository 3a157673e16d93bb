import { createServer } from 'node:http'
import { type GrantTerms, revocationTerms } from '@medrec/protocol'
import { zeroAddress, zeroHash } from 'viem'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ChainReader, createChainReader } from './chain-reader.ts'
import type { OutboxEntry } from './profile-database.ts'
import {
  followChange,
  type RelaySession,
  relayChange,
  relayRevocation,
  resendWaiting,
} from './relay.ts'

/** A provider of the test: what it answers to POST /relay, and what it was asked. */
type Provider = {
  readonly host: string
  answer: 'relays' | 'drops' | 'refuses'
  readonly asked: string[]
  readonly close: () => Promise<void>
}

let providers: Provider[]
let outbox: Map<string, OutboxEntry>
let shown: GrantTerms | undefined
/** Which providers the client asked to be left out, at each reading of the chain. */
let avoided: (readonly string[])[]

beforeEach(async () => {
  providers = [await startProvider(), await startProvider(), await startProvider()]
  outbox = new Map()
  shown = undefined
  avoided = []
})
afterEach(() => Promise.all(providers.map((provider) => provider.close())))

async function startProvider(): Promise<Provider> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.setHeader('content-type', 'application/json')
    if (request.url !== '/relay' || provider.answer === 'refuses') {
      response.statusCode = 503
      response.end('{}')
      return
    }
    if (provider.answer === 'relays') shown = entry().isRevocation ? revoked : granted
    response.statusCode = 202
    response.end(JSON.stringify({ transaction: zeroHash }))
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('no port')
  const provider: Provider = {
    host: `localhost:${address.port}`,
    answer: 'relays',
    asked,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return provider
}

const granted: GrantTerms = { ...revocationTerms(1), readKinds: 1n, purposes: 1 }
const revoked = revocationTerms(1)
const entry = (change: Partial<OutboxEntry> = {}): OutboxEntry => ({
  id: 'one',
  relationshipId: zeroHash,
  commitment: zeroHash,
  version: 1,
  isRevocation: false,
  body: '{}',
  createdAt: Date.now(),
  ...change,
})

const view = { grant: () => shown } as unknown as Awaited<ReturnType<ChainReader['read']>>['view']

function session(): RelaySession {
  return {
    network: { providers },
    chain: {
      async read(avoiding = []) {
        avoided.push(avoiding)
        const other = providers.find(({ host }) => !avoiding.includes(host))
        return { view, events: [], through: other?.host ?? '' }
      },
    },
    database: {
      outbox: {
        put: async (kept) => outbox.set(kept.id, kept),
        delete: async (id) => void outbox.delete(id),
        toArray: async () => [...outbox.values()],
      },
    },
    signal: new AbortController().signal,
  }
}

function named(at: number): Provider {
  const provider = providers[at]
  if (provider === undefined) throw new Error('a provider')
  return provider
}

const relays = () => providers.map(({ asked }) => asked.filter((path) => path === '/relay').length)

describe('followChange', () => {
  it('follows through another than the one that relays, and sends again through a third', async () => {
    const [liar, concerned, third] = [named(0), named(1), named(2)]
    liar.answer = 'drops'
    third.answer = 'refuses'
    const taken = await relayChange(session(), entry(), concerned.host)
    expect(taken.takenBy).toEqual([liar.host])
    third.answer = 'relays'
    const before = relays()
    expect(await followChange(session(), { ...taken, resendAt: 0 })).toBe(true)
    // The one that was asked about it is not the one that is handed it.
    expect(avoided[0]).toEqual([liar.host])
    expect(relays().map((count, at) => count - (before[at] ?? 0))).toEqual([0, 0, 1])
    expect(outbox.size).toBe(0)
  })

  it('goes on though a provider refuses, and at last asks the first one again', async () => {
    const [first, second, third] = [named(0), named(1), named(2)]
    second.answer = 'refuses'
    third.answer = 'refuses'
    const taken = await relayChange(session(), entry(), '')
    expect(taken.takenBy).toEqual([first.host])
    shown = undefined
    expect(await followChange(session(), { ...taken, resendAt: 0 })).toBe(true)
    expect(relays().every((count) => count > 0)).toBe(true)
  })

  it('does not send again what waits for the tick of its relayer', async () => {
    for (const provider of providers) provider.answer = 'drops'
    const taken = await relayChange(session(), entry(), '')
    expect(taken.resendAt).toBeGreaterThan(Date.now() + 9000)
    setTimeout(() => {
      shown = granted
    }, 500)
    expect(await followChange(session(), taken)).toBe(true)
    expect(relays().reduce((sum, count) => sum + count)).toBe(1)
  })
})

describe('resendWaiting', () => {
  it('hands to the others what the first has dropped, and keeps what nobody takes', async () => {
    for (const provider of providers) provider.answer = 'drops'
    const taken = await relayChange(session(), entry(), '')
    const due = () => outbox.set('one', { ...(outbox.get('one') ?? taken), resendAt: 0 })
    due()
    await resendWaiting(session())
    due()
    await resendWaiting(session())
    expect(relays()).toEqual([1, 1, 1])
    for (const provider of providers) provider.answer = 'refuses'
    due()
    await resendWaiting(session())
    expect(outbox.size).toBe(1)
    shown = granted
    await resendWaiting(session())
    expect(outbox.size).toBe(0)
  })
})

describe('relayRevocation', () => {
  it('goes to the provider concerned, and says so; to another one if that refuses', async () => {
    const concerned = named(1)
    const stopped = await relayRevocation(session(), entry({ isRevocation: true }), concerned.host)
    expect(stopped).toMatchObject({ isStopped: true, entry: { takenBy: [concerned.host] } })
    expect(relays()).toEqual([0, 1, 0])
    concerned.answer = 'refuses'
    const passed = await relayRevocation(session(), entry({ isRevocation: true }), concerned.host)
    expect(passed.isStopped).toBe(false)
    expect(passed.entry.takenBy).not.toContain(concerned.host)
  })
})

describe('createChainReader', () => {
  it('asks whom it is to avoid last of all', async () => {
    const reader = createChainReader({
      chainId: 1,
      registry: zeroAddress,
      deploymentBlock: 1,
      providers,
    } as unknown as Parameters<typeof createChainReader>[0])
    const order: string[] = []
    for (const { host, asked } of providers) {
      const push = asked.push.bind(asked)
      asked.push = (path) => {
        order.push(host)
        return push(path)
      }
    }
    for (const { host } of providers) {
      order.length = 0
      await expect(reader.read([host])).rejects.toMatchObject({ code: 'MEDREC_PROVIDER_AWAY' })
      expect([...new Set(order)].at(-1)).toBe(host)
      expect(new Set(order).size).toBe(3)
    }
  })
})
