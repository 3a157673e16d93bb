import { describe, expect, it } from 'vitest'

import { readCliqueHeader } from '../src/clique/clique-header.ts'
import {
  createCliqueFinality,
  createNetworkClient,
  createPermissionView,
  createRelayer,
  followChain,
  type GrantInForce,
  type Narrowing,
} from '../src/index.ts'
import { transferUpTo } from '../src/node/geth/transfer.ts'
import { deployContracts } from '../src/node/index.ts'
import {
  foundingMember,
  grantOf,
  memoryStore,
  newAccount,
  newRelationship,
  nowSeconds,
  relay,
  revocationOf,
} from './chain-fixture.ts'
import { type Authority, openAuthorities } from './clique-authorities.ts'
import { gethOrSkip } from './geth-fixture.ts'

const RULES = { periodSeconds: 1, epochBlocks: 30_000 }
const REORGANIZATIONS = 2

describe('followChain over three real authorities', () => {
  it('obeys what a lost block narrowed, and serves what one widened only when it is final', {
    timeout: 240_000,
  }, async (context) => {
    const program = await gethOrSkip(context)
    await using network = await openAuthorities({ program, count: 3, firstSigners: 3, ...RULES })
    const [alone, second, third] = network.authorities
    if (!alone || !second || !third) throw new Error('An authority is missing.')
    const { client, relayer, view, store, happened, ...world } = await worldOf(
      alone,
      network.chainId,
    )
    await using follower = world.follower

    const patient = await newRelationship(client)
    const viewers = Array.from({ length: 2 * REORGANIZATIONS }, () =>
      patient.commitment(newAccount().address),
    )
    const taken = viewers.slice(0, REORGANIZATIONS)
    const given = viewers.slice(REORGANIZATIONS)
    const opening = await relay(relayer, await patient.open(taken.map((viewer) => grantOf(viewer))))
    await follower.reachedFinal(opening)
    for (const viewer of taken) expect(view.grant(patient.id, viewer)?.readKinds).toBe(0b111n)

    for (const [round, viewer] of taken.entries()) {
      const newcomer = given[round] ?? viewer
      const before = happened.length
      const revocation = await patient.setGrants([revocationOf(viewer, 2)])
      await callEach([alone], 'miner_stop')
      // Else it would have to let another seal first.
      await untilWithin(60_000, async () => (await network.sealerOf('latest')) !== alone.signer)
      await callEach([second, third], 'miner_stop')
      const last = await untilQuiet(network.authorities)
      {
        // It ends then: a relayer that lives brings back by itself what is lost.
        using ending = world.newRelayer()
        await ending.submit(revocation)
        await ending.submit(await patient.setGrants([grantOf(newcomer)]))
      }
      await callEach([alone], 'miner_start')
      await untilWithin(60_000, () => view.grant(patient.id, viewer)?.readKinds === 0n)
      // One of three has sealed it.
      expect(view.head()?.number).toBe(last + 1)
      expect(view.finalHead()?.number).toBeLessThanOrEqual(last)
      expect(view.grant(patient.id, newcomer)).toBeUndefined()

      await callEach([alone], 'miner_stop')
      await callEach(network.authorities, 'debug_setHead', [`0x${last.toString(16)}`])
      await callEach([second, third], 'miner_start')
      await untilWithin(60_000, () => happened.length > before)
      const { missing = [], grants = [] } = happened[before] ?? {}
      expect(missing).toMatchObject([{ type: 'grant', commitment: viewer }])
      expect(termsIn(grants, viewer)?.readKinds).toBe(0n)
      await callEach([alone], 'miner_start')
      await untilWithin(60_000, () => (view.finalHead()?.number ?? 0) > last + 1)
      expect(view.grant(patient.id, viewer)?.readKinds).toBe(0n)
      expect(view.grant(patient.id, newcomer)).toBeUndefined()

      // What is missing is relayed again, and what was lost is granted again.
      await relay(relayer, revocation)
      await untilWithin(60_000, () => view.missingNarrowings().length === 0)
      const regrant = await patient.setGrants([grantOf(newcomer, { version: 2 })])
      await follower.reachedFinal(await relay(relayer, regrant))
      expect(view.grant(patient.id, newcomer)?.readKinds).toBe(0b111n)
    }

    const regrant = await patient.setGrants([grantOf(taken[0] ?? '0x', { version: 3 })])
    await follower.reachedFinal(await relay(relayer, regrant))
    expect(view.grant(patient.id, taken[0] ?? '0x')?.readKinds).toBe(0b111n)
    expect(world.rebuilt()).toBe(0)

    const again = await createPermissionView({ store, now: nowSeconds })
    const finality = createCliqueFinality({ network: client, rules: RULES })
    await using other = followChain({ network: client, view: again, finality })
    await other.reachedFinal(view.finalHead()?.number ?? 0)
    for (const viewer of viewers) {
      expect(again.grant(patient.id, viewer)).toEqual(view.grant(patient.id, viewer))
    }
  })

  it('makes the view anew where the authorities take back what was final', {
    timeout: 120_000,
  }, async (context) => {
    const program = await gethOrSkip(context)
    await using network = await openAuthorities({ program, count: 1, firstSigners: 1, ...RULES })
    const [authority] = network.authorities
    if (!authority) throw new Error('The authority is missing.')
    const { client, relayer, view, ...world } = await worldOf(authority, network.chainId)
    await using follower = world.follower
    const patient = await newRelationship(client)
    const [taken, given] = [newAccount(), newAccount()].map(({ address }) =>
      patient.commitment(address),
    )
    if (!taken || !given) throw new Error('A viewer is missing.')
    const opening = await relay(relayer, await patient.open([grantOf(taken)]))
    await relay(relayer, await patient.setGrants([revocationOf(taken, 2)]))
    await follower.reachedFinal(await relay(relayer, await patient.setGrants([grantOf(given)])))
    expect(view.grant(patient.id, given)?.readKinds).toBe(0b111n)

    await authority.call('debug_setHead', [`0x${opening.toString(16)}`])
    await untilWithin(60_000, () => world.rebuilt() > 0)
    expect(view.grant(patient.id, taken)?.readKinds).toBe(0n)
    await untilWithin(60_000, () => (view.finalHead()?.number ?? 0) > opening)
  })
})

