import { type GrantTerms, revocationTerms } from '@medrec/protocol'
import { type Address, type Hex, zeroAddress, zeroHash } from 'viem'
import { describe, expect, it } from 'vitest'
import type { ChainEvent, ChainFact } from './chain-event.ts'
import type { KeptNarrowing, NarrowingStore } from './narrowing.ts'
import { type ChainBatch, createPermissionView, type PermissionView } from './permission-view.ts'

const AGENT: Address = '0x00000000000000000000000000000000000000A1'
const OWNER: Address = '0x00000000000000000000000000000000000000b1'
const SECOND: Address = '0x00000000000000000000000000000000000000b2'
const GROUP: Address = '0x00000000000000000000000000000000000000C1'
const PROVIDER: Address = '0x00000000000000000000000000000000000000d1'
const ID: Hex = `0x${'1d'.repeat(32)}`
const VIEWER: Hex = `0x${'cc'.repeat(32)}`
const NOW = 5_000

const OPENED: ChainFact = {
  type: 'RelationshipOpened',
  relationshipId: ID,
  agent: AGENT,
  delegate: SECOND,
  owner: OWNER,
  sealedPointer: `0x${'02'.repeat(64)}`,
}
const ENDED: ChainFact = { type: 'RelationshipEnded', relationshipId: ID, signer: OWNER }
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
const custodian = (nonce: bigint, rights: number, until = 10_000): ChainFact => ({
  type: 'CustodianSet',
  agent: AGENT,
  custodian: SECOND,
  rights,
  until,
  nonce,
})
const custody = (nonce: bigint, ownerRights: number, until: number): ChainFact => ({
  type: 'CustodySet',
  agent: AGENT,
  ownerRights,
  until,
  nonce,
})
const membership = (nonce: bigint, isMember: boolean): ChainFact => ({
  type: 'MembershipSet',
  group: GROUP,
  agent: AGENT,
  isMember,
  isAdministrator: false,
  nonce,
})
const ADMITTED: ChainFact = {
  type: 'MemberAdmitted',
  member: {
    agent: PROVIDER,
    account: OWNER,
    sealer: zeroAddress,
    hpkeKey: zeroHash,
    logKey: zeroHash,
    name: 'Riverside',
    host: 'localhost:8481',
  },
}
const REMOVED: ChainFact = { type: 'MemberRemoved', agent: PROVIDER }

function granted(version: number, change: Partial<GrantTerms> = {}): ChainFact {
  const terms = {
    readKinds: 0b1111n,
    writeKinds: 0n,
    notBefore: 0,
    notAfter: 10_000,
    purposes: 1,
    version,
    finerTerms: zeroHash,
    ...change,
  }
  return { type: 'GrantSet', relationshipId: ID, commitment: VIEWER, terms }
}

const mayRead = (view: PermissionView) => view.allows(AGENT, SECOND, 'read')
const isMember = (view: PermissionView) => view.isGroupMember(GROUP, AGENT)
const isProvider = (view: PermissionView) => view.member(PROVIDER) !== undefined
const kinds = (view: PermissionView) => view.grant(ID, VIEWER)?.readKinds

/** What widens, on top of what is final before; and how to see that it counts. */
const WIDENINGS: readonly {
  readonly name: string
  readonly before: readonly ChainFact[]
  readonly event: ChainFact
  readonly counts: (view: PermissionView) => boolean
}[] = [
  {
    name: 'an opening',
    before: [],
    event: OPENED,
    counts: (view) => view.relationship(ID) !== undefined && view.allows(AGENT, OWNER, 'read'),
  },
  {
    name: 'a first grant',
    before: [OPENED],
    event: granted(1),
    counts: (view) => kinds(view) === 0b1111n,
  },
  {
    name: 'a wider grant',
    before: [OPENED, granted(1, { readKinds: 1n })],
    event: granted(2),
    counts: (view) => kinds(view) === 0b1111n,
  },
  {
    name: 'a grant after a revocation',
    before: [OPENED, granted(1), granted(2, revocationTerms(2))],
    event: granted(3),
    counts: (view) => kinds(view) === 0b1111n,
  },
  { name: 'an enabled key', before: [OPENED], event: secondEnabled(1n), counts: mayRead },
  {
    name: 'a key enabled again',
    before: [OPENED, secondEnabled(1n), secondDisabled(2n)],
    event: secondEnabled(3n),
    counts: mayRead,
  },
  { name: 'a custodian', before: [OPENED], event: custodian(1n, 0b001), counts: mayRead },
  {
    name: 'a custodian with more rights',
    before: [OPENED, custodian(1n, 0b010)],
    event: custodian(2n, 0b011),
    counts: mayRead,
  },
  {
    name: 'the end of custody',
    before: [OPENED, custody(1n, 0, 9_000)],
    event: custody(2n, 0, 0),
    counts: (view) => view.allows(AGENT, OWNER, 'read'),
  },
  { name: 'a member of a group', before: [], event: membership(1n, true), counts: isMember },
  {
    name: 'a member that is one again',
    before: [membership(1n, true), membership(2n, false)],
    event: membership(3n, true),
    counts: isMember,
  },
  { name: 'a provider', before: [], event: ADMITTED, counts: isProvider },
  {
    name: 'a provider admitted again',
    before: [ADMITTED, REMOVED],
    event: ADMITTED,
    counts: isProvider,
  },
]

