import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { putStaffMember } from '../directory/staff.ts'
import { openStore, type Store } from '../store/store.ts'
import { Inbox } from './inbox.ts'

const BEE = '0x00000000000000000000000000000000000000Be'
const CEE = '0x00000000000000000000000000000000000000cE'
const NOBODY = '0x0000000000000000000000000000000000000001'
const DAY = 86_400

let store: Store
let inbox: Inbox

beforeEach(async () => {
  store = await openStore(mkdtempSync(join(tmpdir(), 'medrec-inbox-')))
  inbox = new Inbox(store)
  for (const agent of [BEE, CEE] as const) {
    const member = { agent, owner: agent, hpkeKey: 'A', name: 'Dr', role: 'GP' }
    await putStaffMember(member, store, 1)
  }
})
afterEach(() => store[Symbol.asyncDispose]())

describe('Inbox', () => {
  it('keeps notes for each member of staff apart, oldest first, and deletes only their own', async () => {
    await inbox.leave(BEE, 'two', 2)
    await inbox.leave(BEE, 'one', 1)
    await inbox.leave(CEE, 'other', 1)
    const notes = await inbox.notesOf(BEE)
    expect(notes.map(({ note }) => note)).toEqual(['one', 'two'])
    await inbox.delete(CEE, notes[0]?.id ?? '')
    expect(await inbox.notesOf(BEE)).toHaveLength(2)
    await inbox.delete(BEE, notes[0]?.id ?? '')
    expect((await inbox.notesOf(BEE)).map(({ note }) => note)).toEqual(['two'])
  })

  it('keeps nothing for an Agent that nobody here has', async () => {
    await inbox.leave(NOBODY, 'note', 1)
    expect(await inbox.notesOf(NOBODY)).toEqual([])
  })

  it('keeps a hundred unread notes and no more', async () => {
    await Promise.all(Array.from({ length: 103 }, (_, index) => inbox.leave(BEE, 'x', index)))
    expect(await inbox.notesOf(BEE)).toHaveLength(100)
    await inbox.leave(CEE, 'x', 1)
    expect(await inbox.notesOf(CEE)).toHaveLength(1)
  })

  it('forgets what lay for ninety days', async () => {
    await inbox.leave(BEE, 'old', 0)
    await inbox.leave(BEE, 'new', DAY)
    await inbox.prune(90 * DAY + 1)
    expect((await inbox.notesOf(BEE)).map(({ note }) => note)).toEqual(['new'])
  })
})
