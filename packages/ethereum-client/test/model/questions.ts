import {
  type AgentState,
  allows,
  isInCustody,
  isReleased,
  type ModelState,
  rootKey,
} from './model-state.ts'
import {
  type AgentName,
  type Directive,
  firstOwnerOf,
  type GroupName,
  type Key,
  type Operation,
  partsOfGroup,
  partsOfRelationship,
  type RelationshipName,
  relationshipName,
  type Subject,
} from './operation.ts'

/** What can be asked of the contracts and of the model alike; both answer in the same words. */
export type Question =
  | { readonly ask: 'isMade' | 'agent'; readonly agent: AgentName }
  | { readonly ask: 'key'; readonly agent: AgentName; readonly key: Key }
  | { readonly ask: 'allows'; readonly agent: AgentName; readonly key: Key }
  | { readonly ask: 'isReleased'; readonly agent: AgentName; readonly directive: Directive }
  | { readonly ask: 'relationship'; readonly relationship: RelationshipName }
  | { readonly ask: 'isDelegate'; readonly relationship: RelationshipName; readonly key: Key }
  | { readonly ask: 'grant'; readonly relationship: RelationshipName; readonly viewer: number }
  | { readonly ask: 'group'; readonly group: GroupName }
  | { readonly ask: 'member'; readonly group: GroupName; readonly subject: Subject }
  | { readonly ask: 'root'; readonly agent: AgentName; readonly interval: number }

export type Population = {
  readonly agents: readonly AgentName[]
  readonly keys: readonly Key[]
  readonly viewers: readonly number[]
  readonly subjects: readonly Subject[]
}

/** What the model answers at a time (Unix seconds). */
export function answer(state: ModelState, question: Question, now: number): unknown {
  switch (question.ask) {
    case 'isMade':
      return state.agents[question.agent] !== undefined
    case 'agent':
      return describeAgent(madeAgent(state, question.agent), now)
    case 'key': {
      const agent = madeAgent(state, question.agent)
      const entry = agent.custodians[question.key] ?? { rights: 0, until: 0 }
      return {
        isOwner: agent.owners.includes(question.key),
        custodian: describeCustodian(entry.rights, entry.until),
      }
    }
    case 'allows':
      return [0, 1, 2, 3].map((right) =>
        allows(state, question.agent, { key: question.key, right, now }),
      )
    case 'isReleased':
      return isReleased(madeAgent(state, question.agent), question.directive, now)
    case 'relationship': {
      const stored = state.relationships[question.relationship]
      if (stored === undefined) return null
      const { agent } = partsOfRelationship(question.relationship)
      return { agent, rotation: stored.rotation, isEnded: stored.isEnded }
    }
    case 'isDelegate':
      return state.relationships[question.relationship]?.delegate === question.key
    case 'grant': {
      const grant = state.relationships[question.relationship]?.grants[question.viewer]
      if (grant === undefined) return null
      const { viewer: _, ...terms } = grant
      return terms
    }
    case 'group': {
      const group = state.groups[question.group]
      return { administrators: group?.administrators.length ?? 0, nonce: group?.nonce ?? 0 }
    }
    case 'member': {
      const group = state.groups[question.group]
      return {
        isMember: group?.members.includes(question.subject) ?? false,
        isAdministrator: group?.administrators.includes(question.subject) ?? false,
      }
    }
    case 'root':
      return state.roots[rootKey(question.agent, question.interval)] ?? 0
  }
}

/** All that an operation can have touched. */
export function questionsAfter(
  state: ModelState,
  operation: Operation,
  population: Population,
): readonly Question[] {
  const ofAgent = (agent: AgentName, keys: readonly Key[]) => agentQuestions(state, agent, keys)
  switch (operation.type) {
    case 'execute':
      return [
        ...ofAgent(operation.agent, [operation.signature.by]),
        ...operation.calls.flatMap((call) => questionsAfter(state, call, population)),
      ]
    case 'open': {
      const name = relationshipName(operation.agent, operation.delegate)
      return [
        ...ofAgent(operation.agent, [operation.owner]),
        ...relationshipQuestions(name, { ...population, keys: [operation.delegate] }),
      ]
    }
    case 'setGrants':
    case 'end':
    case 'rotateDelegate': {
      const { agent, firstDelegate } = partsOfRelationship(operation.relationship)
      const next = operation.type === 'rotateDelegate' ? [operation.delegate] : []
      const keys = [firstDelegate, operation.signature.by, ...next]
      return [
        ...ofAgent(agent, [operation.signature.by]),
        ...relationshipQuestions(operation.relationship, { ...population, keys }),
      ]
    }
    case 'release': {
      const name = operation.directive.relationship
      const { agent, firstDelegate } = partsOfRelationship(name)
      const named = { ...population, keys: [firstDelegate] }
      return [...ofAgent(agent, []), ...relationshipQuestions(name, named)]
    }
    case 'found': {
      const name = `group ${operation.founder} #${operation.salt}`
      return [...ofAgent(operation.founder, []), ...groupQuestions(name, [operation.founder])]
    }
    case 'setMembership':
      return [
        ...ofAgent(partsOfGroup(operation.group).founder, []),
        ...groupQuestions(operation.group, [operation.subject, operation.administrator]),
      ]
    case 'anchor':
      return [
        ...ofAgent(operation.provider, []),
        { ask: 'root', agent: operation.provider, interval: operation.interval },
      ]
    default:
      return ofAgent(operation.agent, keysOf(operation))
  }
}

