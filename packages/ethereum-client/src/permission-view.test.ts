import { type GrantTerms, revocationTerms } from '@medrec/protocol'
import { type Address, type Hex, zeroHash } from 'viem'
import { afterEach, describe, expect, it } from 'vitest'
import type { ChainEvent, ChainFact } from './chain-event.ts'
import type { KeptNarrowing, Narrowing, NarrowingStore } from './narrowing.ts'
import { createPermissionView, type PermissionView } from './permission-view.ts'

const AGENT: Address = '0x00000000000000000000000000000000000000A1'
const OWNER: Address = '0x00000000000000000000000000000000000000b1'
const SECOND: Address = '0x00000000000000000000000000000000000000b2'
const ID: Hex = `0x${'1d'.repeat(32)}`
const VIEWER: Hex = `0x${'cc'.repeat(32)}`
const FINER: Hex = `0x${'fe'.repeat(32)}`

function terms(version: number, change: Partial<GrantTerms> = {}): GrantTerms {
  return {
    readKinds: 0b1111n,
    writeKinds: 0b11n,
    notBefore: 0,
    notAfter: 10_000,
    purposes: 0b111,
    version,
    finerTerms: zeroHash,
    ...change,
  }
}

const BORN: ChainFact = {
  type: 'OwnerEnabled',
  agent: AGENT,
  owner: OWNER,
  nonce: 0n,
  sealedPointer: '0x',
}
const secondEnabled = (nonce: bigint): ChainFact => ({
  type: 'OwnerEnabled',
  agent: AGENT,
  owner: SECOND,
  nonce,
  sealedPointer: '0x01',
})
const secondDisabled = (nonce: bigint): ChainFact => ({
  type: 'OwnerDisabled',
  agent: AGENT,
  owner: SECOND,
  nonce,
})
const OPENED: ChainFact = {
  type: 'RelationshipOpened',
  relationshipId: ID,
  agent: AGENT,
  delegate: SECOND,
  owner: OWNER,
  sealedPointer: `0x${'02'.repeat(64)}`,
}
const granted = (version: number, change: Partial<GrantTerms> = {}): ChainFact => ({
  type: 'GrantSet',
  relationshipId: ID,
  commitment: VIEWER,
  terms: terms(version, change),
})
const revoked = (version: number): ChainFact => granted(version, revocationTerms(version))
const narrowed = (version: number, change: Partial<GrantTerms> = {}): Narrowing => ({
  type: 'grant',
  relationshipId: ID,
  commitment: VIEWER,
  terms: terms(version, change),
})

/** The head's time, unless a test lets the two clocks differ. */
let serverTime = 5_000

