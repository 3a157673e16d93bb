/** What a person, a relationship or a change adds to every node. */
export type Size = { readonly transactionBytes: number; readonly stateBytes: number }

/** What one person is made of, as the original's paper counts people. */
export type Person = {
  readonly relationships: number
  /** Half of them first grants, half revocations of these. */
  readonly updates: number
}

export const MASSACHUSETTS = { people: 7e6, person: { relationships: 5, updates: 30 } } as const
/** The paper's text says two relationships where its formula multiplies by five. */
export const MASSACHUSETTS_OF_TWO = {
  people: 7e6,
  person: { relationships: 2, updates: 30 },
} as const
export const UNITED_STATES = { people: 350e6, person: { relationships: 5, updates: 0 } } as const

type Region = { readonly people: number; readonly person: Person }

/** The parts of the paper's formula, from whoever's measurement. */
export type Sizes = {
  readonly agent: Size
  readonly relationship: Size
  readonly firstGrant: Size
  readonly revocation: Size
}

/** What every node keeps for a region, by the paper's formula: people x (Agent + relationships + updates). */
export function storageOf({ people, person }: Region, sizes: Sizes): Size {
  const { relationships, updates } = person
  const bytes = (key: keyof Size): number =>
    people *
    (sizes.agent[key] +
      relationships * sizes.relationship[key] +
      (updates / 2) * (sizes.firstGrant[key] + sizes.revocation[key]))
  return { transactionBytes: bytes('transactionBytes'), stateBytes: bytes('stateBytes') }
}
