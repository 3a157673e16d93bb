import { signatureErrors } from './agent-rules.ts'
import {
  allows,
  isReleased,
  type ModelState,
  type RelationshipState,
  RIGHT,
  signerOf,
  type Verdict,
  withLife,
} from './model-state.ts'
import {
  type AgentName,
  firstOwnerOf,
  type Grant,
  isProvider,
  type Operation,
  type OperationOf,
  partsOfRelationship,
  relationshipName,
  type Signing,
} from './operation.ts'

type Moment<Type extends Operation['type']> = {
  readonly state: ModelState
  readonly operation: OperationOf<Type>
  readonly now: number
}

/** The rules of IRelationships, each as its documentation gives it. */
export function open({ state, operation, now }: Moment<'open'>): Verdict {
  const { agent, owner, delegate } = operation
  const name = relationshipName(agent, delegate)
  const isMade = state.agents[agent] !== undefined
  // The interface says so of every Agent; a provider's first owner is only taken as the key that signs.
  const isFirstOwner = firstOwnerOf(agent) === owner && !isProvider(agent)
  const errors = [
    ...lateErrors(operation, now),
    ...(state.relationships[name] === undefined ? [] : ['Relationships__AlreadyOpened']),
    ...delegateErrors(operation.delegateSignature, delegate),
    ...(isFirstOwner || isMade ? [] : ['Relationships__NotAgent']),
    ...(isFirstOwner || owner === signerOf(operation.signature)
      ? []
      : ['Relationships__NotOwnerOfAgent']),
    ...rightErrors({ state, operation, now }, { agent, right: RIGHT.manage }),
    ...(operation.grants.length === 0
      ? []
      : rightErrors({ state, operation, now }, { agent, right: RIGHT.grant })),
  ]
  const born = { delegate, rotation: 0, isEnded: false, grants: {} }
  return settled(state, errors, () => {
    const { errors: refused, relationship } = withGrants(born, operation.grants, now)
    const alive = withSignOfLife(state, agent, { signing: operation.signature, now })
    return { errors: refused, state: withRelationship(alive, name, relationship) }
  })
}

export function setGrants({ state, operation, now }: Moment<'setGrants'>): Verdict {
  const { relationship: name, grants } = operation
  const { agent } = partsOfRelationship(name)
  const stored = state.relationships[name]
  const errors = [
    ...lateErrors(operation, now),
    ...closedErrors(stored),
    ...(grants.length === 0 ? ['Relationships__NoGrants'] : []),
    ...(stored === undefined
      ? []
      : rightErrors({ state, operation, now }, { agent, right: RIGHT.grant })),
  ]
  if (stored === undefined) return { errors, state }
  const result = withGrants(stored, grants, now)
  const alive = withSignOfLife(state, agent, { signing: operation.signature, now })
  return settled(state, [...errors, ...result.errors], () => ({
    errors: [],
    state: withRelationship(alive, name, result.relationship),
  }))
}

export function release({ state, operation, now }: Moment<'release'>): Verdict {
  const { directive } = operation
  const name = directive.relationship
  const stored = state.relationships[name]
  const agent = state.agents[partsOfRelationship(name).agent]
  if (stored === undefined) return { errors: closedErrors(stored), state }
  const isNamed = agent !== undefined && isReleased(agent, directive, now)
  const { errors: refused, relationship, count } = withReleased(stored, directive.grants, now)
  const errors = [
    ...closedErrors(stored),
    ...(isNamed ? [] : ['Relationships__NotReleased']),
    ...refused,
    ...(count === 0 ? ['Relationships__NoGrants'] : []),
  ]
  return settled(state, errors, () => ({
    errors: [],
    state: withRelationship(state, name, relationship),
  }))
}

export function end({ state, operation, now }: Moment<'end'>): Verdict {
  const { relationship: name, signature } = operation
  const { agent } = partsOfRelationship(name)
  const stored = state.relationships[name]
  if (stored === undefined) {
    return { errors: [...lateErrors(operation, now), ...closedErrors(stored)], state }
  }
  const isDelegate = signerOf(signature) === stored.delegate
  const errors = [
    ...lateErrors(operation, now),
    ...closedErrors(stored),
    ...(isDelegate ? [] : rightErrors({ state, operation, now }, { agent, right: RIGHT.manage })),
  ]
  return settled(state, errors, () => {
    const alive = isDelegate ? state : withSignOfLife(state, agent, { signing: signature, now })
    return { errors: [], state: withRelationship(alive, name, { ...stored, isEnded: true }) }
  })
}

