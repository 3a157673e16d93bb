import type { Habits } from './people.ts'
import type { ClientRules } from './plan.ts'

export type Scenario = { readonly rules: ClientRules; readonly habits: Habits }

const HOUR_SECONDS = 3_600
const DAY_SECONDS = 86_400

/** People who share some things from several providers at once, and else follow no habit. */
const PEOPLE: Habits = { sharesSeveral: 3, stopsSeveral: 0, hasHabits: 0 }

/**
 * The rules of the design, and one that measuring added: what is shared from several providers at
 * once is a preset as it is. docs/privacy-on-chain.md says which of them the client keeps today.
 */
const OUR_RULES: ClientRules = {
  leaves: 'independently',
  endsFrom: 'message',
  endsRoundedTo: HOUR_SECONDS,
  signed: 'when it leaves',
  leftOut: 'in the finer terms',
  sharedFromSeveral: 'a preset as it is',
  relayer: 'any other',
  identity: 'per relationship',
}

/** One address that owns and sends everything, viewers in clear, everything at once. */
const ORIGINAL_RULES: ClientRules = {
  leaves: 'together',
  endsFrom: 'message',
  endsRoundedTo: 1,
  signed: 'when it leaves',
  leftOut: 'in the kinds',
  sharedFromSeveral: 'as chosen',
  relayer: 'any other',
  identity: 'per person',
}

export const OURS: Scenario = { rules: OUR_RULES, habits: PEOPLE }
export const ORIGINAL: Scenario = { rules: ORIGINAL_RULES, habits: PEOPLE }

/** Ours with one thing otherwise: what each rule is for, and what no rule hides. */
export const VARIANTS: Readonly<Record<string, Scenario>> = {
  'several at once leave within 28 days': ours({ leaves: { withinSeconds: 28 * DAY_SECONDS } }),
  'several at once leave within a week': ours({ leaves: { withinSeconds: 7 * DAY_SECONDS } }),
  'several at once leave within a day': ours({ leaves: { withinSeconds: DAY_SECONDS } }),
  'several at once leave within an hour': ours({ leaves: { withinSeconds: HOUR_SECONDS } }),
  'several at once leave together': ours({ leaves: 'together' }),
  'ends are counted from the wish': ours({ endsFrom: 'wish' }),
  'the same, ends of whole days': ours({ endsFrom: 'wish', endsRoundedTo: DAY_SECONDS }),
  'ends are not rounded': ours({ endsRoundedTo: 1 }),
  'messages are signed at the wish': ours({ signed: 'at the wish' }),
  'what is left out is seen in the kinds': ours({ leftOut: 'in the kinds' }),
  'several are shared but for something left out': ours({ sharedFromSeveral: 'as chosen' }),
  'each person has one relayer': ours({ relayer: 'always the same' }),
  'one in ten people has habits': { rules: OUR_RULES, habits: { ...PEOPLE, hasHabits: 1 } },
  'one in three people has habits': { rules: OUR_RULES, habits: { ...PEOPLE, hasHabits: 3.3 } },
  'a viewer is stopped everywhere in one sitting': {
    rules: OUR_RULES,
    habits: { ...PEOPLE, stopsSeveral: 10 },
  },
  'nobody shares from several at once': {
    rules: { ...OUR_RULES, leaves: 'together' },
    habits: { ...PEOPLE, sharesSeveral: 0 },
  },
  'the client of today': ours({
    leaves: 'together',
    leftOut: 'in the kinds',
    sharedFromSeveral: 'as chosen',
  }),
}

function ours(otherwise: Partial<ClientRules>): Scenario {
  return { rules: { ...OUR_RULES, ...otherwise }, habits: PEOPLE }
}