describe('PermissionView', () => {
  afterEach(() => {
    serverTime = 5_000
  })

  it('allows nothing before the first block', async () => {
    const { view } = await viewOf([])
    const empty = await viewOver(storeOf())
    expect(empty.head()).toBeUndefined()
    expect(empty.ageSeconds(1_000)).toBe(Number.POSITIVE_INFINITY)
    expect(empty.chainTime(1_000)).toBe(0)
    expect(view.allows(AGENT, OWNER, 'read')).toBe(false)
    expect(view.grant(ID, VIEWER)).toBeUndefined()
  })

  it('carries the chain time on from the newest head by the monotonic clock', async () => {
    const { view } = await viewOf([])
    expect(view.head()).toMatchObject({ timestamp: 5_000, receivedAt: 70_000 })
    expect(view.chainTime(70_000)).toBe(5_000)
    expect(view.chainTime(72_999)).toBe(5_002)
    expect(view.ageSeconds(5_301)).toBe(301)
  })

  it('takes any spelling of an address or an id', async () => {
    const { view } = await viewOf([BORN, OPENED, granted(1)])
    const upper = (hex: Hex): Hex => `0x${hex.slice(2).toUpperCase()}`
    expect(view.allows(upper(AGENT), upper(OWNER), 'read')).toBe(true)
    expect(view.relationship(upper(ID))?.agent).toBe(AGENT)
    expect(view.grant(upper(ID), upper(VIEWER))).toEqual(terms(1))
  })

  it('knows no right but the three', async () => {
    const { view } = await viewOf([BORN])
    for (const right of ['read', 'grant', 'manage'] as const) {
      expect(view.allows(AGENT, OWNER, right)).toBe(true)
    }
    // @ts-expect-error: what an untyped caller might ask
    expect(view.allows(AGENT, OWNER, 'toString')).toBe(false)
  })

  it('obeys a revocation handed over directly, keeps it, and yields to a higher version', async () => {
    const { view, store, apply } = await viewOf([BORN, OPENED, granted(2)])
    await view.narrow([narrowed(2, revocationTerms(2))])
    expect(view.grant(ID, VIEWER)).toEqual(revocationTerms(2))
    expect(view.grants(ID)).toEqual([{ commitment: VIEWER, terms: revocationTerms(2) }])
    expect(store.kept).toHaveLength(1)
    expect(view.missingNarrowings()).toHaveLength(1)
    await apply([granted(3)])
    expect(view.grant(ID, VIEWER)).toEqual(terms(3))
    // The changed grant is kept in place of the older one: a chain that goes back must not widen it.
    expect(store.kept.map(({ id }) => id.includes(':0x00000003'))).toEqual([true])
  })

  it('lets a direct message take away and never give', async () => {
    const { view } = await viewOf([BORN, OPENED, granted(1, { readKinds: 0b0011n })])
    await view.narrow([narrowed(2, { readKinds: 0b0110n, notAfter: 20_000, notBefore: 5 })])
    expect(view.grant(ID, VIEWER)).toEqual(
      terms(2, { readKinds: 0b0010n, notAfter: 10_000, notBefore: 5 }),
    )
  })

  it('obeys every later version it has seen, not only the newest', async () => {
    const { view, apply } = await viewOf([BORN, OPENED, granted(1)])
    await view.narrow([narrowed(2, { readKinds: 0b0011n })])
    await view.narrow([narrowed(3, { readKinds: 0b0110n })])
    expect(view.grant(ID, VIEWER)?.readKinds).toBe(0b0010n)
    await apply([granted(3, { readKinds: 0b0110n })])
    expect(view.grant(ID, VIEWER)?.readKinds).toBe(0b0110n)
  })

  it('allows nothing while two versions have different finer terms', async () => {
    const { view, apply } = await viewOf([BORN, OPENED, granted(1)])
    await view.narrow([narrowed(2, { finerTerms: FINER })])
    expect(view.grant(ID, VIEWER)).toEqual(revocationTerms(2))
    await apply([granted(2, { finerTerms: FINER })])
    expect(view.grant(ID, VIEWER)).toEqual(terms(2, { finerTerms: FINER }))
  })

  it('knows the owner of an Agent that was not made yet, and after', async () => {
    const { view, apply } = await viewOf([OPENED])
    expect(view.allows(AGENT, OWNER, 'manage')).toBe(true)
    expect(view.agentsOfKey(OWNER)).toEqual([AGENT])
    expect(view.allows(AGENT, SECOND, 'read')).toBe(false)
    await apply([BORN, secondEnabled(1n)])
    expect(view.allows(AGENT, OWNER, 'manage')).toBe(true)
    expect(view.allows(AGENT, SECOND, 'manage')).toBe(true)
  })

  it('takes the owner named by an opening for nothing once the Agent is known', async () => {
    const { view } = await viewOf([BORN, { ...OPENED, owner: SECOND } as ChainFact])
    expect(view.allows(AGENT, SECOND, 'read')).toBe(false)
  })

  it('lets a custodian act by its rights until its date, by the later of two clocks', async () => {
    const custodian: ChainFact = {
      type: 'CustodianSet',
      agent: AGENT,
      custodian: SECOND,
      rights: 0b011,
      until: 5_010,
      nonce: 1n,
    }
    const { view, apply } = await viewOf([BORN, custodian])
    expect(view.allows(AGENT, SECOND, 'read')).toBe(true)
    expect(view.allows(AGENT, SECOND, 'grant')).toBe(true)
    expect(view.allows(AGENT, SECOND, 'manage')).toBe(false)
    expect(view.agentsOfKey(SECOND)).toEqual([AGENT])
    serverTime = 5_009
    expect(view.allows(AGENT, SECOND, 'read')).toBe(true)
    serverTime = 5_010
    expect(view.allows(AGENT, SECOND, 'read')).toBe(false)
    expect(view.agentsOfKey(SECOND)).toEqual([])
    serverTime = 5_000
    await apply([{ ...custodian, rights: 0 }])
    expect(view.allows(AGENT, SECOND, 'read')).toBe(false)
  })

  it('withholds from owners what custody withholds, until both clocks say it is over', async () => {
    const custody: ChainFact = {
      type: 'CustodySet',
      agent: AGENT,
      ownerRights: 0b001,
      until: 5_010,
      nonce: 1n,
    }
    const { view, apply } = await viewOf([BORN, custody])
    expect(view.allows(AGENT, OWNER, 'read')).toBe(true)
    expect(view.allows(AGENT, OWNER, 'grant')).toBe(false)
    serverTime = 6_000
    expect(view.allows(AGENT, OWNER, 'grant')).toBe(false)
    await apply([{ ...custody, ownerRights: 0, until: 0, nonce: 2n }])
    expect(view.allows(AGENT, OWNER, 'grant')).toBe(true)
  })

  it('knows who is in a group now', async () => {
    const group: Address = '0x00000000000000000000000000000000000000c1'
    const membership = { type: 'MembershipSet', group, agent: AGENT, nonce: 1n } as const
    const { view, apply } = await viewOf([
      { ...membership, isMember: true, isAdministrator: false },
    ])
    expect(view.isGroupMember(group, AGENT)).toBe(true)
    expect(view.isGroupMember(group, SECOND)).toBe(false)
    expect(view.isGroupMember(AGENT, AGENT)).toBe(false)
    await apply([{ ...membership, isMember: false, isAdministrator: true }])
    expect(view.isGroupMember(group, AGENT)).toBe(false)
  })

  it('leaves out what is older than the chain', async () => {
    const { view, store } = await viewOf([BORN, OPENED, granted(3), secondEnabled(1n)])
    await view.narrow([
      narrowed(2, revocationTerms(2)),
      narrowed(3, { readKinds: 1n }),
      { type: 'owner-disabled', agent: AGENT, owner: SECOND, nonce: 0n },
    ])
    expect(store.kept).toEqual([])
    expect(view.grant(ID, VIEWER)).toEqual(terms(3))
    expect(view.allows(AGENT, SECOND, 'read')).toBe(true)
  })

  it('obeys a revocation that overtakes its grant', async () => {
    const { view, apply } = await viewOf([BORN, OPENED])
    await view.narrow([narrowed(2, revocationTerms(2))])
    await apply([granted(1)])
    expect(view.grant(ID, VIEWER)).toEqual(revocationTerms(2))
  })

  it('still obeys what a chain that went back no longer says, also after a restart', async () => {
    const before = [BORN, OPENED, granted(1)]
    const { view, store } = await viewOf([
      ...before,
      revoked(2),
      secondEnabled(1n),
      secondDisabled(2n),
      { type: 'RelationshipEnded', relationshipId: ID, signer: OWNER },
    ])
    const again = await viewOver(store)
    for (const rebuilt of [view, again]) {
      await rebuilt.rebuild(batchOf([...before, secondEnabled(1n)]))
      expect(rebuilt.grant(ID, VIEWER)).toEqual(revocationTerms(2))
      expect(rebuilt.relationship(ID)?.isEnded).toBe(true)
      expect(rebuilt.relationshipsOfAgent(AGENT)[0]?.isEnded).toBe(true)
      expect(rebuilt.allows(AGENT, SECOND, 'read')).toBe(false)
      expect(rebuilt.agentsOfKey(SECOND)).toEqual([])
      expect(rebuilt.missingNarrowings().map(({ type }) => type)).toEqual([
        'grant',
        'owner-disabled',
        'ended',
      ])
    }
  })

  it('never widens a grant by going back, though a later version had widened it', async () => {
    const before = [BORN, OPENED, granted(1)]
    const { view } = await viewOf([...before, revoked(2), granted(3, { readKinds: 0b0001n })])
    expect(view.grant(ID, VIEWER)?.readKinds).toBe(0b0001n)
    await view.rebuild(batchOf(before))
    expect(view.grant(ID, VIEWER)?.readKinds).toBe(0b0001n)
  })

  it('disables a key at first sight until a later message enables it again', async () => {
    const { view, store, apply } = await viewOf([BORN, secondEnabled(1n)])
    await view.narrow([{ type: 'owner-disabled', agent: AGENT, owner: SECOND, nonce: 1n }])
    expect(view.allows(AGENT, SECOND, 'read')).toBe(false)
    await apply([secondDisabled(2n)])
    expect(view.allows(AGENT, SECOND, 'read')).toBe(false)
    await apply([secondEnabled(3n)])
    expect(view.allows(AGENT, SECOND, 'read')).toBe(true)
    expect(store.kept).toEqual([])
  })

  it('does not take an older message for one that enables the key again', async () => {
    const { view } = await viewOf([BORN])
    await view.narrow([{ type: 'owner-disabled', agent: AGENT, owner: SECOND, nonce: 3n }])
    await view.rebuild(batchOf([BORN, secondEnabled(1n), secondDisabled(2n), secondEnabled(3n)]))
    expect(view.allows(AGENT, SECOND, 'read')).toBe(false)
  })

  it('never opens an ended relationship again', async () => {
    const { view, apply } = await viewOf([BORN, OPENED])
    await view.narrow([{ type: 'ended', relationshipId: ID }])
    await apply([granted(9)])
    expect(view.relationship(ID)?.isEnded).toBe(true)
  })

  it('refuses to start over what it cannot read', async () => {
    for (const body of ['{', '{"type":"grant"}', '{"type":"forgiven"}']) {
      const kept = { id: 'x', about: ID, body }
      await expect(viewOver(storeOf([kept]))).rejects.toMatchObject({
        code: 'MEDREC_NARROWING_MALFORMED',
        details: { id: 'x' },
      })
    }
  })
})

