import {
  AGENT_RULES,
  type AgentOperation,
  managingOwnerErrors,
  messageErrors,
  providerErrors,
  spent,
} from './agent-rules.ts'
import { anchor, found, setMembership } from './group-rules.ts'
import {
  type AgentState,
  type ModelState,
  newborn,
  signerOf,
  type Verdict,
  withLife,
} from './model-state.ts'
import type { Operation, OperationOf } from './operation.ts'
import { end, open, release, rotateDelegate, setGrants } from './relationship-rules.ts'

/**
 * What the contracts must answer to an operation at a time (Unix seconds), and what is so
 * afterwards. Pure, and written from the documentation of the interfaces, not from the contracts:
 * a second opinion on the same rules.
 */
export function apply(state: ModelState, operation: Operation, now: number): Verdict {
  const moment = { state, now }
  switch (operation.type) {
    case 'createAgent':
      return { errors: [], state: withAgent(state, operation.agent, state.agents[operation.agent]) }
    case 'execute':
      return execute(state, operation, now)
    case 'open':
      return open({ ...moment, operation })
    case 'setGrants':
      return setGrants({ ...moment, operation })
    case 'release':
      return release({ ...moment, operation })
    case 'end':
      return end({ ...moment, operation })
    case 'rotateDelegate':
      return rotateDelegate({ ...moment, operation })
    case 'found':
      return found({ ...moment, operation })
    case 'setMembership':
      return setMembership({ ...moment, operation })
    case 'anchor':
      return anchor({ ...moment, operation })
    default:
      return ofAgent(state, operation, now)
  }
}

/** An Agent that was not made is an address without code: a call to it does nothing, and passes. */
function ofAgent(state: ModelState, operation: AgentOperation, now: number): Verdict {
  const agent = state.agents[operation.agent]
  if (agent === undefined) return { errors: [], state }
  const rule = AGENT_RULES[operation.type] as (situation: {
    readonly state: ModelState
    readonly agent: AgentState
    readonly operation: AgentOperation
    readonly now: number
  }) => { readonly errors: readonly string[]; readonly agent: AgentState }
  const ruling = rule({ state, agent, operation, now })
  return {
    errors: ruling.errors,
    state: ruling.errors.length > 0 ? state : withAgent(state, operation.agent, ruling.agent),
  }
}

function execute(state: ModelState, operation: OperationOf<'execute'>, now: number): Verdict {
  const agent = state.agents[operation.agent]
  if (agent === undefined) return { errors: [], state }
  const situation = { agent, operation, now }
  const errors = [
    ...providerErrors(operation.agent),
    ...messageErrors(situation, 'calls'),
    ...managingOwnerErrors(situation, operation.signature),
  ]
  const alive = withLife(agent, signerOf(operation.signature), now)
  let next = withAgent(state, operation.agent, spent(alive, 'calls'))
  for (const call of operation.calls) {
    if (call.type === 'createAgent') errors.push('Agent__ForbiddenCall')
    const verdict = apply(next, call, now)
    if (verdict.errors.length > 0) errors.push('Agent__CallFailed')
    next = verdict.state
  }
  return { errors, state: errors.length > 0 ? state : next }
}

function withAgent(state: ModelState, name: string, agent: AgentState | undefined): ModelState {
  return { ...state, agents: { ...state.agents, [name]: agent ?? newborn(name) } }
}
