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

/** How far a life has come where a sequence begins; each is what the one before is, and more. */
export const STAGES = ['related', 'helped', 'in custody'] as const
export type Stage = (typeof STAGES)[number]

/** What has happened before a sequence, so that it begins where most of life is. */
export function prelude(stage: Stage, now: number): readonly Operation[] {
  const helped = stage === 'related' ? [] : helpers(now)
  return [...relatives(now), ...helped, ...(stage === 'in custody' ? [custody(now)] : [])]
}

function relatives(now: number): readonly Operation[] {
  const deadline = now + DAY
  const pairs = [
    { patient: 'p0', delegate: 'd0' },
    { patient: 'p1', delegate: 'd0' },
    { patient: 'p2', delegate: 'd1' },
  ]
  return [
    { type: 'createAgent', agent: 'person p0' },
    { type: 'createAgent', agent: 'provider h0' },
    ...pairs.map(
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

/** Another key, two custodians, guardians and a switch. */
function helpers(now: number): readonly Operation[] {
  const signed = { agent: 'person p0', deadline: now + DAY, signature: plain('p0') }
  const grant = {
    viewer: 3,
    readKinds: 1,
    writeKinds: 0,
    notBefore: 0,
    notAfter: now + 50 * YEAR,
    purposes: 1,
    version: 1,
    finerTerms: 0,
  }
  const directive = { relationship: 'person p0 & d0', grants: [grant], salt: 0 }
  return [
    {
      ...signed,
      type: 'enableOwner',
      owner: 'x0',
      pointer: 'red',
      nonce: 0,
      ownerSignature: plain('x0'),
    },
    { ...signed, type: 'setCustodian', custodian: 'c0', rights: 7, until: now + YEAR, nonce: 0 },
    { ...signed, type: 'setCustodian', custodian: 'c1', rights: 2, until: now + YEAR, nonce: 1 },
    {
      ...signed,
      type: 'setGuardians',
      guardians: { threshold: 2, delaySeconds: DAY, members: CUSTODIANS },
      nonce: 0,
    },
    { ...signed, type: 'setSwitch', timeout: 30 * DAY, directives: [directive], nonce: 0 },
  ]
}

function custody(now: number): Operation {
  return {
    type: 'setCustody',
    agent: 'person p0',
    ownerRights: 1,
    until: now + 200 * DAY,
    custodian: 'c0',
    nonce: 2,
    deadline: now + DAY,
    signature: plain('p0'),
  }
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
