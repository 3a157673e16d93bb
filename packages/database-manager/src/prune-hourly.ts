import type { UnixSeconds } from '@medrec/protocol'

const PAUSE_MS = 3_600_000

/** Runs each once an hour until disposed of. What fails is tried again an hour later. */
export function pruneHourly(
  prunes: readonly ((now: UnixSeconds) => Promise<void>)[],
  now: () => UnixSeconds,
): AsyncDisposable {
  let running: Promise<unknown> = Promise.resolve()
  const timer = setInterval(() => {
    running = running.then(() => Promise.allSettled(prunes.map((prune) => prune(now()))))
  }, PAUSE_MS)
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await running
    },
  }
}