export function rotateDelegate({ state, operation, now }: Moment<'rotateDelegate'>): Verdict {
  const { relationship: name, delegate, rotation } = operation
  const stored = state.relationships[name]
  if (stored === undefined) {
    return { errors: [...lateErrors(operation, now), ...closedErrors(stored)], state }
  }
  const errors = [
    ...lateErrors(operation, now),
    ...closedErrors(stored),
    ...(rotation === stored.rotation + 1 ? [] : ['Relationships__StaleRotation']),
    ...delegateErrors(operation.signature, stored.delegate),
    ...delegateErrors(operation.nextSignature, delegate),
    ...(delegate === stored.delegate ? ['Relationships__SameDelegate'] : []),
  ]
  return settled(state, errors, () => ({
    errors: [],
    state: withRelationship(state, name, { ...stored, delegate, rotation }),
  }))
}

/** Each grant in its turn: a later one of a message sees what an earlier one set. */
function withGrants(relationship: RelationshipState, grants: readonly Grant[], now: number) {
  const errors: string[] = []
  let stored = relationship.grants
  for (const grant of grants) {
    const present = stored[grant.viewer]
    const isRevocation = permitsNothing(grant)
    const isNewer = grant.version > (present?.version ?? 0)
    const revokesPresent =
      isRevocation && present?.version === grant.version && !permitsNothing(present)
    if (!isNewer && !revokesPresent) errors.push('Relationships__StaleVersion')
    const isWhole =
      (grant.readKinds !== 0 || grant.writeKinds !== 0) &&
      grant.purposes !== 0 &&
      grant.notAfter > grant.notBefore &&
      grant.notAfter > now
    if (!isRevocation && !isWhole) errors.push('Relationships__InvalidGrant')
    stored = { ...stored, [grant.viewer]: grant }
  }
  return { errors, relationship: { ...relationship, grants: stored } }
}

/** What has ended, or was overtaken by what the owner decided since, is left out. */
function withReleased(stored: RelationshipState, grants: readonly Grant[], now: number) {
  const errors: string[] = []
  let relationship = stored
  let count = 0
  for (const grant of grants) {
    const present = relationship.grants[grant.viewer]?.version ?? 0
    if (grant.version <= present || grant.notAfter <= now) continue
    const next = withGrants(relationship, [grant], now)
    errors.push(...next.errors)
    relationship = next.relationship
    count += 1
  }
  return { errors, relationship, count }
}

/** All zero but the viewer and the version. */
function permitsNothing({ viewer: _, version: __, ...terms }: Grant): boolean {
  return Object.values(terms).every((term) => term === 0)
}

function lateErrors({ deadline }: { readonly deadline: number }, now: number): readonly string[] {
  return now > deadline ? ['Relationships__DeadlinePassed'] : []
}

function closedErrors(stored: RelationshipState | undefined): readonly string[] {
  if (stored === undefined) return ['Relationships__Unknown']
  return stored.isEnded ? ['Relationships__Ended'] : []
}

function delegateErrors(signing: Signing, expected: string): readonly string[] {
  if (signerOf(signing) === expected) return []
  return signatureErrors(signing, 'Relationships__NotDelegate')
}

function rightErrors(
  moment: {
    readonly state: ModelState
    readonly operation: { readonly signature: Signing }
    readonly now: number
  },
  needed: { readonly agent: AgentName; readonly right: number },
): readonly string[] {
  const { signature } = moment.operation
  const who = { key: signerOf(signature), right: needed.right, now: moment.now }
  if (allows(moment.state, needed.agent, who)) return []
  return signatureErrors(signature, 'Relationships__NotAllowed')
}

/** Every message of an owner is one, by whichever right it was signed. */
function withSignOfLife(
  state: ModelState,
  name: AgentName,
  { signing, now }: { readonly signing: Signing; readonly now: number },
): ModelState {
  const agent = state.agents[name]
  if (agent === undefined) return state
  return { ...state, agents: { ...state.agents, [name]: withLife(agent, signerOf(signing), now) } }
}

function withRelationship(
  state: ModelState,
  name: string,
  relationship: RelationshipState,
): ModelState {
  return { ...state, relationships: { ...state.relationships, [name]: relationship } }
}

/** Goes on only where nothing was wrong so far; what is refused changes nothing. */
function settled(state: ModelState, errors: readonly string[], next: () => Verdict): Verdict {
  if (errors.length > 0) return { errors, state }
  const verdict = next()
  return verdict.errors.length > 0 ? { errors: verdict.errors, state } : verdict
}
