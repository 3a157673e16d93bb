import type { Kysely } from 'kysely'

/** Makes room for the newest final block whose headers this manager has verified. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('clique_snapshots')
    .addColumn('chain_id', 'bigint', (c) => c.primaryKey())
    .addColumn('snapshot', 'text', (c) => c.notNull())
    .execute()
}
