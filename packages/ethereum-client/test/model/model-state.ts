import {
  type AgentName,
  type Directive,
  firstOwnerOf,
  type Grant,
  type GroupName,
  type GuardianSet,
  isProvider,
  type Key,
  type Pointer,
  type RelationshipName,
  type Signing,
  type Subject,
} from './operation.ts'

/** What the interfaces say is kept; an Agent that was not made is absent. All times in Unix seconds. */
export type ModelState = {
  readonly agents: Readonly<Record<AgentName, AgentState>>
  readonly relationships: Readonly<Record<RelationshipName, RelationshipState>>
  readonly groups: Readonly<Record<GroupName, GroupState>>
  /** By `rootKey`. */
  readonly roots: Readonly<Record<string, number>>
}

export type AgentState = {
  readonly owners: readonly Key[]
  readonly custodians: Readonly<Record<Key, { readonly rights: number; readonly until: number }>>
  readonly custody: { readonly ownerRights: number; readonly until: number }
  readonly guardians: GuardianSet | null
  readonly pending: {
    readonly owner: Key
    readonly pointer: Pointer
    readonly readyAt: number
  } | null
  readonly timeout: number
  readonly directives: readonly string[]
  readonly touchedAt: number
  readonly nonces: Nonces
}

export type Nonces = {
  readonly owners: number
  readonly custodians: number
  readonly guardians: number
  readonly switches: number
  readonly calls: number
}

export type RelationshipState = {
  readonly delegate: Key
  readonly rotation: number
  readonly isEnded: boolean
  /** By viewer. */
  readonly grants: Readonly<Record<number, Grant>>
}

export type GroupState = {
  readonly nonce: number
  readonly members: readonly Subject[]
  readonly administrators: readonly Subject[]
}

/**
 * `errors` are the names of all rules that the operation breaks: which of them is told first is
 * not part of the interface. None: accepted, and `state` is the next one.
 */
export type Verdict = { readonly errors: readonly string[]; readonly state: ModelState }

export const RIGHT = { read: 0, grant: 1, manage: 2 } as const
export const ALL_RIGHTS = 0b111
export const DAY = 86_400

export const NOTHING: ModelState = { agents: {}, relationships: {}, groups: {}, roots: {} }

export function newborn(agent: AgentName): AgentState {
  return {
    owners: [firstOwnerOf(agent)],
    custodians: {},
    custody: { ownerRights: 0, until: 0 },
    guardians: null,
    pending: null,
    timeout: 0,
    directives: [],
    touchedAt: 0,
    nonces: { owners: 0, custodians: 0, guardians: 0, switches: 0, calls: 0 },
  }
}

export function isInCustody(agent: AgentState, now: number): boolean {
  return now < agent.custody.until
}

/** What an enabled owner may do for the Agent. */
export function ownerMay(agent: AgentState, right: number, now: number): boolean {
  const rights = isInCustody(agent, now) ? agent.custody.ownerRights : ALL_RIGHTS
  return right <= RIGHT.manage && hasBit(rights, right)
}

export function rightsOfCustodian(agent: AgentState, key: Key | null, now: number): number {
  const entry = key === null ? undefined : agent.custodians[key]
  return entry !== undefined && now < entry.until ? entry.rights : 0
}

/** Who may do what for an Agent, made or not; `null` is a key that nobody has. */
export function allows(
  state: ModelState,
  agent: AgentName,
  who: { readonly key: Key | null; readonly right: number; readonly now: number },
): boolean {
  const { key, right, now } = who
  if (key === null || right > RIGHT.manage) return false
  const made = state.agents[agent]
  // The interface promises it of every Agent that was not made; the factory keeps it for persons.
  if (made === undefined) return !isProvider(agent) && key === firstOwnerOf(agent)
  if (made.owners.includes(key) && ownerMay(made, right, now)) return true
  return hasBit(rightsOfCustodian(made, key, now), right)
}

export function isReleased(agent: AgentState, directive: Directive, now: number): boolean {
  const isOpen = agent.timeout !== 0 && now >= agent.touchedAt + agent.timeout
  return isOpen && agent.directives.includes(directiveKey(directive))
}

/** The key that a contract finds under a message: nobody's unless it is over just this message. */
export function signerOf(signing: Signing): Key | null {
  return signing.over === 'this' ? signing.by : null
}

/** Every message of an owner is a sign of life. */
export function withLife(agent: AgentState, signer: Key | null, now: number): AgentState {
  return signer !== null && agent.owners.includes(signer) ? { ...agent, touchedAt: now } : agent
}

export function directiveKey(directive: Directive): string {
  return JSON.stringify(directive)
}

export function rootKey(provider: AgentName, interval: number): string {
  return `${provider} @${interval}`
}

function hasBit(rights: number, right: number): boolean {
  return ((rights >> right) & 1) === 1
}
