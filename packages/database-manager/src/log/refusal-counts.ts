import type { UnixSeconds } from '@medrec/protocol'
import type { Refusal } from '../auth/principal.ts'
import type { NewEntry } from './access-log.ts'
import { refusalEventOf } from './audit-event.ts'

const MINUTE_MS = 60_000

/** Different refusals counted apart in one minute; what comes on top is counted as one. */
const MAX_COUNTERS = 1000

type Options = {
  readonly clock: () => UnixSeconds
  readonly origin: string
  readonly write: (entries: readonly NewEntry[]) => Promise<void>
}

type Counter = { readonly refusal: Refusal; readonly since: UnixSeconds; count: number }

/**
 * Counts refusals that reached no record, per source and minute, so that a flood becomes one
 * entry. What is counted and not yet written is lost by a crash: at most one minute.
 */
export function countRefusals(options: Options) {
  let counters = new Map<string, Counter>()
  let timer: NodeJS.Timeout | undefined

  async function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    const counted = [...counters.values()]
    counters = new Map()
    if (counted.length === 0) return
    const recorded = options.clock()
    await options.write(
      counted.map(({ refusal, since, count }) => ({
        patient: '',
        event: refusalEventOf({ refusal, count, since, recorded, origin: options.origin }),
      })),
    )
  }

  async function count(refusal: Refusal): Promise<void> {
    const { source, code, route, agent } = refusal
    let key = JSON.stringify([source, code, route, agent])
    let counted = refusal
    if (counters.size >= MAX_COUNTERS && !counters.has(key)) {
      key = 'others'
      counted = { source: '', code: 'MEDREC_VARIOUS', route: '', agent: undefined }
    }
    const counter = counters.get(key)
    if (counter !== undefined) counter.count += 1
    else counters.set(key, { refusal: counted, since: options.clock(), count: 1 })
    // A log that cannot be written shows at the next request; a counter must not end the process.
    timer ??= setTimeout(() => void flush().catch(() => undefined), MINUTE_MS).unref()
  }

  return { count, flush, [Symbol.asyncDispose]: flush }
}
