import type { Address, Hex } from 'viem'
import { typed } from './typed-data.ts'
import type { UnixSeconds } from './unix-seconds.ts'

const INTERVAL_SECONDS = 600

/** Anchors the root of a provider's access log; signed by a key that may manage its Agent. */
export type AnchorMessage = {
  readonly provider: Address
  /** See anchorIntervalAt: AccessLogAnchors takes the current one alone. */
  readonly interval: number
  /** 32 bytes, not zero. */
  readonly root: Hex
}

export const typedAnchor = typed<AnchorMessage>()(
  {
    Anchor: [
      { name: 'provider', type: 'address' },
      { name: 'interval', type: 'uint40' },
      { name: 'root', type: 'bytes32' },
    ],
  },
  'Anchor',
)

/** The interval that a block of this time belongs to. */
export function anchorIntervalAt(time: UnixSeconds): number {
  return Math.floor(time / INTERVAL_SECONDS)
}
