/** Five minutes without a touch lock a profile. */
export const IDLE_MS = 5 * 60 * 1000

const CHECK_MS = 5000
const TOUCHES = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const
const RETURNS = ['focus', 'visibilitychange'] as const

export type IdleLock = Disposable & {
  /** Says whether the time is up by the wall clock, and locks if so. Asked before each signature. */
  lockIfIdle(): boolean
}

/**
 * Locks after `IDLE_MS` without a touch. The timer alone does not do: a sleeping machine runs
 * none, so the wall clock is compared also when the page is seen again.
 */
export function startIdleLock(options: {
  readonly onIdle: () => void
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly page: EventTarget
}): IdleLock {
  const ending = new AbortController()
  let touchedAt = options.now()

  const lockIfIdle = (): boolean => {
    if (options.now() - touchedAt < IDLE_MS) return false
    options.onIdle()
    return true
  }
  const touch = (): void => {
    if (!lockIfIdle()) touchedAt = options.now()
  }
  for (const name of TOUCHES) {
    options.page.addEventListener(name, touch, { signal: ending.signal, passive: true })
  }
  for (const name of RETURNS) {
    options.page.addEventListener(name, () => void lockIfIdle(), { signal: ending.signal })
  }
  const timer = setInterval(lockIfIdle, CHECK_MS)
  return {
    lockIfIdle,
    [Symbol.dispose]: () => {
      clearInterval(timer)
      ending.abort()
    },
  }
}
