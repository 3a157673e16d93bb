import { type Kysely, sql } from 'kysely'

/** Several members of a group open the same grant, each by itself: viewer and group join the key. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('opened_grants').renameTo('opened_grants_before').execute()
  await db.schema
    .createTable('opened_grants')
    .addColumn('commitment', 'text', (c) => c.notNull())
    .addColumn('relationship_id', 'text', (c) => c.notNull())
    .addColumn('viewer', 'text', (c) => c.notNull())
    .addColumn('agent_group', 'text')
    .addColumn('opened_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('opened_grants_key', ['commitment', 'viewer'])
    .execute()
  await sql`insert into opened_grants (commitment, relationship_id, viewer, opened_at)
    select commitment, relationship_id, viewer, opened_at from opened_grants_before`.execute(db)
  await db.schema.dropTable('opened_grants_before').execute()
  await db.schema.createIndex('opened_grants_viewer').on('opened_grants').column('viewer').execute()
}
