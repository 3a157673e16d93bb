import fc from 'fast-check'
import { DAY, type ModelState, newborn } from './model-state.ts'
import type { Operation } from './operation.ts'
import { at, HOUR, MAKERS, STAGES, type Stage, YEAR } from './population.ts'
import { timesOfChange } from './questions.ts'

/**
 * What somebody means to do, before it is known what is so at that time. The numbers choose among
 * what makes sense then, so that most of what is submitted is accepted; 0 is the plainest choice.
 */
export type Intent = {
  readonly what: Operation['type']
  readonly agent: number
  readonly x: number
  readonly y: number
  readonly z: number
  readonly fault: (typeof FAULTS)[number]
  readonly wait: (typeof WAITS)[number]
  /** Where the contracts are called first: mine it also if they refuse. */
  readonly isMinedIfRefused: boolean
}

const FAULTS = [
  'none',
  'wrong signer',
  'stale nonce',
  'future nonce',
  'late',
  'replay',
  'another chain',
  'another contract',
  'another message',
  'nothing',
] as const
const WAITS = [
  'a second',
  'minutes',
  'hours',
  'days',
  'months',
  'years',
  'until a change',
  'until just before a change',
] as const

const WEIGHTS: readonly (readonly [number, Operation['type']])[] = [
  [3, 'createAgent'],
  [5, 'enableOwner'],
  [4, 'disableOwner'],
  [3, 'rotateOwner'],
  [8, 'setCustodian'],
  [6, 'setCustody'],
  [4, 'setGuardians'],
  [5, 'proposeRecovery'],
  [2, 'vetoRecovery'],
  [5, 'completeRecovery'],
  [6, 'setSwitch'],
  [2, 'touch'],
  [4, 'execute'],
  [10, 'open'],
  [16, 'setGrants'],
  [6, 'release'],
  [2, 'end'],
  [4, 'rotateDelegate'],
  [3, 'found'],
  [7, 'setMembership'],
  [4, 'anchor'],
]

/** What most of a sequence is about, so that it gets somewhere. */
const THEMES: readonly (readonly Operation['type'][])[] = [
  [],
  ['enableOwner', 'disableOwner', 'rotateOwner'],
  ['setCustodian', 'setCustody', 'setCustody', 'touch', 'vetoRecovery'],
  ['proposeRecovery', 'completeRecovery', 'completeRecovery', 'vetoRecovery', 'setCustody'],
  ['setSwitch', 'touch', 'release', 'release', 'setGrants'],
  ['open', 'setGrants', 'setGrants', 'end', 'rotateDelegate'],
  ['found', 'setMembership', 'setMembership', 'setMembership', 'anchor', 'execute', 'execute'],
]

const small = fc.noBias(fc.nat(11))

const anything = fc.oneof(
  ...WEIGHTS.map(([weight, type]) => ({ weight, arbitrary: fc.constant(type) })),
)

const rest = {
  agent: fc.oneof(
    { weight: 3, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.noBias(fc.nat(MAKERS.length - 1)) },
  ),
  x: small,
  y: small,
  z: small,
  fault: fc.oneof(
    { weight: 40, arbitrary: fc.constant('none' as const) },
    { weight: 10, arbitrary: fc.constantFrom(...FAULTS) },
  ),
  wait: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...WAITS.slice(0, 3)) },
    { weight: 3, arbitrary: fc.constantFrom(...WAITS.slice(3, 5)) },
    { weight: 1, arbitrary: fc.constant('years' as const) },
    { weight: 5, arbitrary: fc.constantFrom(...WAITS.slice(6)) },
  ),
  isMinedIfRefused: fc.oneof(
    { weight: 3, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
}

function intentsAbout(theme: readonly Operation['type'][]): fc.Arbitrary<Intent> {
  if (theme.length === 0) return fc.record({ what: anything, ...rest })
  const what = fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(...theme) },
    { weight: 1, arbitrary: anything },
  )
  return fc.record({ what, ...rest })
}

export type Sequence = { readonly stage: Stage; readonly intents: readonly Intent[] }

/** Sequences of any length up to one, long ones as often as short ones. */
export function sequences(maxLength: number): fc.Arbitrary<Sequence> {
  const about = THEMES.map((theme) =>
    fc.array(intentsAbout(theme), { minLength: 1, maxLength, size: 'max' }),
  )
  return fc.noBias(fc.record({ stage: fc.constantFrom(...STAGES), intents: fc.oneof(...about) }))
}

/** The time at which an intent is carried out, where time can be chosen. */
export function timeOf(intent: Intent, state: ModelState, now: number): number {
  return Math.max(now + 1, occasionOf(intent, state) ?? waitingFor(intent, state, now))
}

/** What waits for its time is mostly done around that time. */
function occasionOf({ what, agent, x, z }: Intent, state: ModelState): number | undefined {
  const { pending, timeout, touchedAt } = state.agents[at(MAKERS, agent)] ?? newborn('')
  if (x > 8) return undefined
  if (what === 'completeRecovery' && pending !== null) {
    return pending.readyAt + at([0, 1, -1, HOUR, 30 * DAY - 1, 30 * DAY], z)
  }
  if (what === 'release' && timeout !== 0) return touchedAt + timeout + at([0, 1, -1, DAY], z)
  return undefined
}

function waitingFor(intent: Intent, state: ModelState, now: number): number {
  const next = timesOfChange(state)
    .filter((time) => time > now + 1)
    .sort((a, b) => a - b)[intent.z % 3 === 2 ? 1 : 0]
  switch (intent.wait) {
    case 'a second':
      return now + 1
    case 'minutes':
      return now + 60 * (1 + intent.z)
    case 'hours':
      return now + HOUR * (1 + intent.z)
    case 'days':
      return now + DAY * (1 + intent.z)
    case 'months':
      return now + 30 * DAY * (1 + intent.z)
    case 'years':
      return now + YEAR * (1 + intent.z)
    case 'until a change':
      return soon(next, now) ?? now + 1
    case 'until just before a change':
      return (soon(next, now) ?? now + 2) - 1
  }
}

/** Far dates are for the end of a sequence: after them nothing is in force any more. */
function soon(time: number | undefined, now: number): number | undefined {
  return time !== undefined && time < now + 3 * YEAR ? time : undefined
}
