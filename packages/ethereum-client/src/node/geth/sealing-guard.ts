import type { ClockVerdict } from './clique-clock.ts'
import { mayBeginSealing } from './clique-state.ts'
import type { NodeControl } from './node-socket.ts'

/** Stops sealing while one's own clock is wrong. */
export type SealingGuard = {
  /** @returns what changed, if anything. */
  follow(
    verdict: ClockVerdict,
  ): Promise<{ readonly isSealing: boolean; readonly driftMs: number } | undefined>
}

/** Makes a guard of one's own node. */
export function createSealingGuard(control: NodeControl): SealingGuard {
  let isStopped = false
  return {
    async follow(verdict) {
      const before = isStopped
      if (verdict.type === 'drifting') isStopped = true
      if (verdict.type === 'steady') isStopped = false
      const isMining = (await control('eth_mining')) === true
      if (isStopped && isMining) await control('miner_stop')
      // Also what a watchdog that died in the middle of a remedy has left.
      if (!isStopped && !isMining && (await mayBeginSealing(control))) {
        await control('miner_start')
      }
      if (verdict.type === 'unknown' || before === isStopped) return undefined
      return { isSealing: !isStopped, driftMs: verdict.driftMs }
    },
  }
}
