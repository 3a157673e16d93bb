import { KINDS, type Kind, type Purpose, type UnixSeconds } from '@medrec/protocol'
import { CHAIN_STARTS_AT } from '../chain/start-anvil.ts'
import type { Random } from './random.ts'

/**
 * How people behave, fixed before any attack was tried: what they want and when, whatever a client
 * then makes of it. Shares are assumptions of ours, not statistics of anybody.
 */
export type Habits = {
  /** Of ten wishes to share, how many concern two or three providers' records at once. */
  readonly sharesSeveral: number
  /** Of ten people, how many always leave the same kind out and use the app at their own hour. */
  readonly hasHabits: number
  /** Of ten who shared several at once and stop, how many stop them all in one sitting. */
  readonly stopsSeveral: number
}

/** What a person wants to share with somebody, from some of their relationships. */
export type Wish = {
  readonly at: UnixSeconds
  readonly viewer: number
  readonly preset: Preset
  /** A kind this person leaves out this time. */
  readonly leftOut: Kind | undefined
  /** Which of the person's relationships, by their place. */
  readonly places: readonly number[]
  /** Given with the opening itself. */
  readonly isFirst: boolean
  /** When the person stops it before its end. */
  readonly stopsAt: UnixSeconds | undefined
  readonly stopsTogether: boolean
}

export type Person = {
  /** One provider for each relationship, all different. */
  readonly providers: readonly number[]
  readonly opensAt: readonly UnixSeconds[]
  readonly wishes: readonly Wish[]
}

export type Preset = {
  readonly weight: number
  readonly kinds: readonly Kind[]
  readonly purpose: Purpose
  readonly days: number
}

export const PATIENTS = 200
export const RELATIONSHIPS_EACH = 5
export const PROVIDERS = 10
export const DAYS = 364
const VIEWERS = 400
const WISHES_EACH = 5
const DAY_SECONDS = 86_400
const HOUR_SECONDS = 3_600

const CARE: readonly Kind[] = ['allergies', 'conditions', 'medications', 'laboratory', 'imaging']

/** What people share with whom: similar things with similar people. */
const PRESETS: readonly Preset[] = [
  { weight: 30, kinds: KINDS.filter((kind) => kind !== 'claims'), purpose: 'TREAT', days: 365 },
  { weight: 30, kinds: [...CARE, 'procedures', 'documents'], purpose: 'TREAT', days: 30 },
  { weight: 15, kinds: ['allergies', 'medications'], purpose: 'TREAT', days: 1 },
  { weight: 15, kinds: [...CARE, 'encounters', 'care-plans'], purpose: 'FAMRQT', days: 90 },
  { weight: 10, kinds: ['allergies', 'conditions', 'medications'], purpose: 'ETREAT', days: 365 },
]

/** Providers are of different sizes: the first has ten times as many patients as the last. */
const SIZES = Array.from({ length: PROVIDERS }, (_, provider) => ({
  provider,
  weight: PROVIDERS - provider,
}))

/** Makes so many people. */
export function makePeople(random: Random, habits: Habits, count: number): readonly Person[] {
  return Array.from({ length: count }, () => makePerson(random, habits))
}

function makePerson(random: Random, habits: Habits): Person {
  const isOfHabit = random.next() * 10 < habits.hasHabits
  const habit = isOfHabit
    ? { kind: random.pick(CARE), hour: 7 + random.below(14) }
    : { kind: undefined, hour: undefined }
  const opensAt = Array.from({ length: RELATIONSHIPS_EACH }, () => visitingTime(random))
  const wishes: Wish[] = []

  function wish(at: UnixSeconds, places: readonly number[], isFirst: boolean): void {
    const preset = random.weighted(PRESETS)
    const leftOut = habit.kind ?? (random.next() < 0.2 ? random.pick(preset.kinds) : undefined)
    const lasts = Math.max(1, Math.floor(preset.days * random.next()))
    const stopsAt =
      random.next() < 0.4 ? appTime(random, at + lasts * DAY_SECONDS, habit.hour) : undefined
    wishes.push({
      at,
      viewer: random.below(VIEWERS),
      preset,
      leftOut,
      places,
      isFirst,
      stopsAt,
      stopsTogether: random.next() * 10 < habits.stopsSeveral,
    })
  }

  for (const [place, at] of opensAt.entries()) {
    for (let count = random.pick([0, 1, 1, 2, 3]); count > 0; count -= 1) wish(at, [place], true)
  }
  for (let count = 0; count < WISHES_EACH; count += 1) {
    const day = CHAIN_STARTS_AT + random.below(DAYS) * DAY_SECONDS
    const at = appTime(random, day, habit.hour)
    const open = [...opensAt.keys()].filter((place) => (opensAt[place] ?? at) < at)
    const isSeveral = random.next() * 10 < habits.sharesSeveral
    const places = random.sample(open, isSeveral ? 2 + random.below(2) : 1)
    if (places.length > 0) wish(at, places, false)
  }
  return { providers: differentProviders(random), opensAt, wishes }
}

/** A working day, from eight to six, most of it before noon. */
function visitingTime(random: Random): UnixSeconds {
  const day = 7 * random.below(DAYS / 7) + random.below(5)
  const hour = 8 + Math.min(random.next(), random.next()) * 10
  return Math.floor(CHAIN_STARTS_AT + day * DAY_SECONDS + hour * HOUR_SECONDS)
}

/** Some time of that day from seven to ten in the evening, or about the hour of the person. */
export function appTime(random: Random, day: UnixSeconds, hour?: number | undefined): UnixSeconds {
  const midnight = day - ((day - CHAIN_STARTS_AT) % DAY_SECONDS)
  const from = hour ?? 7 + random.next() * 14
  return Math.floor(midnight + (from + random.next()) * HOUR_SECONDS)
}

function differentProviders(random: Random): readonly number[] {
  const left = [...SIZES]
  return Array.from({ length: RELATIONSHIPS_EACH }, () => {
    const chosen = random.weighted(left)
    left.splice(left.indexOf(chosen), 1)
    return chosen.provider
  })
}
