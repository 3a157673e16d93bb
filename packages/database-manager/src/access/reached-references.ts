import { isSharedType } from '@medrec/protocol'
import type { RecordRow } from './record-row.ts'
import { nameOf } from './record-row.ts'
import { referencesIn, type SiloReference } from './references.ts'

/** How a shared resource was reached: from a patient's resource, perhaps over other shared ones. */
export type Route = {
  readonly root: SiloReference
  /** Shared resources between the root and the one reached, in order. */
  readonly over: readonly SiloReference[]
}

/**
 * Remembers, per reader, from which served resources a shared one can be reached. It permits
 * nothing by itself: a read walks the route again and asks for each hop as it is now. It is bounded
 * and lost by a restart; who gets 404 then asks with `_include`, which needs no memory.
 */
export class ReachedReferences {
  readonly #routes = new Map<string, readonly Route[]>()
  readonly #capacity: number

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  /** Remembers what a served row of a patient refers to. */
  remember(reader: string, row: RecordRow): void {
    const root = { type: row.type, key: row.key }
    this.#add(reader, row, { root, over: [] })
  }

  /** Remembers what a served shared row refers to. */
  rememberShared(reader: string, row: RecordRow, route: Route): void {
    if (route.over.length >= MAX_HOPS) return
    const over = [...route.over, { type: row.type, key: row.key }]
    this.#add(reader, row, { root: route.root, over })
  }

  routesTo(reader: string, target: SiloReference): readonly Route[] {
    return this.#routes.get(entryOf(reader, target)) ?? []
  }

  #add(reader: string, row: RecordRow, route: Route): void {
    for (const target of referencesIn(row.resource)) {
      if (!isSharedType(target.type)) continue
      const entry = entryOf(reader, target)
      const known = this.#routes.get(entry) ?? []
      const others = known.filter((other) => nameOf(other.root) !== nameOf(route.root))
      this.#routes.delete(entry)
      this.#routes.set(entry, [route, ...others].slice(0, MAX_ROUTES))
    }
    for (const oldest of this.#routes.keys()) {
      if (this.#routes.size <= this.#capacity) break
      this.#routes.delete(oldest)
    }
  }
}

const MAX_HOPS = 2
const MAX_ROUTES = 4

function entryOf(reader: string, target: SiloReference): string {
  return `${reader} ${nameOf(target)}`
}
