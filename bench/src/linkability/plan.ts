import { KINDS, kindMask, purposeMask, type UnixSeconds } from '@medrec/protocol'
import { CHAIN_STARTS_AT } from '../chain/start-anvil.ts'
import { appTime, DAYS, type Person, PROVIDERS, type Wish } from './people.ts'
import type { Random } from './random.ts'

/** What a client makes of the wishes of its person. */
export type ClientRules = {
  /**
   * When the changes of one wish leave that concern several relationships: one after the other,
   * within so many seconds, or each at a time that has nothing to do with the others.
   */
  readonly leaves: 'together' | 'independently' | { readonly withinSeconds: number }
  /** What the period is counted from: the wish, or the message of each relationship. */
  readonly endsFrom: 'wish' | 'message'
  readonly endsRoundedTo: number
  /** When a message gets its deadline. */
  readonly signed: 'at the wish' | 'when it leaves'
  /** What a person leaves out: seen in the kinds, or hidden in the finer terms. */
  readonly leftOut: 'in the kinds' | 'in the finer terms'
  /** What may be left out of what is shared from several at once. */
  readonly sharedFromSeveral: 'as chosen' | 'a preset as it is'
  readonly relayer: 'any other' | 'always the same'
  /** An Agent for each relationship; or, as in MedRec v2, one key that owns and sends everything. */
  readonly identity: 'per relationship' | 'per person'
}

/** One transaction as it will stand in the chain, by names instead of keys and hashes. */
export type Planned = {
  readonly time: UnixSeconds
  readonly sender: string
  readonly relationship: string
  /** Only an opening names it. */
  readonly owner: string | undefined
  readonly deadline: UnixSeconds
  readonly grants: readonly PlannedGrant[]
}

export type PlannedGrant = {
  readonly viewer: string
  readonly readKinds: bigint
  readonly purposes: number
  readonly notAfter: UnixSeconds
  readonly version: number
  readonly isFiner: boolean
}

export const BLOCK_SECONDS = 15
const DAY_SECONDS = 86_400
const LONGEST_DELAY_SECONDS = 60 * DAY_SECONDS
const MESSAGE_SECONDS = 3_600
const END = CHAIN_STARTS_AT + DAYS * DAY_SECONDS

type Draft = Omit<Planned, 'grants'> & { readonly grants: readonly Omit<PlannedGrant, 'version'>[] }

/** Everything that comes to the chain, in its order; `personOf` is what the attacker wants to know. */
export function plan(people: readonly Person[], rules: ClientRules, random: Random) {
  const drafts = people.flatMap((person, number) => planPerson({ person, number, rules, random }))
  drafts.sort((one, other) => one.time - other.time)
  const personOf = new Map<string, number>()
  for (const [number, { providers }] of people.entries()) {
    for (const place of providers.keys()) personOf.set(nameOf(number, place), number)
  }
  return { transactions: withVersions(drafts), personOf }
}

type Life = {
  readonly person: Person
  readonly number: number
  readonly rules: ClientRules
  readonly random: Random
}

function planPerson(life: Life): Draft[] {
  const { person, number, rules } = life
  const openings = person.opensAt.map((at, place): Draft => {
    const first = person.wishes.filter((wish) => wish.isFirst && wish.places.includes(place))
    return {
      ...draftAt(life, place, { at, deadline: at + MESSAGE_SECONDS }),
      owner: rules.identity === 'per person' ? `person ${number}` : nameOf(number, place),
      grants: first.map((wish) => grantOf(life, { wish, place, from: at })),
    }
  })
  return [...openings, ...person.wishes.flatMap((wish) => planWish(life, wish))]
}

function planWish(life: Life, wish: Wish): Draft[] {
  const { rules, random } = life
  return wish.places.flatMap((place, order) => {
    const leavesAt = wish.isFirst ? wish.at : leavingTime(life, { wish, place, order })
    const drafts: Draft[] = []
    if (!wish.isFirst) {
      const signedAt = rules.signed === 'at the wish' ? wish.at : leavesAt
      const good = rules.signed === 'at the wish' ? LONGEST_DELAY_SECONDS : MESSAGE_SECONDS
      const from = rules.endsFrom === 'wish' ? wish.at : leavesAt
      drafts.push({
        ...draftAt(life, place, { at: leavesAt, deadline: signedAt + good }),
        grants: [grantOf(life, { wish, place, from })],
      })
    }
    const stopsAt = stoppingTime(random, wish, { leavesAt, order })
    if (stopsAt !== undefined) drafts.push(stopAt(life, { wish, place, at: stopsAt }))
    return drafts.filter(({ time }) => time < END)
  })
}

