/** What is known of the providers that a change may be handed to. */
export type RelayRoute = {
  /** Of every provider. */
  readonly hosts: readonly string[]
  /** Whose patient it is about: learns of the change from the chain anyway, and of its sender here. */
  readonly concerned?: string | undefined
  /** Who said to relay it, in that order. Each may have dropped it. */
  readonly takenBy?: readonly string[]
  /** Who was asked whether the chain has it. */
  readonly askedLast?: string | undefined
}

/**
 * In which order providers are handed a change, the next if one does not take it: first whoever has
 * no part in it, then who was asked about it, then the one concerned, and who took it already last of
 * all.
 *
 * @param random as Math.random: no provider is everybody's first.
 */
export function relayOrder(route: RelayRoute, random: () => number): readonly string[] {
  const { hosts, concerned, takenBy = [], askedLast } = route
  const rankOf = (host: string): number => {
    if (takenBy.includes(host)) return 3 + takenBy.lastIndexOf(host)
    if (host === concerned) return 2
    return host === askedLast ? 1 : 0
  }
  return hosts
    .map((host) => ({ host, rank: rankOf(host) + random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ host }) => host)
}
