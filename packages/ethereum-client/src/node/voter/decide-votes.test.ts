import { agentRegistryAbi } from '@medrec/smart-contracts'
import {
  type Address,
  encodeAbiParameters,
  encodeEventTopics,
  getAddress,
  type Hex,
  type Log,
  zeroAddress,
} from 'viem'
import { describe, expect, it } from 'vitest'
import { decideVotes } from './decide-votes.ts'
import { EMPTY_FOLD, foldRegistryLogs, sealersOf } from './registry-sealers.ts'

const address = (number: number) => getAddress(`0x${number.toString(16).padStart(40, '0')}`)
const REGISTRY = address(0x1000)
const [A, B, C, D] = [address(0xa), address(0xb), address(0xc), address(0xd)]
const STRANGER = address(0x666)
const RECORD_TYPES = [
  ...[{ type: 'address' }, { type: 'address' }, { type: 'bytes32' }, { type: 'bytes32' }],
  ...[{ type: 'string' }, { type: 'string' }],
] as const
const KEY: Hex = `0x${'11'.repeat(32)}`

function logOf(
  emitter: Address,
  event: { topics: readonly (Hex | readonly Hex[] | null)[]; data: Hex },
): Log {
  const position = { blockNumber: 1n, blockHash: KEY, blockTimestamp: undefined, logIndex: 0 }
  const transaction = { transactionHash: KEY, transactionIndex: 0, removed: false }
  const topics = event.topics as [Hex, ...Hex[]]
  return { ...position, ...transaction, address: emitter, data: event.data, topics }
}

const record = (
  eventName: 'MemberAdmitted' | 'MemberUpdated',
  member: { agent: Address; sealer: Address },
) => ({
  topics: encodeEventTopics({ abi: agentRegistryAbi, eventName, args: { agent: member.agent } }),
  data: encodeAbiParameters(RECORD_TYPES, [A, member.sealer, KEY, KEY, 'Name', 'localhost:1']),
})
const removal = (agent: Address, sealer: Address) => ({
  topics: encodeEventTopics({
    abi: agentRegistryAbi,
    eventName: 'MemberRemoved',
    args: { agent },
  }),
  data: encodeAbiParameters([{ type: 'address' }, { type: 'bool' }], [sealer, true]),
})

const sealersBy = (logs: readonly Log[]) => sealersOf(foldRegistryLogs(EMPTY_FOLD, REGISTRY, logs))

/** A, B and C are members and seal. */
const FOUNDING = [A, B, C].map((sealer) =>
  logOf(REGISTRY, record('MemberAdmitted', { agent: sealer, sealer })),
)

const votesFor = (
  logs: readonly Log[],
  state: {
    signers?: readonly Address[]
    proposals?: readonly (readonly [Address, boolean])[]
    ready?: readonly Address[]
  } = {},
) =>
  decideVotes({
    sealers: sealersBy(logs),
    signers: state.signers ?? [A, B, C],
    proposals: new Map(state.proposals),
    ready: new Set(state.ready ?? [D, STRANGER]),
  })

describe('decideVotes', () => {
  const admitted = [...FOUNDING, logOf(REGISTRY, record('MemberAdmitted', { agent: D, sealer: D }))]
  const removed = [...FOUNDING, logOf(REGISTRY, removal(C, C))]

  it('says nothing while signers and members agree', () => {
    expect(votesFor(FOUNDING)).toEqual([])
  })

  it('adds the sealer of an admitted member, once', () => {
    const add = { type: 'add', sealer: D }
    expect(votesFor(admitted)).toEqual([add])
    expect(votesFor(admitted, { proposals: [[D, true]] })).toEqual([])
  })

  it('adds nobody whose node does not follow the chain (go-ethereum#16444)', () => {
    expect(votesFor(admitted, { ready: [] })).toEqual([])
    expect(votesFor(admitted, { ready: [], proposals: [[D, true]] })).toEqual([
      { type: 'withdraw', sealer: D },
    ])
  })

  it('withdraws what came to pass', () => {
    const signers = [A, B, C, D]
    expect(votesFor(admitted, { signers, proposals: [[D, true]] })).toEqual([
      { type: 'withdraw', sealer: D },
    ])
    expect(votesFor(removed, { signers: [A, B], proposals: [[C, false]] })).toEqual([
      { type: 'withdraw', sealer: C },
    ])
  })

  it('replaces a sealer that its member replaced, and takes none that seals nothing', () => {
    const updated = [
      ...FOUNDING,
      logOf(REGISTRY, record('MemberUpdated', { agent: C, sealer: D })),
      logOf(REGISTRY, record('MemberUpdated', { agent: B, sealer: zeroAddress })),
    ]
    expect(votesFor(updated)).toEqual([
      { type: 'add', sealer: D },
      { type: 'drop', sealer: B },
      { type: 'drop', sealer: C },
    ])
  })

  it('adds a member again that was voted out and admitted again, and not before', () => {
    const back = [...removed, logOf(REGISTRY, record('MemberAdmitted', { agent: C, sealer: C }))]
    expect(votesFor(removed, { signers: [A, B], ready: [C] })).toEqual([])
    expect(votesFor(back, { signers: [A, B], ready: [C] })).toEqual([{ type: 'add', sealer: C }])
  })

  it('leaves a signer alone that no member ever named', () => {
    expect(votesFor(FOUNDING, { signers: [A, B, C, STRANGER] })).toEqual([])
  })

  it('withdraws a vote that somebody made by hand against the registry', () => {
    expect(
      votesFor(FOUNDING, {
        proposals: [
          [A, false],
          [STRANGER, true],
        ],
      }),
    ).toEqual([
      { type: 'withdraw', sealer: A },
      { type: 'withdraw', sealer: STRANGER },
    ])
  })
})

describe('v2: its signer daemon', () => {
  it('v2 D1: took every event of the chain; only our registry counts', () => {
    const everywhere = [...FOUNDING.map((log) => ({ ...log, address: address(0x2000) }))]
    expect(sealersBy(everywhere)).toEqual({ current: new Set(), former: new Set() })
  })

  it('v2 D2: proposed a signer that was voted out again; we drop it and never add it', () => {
    const removed = [...FOUNDING, logOf(REGISTRY, removal(C, C))]
    expect(votesFor(removed, { ready: [A, B, C] })).toEqual([{ type: 'drop', sealer: C }])
    expect(votesFor(removed, { signers: [A, B], ready: [A, B, C] })).toEqual([])
  })

  it("v2 D3: proposed who a stranger's contract named; we propose nobody", () => {
    const forged = logOf(STRANGER, record('MemberAdmitted', { agent: STRANGER, sealer: STRANGER }))
    const alsoRemoves = logOf(STRANGER, removal(A, A))
    expect(votesFor([...FOUNDING, forged, alsoRemoves])).toEqual([])
  })

  it('v2 D4: died of an event without an indexed argument; we skip what is malformed', () => {
    const { topics, data } = record('MemberAdmitted', { agent: D, sealer: D })
    const malformed = [
      { topics: topics.slice(0, 1), data },
      { topics, data: '0x' as const },
      { topics: [], data },
      { topics: [KEY], data: '0x' as const },
    ]
    for (const event of malformed) {
      for (const emitter of [REGISTRY, STRANGER]) {
        expect(votesFor([...FOUNDING, logOf(emitter, event)])).toEqual([])
      }
    }
  })
})
