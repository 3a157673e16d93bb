import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoPeople } from '../people/demo-people.ts'
import { buildClinicDatabase } from './build-clinic-database.ts'

let folder: string
let file: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'demo-clinic-'))
  file = join(folder, 'new', 'clinic.sqlite')
  await buildClinicDatabase({ file })
})

afterAll(() => rm(folder, { recursive: true }))

function query(sql: string): unknown[] {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    return database.prepare(sql).all()
  } finally {
    database.close()
  }
}

describe('buildClinicDatabase', () => {
  it('leaves one file, without a journal or anything half made', async () => {
    expect(await readdir(join(folder, 'new'))).toEqual(['clinic.sqlite'])
    expect(query('pragma journal_mode')).toEqual([{ journal_mode: 'delete' }])
  })

  it('breaks no foreign key', () => {
    expect(query('pragma foreign_key_check')).toEqual([])
    expect(query('pragma integrity_check')).toEqual([{ integrity_check: 'ok' }])
  })

  it('has the 24 people under their record numbers', () => {
    const rows = query(`select chart_no || ' ' || dob as line from patient order by chart_no`)
    const lines = demoPeople().map((one) => ({
      line: `${one.recordNumbers.riverside} ${one.birthDate}`,
    }))
    expect(rows).toEqual(lines.sort((a, b) => (a.line < b.line ? -1 : 1)))
  })

  it('keeps the confidential departments apart', () => {
    const rows = query(
      `select dept, confid_reason, count(*) > 0 as has from questionnaire_answer
       where confidential = 1 group by dept, confid_reason order by 1, 2`,
    )
    expect(rows).toEqual([
      { dept: 'BH', confid_reason: 1, has: 1 },
      { dept: 'BH', confid_reason: 2, has: 1 },
      { dept: 'SW', confid_reason: 5, has: 1 },
    ])
    expect(
      query(`select count(*) as n from problem where label like '%partner%' and dept <> 'SW'`),
    ).toEqual([{ n: 0 }])
  })

  it('measures a blood pressure as two rows of one set', () => {
    const rows = query(
      `select count(*) as n from (select set_no from vital join vital_type using (vital_id)
       where loinc in ('8480-6', '8462-4') group by set_no having count(*) <> 2)`,
    )
    expect(rows).toEqual([{ n: 0 }])
  })

  it('does nothing the second time', async () => {
    const before = await stat(file)
    await buildClinicDatabase({ file })
    expect((await stat(file)).mtimeMs).toBe(before.mtimeMs)
  })

  it('writes the same bytes for the same people', async () => {
    const other = join(folder, 'other.sqlite')
    await buildClinicDatabase({ file: other })
    expect((await readFile(other)).equals(await readFile(file))).toBe(true)
  })

  it('replaces what is no database of its version', async () => {
    const broken = join(folder, 'broken.sqlite')
    await writeFile(broken, 'not a database')
    await buildClinicDatabase({ file: broken })
    expect((await readFile(broken)).equals(await readFile(file))).toBe(true)
  })
})
