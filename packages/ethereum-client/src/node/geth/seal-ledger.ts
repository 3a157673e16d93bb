import type { Address, Hex } from 'viem'
import type { SealedHeader } from './clique-header.ts'

/** Two headers of one height by one sealer: whoever has them can check both seals. */
export type Equivocation = {
  readonly sealer: Address
  readonly number: number
  readonly headers: readonly [SealedHeader, SealedHeader]
  /**
   * `proven`: both follow the same block, which no honest node does. `possible`: they follow
   * different ones; a node that changes branches in time may seal a height once on each.
   */
  readonly certainty: 'proven' | 'possible'
}

/** Remembers who sealed what. */
export type SealLedger = {
  has(hash: Hex): boolean
  /** @returns what the header proves together with an earlier one, once for each header. */
  add(header: SealedHeader): Equivocation | undefined
}

/** Makes a ledger of the newest heights. */
export function createSealLedger(keptHeights = 1_024): SealLedger {
  const headers = new Map<number, Map<Hex, SealedHeader>>()
  const known = new Set<Hex>()

  function forget(newest: number): void {
    for (const number of headers.keys()) {
      if (number > newest - keptHeights) continue
      for (const hash of headers.get(number)?.keys() ?? []) known.delete(hash)
      headers.delete(number)
    }
  }

  return {
    has: (hash) => known.has(hash),
    add(header) {
      const { number, hash, sealer, parentHash } = header
      if (known.has(hash)) return undefined
      const siblings = headers.get(number) ?? new Map<Hex, SealedHeader>()
      const own = [...siblings.values()].filter((sibling) => sibling.sealer === sealer)
      siblings.set(hash, header)
      headers.set(number, siblings)
      known.add(hash)
      forget(Math.max(...headers.keys()))
      const twin = own.find((sibling) => sibling.parentHash === parentHash)
      const earlier = twin ?? own[0]
      if (earlier === undefined) return undefined
      const certainty = twin === undefined ? 'possible' : 'proven'
      return { sealer, number, headers: [earlier, header], certainty }
    },
  }
}
