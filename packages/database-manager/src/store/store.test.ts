import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Kysely, sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import { describe, expect, it } from 'vitest'
import { NodeSqliteDialect } from './sqlite-dialect.ts'
import { openStore } from './store.ts'

const newFolder = () => mkdtempSync(join(tmpdir(), 'medrec-store-'))
const note = { id: 'n1', agent: '0x01', note: 'AA', received_at: 1 }

describe('openStore', () => {
  it('keeps what was committed over a restart', async () => {
    const folder = newFolder()
    {
      await using store = await openStore(folder)
      await store.write.insertInto('inbox_notes').values(note).execute()
    }
    await using store = await openStore(folder)
    expect(await store.read.selectFrom('inbox_notes').selectAll().execute()).toEqual([note])
  })

  it('reads on the second connection while a transaction is under way, and only what is committed', async () => {
    await using store = await openStore(newFolder())
    await store.write.transaction().execute(async (transaction) => {
      await transaction.insertInto('inbox_notes').values(note).execute()
      expect(await store.read.selectFrom('inbox_notes').selectAll().execute()).toEqual([])
    })
    expect(await store.read.selectFrom('inbox_notes').selectAll().execute()).toHaveLength(1)
  })

  it('refuses a write on the reading connection', async () => {
    await using store = await openStore(newFolder())
    await expect(store.read.insertInto('inbox_notes').values(note).execute()).rejects.toThrow(
      /readonly/,
    )
  })

  it('refuses a second process on the same folder, and takes it when that one was killed', async () => {
    const folder = newFolder()
    const script = `
      const { openStore } = await import(${JSON.stringify(join(import.meta.dirname, 'store.ts'))})
      await openStore(${JSON.stringify(folder)})
      process.stdout.write('open')
      setInterval(() => {}, 1000)`
    const other = spawn(process.execPath, ['--input-type=module', '-e', script])
    await once(other.stdout, 'data')
    await expect(openStore(folder)).rejects.toMatchObject({ code: 'MEDREC_STATE_FOLDER_LOCKED' })
    other.kill('SIGKILL')
    await once(other, 'exit')
    await using store = await openStore(folder)
    expect(await store.read.selectFrom('invites').selectAll().execute()).toEqual([])
  })

  it('holds the write lock from the start of a transaction', async () => {
    const folder = newFolder()
    await using store = await openStore(folder)
    const other = new DatabaseSync(join(folder, 'state.sqlite'), { timeout: 0 })
    await store.write.transaction().execute(async (transaction) => {
      await transaction.selectFrom('staff').selectAll().execute()
      expect(() => other.exec('delete from inbox_notes')).toThrow(/locked/)
      await transaction.insertInto('inbox_notes').values(note).execute()
    })
    other.close()
    expect(await store.read.selectFrom('inbox_notes').selectAll().execute()).toHaveLength(1)
  })

  it('asks the disk for every commit', async () => {
    await using store = await openStore(newFolder())
    const { rows: mode } = await sql`pragma journal_mode`.execute(store.write)
    const { rows: level } = await sql`pragma synchronous`.execute(store.write)
    expect([...mode, ...level]).toEqual([{ journal_mode: 'wal' }, { synchronous: 2 }])
  })
})

describe('NodeSqliteDialect', () => {
  it('leaves nothing of a migration that fails', async () => {
    const database = new DatabaseSync(':memory:')
    const db = new Kysely<unknown>({ dialect: new NodeSqliteDialect(database) })
    const failing = {
      async up(within: Kysely<unknown>) {
        await within.schema.createTable('half').addColumn('id', 'integer').execute()
        throw new Error('fails')
      },
    }
    const provider = { getMigrations: async () => ({ failing }) }
    const { error } = await new Migrator({ db, provider }).migrateToLatest()
    expect(error).toMatchObject({ message: 'fails' })
    expect(database.prepare("select 1 from sqlite_master where name = 'half'").all()).toEqual([])
    database.close()
  })
})
