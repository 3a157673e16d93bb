import type { Intent } from './intent.ts'
import {
  type AgentState,
  allows,
  DAY,
  type ModelState,
  type Nonces,
  newborn,
  RIGHT,
  rightsOfCustodian,
} from './model-state.ts'
import {
  type AgentName,
  type Directive,
  firstOwnerOf,
  type Grant,
  type GuardianSet,
  type Key,
  type Operation,
  type Pointer,
  partsOfRelationship,
  relationshipName,
  type Signing,
} from './operation.ts'
import {
  at,
  CUSTODIANS,
  DELEGATES,
  HOUR,
  KEYS,
  OWNERS,
  plain,
  VIEWERS,
  YEAR,
} from './population.ts'

export type Circumstances = {
  readonly state: ModelState
  readonly now: number
  /** What was submitted before, to be submitted again. */
  readonly history: readonly Operation[]
}

/** What an intent's numbers choose among, as things stand for one Agent. */
export class Choices {
  readonly intent: Intent
  readonly circumstances: Circumstances
  readonly name: AgentName
  readonly agent: AgentState

  constructor(intent: Intent, circumstances: Circumstances, name: AgentName) {
    this.intent = intent
    this.circumstances = circumstances
    this.name = name
    this.agent = circumstances.state.agents[name] ?? newborn(name)
  }

  guardians(): GuardianSet {
    const { x, y } = this.intent
    return {
      threshold: at([1, 2, 2, 3, 0], x),
      delaySeconds: at([DAY, DAY, 2 * DAY, 30 * DAY, DAY, YEAR, DAY - 1, 3 * DAY, YEAR + 1], y),
      members: at([CUSTODIANS, CUSTODIANS.slice(0, 2), CUSTODIANS, ['c0', 'c0', 'c1']], x),
    }
  }

  directives(): readonly Directive[] {
    const { x } = this.intent
    return Array.from({ length: x === 11 ? 17 : 1 + (x % 2) }, (_, salt) => {
      const relationship = this.relationship(salt)
      return { relationship, grants: this.grants(relationship, 1 + (x % 2)), salt }
    })
  }

  grants(relationship: string | undefined, count: number): readonly Grant[] {
    const { x, y, z } = this.intent
    const { state, now } = this.circumstances
    const stored = relationship === undefined ? undefined : state.relationships[relationship]
    return Array.from({ length: count }, (_, place) => {
      const viewer = at(VIEWERS, x + place * (y % 3))
      const version = stored?.grants[viewer]?.version ?? 0
      const nothing = { readKinds: 0, writeKinds: 0, notBefore: 0, notAfter: 0, purposes: 0 }
      const step = at([1, 1, 1, 2, 1, 1, 1, 2, 1, 1, 0, -1], x + place)
      if (y > 7) {
        // Of the version in force, a later one, one never seen, or not quite a revocation.
        const finerTerms = z === 10 ? 1 : 0
        return { viewer, ...nothing, version: version + at([0, 0, 1, 5], x), finerTerms }
      }
      // Each of the last choices breaks one rule.
      const notBefore = z === 8 ? now + DAY : at([0, 0, now, now + HOUR], y)
      return {
        viewer,
        readKinds: z === 9 ? 0 : at([3, 1, 0], x),
        writeKinds: z === 9 ? 0 : x % 3 === 2 ? 1 : at([0, 2], y),
        notBefore,
        notAfter:
          z === 8 ? now + at([DAY, 0, HOUR], x) : now + at([YEAR, DAY, 2 * DAY, 20 * YEAR], x),
        purposes: z === 10 ? 0 : at([1, 3], y),
        version: Math.max(0, version + step),
        finerTerms: at([0, 7, 0], y),
      }
    })
  }

  relationship(offset = 0): string {
    const { x, y } = this.intent
    const { relationships } = this.circumstances.state
    const known = Object.keys(relationships)
    const own = known.filter((name) => partsOfRelationship(name).agent === this.name)
    const open = own.filter((name) => relationships[name]?.isEnded === false)
    if (x === 11 || known.length === 0) return relationshipName(this.name, at(DELEGATES, y))
    return at(open.length > 0 && x < 10 ? open : own.length > 0 ? own : known, y + offset)
  }

  pointer(n: number): Pointer {
    return at(['red', 'none', 'blue', 'red', 'none', 'red', 'blue', 'none', 'short'], n)
  }

  date(n: number): number {
    const { now } = this.circumstances
    return now + at([DAY, 30 * DAY, YEAR, 10 * DAY, HOUR, 18 * YEAR, 0, 40 * YEAR], n)
  }

  deadline(): number {
    const { fault, y } = this.intent
    const { now } = this.circumstances
    // The last second is still in time.
    return fault === 'late' ? now - 1 - 30 * y : now + at([HOUR, DAY, 0, 50 * YEAR], y)
  }

  faulty(nonce: number): number {
    const { fault } = this.intent
    if (fault === 'future nonce') return nonce + 1
    return fault === 'stale nonce' ? Math.max(0, nonce - 1) : nonce
  }

  numbered(sort: keyof Nonces) {
    return { nonce: this.faulty(this.agent.nonces[sort]), deadline: this.deadline() }
  }

  disabled(): readonly Key[] {
    const { owners } = this.agent
    const disabled = ['x0', 'x1', ...OWNERS, 'c0'].filter((key) => !owners.includes(key))
    return disabled.length > 0 ? disabled : KEYS
  }

  /** By an owner that may manage, if there is one; once in a while by another who may. */
  byOwner(): { readonly signature: Signing } {
    const { state, now } = this.circumstances
    const { x, y } = this.intent
    if (x === 11) return this.signed(RIGHT.manage)
    const able = this.agent.owners.filter((key) =>
      allows(state, this.name, { key, right: RIGHT.manage, now }),
    )
    return this.with(at(able.length > 0 ? able : this.agent.owners, y + x))
  }

  /** By a key that has the right now, if there is one. */
  signed(right: number): { readonly signature: Signing } {
    return this.forAgent(this.name, right)
  }

  forRelationship(relationship: string, right: number) {
    return this.forAgent(partsOfRelationship(relationship).agent, right)
  }

  forAgent(name: AgentName, right: number) {
    const { state, now } = this.circumstances
    const { x, y } = this.intent
    const made = state.agents[name]
    const candidates =
      made === undefined
        ? [firstOwnerOf(name)]
        : [...made.owners, ...Object.keys(made.custodians)].filter(
            (key) =>
              allows(state, name, { key, right, now }) || (x === 11 && hasRights(made, key, now)),
          )
    return this.with(at(candidates.length > 0 ? candidates : [firstOwnerOf(name)], y + x))
  }

  with(by: Key): { readonly signature: Signing } {
    const { fault, x } = this.intent
    switch (fault) {
      case 'wrong signer':
        return { signature: plain(at(KEYS, x)) }
      case 'another chain':
      case 'another contract':
      case 'another message':
      case 'nothing':
        return { signature: { by, over: fault } }
      default:
        return { signature: plain(by) }
    }
  }
}

function hasRights(agent: AgentState, key: Key, now: number): boolean {
  return rightsOfCustodian(agent, key, now) !== 0
}