/** Everything there is to ask. */
export function allQuestions(state: ModelState, population: Population): readonly Question[] {
  return [
    ...population.agents.flatMap((agent) => agentQuestions(state, agent, population.keys)),
    ...Object.keys(state.relationships).flatMap((name) => relationshipQuestions(name, population)),
    ...Object.keys(state.groups).flatMap((name) => groupQuestions(name, population.subjects)),
    ...Object.keys(state.roots).map((key): Question => {
      const [agent = '', interval = ''] = key.split(' @')
      return { ask: 'root', agent, interval: Number(interval) }
    }),
  ]
}

/** What the clock alone decides. */
export function questionsOfTime(state: ModelState, population: Population): readonly Question[] {
  return Object.entries(state.agents).flatMap(([name, agent]): Question[] => [
    { ask: 'agent', agent: name },
    ...keysIn(agent)
      .filter((key) => population.keys.includes(key))
      .map((key): Question => ({ ask: 'allows', agent: name, key })),
    ...directiveQuestions(name, agent),
  ])
}

/** The times at which the clock alone changes something. */
export function timesOfChange(state: ModelState): readonly number[] {
  return Object.values(state.agents).flatMap((agent) => [
    agent.custody.until,
    ...Object.values(agent.custodians).map(({ until }) => until),
    ...(agent.pending === null ? [] : [agent.pending.readyAt, agent.pending.readyAt + 30 * 86_400]),
    ...(agent.timeout === 0 ? [] : [agent.touchedAt + agent.timeout]),
  ])
}

export function describeCustodian(rights: number, until: number): unknown {
  return rights === 0 ? null : { rights, until }
}

export function describeCustody(ownerRights: number, until: number, now: number): unknown {
  return now < until ? { ownerRights, until } : null
}

function describeAgent(agent: AgentState, now: number): unknown {
  const { custody, pending, timeout, touchedAt, nonces } = agent
  return {
    owners: agent.owners.length,
    custody: describeCustody(custody.ownerRights, isInCustody(agent, now) ? custody.until : 0, now),
    guardians: agent.guardians === null ? null : JSON.stringify(agent.guardians),
    pending,
    switch: timeout === 0 ? null : { timeout, touchedAt },
    nonces,
  }
}

function agentQuestions(
  state: ModelState,
  name: AgentName,
  keys: readonly Key[],
): readonly Question[] {
  const agent = state.agents[name]
  const allowed = keys.map((key): Question => ({ ask: 'allows', agent: name, key }))
  if (agent === undefined) return [{ ask: 'isMade', agent: name }, ...allowed]
  return [
    { ask: 'isMade', agent: name },
    { ask: 'agent', agent: name },
    ...keys.map((key): Question => ({ ask: 'key', agent: name, key })),
    ...allowed,
    ...directiveQuestions(name, agent),
  ]
}

function directiveQuestions(name: AgentName, agent: AgentState): readonly Question[] {
  return agent.directives.map((text) => ({
    ask: 'isReleased',
    agent: name,
    directive: JSON.parse(text),
  }))
}

function relationshipQuestions(
  relationship: RelationshipName,
  { keys, viewers }: Population,
): readonly Question[] {
  return [
    { ask: 'relationship', relationship },
    ...keys.map((key): Question => ({ ask: 'isDelegate', relationship, key })),
    ...viewers.map((viewer): Question => ({ ask: 'grant', relationship, viewer })),
  ]
}

function groupQuestions(group: GroupName, subjects: readonly Subject[]): readonly Question[] {
  return [
    { ask: 'group', group },
    ...subjects.map((subject): Question => ({ ask: 'member', group, subject })),
  ]
}

function keysIn(agent: AgentState): readonly Key[] {
  return [...new Set([...agent.owners, ...Object.keys(agent.custodians)])]
}

function keysOf(operation: Extract<Operation, { agent: AgentName }>): readonly Key[] {
  const named = [firstOwnerOf(operation.agent)]
  if ('signature' in operation) named.push(operation.signature.by)
  if ('owner' in operation) named.push(operation.owner)
  if ('oldOwner' in operation) named.push(operation.oldOwner, operation.newOwner)
  if ('custodian' in operation) named.push(operation.custodian)
  return [...new Set(named)]
}

/** Asked only of Agents that the model knows. */
function madeAgent(state: ModelState, name: AgentName): AgentState {
  const agent = state.agents[name]
  if (agent === undefined) throw new Error(`${name} was not made`)
  return agent
}