/** What narrows, how to see it, and a later message that gives back what it took. */
const NARROWINGS: readonly {
  readonly name: string
  readonly before: readonly ChainFact[]
  readonly event: ChainFact
  readonly isAllowed: (view: PermissionView) => boolean
  readonly later?: ChainFact
}[] = [
  {
    name: 'a revocation',
    before: [OPENED, granted(1)],
    event: granted(2, revocationTerms(2)),
    isAllowed: (view) => kinds(view) === 0b1111n,
    later: granted(3),
  },
  {
    name: 'a narrower grant',
    before: [OPENED, granted(1)],
    event: granted(2, { readKinds: 0b11_0001n }),
    isAllowed: (view) => ((kinds(view) ?? 0n) & 0b10n) !== 0n,
    later: granted(3, { readKinds: 0b11n }),
  },
  {
    name: 'a shorter grant',
    before: [OPENED, granted(1)],
    event: granted(2, { notAfter: 6_000 }),
    isAllowed: (view) => view.grant(ID, VIEWER)?.notAfter === 10_000,
    later: granted(3),
  },
  {
    name: 'an ended relationship',
    before: [OPENED],
    event: ENDED,
    isAllowed: (view) => view.relationship(ID)?.isEnded === false,
  },
  {
    name: 'a disabled key',
    before: [OPENED, secondEnabled(1n)],
    event: secondDisabled(2n),
    isAllowed: mayRead,
    later: secondEnabled(3n),
  },
  {
    name: 'a custodian taken away',
    before: [OPENED, custodian(1n, 0b111)],
    event: custodian(2n, 0, 0),
    isAllowed: mayRead,
    later: custodian(3n, 0b001),
  },
  {
    name: 'a custodian with fewer rights',
    before: [OPENED, custodian(1n, 0b111)],
    event: custodian(2n, 0b110),
    isAllowed: mayRead,
    later: custodian(3n, 0b001),
  },
  {
    name: 'a custodian for less long',
    before: [OPENED, custodian(1n, 0b111)],
    event: custodian(2n, 0b111, NOW),
    isAllowed: mayRead,
    later: custodian(3n, 0b111),
  },
  {
    name: 'custody begun',
    before: [OPENED],
    event: custody(1n, 0b001, 9_000),
    isAllowed: (view) => view.allows(AGENT, OWNER, 'grant'),
    later: custody(2n, 0, 0),
  },
  {
    name: 'a member out of a group',
    before: [membership(1n, true)],
    event: membership(2n, false),
    isAllowed: isMember,
    later: membership(3n, true),
  },
  {
    name: 'a provider out of the registry',
    before: [ADMITTED],
    event: REMOVED,
    isAllowed: (view) => isProvider(view) && view.members().length === 1,
    later: ADMITTED,
  },
]

