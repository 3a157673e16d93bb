import { signatureErrors } from './agent-rules.ts'
import { allows, type ModelState, RIGHT, rootKey, signerOf, type Verdict } from './model-state.ts'
import {
  type AgentName,
  groupName,
  type Operation,
  type OperationOf,
  type Signing,
  type Subject,
} from './operation.ts'

type Moment<Type extends Operation['type']> = {
  readonly state: ModelState
  readonly operation: OperationOf<Type>
  readonly now: number
}

const INTERVAL_SECONDS = 600

/** The rules of IAgentGroups and IAccessLogAnchors, each as its documentation gives it. */
export function found({ state, operation, now }: Moment<'found'>): Verdict {
  const { founder, salt } = operation
  const name = groupName(founder, salt)
  const errors = [
    ...(now > operation.deadline ? ['AgentGroups__DeadlinePassed'] : []),
    ...(state.groups[name] === undefined ? [] : ['AgentGroups__AlreadyFounded']),
    ...managerErrors({ state, operation, now }, founder, 'AgentGroups__NotAllowed'),
  ]
  const group = { nonce: 0, members: [], administrators: [founder] }
  return {
    errors,
    state: errors.length > 0 ? state : { ...state, groups: { ...state.groups, [name]: group } },
  }
}

export function setMembership({ state, operation, now }: Moment<'setMembership'>): Verdict {
  const { group: name, administrator, subject, isMember, isAdministrator } = operation
  const group = state.groups[name]
  const late = now > operation.deadline ? ['AgentGroups__DeadlinePassed'] : []
  if (group === undefined) return { errors: [...late, 'AgentGroups__Unknown'], state }
  const wasMember = group.members.includes(subject)
  const wasAdministrator = group.administrators.includes(subject)
  const isLeaving = subject === administrator && !isMember && !isAdministrator
  const isLast = wasAdministrator && !isAdministrator && group.administrators.length === 1
  const errors = [
    ...late,
    ...(operation.nonce === group.nonce ? [] : ['AgentGroups__StaleNonce']),
    ...managerErrors({ state, operation, now }, administrator, 'AgentGroups__NotAllowed'),
    ...(group.administrators.includes(administrator) || isLeaving
      ? []
      : ['AgentGroups__NotAdministrator']),
    ...(subject === 'nobody' || state.groups[subject] !== undefined
      ? ['AgentGroups__InvalidAgent']
      : []),
    ...(wasMember === isMember && wasAdministrator === isAdministrator
      ? ['AgentGroups__Unchanged']
      : []),
    ...(isLast ? ['AgentGroups__LastAdministrator'] : []),
  ]
  if (errors.length > 0) return { errors, state }
  const next = {
    nonce: group.nonce + 1,
    members: withOrWithout(group.members, subject, isMember),
    administrators: withOrWithout(group.administrators, subject, isAdministrator),
  }
  return { errors, state: { ...state, groups: { ...state.groups, [name]: next } } }
}

export function anchor({ state, operation, now }: Moment<'anchor'>): Verdict {
  const { provider, interval, root } = operation
  const key = rootKey(provider, interval)
  const errors = [
    ...(interval === Math.floor(now / INTERVAL_SECONDS) ? [] : ['AccessLogAnchors__OtherInterval']),
    ...(state.roots[key] === undefined ? [] : ['AccessLogAnchors__AlreadyAnchored']),
    ...(root === 0 ? ['AccessLogAnchors__ZeroRoot'] : []),
    ...managerErrors({ state, operation, now }, provider, 'AccessLogAnchors__NotAllowed'),
  ]
  return {
    errors,
    state: errors.length > 0 ? state : { ...state, roots: { ...state.roots, [key]: root } },
  }
}

function managerErrors(
  moment: {
    readonly state: ModelState
    readonly operation: { readonly signature: Signing }
    readonly now: number
  },
  agent: AgentName,
  refusal: string,
): readonly string[] {
  const { signature } = moment.operation
  const who = { key: signerOf(signature), right: RIGHT.manage, now: moment.now }
  return allows(moment.state, agent, who) ? [] : signatureErrors(signature, refusal)
}

function withOrWithout(
  list: readonly Subject[],
  subject: Subject,
  isIn: boolean,
): readonly Subject[] {
  const others = list.filter((other) => other !== subject)
  return isIn ? [...others, subject] : others
}
