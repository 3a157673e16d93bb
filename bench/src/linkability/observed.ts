import type { UnixSeconds } from '@medrec/protocol'
import type { Planned } from './plan.ts'

/**
 * What anybody reads in the chain of one transaction. Names are only compared: whether they come
 * from a plan or are the addresses and hashes of a real chain makes no difference to an attack.
 */
export type Observed = {
  readonly time: UnixSeconds
  readonly sender: string
  readonly relationship: string
  /** First owner of the Agent, from which its address follows; stands in openings only. */
  readonly owner: string | undefined
  readonly deadline: UnixSeconds
  readonly bytes: number
  readonly grants: readonly {
    readonly viewer: string
    readonly readKinds: bigint
    readonly purposes: number
    readonly notAfter: UnixSeconds
    readonly version: number
    readonly isFiner: boolean
  }[]
}

const OPENING_BYTES = 484
const SET_GRANTS_BYTES = 292
const GRANT_BYTES = 96

/** What a plan will look like in the chain; a test holds it against a chain. */
export function observedIn(planned: readonly Planned[]): readonly Observed[] {
  return planned.map((each) => {
    const base = each.owner === undefined ? SET_GRANTS_BYTES : OPENING_BYTES
    return { ...each, bytes: base + GRANT_BYTES * each.grants.length }
  })
}
