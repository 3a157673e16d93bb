import type { KeyObject } from 'node:crypto'
import type { AuditEvent } from '@medplum/fhirtypes'
import { type LogEntryContent, MedRecError, type UnixSeconds } from '@medrec/protocol'
import type { Hex } from 'viem'
import type { ProofClaims, Refusal, RefusalRecorder } from '../auth/principal.ts'
import { ProofRefusedError } from '../auth/proof-of-possession.ts'
import type { Store } from '../store/store.ts'
import { commitSubmissions } from './commit-submissions.ts'
import { groupCommits } from './group-commit.ts'
import { signReceipt } from './receipt.ts'
import { RecentProofs } from './recent-proofs.ts'
import { countRefusals } from './refusal-counts.ts'

/** What one request writes: its proof is claimed and its entries stand, or neither. */
export type Submission = {
  readonly proof: { readonly id: string; readonly expiresAt: UnixSeconds } | undefined
  readonly entries: readonly NewEntry[]
}

export type NewEntry = {
  /** Wire id of the patient; '' for an entry that concerns no known patient. */
  readonly patient: string
  readonly event: AuditEvent
}

/** An entry as the patient reads it. */
export type LogEntry = Omit<LogEntryContent, 'event' | 'patient'> & {
  readonly event: AuditEvent
  readonly leaf: Hex
}

/** A provider's append-only log of every access and refusal. */
export interface AccessLog extends RefusalRecorder, ProofClaims, AsyncDisposable {
  /**
   * Writes the entries of one request and claims its proof, durably when it resolves.
   *
   * @returns one receipt (compact JWS) for each entry, in order
   * @throws {ProofRefusedError} MEDREC_PROOF_REFUSED if the proof was claimed before; nothing of
   *   this submission is written then, and its neighbours in the batch are
   * @throws {AccessLogUnavailableError} MEDREC_ACCESS_LOG_UNAVAILABLE if it cannot be written
   */
  append(submission: Submission): Promise<readonly string[]>
  /**
   * Refuses a proof that this process has seen claimed, before any row is read.
   *
   * @throws {ProofRefusedError} MEDREC_PROOF_REFUSED
   */
  refuseKnownProof(proofId: string): void
  /** Reads a patient's entries, newest first, those with numbers below `before`. */
  entriesOf(
    patient: string,
    page: { readonly before?: number | undefined; readonly count: number },
  ): Promise<readonly LogEntry[]>
  /** Writes the refusals counted so far, without waiting for the minute to end. */
  flushRefusals(): Promise<void>
}

export type AccessLogOptions = {
  readonly db: Pick<Store, 'write' | 'read'>
  /** Ed25519 private key; its public half is in the AgentRegistry. */
  readonly logKey: KeyObject
  /** The provider's origin, such as `http://localhost:8481`. */
  readonly origin: string
  readonly clock: () => UnixSeconds
  /** Cryptographically strong random bytes. */
  readonly random: (size: number) => Uint8Array
}

/** The most submissions one transaction takes. */
const MAX_BATCH = 64

const RECENT_PROOFS = 10_000

/** Opens the access log on the store's tables. */
export function openAccessLog(options: AccessLogOptions): AccessLog {
  const { db, logKey, origin, clock, random } = options
  const recentProofs = new RecentProofs(RECENT_PROOFS)
  const submit = groupCommits({
    maxBatch: MAX_BATCH,
    commit: (batch: readonly Submission[]) =>
      commitSubmissions(batch, { db: db.write, now: clock(), random }),
  })

  async function write(submission: Submission) {
    const { proof } = submission
    const outcome = await submit(submission).catch((cause: unknown) => {
      throw new AccessLogUnavailableError(cause)
    })
    if (proof !== undefined) recentProofs.add(proof.id)
    return outcome
  }

  async function append(submission: Submission): Promise<readonly string[]> {
    const outcome = await write(submission)
    if (outcome.isReplay) throw new ProofRefusedError('replayed')
    return outcome.entries.map(({ leaf }) =>
      signReceipt({ origin, leaf, time: outcome.time }, logKey),
    )
  }

  const refusals = countRefusals({
    clock,
    origin,
    write: async (entries) => {
      await append({ proof: undefined, entries })
    },
  })

  return {
    append,
    refuseKnownProof(proofId) {
      if (recentProofs.has(proofId)) throw new ProofRefusedError('replayed')
    },
    async claimProof(proofId, expiresAt) {
      if (recentProofs.has(proofId)) return false
      const outcome = await write({ proof: { id: proofId, expiresAt }, entries: [] })
      return !outcome.isReplay
    },
    async recordRefusal(refusal: Refusal) {
      await refusals.count(refusal)
    },
    async entriesOf(patient, { before, count }) {
      let query = db.read
        .selectFrom('access_log_entries')
        .select(['number', 'previous', 'leaf', 'salt', 'event'])
        .where('patient', '=', patient)
        .orderBy('number', 'desc')
        .limit(count)
      if (before !== undefined) query = query.where('number', '<', before)
      const rows = await query.execute()
      return rows.map((row) => ({
        number: Number(row.number),
        // Written by this log alone.
        previous: row.previous as Hex,
        leaf: row.leaf as Hex,
        salt: row.salt as Hex,
        event: JSON.parse(row.event) as AuditEvent,
      }))
    },
    flushRefusals: () => refusals.flush(),
    [Symbol.asyncDispose]: () => refusals[Symbol.asyncDispose](),
  }
}

/** The log cannot be written, so nothing is served. */
export class AccessLogUnavailableError extends MedRecError<
  'MEDREC_ACCESS_LOG_UNAVAILABLE',
  Readonly<Record<string, never>>
> {
  override readonly name = 'AccessLogUnavailableError'

  constructor(cause: unknown) {
    super(
      'MEDREC_ACCESS_LOG_UNAVAILABLE',
      'The access log cannot be written, and nothing is served without it. Try again later.',
      { details: {}, retryable: true, cause },
    )
  }
}