/** A view by whose clock it is as late as at its head. */
function viewOver(store: NarrowingStore): Promise<PermissionView> {
  return createPermissionView({ store, now: () => serverTime, monotonicNow: () => 70_000 })
}

async function viewOf(facts: readonly ChainFact[]): Promise<{
  readonly view: PermissionView
  readonly store: NarrowingStore & { readonly kept: KeptNarrowing[] }
  readonly apply: (facts: readonly ChainFact[]) => Promise<void>
}> {
  const store = storeOf()
  const view = await viewOver(store)
  await view.rebuild(batchOf(facts))
  return { view, store, apply: (more) => view.apply(batchOf(more)) }
}

function storeOf(kept: KeptNarrowing[] = []): NarrowingStore & { readonly kept: KeptNarrowing[] } {
  return {
    kept,
    load: async () => [...kept],
    keep: async (narrowings) => {
      kept.push(...narrowings)
    },
    drop: async (ids) => {
      const left = kept.filter(({ id }) => !ids.includes(id))
      kept.splice(0, kept.length, ...left)
    },
  }
}

function batchOf(facts: readonly ChainFact[]) {
  const events = facts.map(
    (fact, logIndex): ChainEvent => ({
      ...fact,
      blockNumber: 1,
      blockHash: zeroHash,
      transaction: zeroHash,
      logIndex,
    }),
  )
  const head = { number: 1, hash: zeroHash, timestamp: 5_000, receivedAt: 70_000 }
  return { events, head }
}
