import type { Decision } from '@medrec/protocol'
import { type LoggedRequest, refusedEntries, servedEntries } from './access-entries.ts'
import { AccessDeniedError, RecordAbsentError, ViewStaleError } from './access-errors.ts'
import type { GuardedRecordsDeps, Served } from './guarded-records.ts'
import type { Permissions } from './permissions.ts'
import type { RecordRow } from './record-row.ts'
import { isInScope } from './scopes.ts'

export type GateParts = Pick<GuardedRecordsDeps, 'now' | 'log' | 'wireIds' | 'origin'> & {
  readonly logged: LoggedRequest
  readonly permissions: Permissions
  readonly staleSeconds: number | undefined
}

/** What of a request goes into the log beside the request itself. */
type Outcome = { readonly rows: readonly RecordRow[]; readonly patientKeys: readonly string[] }

/** The way in and the way out of one request: both write the log, and nothing else does. */
export class RequestGate {
  readonly #parts: GateParts

  constructor(parts: GateParts) {
    this.#parts = parts
  }

  /** Refuses unless something is in force between the principal and this patient. */
  async enterPatient(key: string | undefined): Promise<string> {
    const { permissions, staleSeconds } = this.#parts
    const keys = key === undefined ? [] : [key]
    await this.#enterScope(keys)
    if (staleSeconds !== undefined && (key === undefined || !permissions.isOwn(key))) {
      return await this.#refuse(new ViewStaleError(), 'view-stale', keys)
    }
    const decision: Decision =
      key === undefined ? { allow: false, reason: 'stranger' } : permissions.inForce(key)
    if (key !== undefined && decision.allow) return key
    const reason = decision.allow ? 'stranger' : decision.reason
    return await this.#refuse(new AccessDeniedError(), reason, keys)
  }

  /** Refuses unless something is in force between the principal and some patient here. */
  async enterAny(): Promise<void> {
    const { logged, permissions, staleSeconds } = this.#parts
    await this.#enterScope([])
    if (staleSeconds !== undefined && logged.principal.linkedPatient === undefined) {
      return await this.#refuse(new ViewStaleError(), 'view-stale', [])
    }
    const decisions = permissions.patientKeys.map((key) => permissions.inForce(key))
    if (decisions.some(({ allow }) => allow)) return
    const [only, ...others] = decisions
    const isOne = only !== undefined && !only.allow && others.length === 0
    await this.#refuse(new AccessDeniedError(), isOne ? only.reason : 'stranger', [])
  }

  async #enterScope(patientKeys: readonly string[]): Promise<void> {
    const { principal, type, interaction } = this.#parts.logged
    if (isInScope(principal.scope, type, interaction)) return
    await this.#refuse(new AccessDeniedError(), 'scope-not-granted', patientKeys)
  }

  /** The entry is durable, and only then is the body anybody's. */
  async serve<Body>(body: Body, outcome: Outcome): Promise<Served<Body>> {
    const { log, logged, permissions, staleSeconds } = this.#parts
    const entries = servedEntries(logged, outcome, this.#parts)
    const receipts = await log.append({ proof: this.#proof(), entries })
    const isOwn = outcome.patientKeys.every((key) => permissions.isOwn(key))
    return { body, receipts, isOwn, staleSeconds }
  }

  /** Refuses a single resource, alike whether it is absent or not permitted. */
  async absent(reason: string, patientKeys: readonly string[]): Promise<never> {
    return await this.#refuse(new RecordAbsentError(), reason, patientKeys)
  }

  /** Written by the same path as what is served; the reason stays in the log. */
  async #refuse(error: Error, reason: string, patientKeys: readonly string[]): Promise<never> {
    const { log, logged } = this.#parts
    const entries = refusedEntries(logged, { reason, patientKeys }, this.#parts)
    await log.append({ proof: this.#proof(), entries })
    throw error
  }

  #proof() {
    const { proofId, proofExpiresAt } = this.#parts.logged.principal
    return { id: proofId, expiresAt: proofExpiresAt }
  }
}
