import { FIRST_PREVIOUS_LEAF, leafOf, type UnixSeconds } from '@medrec/protocol'
import type { Kysely, Transaction } from 'kysely'
import { bytesToHex, type Hex } from 'viem'
import type { Tables } from '../store/tables.ts'
import type { NewEntry, Submission } from './access-log.ts'
import type { AccessLogEntryRow } from './log-tables.ts'

export type SubmissionOutcome = {
  /** True if the proof was claimed before; nothing of the submission is written then. */
  readonly isReplay: boolean
  readonly entries: readonly { readonly number: number; readonly leaf: Hex }[]
  readonly time: UnixSeconds
}

type Options = {
  readonly db: Kysely<Tables>
  readonly now: UnixSeconds
  readonly random: (size: number) => Uint8Array
}

const SALT_BYTES = 32

/**
 * Writes a batch in one transaction. Its first statement takes the log's head row, so that several
 * managers on one database write one after the other; then the proofs decide which submissions
 * survive, so that a replay neither fails its neighbours nor burns a number.
 */
export async function commitSubmissions(
  batch: readonly Submission[],
  options: Options,
): Promise<readonly SubmissionOutcome[]> {
  return await options.db.transaction().execute(async (transaction) => {
    const head = await transaction
      .updateTable('access_log_head')
      .set((eb) => ({ next_position: eb.ref('next_position') }))
      .where('id', '=', 1)
      .returning('next_position')
      .executeTakeFirstOrThrow()
    const survivors = await claimProofs(transaction, batch, options.now)
    const chains = await readChains(transaction, batch)
    let position = Number(head.next_position)
    const rows: AccessLogEntryRow[] = []
    const outcomes = batch.map((submission): SubmissionOutcome => {
      if (!survivors.has(submission)) return { isReplay: true, entries: [], time: options.now }
      const entries = submission.entries.map((entry) => {
        const link = linkEntry(entry, chains, options.random(SALT_BYTES))
        rows.push({ ...link, position, patient: entry.patient, recorded_at: options.now })
        position += 1
        return { number: link.number, leaf: link.leaf }
      })
      return { isReplay: false, entries, time: options.now }
    })
    await writeRows(transaction, rows)
    return outcomes
  })
}

/** Claims each proof once, and forgets those that no proof check would accept any more. */
async function claimProofs(
  transaction: Transaction<Tables>,
  batch: readonly Submission[],
  now: UnixSeconds,
): Promise<ReadonlySet<Submission>> {
  const first = new Map<string, Submission>()
  for (const submission of batch) {
    const { proof } = submission
    if (proof !== undefined && !first.has(proof.id)) first.set(proof.id, submission)
  }
  const survivors = new Set(batch.filter(({ proof }) => proof === undefined))
  if (first.size === 0) return survivors
  await transaction.deleteFrom('proofs').where('expires_at', '<', now).execute()
  const claimed = await transaction
    .insertInto('proofs')
    .values(
      [...first].map(([id, { proof }]) => ({ proof_id: id, expires_at: proof?.expiresAt ?? now })),
    )
    .onConflict((conflict) => conflict.column('proof_id').doNothing())
    .returning('proof_id')
    .execute()
  for (const { proof_id } of claimed) {
    const submission = first.get(proof_id)
    if (submission !== undefined) survivors.add(submission)
  }
  return survivors
}

type Chain = { number: number; leaf: Hex }

async function readChains(
  transaction: Transaction<Tables>,
  batch: readonly Submission[],
): Promise<Map<string, Chain>> {
  const patients = [...new Set(batch.flatMap(({ entries }) => entries.map((e) => e.patient)))]
  if (patients.length === 0) return new Map()
  const rows = await transaction
    .selectFrom('access_log_patients')
    .selectAll()
    .where('patient', 'in', patients)
    .execute()
  // Written by this log alone.
  return new Map(
    rows.map((row) => [row.patient, { number: Number(row.number), leaf: row.leaf as Hex }]),
  )
}

/** Gives an entry its running number and the leaf before it; without a patient there is no chain. */
function linkEntry(entry: NewEntry, chains: Map<string, Chain>, saltBytes: Uint8Array) {
  const { patient } = entry
  const before = chains.get(patient) ?? { number: 0, leaf: FIRST_PREVIOUS_LEAF }
  const number = patient === '' ? 0 : before.number + 1
  const previous = patient === '' ? FIRST_PREVIOUS_LEAF : before.leaf
  const salt = bytesToHex(saltBytes)
  const event = JSON.stringify(entry.event)
  // Of the text as stored, so that what a patient reads later hashes to the same leaf.
  const leaf = leafOf({ salt, patient, number, previous, event: JSON.parse(event) })
  chains.set(patient, { number, leaf })
  return { number, previous, salt, event, leaf }
}

async function writeRows(
  transaction: Transaction<Tables>,
  rows: readonly AccessLogEntryRow[],
): Promise<void> {
  if (rows.length === 0) return
  const last = new Map(rows.map((row) => [row.patient, row]))
  await transaction.insertInto('access_log_entries').values(rows).execute()
  await transaction
    .insertInto('access_log_patients')
    .values([...last.values()].map(({ patient, number, leaf }) => ({ patient, number, leaf })))
    .onConflict((conflict) =>
      conflict.column('patient').doUpdateSet((eb) => ({
        number: eb.ref('excluded.number'),
        leaf: eb.ref('excluded.leaf'),
      })),
    )
    .execute()
  await transaction
    .updateTable('access_log_head')
    .set((eb) => ({ next_position: eb('next_position', '+', rows.length) }))
    .where('id', '=', 1)
    .execute()
}
