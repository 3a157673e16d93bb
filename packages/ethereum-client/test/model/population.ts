import { DAY } from './model-state.ts'
import type { Key, Operation, Signing } from './operation.ts'
import type { Population } from './questions.ts'

export const HOUR = 3_600
export const YEAR = 365 * DAY

export const PATIENTS = ['person p0', 'person p1', 'person p2']
export const PROVIDERS = ['provider h0', 'provider h1']
/** The first of them is whom most of what happens is about, so that things meet. */
export const MAKERS = [...PATIENTS, ...PROVIDERS]
export const OWNERS = ['p0', 'p1', 'p2', 'h0', 'h1', 'x0', 'x1']
export const CUSTODIANS = ['c0', 'c1', 'c2']
export const DELEGATES = ['d0', 'd1', 'd2']
export const KEYS = [...OWNERS, ...CUSTODIANS, ...DELEGATES]
export const VIEWERS = [0, 1, 2, 3]
export const VIEWER_AGENTS = VIEWERS.map((viewer) => `person v${viewer}`)

/** Everybody in a sequence: three patients, two providers, three helpers, four viewers. */
export const POPULATION: Population = {
  agents: [...MAKERS, ...VIEWER_AGENTS],
  keys: KEYS,
  viewers: VIEWERS,
  subjects: [...MAKERS, ...VIEWER_AGENTS],
}

/** What has happened before each sequence, so that it begins where most of life is. */
export function prelude(now: number): readonly Operation[] {
  const deadline = now + DAY
  return [
    { type: 'createAgent', agent: 'person p0' },
    { type: 'createAgent', agent: 'provider h0' },
    ...[
      { patient: 'p0', delegate: 'd0' },
      { patient: 'p1', delegate: 'd0' },
      { patient: 'p2', delegate: 'd1' },
    ].map(
      ({ patient, delegate }): Operation => ({
        type: 'open',
        owner: patient,
        agent: `person ${patient}`,
        delegate,
        grants: [],
        deadline,
        signature: plain(patient),
        delegateSignature: plain(delegate),
      }),
    ),
    { type: 'found', founder: 'person v0', salt: 0, deadline, signature: plain('v0') },
  ]
}

/** A whole signature of this key. */
export function plain(by: Key): Signing {
  return { by, over: 'this' }
}

/** One of a list, which goes round. */
export function at<Item>(list: readonly Item[], place: number): Item {
  const item = list[((place % list.length) + list.length) % list.length]
  if (item === undefined) throw new Error('nothing to choose from')
  return item
}
