import type { SiloCursor, SiloQuery, SiloRow } from './silo.ts'
import { siloQueryTooWide } from './silo-error.ts'
import { compareRows, isWanted } from './silo-row.ts'

/** Reads up to `limit` rows after the cursor, newest first; fewer means that there are no more. */
export type ReadBatch = (
  after: SiloCursor | undefined,
  limit: number,
) => Promise<readonly SiloRow[]>

const MIN_BATCH = 100
const MAX_BATCH = 500
const MAX_ROUNDS = 200

/**
 * Fills one page from tables that SQL can only narrow roughly: reads batches, keeps what is wanted,
 * goes on where the batch ended until the page is full or the tables are. At no time are more than
 * a page and a batch of each table in memory.
 *
 * @throws {SiloError} MEDREC_SILO_QUERY_TOO_WIDE after 200 batches
 */
export async function fillPage(
  silo: string,
  query: SiloQuery,
  tables: readonly ReadBatch[],
): Promise<readonly SiloRow[]> {
  const page: SiloRow[] = []
  const limit = Math.min(Math.max(query.count + 1, MIN_BATCH), MAX_BATCH)
  let after = query.after
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const batch = await readMerged(tables, after, limit)
    for (const row of batch) {
      if (!isWanted(row, query)) continue
      page.push(row)
      if (page.length === query.count) return page
    }
    const last = batch.at(-1)
    if (batch.length < limit || last === undefined) return page
    after = { date: last.date, key: last.key }
  }
  throw siloQueryTooWide(silo, 'rows read')
}

/** The newest `limit` rows over all tables: each gave its own newest `limit`, so none is missed. */
async function readMerged(
  tables: readonly ReadBatch[],
  after: SiloCursor | undefined,
  limit: number,
): Promise<readonly SiloRow[]> {
  const rows: SiloRow[] = []
  for (const read of tables) rows.push(...(await read(after, limit)))
  return rows.sort(compareRows).slice(0, limit)
}
