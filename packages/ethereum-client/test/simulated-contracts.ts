import { type GrantTerms, revocationTerms } from '@medrec/protocol'
import { type Address, getAddress, type Hex, zeroHash } from 'viem'
import type { ChainFact } from '../src/index.ts'
import { addressOf, bytes32Of } from './simulated-chain.ts'

export const AGENTS = [0, 1, 2].map((at) => getAddress(addressOf(1, at)))
export const KEYS = [0, 1, 2, 3].map((at) => getAddress(addressOf(2, at)))
export const VIEWERS = [0, 1, 2].map((at) => bytes32Of(3, at))
export const GROUP = getAddress(addressOf(4, 0))
export const PROVIDERS = [0, 1].map((at) => getAddress(addressOf(5, at)))
/** The clocks of every view in the simulation. */
export const NOW = 1_000_000

/** The relationship that an Agent may have in the simulation. */
export function relationshipOf(agent: number): Hex {
  return bytes32Of(6, agent)
}

/** As much of the contracts as decides which message is valid now. */
export type ContractState = {
  readonly versions: Readonly<Record<string, number>>
  readonly opened: readonly number[]
  readonly ended: readonly number[]
  readonly ownerNonces: readonly bigint[]
  readonly custodyNonces: readonly bigint[]
  readonly groupNonce: bigint
  readonly members: readonly number[]
}

export const FIRST_STATE: ContractState = {
  versions: {},
  opened: [],
  ended: [],
  ownerNonces: AGENTS.map(() => 0n),
  custodyNonces: AGENTS.map(() => 0n),
  groupNonce: 0n,
  members: [],
}

/** A choice of one of `count`. */
export type Choose = (count: number) => number

/** A message that the contracts take in this state, if they take the one chosen at all. */
export function anyMessage(
  state: ContractState,
  choose: Choose,
): { readonly facts: readonly ChainFact[]; readonly state: ContractState } {
  const agent = choose(AGENTS.length)
  switch (choose(10)) {
    case 0:
      return open(state, agent)
    case 1:
    case 2:
    case 3:
      return grant(state, agent, choose)
    case 4:
      // Rarely: it is for good.
      return choose(8) === 0 ? end(state, agent) : { facts: [], state }
    case 5:
      return owner(state, agent, choose)
    case 6:
      return custodian(state, agent, choose)
    case 7:
      return custody(state, agent, choose)
    case 8:
      return membership(state, agent, choose)
    default:
      return provider(state, choose)
  }
}

type Step = { readonly facts: readonly ChainFact[]; readonly state: ContractState }

function open(state: ContractState, agent: number): Step {
  if (state.opened.includes(agent)) return { facts: [], state }
  const fact: ChainFact = {
    type: 'RelationshipOpened',
    relationshipId: relationshipOf(agent),
    agent: at(AGENTS, agent),
    delegate: at(KEYS, 3),
    owner: at(KEYS, 0),
    sealedPointer: `0x${'00'.repeat(64)}`,
  }
  return { facts: [fact], state: { ...state, opened: [...state.opened, agent] } }
}

function grant(state: ContractState, agent: number, choose: Choose): Step {
  const viewer = choose(VIEWERS.length)
  const key = `${agent}:${viewer}`
  const version = state.versions[key] ?? 0
  if (!state.opened.includes(agent) || state.ended.includes(agent)) return { facts: [], state }
  const isRevoking = choose(4) === 0
  // A revocation may have the version it revokes.
  const next = isRevoking ? Math.max(1, version + choose(2)) : version + 1 + choose(2)
  const terms: GrantTerms = isRevoking
    ? revocationTerms(next)
    : {
        readKinds: BigInt(1 + choose(15)),
        writeKinds: BigInt(choose(4)),
        notBefore: choose(3) * 100,
        notAfter: 10_000 + choose(3) * 100,
        purposes: 1 + choose(7),
        version: next,
        finerTerms: choose(6) === 0 ? bytes32Of(7, choose(2)) : zeroHash,
      }
  const fact: ChainFact = {
    type: 'GrantSet',
    relationshipId: relationshipOf(agent),
    commitment: at(VIEWERS, viewer),
    terms,
  }
  return { facts: [fact], state: { ...state, versions: { ...state.versions, [key]: next } } }
}

