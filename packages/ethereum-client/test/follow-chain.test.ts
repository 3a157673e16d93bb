import { copyFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  createNetworkClient,
  createPermissionView,
  createRelayer,
  type FollowState,
  followChain,
  type Rebuilt,
} from '../src/index.ts'
import { startAnvil } from '../src/node/index.ts'
import {
  grantOf,
  memoryStore,
  newAccount,
  newRelationship,
  nowSeconds,
  relay,
  revocationOf,
  startTestNetwork,
  type TestNetwork,
  until,
} from './chain-fixture.ts'

describe('followChain', () => {
  it('sees a killed chain that went back, rebuilds, and still obeys what was taken away', async () => {
    await using chain = await startTestNetwork()
    const { network, relayer } = chain
    const store = memoryStore()
    const view = await createPermissionView({ store, now: nowSeconds })
    const rebuilds: Rebuilt[] = []
    await using follower = followChain({
      network,
      view,
      onRebuilt: (rebuilt) => rebuilds.push(rebuilt),
    })
    const patient = await newRelationship(network)
    const viewer = patient.commitment(newAccount().address)
    const lost = patient.commitment(newAccount().address)
    await follower.reached(await relay(relayer, await patient.open([grantOf(viewer)])))
    await dumped(chain)
    await copyFile(join(chain.folder, 'state.json'), join(chain.folder, 'before.json'))

    const revocation = await patient.setGrants([revocationOf(viewer, 2)])
    await relay(relayer, revocation)
    await follower.reached(await relay(relayer, await patient.setGrants([grantOf(lost)])))
    expect(view.grant(patient.id, viewer)?.readKinds).toBe(0n)
    const before = view.head()

    // With its relayer, which would bring back by itself what is lost.
    relayer[Symbol.dispose]()
    await using restarted = await killAndRestart(chain, 'before.json')
    await until(() => rebuilds.length === 1)
    expect(rebuilds[0]?.before).toEqual(before)
    expect(rebuilds[0]?.missing).toMatchObject([{ type: 'grant', commitment: viewer }])
    expect(['shorter-chain', 'other-hash']).toContain(rebuilds[0]?.reason)
    expect(view.head()?.number).toBeLessThan(before?.number ?? 0)
    // What widened is gone with its block; what narrowed stays.
    expect(view.grant(patient.id, lost)).toBeUndefined()
    expect(view.grant(patient.id, viewer)?.readKinds).toBe(0n)
    expect(follower.state().status).toBe('following')

    // A manager that was restarted too knows it from its store.
    const other = await createPermissionView({ store, now: nowSeconds })
    await using otherFollower = followChain({ network, view: other })
    await otherFollower.reached(0)
    expect(other.grant(patient.id, viewer)?.readKinds).toBe(0n)
    expect(other.missingNarrowings()).toHaveLength(1)

    // The relayer's account lost nothing it needs: the number it uses is asked of the chain.
    await restarted.fund(chain.relayerAccount.address, 10n ** 21n)
    using again = createRelayer({ network, account: chain.relayerAccount })
    await follower.reached(await relay(again, revocation))
    expect(view.missingNarrowings()).toEqual([])
    const regrant = await patient.setGrants([grantOf(viewer, { version: 3 })])
    await follower.reached(await relay(again, regrant))
    expect(view.grant(patient.id, viewer)?.readKinds).toBe(0b111n)
  })

  it('sees another chain of the same height by its hash', async () => {
    await using chain = await startTestNetwork()
    const { network, relayer } = chain
    const view = await createPermissionView({ store: memoryStore(), now: nowSeconds })
    const patient = await newRelationship(network)
    await dumped(chain)
    await copyFile(join(chain.folder, 'state.json'), join(chain.folder, 'before.json'))
    await relay(relayer, await patient.open())
    const first = followChain({ network, view })
    await first.reached(Number(await network.client.getBlockNumber()))
    await first[Symbol.asyncDispose]()
    const before = view.head()?.number ?? 0
    expect(view.relationship(patient.id)).toBeDefined()

    relayer[Symbol.dispose]()
    await using restarted = await killAndRestart(chain, 'before.json')
    await restarted.fund(chain.relayerAccount.address, 10n ** 21n)
    using again = createRelayer({ network, account: chain.relayerAccount })
    const other = await newRelationship(network)
    while (Number(await network.client.getBlockNumber()) <= before) {
      await relay(again, { type: 'CreateAgent', owner: newAccount().address })
    }
    await relay(again, await other.open())
    const rebuilds: Rebuilt[] = []
    await using _follower = followChain({
      network,
      view,
      onRebuilt: (rebuilt) => rebuilds.push(rebuilt),
    })
    await until(() => rebuilds.length === 1)
    expect(rebuilds[0]?.reason).toBe('other-hash')
    expect(view.relationship(patient.id)).toBeUndefined()
    expect(view.relationship(other.id)).toBeDefined()
  })

  it('keeps what it has through an outage, grows old and goes on by itself', async () => {
    await using chain = await startTestNetwork()
    const { network, relayer, deployment } = chain
    const view = await createPermissionView({ store: memoryStore(), now: nowSeconds })
    const states: FollowState[] = []
    await using follower = followChain({ network, view, onState: (state) => states.push(state) })
    const patient = await newRelationship(network)
    await follower.reached(await relay(relayer, await patient.open()))
    const port = Number(new URL(chain.engine.rpcUrl).port)
    await chain.engine[Symbol.asyncDispose]()
    await until(() => follower.state().status === 'failing')
    expect(view.relationship(patient.id)).toBeDefined()
    const head = view.head()
    expect(view.ageSeconds((head?.timestamp ?? 0) + 301)).toBe(301)
    await using engine = await startAnvil({ stateFolder: chain.folder, port })
    await until(() => follower.state().status === 'following')
    const account = newAccount()
    await engine.fund(account.address, 10n ** 21n)
    const again = createRelayer({
      network: await createNetworkClient({ rpcUrl: engine.rpcUrl, ...deployment }),
      account,
    })
    await follower.reached(await relay(again, await patient.end()))
    expect(view.relationship(patient.id)?.isEnded).toBe(true)
    expect(states.filter(({ status }) => status === 'following').length).toBe(2)
  })

  it('obeys at once and saves again what the store could not keep', async () => {
    await using chain = await startTestNetwork()
    const { network, relayer } = chain
    const store = memoryStore()
    let isBroken = false
    const view = await createPermissionView({
      now: nowSeconds,
      store: {
        ...store,
        keep: async (narrowings) => {
          if (isBroken) throw new Error('disk full')
          await store.keep(narrowings)
        },
      },
    })
    await using follower = followChain({ network, view, pollMs: 20 })
    const patient = await newRelationship(network)
    await follower.reached(await relay(relayer, await patient.open()))
    isBroken = true
    await follower.reached(await relay(relayer, await patient.end()))
    expect(view.relationship(patient.id)?.isEnded).toBe(true)
    await until(() => follower.state().status === 'failing')
    expect(store.kept.size).toBe(0)
    isBroken = false
    await until(() => follower.state().status === 'following')
    expect(store.kept.size).toBe(1)
  })

  it('ends when told to, whatever it was waiting for', async () => {
    await using chain = await startTestNetwork()
    const view = await createPermissionView({ store: memoryStore(), now: nowSeconds })
    const ending = new AbortController()
    const follower = followChain({ network: chain.network, view, signal: ending.signal })
    const never = follower.reached(1_000_000)
    ending.abort()
    await expect(never).rejects.toThrow(/ended/)
    await follower[Symbol.asyncDispose]()
    await expect(follower.reached(1_000_000)).rejects.toThrow(/ended/)
  })
})

/** Waits for a state file that has the newest block. */
async function dumped(chain: TestNetwork): Promise<void> {
  const { readWholeState } = await import('../src/node/anvil-state.ts')
  const number = Number(await chain.network.client.getBlockNumber())
  await until(async () => {
    const state = await readWholeState(join(chain.folder, 'state.json'))
    return state !== undefined && JSON.parse(state.toString()).best_block_number >= number
  })
}

/** What a power cut does: the process is gone, and the disk has what it had at `dump`. */
async function killAndRestart(chain: TestNetwork, dump: string) {
  process.kill(chain.engine.processId, 'SIGKILL')
  await expect(chain.engine.ended).resolves.toEqual({ code: null, signal: 'SIGKILL' })
  await chain.engine[Symbol.asyncDispose]()
  for (const file of ['state.good-1.json', 'state.good-2.json']) {
    await rm(join(chain.folder, file), { force: true })
  }
  await copyFile(join(chain.folder, dump), join(chain.folder, 'state.json'))
  const port = Number(new URL(chain.engine.rpcUrl).port)
  return startAnvil({ stateFolder: chain.folder, port })
}