describe('PermissionView with blocks that are not final', () => {
  it.each(WIDENINGS)('counts $name when it is final, and not sooner', async (widening) => {
    const { before, event, counts } = widening
    const view = await viewOver(storeOf())
    await view.rebuild(batchOf([before], { final: 1 }))
    await view.apply(batchOf([[event]], { from: 2, final: 1 }))
    expect(counts(view)).toBe(false)
    await view.apply(batchOf([[]], { from: 3, final: 1 }))
    expect(counts(view)).toBe(false)
    await view.apply(batchOf([[]], { from: 4, final: 2 }))
    expect(counts(view)).toBe(true)
    expect(view.finalHead()?.number).toBe(2)
    expect(view.head()?.number).toBe(4)
  })

  it.each(WIDENINGS)('forgets $name with the block it was in', async (widening) => {
    const { before, event, counts } = widening
    const view = await viewOver(storeOf())
    await view.rebuild(batchOf([before], { final: 1 }))
    await view.apply(batchOf([[event]], { from: 2, final: 1 }))
    await view.reorganize(batchOf([[], []], { from: 2, final: 3 }))
    expect(counts(view)).toBe(false)
    expect(view.missingNarrowings().map(({ type }) => type)).not.toContain('ended')
  })

  it.each(NARROWINGS)('counts $name when first seen, whatever becomes of it', async (narrowing) => {
    const { before, event, isAllowed, later } = narrowing
    const store = storeOf()
    const view = await viewOver(store)
    await view.rebuild(batchOf([before], { final: 1 }))
    expect(isAllowed(view)).toBe(true)
    await view.apply(batchOf([[event]], { from: 2, final: 1 }))
    expect(isAllowed(view)).toBe(false)
    // A block says it, so nobody need relay it again.
    expect(view.missingNarrowings()).toEqual([])

    await view.reorganize(batchOf([[], []], { from: 2, final: 3 }))
    expect(isAllowed(view)).toBe(false)
    expect(view.missingNarrowings()).toHaveLength(1)

    const restarted = await viewOver(store)
    await restarted.rebuild(batchOf([before, [], []], { final: 3 }))
    expect(isAllowed(restarted)).toBe(false)
    expect(restarted.missingNarrowings()).toEqual(view.missingNarrowings())

    if (later === undefined) return
    await restarted.apply(batchOf([[later]], { from: 4, final: 3 }))
    expect(isAllowed(restarted)).toBe(false)
    await restarted.apply(batchOf([[]], { from: 5, final: 5 }))
    expect(isAllowed(restarted)).toBe(true)
    // Nor does a restart bring back what has yielded.
    const again = await viewOver(store)
    await again.rebuild(batchOf([before, [], [], [later], []], { final: 5 }))
    expect(isAllowed(again)).toBe(true)
  })

  it.each(NARROWINGS)('counts $name of a killed chain that had it final', async (narrowing) => {
    const { before, event, isAllowed } = narrowing
    const view = await viewOver(storeOf())
    await view.rebuild(batchOf([before, [event]], { final: 2 }))
    expect(isAllowed(view)).toBe(false)
    await view.rebuild(batchOf([before], { final: 1 }))
    expect(isAllowed(view)).toBe(false)
  })

  it('obeys a revocation that another chain has before its grant', async () => {
    const view = await viewOver(storeOf())
    await view.rebuild(batchOf([[OPENED]], { final: 1 }))
    await view.apply(batchOf([[granted(1, revocationTerms(1))]], { from: 2, final: 1 }))
    await view.reorganize(batchOf([[granted(1)], []], { from: 2, final: 3 }))
    expect(kinds(view)).toBe(0n)
    await view.apply(batchOf([[granted(2)]], { from: 4, final: 4 }))
    expect(kinds(view)).toBe(0b1111n)
  })

  it('keeps a provider out that was admitted before it was removed elsewhere', async () => {
    const view = await viewOver(storeOf())
    await view.rebuild(batchOf([[ADMITTED]], { final: 1 }))
    await view.apply(batchOf([[], [], [REMOVED]], { from: 2, final: 1 }))
    await view.reorganize(batchOf([[REMOVED], [ADMITTED], []], { from: 2, final: 4 }))
    expect(isProvider(view)).toBe(false)
    await view.apply(batchOf([[REMOVED], [ADMITTED]], { from: 5, final: 6 }))
    expect(isProvider(view)).toBe(true)
  })

  it('takes back nothing that was final because a chain is shorter for a moment', async () => {
    const view = await viewOver(storeOf())
    await view.rebuild(batchOf([[OPENED], [granted(1)], []], { final: 2 }))
    await view.reorganize(batchOf([[]], { from: 3, final: 1 }))
    expect(view.finalHead()?.number).toBe(2)
    expect(kinds(view)).toBe(0b1111n)
  })
})

/** Blocks one after the other from `from` on (1 by default), up to a head that is the last of them. */
function batchOf(
  blocks: readonly (readonly ChainFact[])[],
  { from = 1, final }: { readonly from?: number; readonly final: number },
): ChainBatch {
  const events = blocks.flatMap((facts, at) =>
    facts.map(
      (fact, logIndex): ChainEvent => ({
        ...fact,
        blockNumber: from + at,
        blockHash: zeroHash,
        transaction: zeroHash,
        logIndex,
      }),
    ),
  )
  const number = from + blocks.length - 1
  const head = { number, hash: zeroHash, timestamp: NOW, receivedAt: 0 }
  return { events, head, final: { number: final, hash: zeroHash } }
}

function viewOver(store: NarrowingStore): Promise<PermissionView> {
  return createPermissionView({ store, now: () => NOW, monotonicNow: () => 0 })
}

function storeOf(): NarrowingStore {
  const kept = new Map<string, KeptNarrowing>()
  return {
    load: async () => [...kept.values()],
    keep: async (narrowings) => {
      for (const narrowing of narrowings) kept.set(narrowing.id, narrowing)
    },
    drop: async (ids) => {
      for (const id of ids) kept.delete(id)
    },
  }
}