function end(state: ContractState, agent: number): Step {
  if (!state.opened.includes(agent) || state.ended.includes(agent)) return { facts: [], state }
  const fact: ChainFact = {
    type: 'RelationshipEnded',
    relationshipId: relationshipOf(agent),
    signer: at(KEYS, 0),
  }
  return { facts: [fact], state: { ...state, ended: [...state.ended, agent] } }
}

function owner(state: ContractState, agent: number, choose: Choose): Step {
  if (!state.opened.includes(agent)) return { facts: [], state }
  const nonce = at(state.ownerNonces, agent) + 1n
  const key = at(KEYS, 1 + choose(2))
  const of = { agent: at(AGENTS, agent), owner: key, nonce }
  const fact: ChainFact =
    choose(2) === 0
      ? { type: 'OwnerEnabled', ...of, sealedPointer: '0x01' }
      : { type: 'OwnerDisabled', ...of }
  return { facts: [fact], state: { ...state, ownerNonces: put(state.ownerNonces, agent, nonce) } }
}

function custodian(state: ContractState, agent: number, choose: Choose): Step {
  if (!state.opened.includes(agent)) return { facts: [], state }
  const nonce = at(state.custodyNonces, agent) + 1n
  const fact: ChainFact = {
    type: 'CustodianSet',
    agent: at(AGENTS, agent),
    custodian: at(KEYS, 3),
    rights: choose(8),
    until: NOW - 1 + choose(3),
    nonce,
  }
  return {
    facts: [fact],
    state: { ...state, custodyNonces: put(state.custodyNonces, agent, nonce) },
  }
}

function custody(state: ContractState, agent: number, choose: Choose): Step {
  if (!state.opened.includes(agent)) return { facts: [], state }
  const nonce = at(state.custodyNonces, agent) + 1n
  const isOver = choose(3) === 0
  const fact: ChainFact = {
    type: 'CustodySet',
    agent: at(AGENTS, agent),
    ownerRights: isOver ? 0 : choose(7),
    until: isOver ? 0 : NOW - 1 + choose(3),
    nonce,
  }
  return {
    facts: [fact],
    state: { ...state, custodyNonces: put(state.custodyNonces, agent, nonce) },
  }
}

function membership(state: ContractState, agent: number, choose: Choose): Step {
  const groupNonce = state.groupNonce + 1n
  const fact: ChainFact = {
    type: 'MembershipSet',
    group: GROUP,
    agent: at(AGENTS, agent),
    isMember: choose(2) === 0,
    isAdministrator: false,
    nonce: groupNonce,
  }
  return { facts: [fact], state: { ...state, groupNonce } }
}

function provider(state: ContractState, choose: Choose): Step {
  const number = choose(PROVIDERS.length)
  const agent = at(PROVIDERS, number)
  if (state.members.includes(number)) {
    const members = state.members.filter((member) => member !== number)
    return { facts: [{ type: 'MemberRemoved', agent }], state: { ...state, members } }
  }
  const account = at(KEYS, number)
  const keys = { hpkeKey: bytes32Of(8, number), logKey: bytes32Of(9, number) }
  const member = { agent, account, sealer: account, ...keys, name: 'Provider', host: 'localhost:1' }
  return {
    facts: [{ type: 'MemberAdmitted', member }],
    state: { ...state, members: [...state.members, number] },
  }
}

function put(nonces: readonly bigint[], place: number, nonce: bigint): readonly bigint[] {
  return nonces.map((old, index) => (index === place ? nonce : old))
}

function at<Item extends Address | Hex | bigint>(items: readonly Item[], place: number): Item {
  const item = items[place]
  if (item === undefined) throw new Error('Nothing stands there.')
  return item
}
