import { type Kysely, sql } from 'kysely'

/** Makes the tables of the access log. Positions and numbers come from rows, never from identity. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('access_log_head')
    .addColumn('id', 'integer', (c) => c.primaryKey())
    .addColumn('next_position', 'bigint', (c) => c.notNull())
    .execute()
  await sql`insert into access_log_head (id, next_position) values (1, 0)`.execute(db)
  await db.schema
    .createTable('access_log_patients')
    .addColumn('patient', 'text', (c) => c.primaryKey())
    .addColumn('number', 'bigint', (c) => c.notNull())
    .addColumn('leaf', 'text', (c) => c.notNull())
    .execute()
  await db.schema
    .createTable('access_log_entries')
    .addColumn('position', 'bigint', (c) => c.primaryKey())
    .addColumn('patient', 'text', (c) => c.notNull())
    .addColumn('number', 'bigint', (c) => c.notNull())
    .addColumn('previous', 'text', (c) => c.notNull())
    .addColumn('leaf', 'text', (c) => c.notNull().unique())
    .addColumn('salt', 'text', (c) => c.notNull())
    .addColumn('event', 'text', (c) => c.notNull())
    .addColumn('recorded_at', 'bigint', (c) => c.notNull())
    .execute()
  await db.schema
    .createIndex('access_log_entries_patient')
    .on('access_log_entries')
    .columns(['patient', 'number'])
    .execute()
  await db.schema
    .createTable('proofs')
    .addColumn('proof_id', 'text', (c) => c.primaryKey())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .execute()
  await db.schema.createIndex('proofs_expires_at').on('proofs').column('expires_at').execute()
}
