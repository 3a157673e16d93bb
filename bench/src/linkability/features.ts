import type { Observed } from './observed.ts'

/** What an attacker knows of one relationship: its transactions, and where they stand in the chain. */
export type Profile = {
  readonly relationship: string
  readonly owner: string
  readonly openedAt: number
  readonly openingBytes: number
  /** Places in the order of the chain. */
  readonly orders: readonly number[]
  /** Times of everything but the opening. */
  readonly times: readonly number[]
  readonly grantTimes: readonly number[]
  readonly stopTimes: readonly number[]
  readonly deadlines: readonly number[]
  readonly senders: readonly string[]
  /** Who sends the revocations is the provider concerned; undefined if there was none. */
  readonly concerned: string | undefined
  readonly viewers: readonly string[]
  readonly ends: readonly string[]
  readonly kinds: readonly string[]
  /** Each grant with kinds and purposes, and when it was given. */
  readonly given: readonly { readonly what: string; readonly time: number }[]
}

/** Scores two profiles, by their places: the more likely of one person, the higher. */
export type Feature = (one: number, other: number) => number

/** Gathers what the chain says of each relationship. */
export function profilesOf(chain: readonly Observed[]): readonly Profile[] {
  const byRelationship = new Map<string, { readonly seen: Observed; readonly order: number }[]>()
  for (const [order, seen] of chain.entries()) {
    const all = byRelationship.get(seen.relationship)
    if (all === undefined) byRelationship.set(seen.relationship, [{ seen, order }])
    else all.push({ seen, order })
  }
  return [...byRelationship].map(([relationship, all]) => {
    const opening = all.find(({ seen }) => seen.owner !== undefined)?.seen
    const later = all.map(({ seen }) => seen).filter(({ owner }) => owner === undefined)
    const stops = later.filter(({ grants }) => grants.every(({ readKinds }) => readKinds === 0n))
    const sets = later.filter((seen) => !stops.includes(seen))
    const grants = all.flatMap(({ seen }) => seen.grants.map((grant) => ({ grant, seen })))
    const given = grants.filter(({ grant }) => grant.readKinds !== 0n)
    return {
      relationship,
      owner: opening?.owner ?? '',
      openedAt: opening?.time ?? 0,
      openingBytes: opening?.bytes ?? 0,
      orders: all.map(({ order }) => order),
      times: later.map(({ time }) => time),
      grantTimes: sets.map(({ time }) => time),
      stopTimes: stops.map(({ time }) => time),
      deadlines: all.map(({ seen }) => seen.deadline),
      senders: all.map(({ seen }) => seen.sender),
      concerned: stops[0]?.sender,
      viewers: grants.map(({ grant }) => grant.viewer),
      ends: given.map(({ grant }) => String(grant.notAfter)),
      kinds: given.map(({ grant }) => whatOf(grant)),
      given: given.map(({ grant, seen }) => ({ what: whatOf(grant), time: seen.time })),
    }
  })
}

/** Everything that was tried. Rare things in common weigh more than frequent ones. */
export function featuresOf(profiles: readonly Profile[]): Readonly<Record<string, Feature>> {
  const shared = (thingsOf: (profile: Profile) => readonly string[]) =>
    sharing(profiles.map((profile) => [...new Set(thingsOf(profile))]))
  const near = (numbersOf: (profile: Profile) => readonly number[]): Feature => {
    const numbers = profiles.map(numbersOf)
    return (one, other) => -nearest(numbers[one] ?? [], numbers[other] ?? [])
  }
  const alike = (numberOf: (profile: Profile) => number): Feature => {
    const numbers = Float64Array.from(profiles, numberOf)
    return (one, other) => -Math.abs((numbers[one] ?? 0) - (numbers[other] ?? 0))
  }
  const concerned = profiles.map((profile) => profile.concerned)
  return {
    'same owner': shared(({ owner }) => [owner]),
    'same viewer': shared(({ viewers }) => viewers),
    'same senders': shared(({ senders }) => senders),
    'not the same provider': (one, other) =>
      concerned[one] !== undefined && concerned[one] === concerned[other] ? 0 : 1,
    'opened at a near time': near(({ openedAt }) => [openedAt]),
    'changed at a near time': near(({ times }) => times),
    'granted at a near time': near(({ grantTimes }) => grantTimes),
    'stopped at a near time': near(({ stopTimes }) => stopTimes),
    'the same granted at a near time': nearAndTheSame(profiles),
    'next to each other in the chain': near(({ orders }) => orders),
    'near deadlines': near(({ deadlines }) => deadlines),
    'equal ends': shared(({ ends }) => ends),
    'equal kinds and purposes': shared(({ kinds }) => kinds),
    'equal mix of kinds': overlapping(profiles.map(({ kinds }) => kinds)),
    'size of the opening': alike(({ openingBytes }) => openingBytes),
    'number of transactions': alike(({ orders }) => orders.length),
    'same hour of the day': alike(({ times }) => meanHour(times)),
  }
}

