import type { Kysely } from 'kysely'

/** Makes the tables of everything but the access log. Times are Unix seconds; JSON is text. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('invites')
    .addColumn('code_hash', 'text', (c) => c.primaryKey())
    .addColumn('patient_key', 'text', (c) => c.notNull())
    .addColumn('checked_by', 'text', (c) => c.notNull())
    .addColumn('document', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addColumn('wrong_facts', 'integer', (c) => c.notNull())
    .execute()
  await db.schema
    .createTable('delegate_keys')
    .addColumn('relationship_id', 'text', (c) => c.primaryKey())
    .addColumn('address', 'text', (c) => c.notNull().unique())
    .addColumn('sealed', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .execute()
  // One claim an invite: the constraint, and no check before it, makes the code single-use.
  await db.schema
    .createTable('claims')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('code_hash', 'text', (c) => c.notNull().unique().references('invites.code_hash'))
    .addColumn('owner', 'text', (c) => c.notNull())
    .addColumn('relationship_id', 'text', (c) =>
      c.notNull().unique().references('delegate_keys.relationship_id'),
    )
    .addColumn('agent', 'text', (c) => c.notNull())
    .addColumn('statement', 'text', (c) => c.notNull())
    .addColumn('claimed_at', 'bigint', (c) => c.notNull())
    .addColumn('opening', 'text')
    .addColumn('transaction_hash', 'text')
    .execute()
  await db.schema
    .createTable('links')
    .addColumn('relationship_id', 'text', (c) =>
      c.primaryKey().references('delegate_keys.relationship_id'),
    )
    .addColumn('patient_key', 'text', (c) => c.notNull())
    .addColumn('agent', 'text', (c) => c.notNull())
    .addColumn('provider_statement', 'text', (c) => c.notNull())
    .addColumn('patient_statement', 'text', (c) => c.notNull())
    .addColumn('linked_at', 'bigint', (c) => c.notNull())
    .execute()
  await db.schema.createIndex('links_patient_key').on('links').column('patient_key').execute()
  await db.schema.createIndex('links_agent').on('links').column('agent').execute()
  await db.schema
    .createTable('narrowings')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('about', 'text', (c) => c.notNull())
    .addColumn('body', 'text', (c) => c.notNull())
    .addColumn('seen_at', 'bigint', (c) => c.notNull())
    .execute()
  await db.schema
    .createTable('narrowing_messages')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('request', 'text', (c) => c.notNull())
    .addColumn('kept_at', 'bigint', (c) => c.notNull())
    .addColumn('deadline', 'bigint', (c) => c.notNull())
    .execute()
  await db.schema
    .createTable('inbox_notes')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('agent', 'text', (c) => c.notNull())
    .addColumn('note', 'text', (c) => c.notNull())
    .addColumn('received_at', 'bigint', (c) => c.notNull())
    .execute()
  await db.schema.createIndex('inbox_notes_agent').on('inbox_notes').column('agent').execute()
  await db.schema
    .createTable('viewer_books')
    .addColumn('relationship_id', 'text', (c) => c.primaryKey())
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('sealed', 'text', (c) => c.notNull())
    .execute()
  await db.schema
    .createTable('staff')
    .addColumn('agent', 'text', (c) => c.primaryKey())
    .addColumn('owner', 'text', (c) => c.notNull().unique())
    .addColumn('hpke_key', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('role', 'text', (c) => c.notNull())
    .addColumn('added_at', 'bigint', (c) => c.notNull())
    .execute()
  await db.schema
    .createTable('used_nonces')
    .addColumn('nonce', 'text', (c) => c.primaryKey())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .execute()
  await db.schema
    .createTable('opened_grants')
    .addColumn('commitment', 'text', (c) => c.primaryKey())
    .addColumn('relationship_id', 'text', (c) => c.notNull())
    .addColumn('viewer', 'text', (c) => c.notNull())
    .addColumn('opened_at', 'bigint', (c) => c.notNull())
    .execute()
  await db.schema.createIndex('opened_grants_viewer').on('opened_grants').column('viewer').execute()
}
