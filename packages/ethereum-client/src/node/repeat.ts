import { setTimeout as pause } from 'node:timers/promises'

/**
 * Does a piece of work again and again, never twice at once. Disposing of it waits for the piece
 * that is under way.
 *
 * @param work sees the signal that ends it; what it throws goes to `onError`
 */
export function repeat(options: {
  readonly intervalMs: number
  readonly work: (signal: AbortSignal) => Promise<void>
  readonly onError: (error: unknown) => void
}): AsyncDisposable {
  const { intervalMs, work, onError } = options
  const end = new AbortController()
  const running = (async () => {
    while (!end.signal.aborted) {
      await work(end.signal).catch(onError)
      await pause(intervalMs, undefined, { signal: end.signal }).catch(() => undefined)
    }
  })()
  return {
    async [Symbol.asyncDispose]() {
      end.abort()
      await running
    },
  }
}
