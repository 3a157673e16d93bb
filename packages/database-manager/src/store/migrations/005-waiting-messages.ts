import type { Kysely } from 'kysely'

/** Makes room for the messages that wait for the relayer's next tick. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('waiting_messages')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('relationship_id', 'text', (c) => c.notNull())
    .addColumn('request', 'text', (c) => c.notNull())
    .addColumn('deadline', 'bigint', (c) => c.notNull())
    .execute()
  await db.schema
    .createIndex('waiting_messages_relationship')
    .on('waiting_messages')
    .column('relationship_id')
    .execute()
}
