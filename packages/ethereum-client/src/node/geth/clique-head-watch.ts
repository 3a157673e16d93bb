import type { Address } from 'viem'
import type { ClockSample } from './clique-clock.ts'
import type { CliqueHeader, HeaderReader } from './clique-header.ts'
import { readSealer } from './clique-state.ts'
import type { NodeControl } from './node-socket.ts'
import { createSealLedger, type Equivocation } from './seal-ledger.ts'

/** Sees the heads of all authorities come and go. */
export type HeadWatch = {
  /** Takes a head, and what is new below it, into account. */
  see(reader: HeaderReader, head: CliqueHeader): Promise<void>
  /** The newest of each other sealer. */
  clockSamples(): readonly ClockSample[]
}

/** How far below a head is looked for blocks that no head showed. */
const DEEPEST = 32

/** Makes a watch for one authority. */
export function createHeadWatch(options: {
  readonly control: NodeControl
  /** One's own, whose blocks say nothing about one's own clock. */
  readonly sealer: Address
  readonly now: () => number
  readonly onEquivocation: (evidence: Equivocation) => Promise<void>
}): HeadWatch {
  const { control, now, onEquivocation } = options
  const ledger = createSealLedger()
  const samples = new Map<Address, ClockSample>()

  async function take(header: CliqueHeader): Promise<Address> {
    const sealer = await readSealer(control, header.rlp)
    const evidence = ledger.add({ ...header, sealer })
    if (evidence !== undefined) await onEquivocation(evidence)
    return sealer
  }

  return {
    async see(reader, head) {
      if (head.number === 0 || ledger.has(head.hash)) return
      const seenAt = now()
      // Blocks that came several at once were on their way for another reason than a clock.
      const isNext = ledger.has(head.parentHash)
      const sealer = await take(head)
      if (isNext && sealer !== options.sealer) {
        samples.set(sealer, { sealer, offsetMs: seenAt - head.timestamp * 1_000 })
      }
      let below = head
      for (let depth = 0; depth < DEEPEST && below.number > 1; depth += 1) {
        if (ledger.has(below.parentHash)) break
        const parent = await reader.of(below.parentHash)
        if (parent === undefined) break
        await take(parent)
        below = parent
      }
    },
    clockSamples: () => [...samples.values()],
  }
}
