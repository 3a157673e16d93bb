import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { IDLE_MS, startIdleLock } from './idle-lock.ts'

describe('the idle lock', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  const start = () => {
    const page = new EventTarget()
    const onIdle = vi.fn()
    return { page, onIdle, lock: startIdleLock({ onIdle, page, now: () => Date.now() }) }
  }

  it('locks after five minutes without a touch', () => {
    const { onIdle, lock } = start()
    vi.advanceTimersByTime(IDLE_MS - 5000)
    expect(onIdle).not.toHaveBeenCalled()
    vi.advanceTimersByTime(5000)
    expect(onIdle).toHaveBeenCalled()
    lock[Symbol.dispose]()
  })

  it('starts over at each touch', () => {
    const { page, onIdle, lock } = start()
    for (let touch = 0; touch < 10; touch++) {
      vi.advanceTimersByTime(IDLE_MS - 5000)
      page.dispatchEvent(new Event('keydown'))
    }
    expect(onIdle).not.toHaveBeenCalled()
    lock[Symbol.dispose]()
  })

  it('locks when the machine slept, before the touch that wakes it counts', () => {
    const { page, onIdle, lock } = start()
    vi.setSystemTime(Date.now() + IDLE_MS)
    page.dispatchEvent(new Event('pointerdown'))
    expect(onIdle).toHaveBeenCalledOnce()
    lock[Symbol.dispose]()
  })

  it('locks when the page is seen again, and before a signature', () => {
    const { page, onIdle, lock } = start()
    vi.setSystemTime(Date.now() + IDLE_MS)
    page.dispatchEvent(new Event('visibilitychange'))
    expect(onIdle).toHaveBeenCalledOnce()
    expect(lock.lockIfIdle()).toBe(true)
    lock[Symbol.dispose]()
  })
})
