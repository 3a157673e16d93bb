import { Choices, type Circumstances } from './choices.ts'
import type { Intent } from './intent.ts'
import { DAY, newborn } from './model-state.ts'
import {
  type AgentName,
  type GuardianSet,
  type Operation,
  partsOfRelationship,
} from './operation.ts'
import { plan } from './plan.ts'
import { at, MAKERS, PROVIDERS, YEAR } from './population.ts'

/** What an intent comes to when it is carried out. */
export function operationOf(intent: Intent, circumstances: Circumstances): Operation {
  const { history } = circumstances
  if (intent.fault === 'replay' && history.length > 0) {
    return at(history, history.length - 1 - (intent.x % history.length))
  }
  const agent = at(intent.what === 'execute' ? PROVIDERS : MAKERS, intent.agent)
  // What has no sense yet is tried once in a while; else what comes before it is done.
  const what = intent.y === 11 ? intent.what : preparationFor(intent.what, agent, circumstances)
  return plan(new Choices({ ...intent, what }, circumstances, agent))
}

function preparationFor(
  what: Operation['type'],
  name: AgentName,
  circumstances: Circumstances,
): Operation['type'] {
  const { state, now } = circumstances
  const agent = state.agents[name]
  if (agent === undefined && AGENT_OPERATIONS.has(what)) return 'createAgent'
  const { guardians, pending, custody, custodians, timeout } = agent ?? newborn(name)
  const relationships = Object.entries(state.relationships).filter(
    ([key, { isEnded }]) => !isEnded && partsOfRelationship(key).agent === name,
  )
  switch (what) {
    case 'setGrants':
    case 'end':
    case 'rotateDelegate':
      return relationships.length === 0 ? 'open' : what
    case 'release':
      if (relationships.length === 0) return 'open'
      if (agent === undefined) return 'createAgent'
      return timeout === 0 ? 'setSwitch' : what
    case 'setMembership':
      return Object.keys(state.groups).length === 0 ? 'found' : what
    case 'setCustody': {
      const isManaged = Object.values(custodians).some(
        ({ rights, until }) => until > now && (rights & 4) !== 0,
      )
      return isManaged || now < custody.until ? what : 'setCustodian'
    }
    case 'proposeRecovery':
      return isUsable(guardians) ? what : 'setGuardians'
    case 'completeRecovery':
    case 'vetoRecovery':
      if (pending !== null) return what
      return isUsable(guardians) ? 'proposeRecovery' : 'setGuardians'
    default:
      return what
  }
}

function isUsable(guardians: GuardianSet | null): boolean {
  if (guardians === null) return false
  const { threshold, delaySeconds } = guardians
  return threshold > 0 && delaySeconds >= DAY && delaySeconds <= YEAR
}

const AGENT_OPERATIONS: ReadonlySet<Operation['type']> = new Set([
  'createAgent',
  'enableOwner',
  'disableOwner',
  'rotateOwner',
  'setCustodian',
  'setCustody',
  'setGuardians',
  'proposeRecovery',
  'vetoRecovery',
  'completeRecovery',
  'setSwitch',
  'touch',
  'execute',
])