/** A person stops what was begun, in one sitting or each on a day of its own. */
function stoppingTime(
  random: Random,
  wish: Wish,
  { leavesAt, order }: { readonly leavesAt: UnixSeconds; readonly order: number },
): UnixSeconds | undefined {
  if (wish.stopsAt === undefined) return undefined
  if (wish.stopsTogether || wish.places.length === 1) {
    const at = wish.stopsAt + 60 * order
    return at > leavesAt ? at : undefined
  }
  const days = 1 + random.below(Math.max(1, wish.preset.days - 1))
  return appTime(random, leavesAt + days * DAY_SECONDS)
}

/** A revocation goes to the provider concerned, at once, which obeys it and sends it on. */
function stopAt(
  life: Life,
  { wish, place, at }: { readonly wish: Wish; readonly place: number; readonly at: UnixSeconds },
): Draft {
  const draft = draftAt(life, place, { at, deadline: at + MESSAGE_SECONDS })
  const concerned = `provider ${life.person.providers[place]}`
  return {
    ...draft,
    sender: life.rules.identity === 'per person' ? draft.sender : concerned,
    grants: [
      {
        viewer: viewerOf(life, wish, place),
        readKinds: 0n,
        purposes: 0,
        notAfter: 0,
        isFiner: false,
      },
    ],
  }
}

function leavingTime(
  { person, rules, random }: Life,
  { wish, place, order }: { readonly wish: Wish; readonly place: number; readonly order: number },
): UnixSeconds {
  if (wish.places.length === 1) return wish.at
  if (rules.leaves === 'together') return wish.at + 90 * order
  if (rules.leaves === 'independently') {
    const opened = person.opensAt[place] ?? wish.at
    const days = Math.floor((END - opened) / DAY_SECONDS)
    return appTime(random, opened + (1 + random.below(Math.max(1, days - 1))) * DAY_SECONDS)
  }
  return wish.at + Math.floor(random.next() * rules.leaves.withinSeconds)
}

function draftAt(
  { person, number, rules, random }: Life,
  place: number,
  { at, deadline }: { readonly at: UnixSeconds; readonly deadline: UnixSeconds },
): Draft {
  const others = Array.from({ length: PROVIDERS }, (_, provider) => provider).filter(
    (provider) => provider !== person.providers[place],
  )
  const relayer = rules.relayer === 'any other' ? random.pick(others) : person.providers[0]
  return {
    time: Math.ceil((at + 1) / BLOCK_SECONDS) * BLOCK_SECONDS,
    sender: rules.identity === 'per person' ? `person ${number}` : `provider ${relayer}`,
    relationship: nameOf(number, place),
    owner: undefined,
    deadline,
    grants: [],
  }
}

function grantOf(
  life: Life,
  {
    wish,
    place,
    from,
  }: { readonly wish: Wish; readonly place: number; readonly from: UnixSeconds },
): Omit<PlannedGrant, 'version'> {
  const { rules } = life
  const { preset } = wish
  const isPreset = rules.sharedFromSeveral === 'a preset as it is' && wish.places.length > 1
  const leftOut = isPreset ? undefined : wish.leftOut
  const isHidden = rules.leftOut === 'in the finer terms' && leftOut !== undefined
  const kinds = isHidden ? preset.kinds : preset.kinds.filter((kind) => kind !== leftOut)
  const end = from + preset.days * DAY_SECONDS
  return {
    viewer: viewerOf(life, wish, place),
    readKinds: kindMask(kinds.length > 0 ? kinds : KINDS),
    purposes: purposeMask([preset.purpose]),
    notAfter: Math.ceil(end / rules.endsRoundedTo) * rules.endsRoundedTo,
    isFiner: isHidden,
  }
}

/** In MedRec v2 a viewer is an address that all may read; here a commitment of this relationship. */
function viewerOf({ number, rules }: Life, wish: Wish, place: number): string {
  const viewer = `viewer ${wish.viewer}`
  return rules.identity === 'per person' ? viewer : `${viewer} of ${nameOf(number, place)}`
}

function nameOf(person: number, place: number): string {
  return `relationship ${person}.${place}`
}

function withVersions(drafts: readonly Draft[]): readonly Planned[] {
  const versions = new Map<string, number>()
  return drafts.flatMap((draft): Planned[] => {
    const grants = draft.grants.flatMap((grant): PlannedGrant[] => {
      const key = `${draft.relationship} ${grant.viewer}`
      const present = versions.get(key) ?? 0
      const isRevocation = grant.readKinds === 0n
      // Nothing to stop: it has been stopped, or was given again since.
      if (isRevocation && present <= 0) return []
      const version = Math.abs(present) + (isRevocation ? 0 : 1)
      versions.set(key, isRevocation ? -version : version)
      return [{ ...grant, version }]
    })
    return grants.length === 0 && draft.owner === undefined ? [] : [{ ...draft, grants }]
  })
}