function whatOf(grant: Observed['grants'][number]): string {
  return `${grant.readKinds} ${grant.purposes} ${grant.isFiner}`
}

/** Adds up how rare the things are that both have. */
function sharing(things: readonly (readonly string[])[]): Feature {
  const counts = new Map<string, number>()
  for (const thing of things.flat()) counts.set(thing, (counts.get(thing) ?? 0) + 1)
  const { numbered, numberOf } = numbering(things)
  const rarity = Float64Array.from(numberOf.keys(), (thing) =>
    Math.log(things.length / (counts.get(thing) ?? 1)),
  )
  return (one, other) => {
    let score = 0
    for (const mine of numbered[one] ?? []) {
      for (const theirs of numbered[other] ?? []) {
        if (mine === theirs) score += rarity[mine] ?? 0
      }
    }
    return score
  }
}

/** Share of what either has that both have. */
function overlapping(things: readonly (readonly string[])[]): Feature {
  const sorted = numbering(things).numbered.map((numbers) => numbers.toSorted((a, b) => a - b))
  return (one, other) => {
    const mine = sorted[one] ?? []
    const theirs = sorted[other] ?? []
    let common = 0
    for (let at = 0, its = 0; at < mine.length && its < theirs.length; ) {
      const difference = (mine[at] ?? 0) - (theirs[its] ?? 0)
      if (difference === 0) common += 1
      if (difference <= 0) at += 1
      if (difference >= 0) its += 1
    }
    return common / Math.max(1, mine.length + theirs.length - common)
  }
}

function nearAndTheSame(profiles: readonly Profile[]): Feature {
  const { numbered } = numbering(profiles.map(({ kinds }) => kinds))
  const times = profiles.map(({ given }) => given.map(({ time }) => time))
  return (one, other) => {
    let best = NEVER
    for (const [place, mine] of (numbered[one] ?? []).entries()) {
      for (const [its, theirs] of (numbered[other] ?? []).entries()) {
        if (mine !== theirs) continue
        const apart = Math.abs((times[one]?.[place] ?? 0) - (times[other]?.[its] ?? 0))
        if (apart < best) best = apart
      }
    }
    return -best
  }
}

/** Numbers compare faster than names. */
function numbering(things: readonly (readonly string[])[]) {
  const numberOf = new Map<string, number>()
  const numbered = things.map((each) =>
    each.map((thing) => {
      const number = numberOf.get(thing) ?? numberOf.size
      numberOf.set(thing, number)
      return number
    }),
  )
  return { numbered, numberOf }
}

/** So far apart are two of which one never did it. */
const NEVER = 1e9

function nearest(some: readonly number[], others: readonly number[]): number {
  let best = NEVER
  for (const one of some) {
    for (const other of others) {
      const apart = Math.abs(one - other)
      if (apart < best) best = apart
    }
  }
  return best
}

function meanHour(times: readonly number[]): number {
  if (times.length === 0) return NEVER
  return times.reduce((total, time) => total + (time % 86_400) / 3_600, 0) / times.length
}
