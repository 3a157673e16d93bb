/** Numbers that look random and are the same each time, so that a measurement can be repeated. */
export type Random = {
  /** From 0 to below 1. */
  readonly next: () => number
  /** A whole number from 0 to below `end`. */
  readonly below: (end: number) => number
  readonly pick: <Item>(items: readonly Item[]) => Item
  /** As `pick`, each as often as its weight says. */
  readonly weighted: <Item extends { readonly weight: number }>(items: readonly Item[]) => Item
  /** So many different ones. */
  readonly sample: <Item>(items: readonly Item[], count: number) => Item[]
}

/** Makes a generator (mulberry32): good enough for synthetic people, never for a key. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (end: number): number => Math.floor(next() * end)
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[below(items.length)]
    if (item === undefined) throw new RangeError('There is nothing to pick from.')
    return item
  }
  return {
    next,
    below,
    pick,
    weighted: (items) => {
      let left = next() * items.reduce((total, { weight }) => total + weight, 0)
      for (const item of items) {
        left -= item.weight
        if (left < 0) return item
      }
      return pick(items)
    },
    sample: (items, count) => {
      const left = [...items]
      return Array.from({ length: Math.min(count, left.length) }, () =>
        pick(left.splice(below(left.length), 1)),
      )
    },
  }
}