/** A network's contracts on one authority, and a view that follows it through that one. */
async function worldOf(authority: Authority, chainId: number) {
  const { rpcUrl, signer } = authority
  const fund = (to: `0x${string}`, wei: bigint) => transferUpTo({ rpcUrl, from: signer, to, wei })
  const engine = { name: 'geth', chainId, rpcUrl, fund }
  const deployment = await deployContracts({
    engine,
    foundingMembers: [foundingMember('Riverside', 8481)],
  })
  const client = await createNetworkClient({ rpcUrl, ...deployment })
  const account = newAccount()
  await fund(account.address, 10n ** 20n)
  const store = memoryStore()
  const view = await createPermissionView({ store, now: nowSeconds })
  /** Reorganizations that took a narrowing away, each with the grants in force that very moment. */
  const happened: {
    readonly missing: readonly Narrowing[]
    readonly grants: readonly GrantInForce[]
  }[] = []
  let rebuilt = 0
  const follower = followChain({
    network: client,
    view,
    finality: createCliqueFinality({ network: client, rules: RULES }),
    pollMs: 50,
    onReorganized: ({ missing }) => {
      const grants = missing.flatMap((narrowing) =>
        narrowing.type === 'grant' ? view.grants(narrowing.relationshipId) : [],
      )
      if (missing.length > 0) happened.push({ missing, grants })
    },
    onRebuilt: () => {
      rebuilt += 1
    },
  })
  const newRelayer = () => createRelayer({ network: client, account })
  const relayer = newRelayer()
  return { client, relayer, newRelayer, view, store, happened, follower, rebuilt: () => rebuilt }
}

async function callEach(
  authorities: readonly Authority[],
  method: string,
  params: readonly unknown[] = [],
): Promise<void> {
  await Promise.all(authorities.map((authority) => authority.call(method, params)))
}

/** Waits until nothing that was being sealed is under way. @returns the number they all are at */
async function untilQuiet(authorities: readonly Authority[]): Promise<number> {
  let number = 0
  await untilWithin(60_000, async () => {
    const blocks = await Promise.all(
      authorities.map((authority) => authority.call('eth_getBlockByNumber', ['latest', false])),
    )
    const headers = await Promise.all(blocks.map(readCliqueHeader))
    number = headers[0]?.number ?? 0
    const isOne = new Set(headers.map(({ hash }) => hash)).size === 1
    return isOne && (headers[0]?.timestamp ?? 0) + 3 * RULES.periodSeconds <= nowSeconds()
  })
  return number
}

function termsIn(grants: readonly GrantInForce[], commitment: string) {
  return grants.find((grant) => grant.commitment === commitment)?.terms
}

async function untilWithin(ms: number, condition: () => boolean | Promise<boolean>) {
  const deadline = performance.now() + ms
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error('The condition never came true.')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
